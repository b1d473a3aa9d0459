"""The report as it is given out: checked, rounded, small numbers hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practice.assurance.report.consistency import File, check_counts, check_file
from practice.assurance.report.counting import Concluded, Counted
from practice.assurance.report.disclosure import disclose
from practice.assurance.report.tables import Cell, Table, report_content, tables
from practice.content.language import gettext

# More columns than these would be no table that anyone reads.
MOST_QUARTERS = 8


@dataclass(frozen=True)
class PrintedRow:
    """One line: what stands in each column. own: the national return does not have it."""

    label: str
    own: bool
    shown: tuple[str, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table with what is printed in it. says: the words under its chart."""

    table: Table
    rows: tuple[PrintedRow, ...]
    says: str

    @property
    def all_own(self) -> bool:
        """Whether nothing of it is in the national return."""
        return all(row.own for row in self.rows)


@dataclass(frozen=True)
class Publication:
    """All tables of one period and one team, in order. counted: what they were made from."""

    tables: tuple[PrintedTable, ...]
    counted: Counted

    @property
    def sections(self) -> dict[str, list[PrintedTable]]:
        """The tables by section."""
        found: dict[str, list[PrintedTable]] = {}
        for row in self.tables:
            found.setdefault(row.table.section, []).append(row)
        return found

    @property
    def file(self) -> File:
        """What is printed, by table id, row label and column label."""
        return {
            (printed.table.id, row.label, column.label): text
            for printed in self.tables
            for row in printed.rows
            for column, text in zip(printed.table.columns, row.shown, strict=True)
        }


def publish(works: Iterable[Concluded], quarters: Mapping[str, str]) -> Publication:
    """The report of these works. quarters: key -> label of each quarter of the period.

    Raises ReportRefused when the numbers do not go together.
    """
    shown_quarters = quarters if len(quarters) <= MOST_QUARTERS else {}
    layout = tables(shown_quarters)
    counted = Counted(works, list(quarters))
    counts = counted.cells(layout)
    check_counts(layout, counts)
    shown = disclose(counted, counts).shown
    made = Publication(tuple(_printed(table, shown) for table in layout), counted)
    check_copy(made.file, made)
    return made


def check_copy(file: File, publication: Publication) -> None:
    """Check a file that was made from a publication, read back, against the rows themselves.

    Raises ReportRefused when a number is missing, or does not say what the records say.
    """
    check_file(file, [printed.table for printed in publication.tables], publication.counted)


def _printed(table: Table, shown: Mapping[Cell, str]) -> PrintedTable:
    rows = tuple(
        PrintedRow(row.label, row.own, tuple(shown[cell] for cell in row.cells))
        for row in table.rows
    )
    return PrintedTable(table, rows, _says(table, shown))


def _says(table: Table, shown: Mapping[Cell, str]) -> str:
    """The table's words, with the printed numbers of its rows."""
    hidden = report_content()["hidden"]
    numbers = {row.id: _number(shown[row.cells[0]], hidden) for row in table.rows}
    return table.words.format_map(numbers)


def _number(text: str, hidden: str) -> str:
    return gettext("about {number}").format(number=text) if text.isdigit() else hidden
