"""The neutral document as files to keep: PDF (PDF/UA-1 and PDF/A-2a) and Word."""

import io
from datetime import datetime
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from api.exports.clean import clean
from api.exports.pdf import pdf
from api.language import tag
from practice.papers.attribution import Statement
from practice.papers.document import Block, Document, layout

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

QUIET = RGBColor(0x4A, 0x5A, 0x60)


def as_pdf(document: Document, made: datetime) -> bytes:
    """The document as an accessible PDF. made: when, for the file's own date."""
    labels = layout()["labels"]
    rows = {line.label: line.said for line in document.header[0].lines}
    return pdf(
        "record",
        document.title,
        made,
        header=[_block(block) for block in document.header],
        sections=[
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
        case_ref=rows[labels["case"]],
        made_at=rows[labels["made"]],
        page=labels["page"],
    )


def _block(block: Block) -> dict[str, Any]:
    return {"title": block.title, "lines": [_line(line) for line in block.lines]}


def _line(line: Statement) -> dict[str, Any]:
    return {"label": line.label, "said": line.said, "source": line.source}


def as_word(document: Document, made: datetime) -> bytes:
    """The document as a Word file with real headings, its title and language set."""
    file = docx.Document()
    describe(file, document.title, made)
    file.add_heading(clean(document.title), level=0)
    for block in document.header:
        if block.title:
            file.add_heading(clean(block.title), level=1)
        _add_table(file, block)
    for section in document.sections:
        file.add_heading(clean(section.title), level=1)
        for block in section.blocks:
            if block.title:
                file.add_heading(clean(block.title), level=2)
            for line in block.lines:
                _add_line(file, line)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _add_table(file: WordFile, block: Block) -> None:
    """A block as a table of two columns, with a header row that stands on each page."""
    table = file.add_table(rows=1, cols=2, style="Table Grid")
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for cell, label in zip(table.rows[0].cells, ("item", "what"), strict=True):
        cell.paragraphs[0].add_run(layout()["labels"][label]).bold = True
    for line in block.lines:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(clean(line.label)).bold = True
        cells[1].paragraphs[0].add_run(clean(line.said))
        _add_source(cells[1].paragraphs[0], line)


def describe(file: WordFile, title: str, made: datetime) -> None:
    core = file.core_properties
    core.title, core.author, core.comments, core.language = title, "", "", tag()
    core.created = core.modified = made.replace(tzinfo=None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), tag())
    file.styles["Normal"].element.get_or_add_rPr().append(language)


def _add_line(file: WordFile, line: Statement) -> None:
    paragraph = file.add_paragraph()
    paragraph.add_run(clean(f"{line.label}: " if line.said else line.label)).bold = True
    paragraph.add_run(clean(line.said))
    _add_source(paragraph, line)


def _add_source(paragraph: Paragraph, line: Statement) -> None:
    if line.source:
        run = paragraph.add_run(clean(f" ({line.source})"))
        run.font.size, run.font.color.rgb = Pt(9), QUIET
