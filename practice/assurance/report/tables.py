"""The tables of the report as report.yml gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from practice.content import FOLDER
from practice.content.language import gettext, per_language, read_content
from practice.local.audit_sets import AuditSet, SetTable
from practice.rules.coverage import audited

ALL = "all"
# One letter for each state keeps a work's states short.
STATE_LETTERS = {"evidenced": "e", "not_done": "n", "not_applicable": "a", "no_evidence": "o"}


@dataclass(frozen=True)
class Cell:
    """One number: how many units gave one of these answers, in one column.

    column: `all`, or `group=value`. Tables that show the same number share its cell.
    """

    fact: str
    counts: tuple[str, ...]
    column: str = ALL

    def takes(self, answer: str) -> bool:
        """Whether a stored answer (several are joined by `+`) is counted here."""
        given = answer.split("+")
        return any(fnmatchcase(one, pattern) for pattern in self.counts for one in given)


@dataclass(frozen=True)
class Column:
    """A column of a table. own: the national return does not have it."""

    key: str
    label: str
    own: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table with a cell for each column."""

    id: str
    label: str
    own: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One table. words: said under its chart. states: its columns are states, not groups."""

    id: str
    section: str
    title: str
    question: str
    source: str
    words: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    states: bool = False


@dataclass(frozen=True)
class Sheet:
    """Facts that are counted together. groups: facts whose values are columns too."""

    name: str
    unit: str
    groups: tuple[str, ...]
    facts: tuple[str, ...]


@per_language
def report_content() -> Mapping[str, Any]:
    """report.yml as it stands."""
    return read_content(FOLDER / "assurance/report.yml")


def counted_sets() -> list[AuditSet]:
    """The audit sets that have a table: of those that are audited, in their order."""
    return [each for each in audited() if each.report]


def standard_ids() -> list[str]:
    """The audit standards that are counted, in order."""
    return [row["id"] for each in counted_sets() for row in each.standards]


def sheets() -> list[Sheet]:
    """Every sheet; each audit standard has one of its own."""
    listed = [
        Sheet(row["name"], row["unit"], tuple(row["groups"]), tuple(row["facts"]))
        for row in report_content()["sheets"]
    ]
    return listed + [Sheet(name, "enquiry", (), (name,)) for name in standard_ids()]


def answers_of(fact: str, quarters: Sequence[str] = ()) -> Sequence[str]:
    """Every answer that a fact, or a group of columns, may have."""
    about = report_content()
    if fact in about["facts"]:
        return about["facts"][fact]["answers"]
    if fact == "quarter":
        return quarters
    if fact in about["groups"]:
        return [column["value"] for column in about["groups"][fact]["columns"]]
    return list(STATE_LETTERS.values())


def is_multiple(fact: str) -> bool:
    """Whether a unit may have several answers at once."""
    return bool(report_content()["facts"].get(fact, {}).get("multiple"))


def tables(quarters: Mapping[str, str]) -> list[Table]:
    """Every table, in order. quarters: key -> label of each quarter of the period, in order.

    The table by quarter is left out when there is one quarter only.
    """
    about = report_content()
    rows = [row for row in about["tables"] if row.get("by") != "quarter" or len(quarters) > 1]
    listed = [_table(row, quarters) for row in rows]
    common = about["standards"]
    return listed + [
        _standards(common, each, each.report) for each in counted_sets() if each.report
    ]


def _table(row: Mapping[str, Any], quarters: Mapping[str, str]) -> Table:
    columns = (Column(ALL, gettext("All")), *_columns(row.get("by", ""), quarters))
    rows = tuple(
        Row(
            line["id"],
            line["label"],
            line.get("own", False),
            tuple(Cell(row["fact"], tuple(line["counts"]), column.key) for column in columns),
        )
        for line in row["rows"]
    )
    about = (row["id"], row["section"], row["title"], row.get("question", ""), row["source"])
    return Table(*about, row["words"], columns, rows)


def _columns(group: str, quarters: Mapping[str, str]) -> list[Column]:
    if group == "quarter":
        return [Column(f"quarter={key}", label, True) for key, label in quarters.items()]
    listed = report_content()["groups"][group]["columns"] if group else ()
    return [Column(f"{group}={c['value']}", c["label"], c.get("own", False)) for c in listed]


def _standards(row: Mapping[str, Any], each: AuditSet, own: SetTable) -> Table:
    """The table of a set. row: what such tables have in common; own: what is the set's own."""
    columns = tuple(Column(c["value"], c["label"], True) for c in row["columns"])
    rows = tuple(
        Row(
            standard["id"],
            f"{standard['id']}. {standard['title']}",
            True,
            tuple(Cell(standard["id"], (STATE_LETTERS[c.key],)) for c in columns),
        )
        for standard in each.standards
    )
    about = (own.table, row["section"], own.title, "", own.source, row["words"])
    return Table(*about, columns, rows, states=True)
