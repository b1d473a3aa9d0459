"""A report made of tables, as PDF, Word and CSV; the formats differ only in rendering.

For what is not a record: audits and tools. Nothing typed can act as markup or as a formula.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Row

from api.exports.cells import BOM, safe_cell
from api.exports.clean import clean
from api.exports.files import describe
from api.exports.pdf import pdf


@dataclass(frozen=True)
class Table:
    """Rows under columns; the first cell of a row says what the row is about."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """A heading, some lines, and tables."""

    title: str
    lines: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Report:
    """A title, what stands at the head, and parts. wide: on paper lying on its side."""

    title: str
    header: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    wide: bool = False


def report_pdf(report: Report, made: datetime) -> bytes:
    """The report as an accessible PDF."""
    return pdf(
        "report",
        report.title,
        made,
        header=[{"label": label, "text": text} for label, text in report.header],
        parts=[
            {
                "title": part.title,
                "lines": [{"label": label, "text": text} for label, text in part.lines],
                "tables": [{"columns": t.columns, "rows": t.rows} for t in part.tables],
            }
            for part in report.parts
        ],
        wide=report.wide,
    )


def report_word(report: Report, made: datetime) -> bytes:
    """The report as a Word file with real headings and repeated header rows."""
    file = docx.Document()
    describe(file, report.title, made)
    _lay_out(file, report.wide)
    file.add_heading(clean(report.title), level=0)
    _add_lines(file, report.header)
    for part in report.parts:
        if part.title:
            file.add_heading(clean(part.title), level=1)
        _add_lines(file, part.lines)
        for table in part.tables:
            _add_table(file, table)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _lay_out(file: WordFile, wide: bool) -> None:
    page = file.sections[0]
    width, height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = width, height
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(18)


def _add_lines(file: WordFile, lines: Sequence[tuple[str, str]]) -> None:
    for label, text in lines:
        paragraph = file.add_paragraph()
        paragraph.add_run(clean(f"{label}: " if text else label)).bold = True
        paragraph.add_run(clean(text))


def _add_table(file: WordFile, table: Table) -> None:
    grid = file.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    head = grid.add_row()
    for cell, text in zip(head.cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(clean(text)).bold = True
    _repeat_on_each_page(head)
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = clean(text)
    file.add_paragraph()


def _repeat_on_each_page(row: _Row) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def report_csv(report: Report) -> bytes:
    """The report for a spreadsheet: UTF-8 with its mark, and no cell that acts as a formula."""
    sheet = io.StringIO(newline="")
    write = csv.writer(sheet)
    write.writerow([safe_cell(report.title)])
    write.writerows(map(_safe, report.header))
    for part in report.parts:
        write.writerow([])
        write.writerows([_safe([part.title])] if part.title else [])
        write.writerows(map(_safe, part.lines))
        for table in part.tables:
            write.writerow(_safe(table.columns))
            write.writerows(map(_safe, table.rows))
    return (BOM + sheet.getvalue()).encode()


def _safe(cells: Sequence[str]) -> list[str]:
    return [safe_cell(cell) for cell in cells]
