"""Refuses a report that cannot be true, or that does not say what the rows say.

In 2024-25 a council's figures for "lacked" and "did not lack" capacity were swapped, and its
support was counted for the wrong people (gov.uk, Safeguarding Adults 2024-25). The rules are in
report.yml; a file is also counted again here, by another way: from each stored value straight to
the label that the practitioner saw (value_sets.yml).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf

from practice.assurance.report.counting import Counted, columns_of
from practice.assurance.report.guard import SMALLEST, rounded
from practice.assurance.report.tables import Cell, Table, report_content
from practice.content import content

# A file: what is printed, by table id, row label and column label.
File = Mapping[tuple[str, str, str], str]
# The least and the most that a number may be, by table id, row id and column key.
Ranges = Mapping[tuple[str, str, str], tuple[float, float]]


class ReportRefused(ValueError):
    """The report must not be given out; `faults` says why, in sentences."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = list(faults)


def check_counts(tables: Sequence[Table], counts: Mapping[Cell, int]) -> None:
    """Raises ReportRefused unless the exact counts go together."""
    ranges = {
        (table.id, row.id, column.key): (counts[cell], counts[cell])
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }
    _refuse(_against_rules(ranges))


def check_file(file: File, tables: Sequence[Table], counted: Counted) -> None:
    """Raises ReportRefused unless a file goes together and says what the rows say."""
    ranges = {
        (table.id, row.id, column.key): _range(file.get((table.id, row.label, column.label), ""))
        for table in tables
        for row in table.rows
        for column in table.columns
    }
    _refuse([*_against_rules(ranges), *_against_rows(file, tables, counted)])


def _refuse(faults: Iterable[str]) -> None:
    if found := list(dict.fromkeys(faults)):
        raise ReportRefused(found)


def _range(shown: str) -> tuple[float, float]:
    if not shown.isdigit():
        return (0, inf)
    return (max(SMALLEST, int(shown) - 2), int(shown) + 2)


def _against_rules(ranges: Ranges) -> Iterator[str]:
    about = report_content()
    columns = {key[2] for key in ranges}
    for column in sorted(columns):
        for rule in about["part_of"]:
            part = _sum(ranges, rule["part"], column)
            whole = _sum(ranges, rule["whole"], column)
            if part and whole and part[0] > whole[1]:
                yield rule["says"]
        for rule in about["adds_up"]:
            parts = _sum(ranges, rule["parts"], column)
            whole = _sum(ranges, rule["whole"], column)
            if parts and whole and (parts[0] > whole[1] or parts[1] < whole[0]):
                yield rule["says"]


def _sum(ranges: Ranges, names: str | Sequence[str], column: str) -> tuple[float, float] | None:
    """The range of rows taken together (`table.row`, `table.*`); None when not all are there."""
    wanted = [names] if isinstance(names, str) else names
    found: list[tuple[float, float]] = []
    for name in wanted:
        table, _, row = name.partition(".")
        own = [
            row_range
            for (of_table, of_row, of_column), row_range in ranges.items()
            if of_table == table and of_column == column and row in ("*", of_row)
        ]
        if not own:
            return None
        found += own
    return (sum(low for low, _ in found), sum(high for _, high in found))


def _against_rows(file: File, tables: Sequence[Table], counted: Counted) -> Iterator[str]:
    for table in tables:
        fact = table.rows[0].cells[0].fact
        labels = report_content()["facts"].get(fact, {}).get("labels")
        if not labels:
            continue
        seen = _by_label(labels, fact, counted)
        own_labels = {choice.label for choice in content().choices(labels)}
        rows = [row for row in table.rows if row.label in own_labels]
        for column in table.columns:
            shown = {row.label: file.get((table.id, row.label, column.label), "") for row in rows}
            counts = {label: seen[label, column.key] for label in shown}
            yield from _compared(table, column.label, shown, counts)


def _by_label(labels: str, fact: str, counted: Counted) -> Counter[tuple[str, str]]:
    """How often each label was chosen, by column, straight from the stored values."""
    by_value = {choice.value: choice.label for choice in content().choices(labels)}
    sheet = counted.sheets[fact]
    seen: Counter[tuple[str, str]] = Counter()
    for kind, number in counted.kinds(sheet, [fact]).items():
        for given in kind[-1].split("+"):
            label = by_value.get(given.partition(".")[0], "")
            for column in columns_of(sheet, kind):
                seen[label, column] += number
    return seen


def _compared(
    table: Table, column: str, shown: Mapping[str, str], counts: Mapping[str, int]
) -> Iterator[str]:
    wrong = [label for label, text in shown.items() if not _may_stand(text, counts[label])]
    for label in wrong:
        twin = next((o for o in wrong if o != label and _may_stand(shown[label], counts[o])), None)
        swapped = f" It looks swapped with “{twin}”." if twin else ""
        yield f"{table.id}, {column}: “{label}” does not say what the records say.{swapped}"


def _may_stand(text: str, count: int) -> bool:
    return not text.isdigit() or (count >= SMALLEST and int(text) == rounded(count))
