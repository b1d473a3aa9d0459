"""The neutral document as files to keep: PDF (PDF/UA-1 and PDF/A-2a) and Word."""

import io
import unicodedata
from datetime import datetime
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from api.exports.pdf import pdf
from practice.document import Document, layout
from practice.summary import Line

# What XML cannot hold besides control characters.
NEVER = "\ufffe\uffff"


def as_pdf(document: Document, made: datetime) -> bytes:
    """The document as an accessible PDF. made: when, for the file's own date."""
    labels = layout()["labels"]
    rows = dict(document.header)
    return pdf(
        "record",
        document.title,
        made,
        header=[{"label": label, "text": text} for label, text in document.header],
        sections=[
            {
                "title": section.title,
                "blocks": [
                    {"title": block.title, "lines": [_line(line) for line in block.lines]}
                    for block in section.blocks
                ],
            }
            for section in document.sections
        ],
        case_ref=rows[labels["case"]],
        made_at=rows[labels["made"]],
        page=labels["page"],
    )


def _line(line: Line) -> dict[str, Any]:
    return {"label": line.label, "said": line.said}


def as_word(document: Document, made: datetime) -> bytes:
    """The document as a Word file with real headings, its title and language set."""
    file = docx.Document()
    _about(file, document.title, made)
    file.add_heading(_clean(document.title), level=0)
    table = file.add_table(rows=0, cols=2, style="Table Grid")
    for label, text in document.header:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(_clean(label)).bold = True
        cells[1].text = _clean(text)
    for section in document.sections:
        file.add_heading(_clean(section.title), level=1)
        for block in section.blocks:
            if block.title:
                file.add_heading(_clean(block.title), level=2)
            for line in block.lines:
                _add_line(file, line)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _about(file: WordFile, title: str, made: datetime) -> None:
    core = file.core_properties
    core.title, core.author, core.comments, core.language = title, "", "", "en-GB"
    core.created = core.modified = made.replace(tzinfo=None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    file.styles["Normal"].element.get_or_add_rPr().append(language)


def _add_line(file: WordFile, line: Line) -> None:
    paragraph = file.add_paragraph()
    paragraph.add_run(_clean(f"{line.label}: " if line.said else line.label)).bold = True
    paragraph.add_run(_clean(line.said))


def _clean(text: str) -> str:
    """`text` without what a Word file cannot hold."""
    unseen = ("Cc", "Cs")
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in unseen and c not in NEVER
    )
