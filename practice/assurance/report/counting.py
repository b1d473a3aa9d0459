"""Counting: how many units of a period gave which answers.

Units are kept by column (a list of answers for each fact), so that 100,000 of them are counted
in about a second. Each answer is counted once for each unit (SAC 2024-25 guidance, SG2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from practice.assurance.report.facts import NONE, Facts
from practice.assurance.report.tables import ALL, Cell, Sheet, Table, sheets, standard_ids

Kind = tuple[str, ...]


class Concluded(NamedTuple):
    """One concluded work. quarter: the first day of the quarter in which it was closed."""

    section_42: bool
    age: str
    quarter: str
    facts: Facts


@dataclass(frozen=True)
class Units:
    """The answers of all units of one kind, by fact; the lists are equally long."""

    answers: Mapping[str, Sequence[str]]
    number: int

    def kinds(self, facts: Sequence[str]) -> Counter[Kind]:
        """How many units have each combination of these facts' answers."""
        if not facts:
            return Counter({(): self.number})
        if len(facts) == 1:  # most of them; counted without a tuple for each unit
            alone = Counter(self.answers[facts[0]])
            return Counter({(answer,): number for answer, number in alone.items()})
        return Counter(zip(*(self.answers[fact] for fact in facts), strict=True))


class Counted:
    """A period's units, by what is counted: `enquiry`, `wish` and `other`.

    quarters: those of the period, by their first day.
    """

    def __init__(self, works: Iterable[Concluded], quarters: Sequence[str]) -> None:
        works = list(works)
        self.quarters = tuple(quarters)
        enquiries = [work for work in works if work.section_42]
        self._kinds: dict[tuple[str, tuple[str, ...]], Counter[Kind]] = {}
        self.others = len(works) - len(enquiries)
        units = _enquiries(enquiries)
        self.units = {
            "enquiry": units,
            "wish": _wishes(units),
            "other": Units({"other": ["one"] * self.others}, self.others),
        }

    @property
    def enquiries(self) -> int:
        """How many section 42 enquiries were concluded."""
        return self.units["enquiry"].number

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The sheet of each fact."""
        return {fact: sheet for sheet in sheets() for fact in sheet.facts}

    def kinds(self, sheet: Sheet, facts: Sequence[str]) -> Counter[Kind]:
        """How many units of a sheet have each combination: of its groups, then of `facts`."""
        key = (sheet.name, tuple(facts))
        if key not in self._kinds:
            self._kinds[key] = self.units[sheet.unit].kinds((*sheet.groups, *facts))
        return self._kinds[key]

    def cells(self, shown: Iterable[Table]) -> dict[Cell, int]:
        """The count of every cell of these tables."""
        found: dict[Cell, int] = {}
        by_fact: dict[str, dict[tuple[str, ...], list[Cell]]] = {}
        for cell in dict.fromkeys(c for table in shown for row in table.rows for c in row.cells):
            found[cell] = 0
            by_fact.setdefault(cell.fact, {}).setdefault(cell.counts, []).append(cell)
        for fact, patterns in by_fact.items():
            sheet = self.sheets[fact]
            for kind, number in self.kinds(sheet, [fact]).items():
                columns = columns_of(sheet, kind)
                for cells in patterns.values():
                    if cells[0].takes(kind[-1]):
                        for cell in cells:
                            if cell.column in columns:
                                found[cell] += number
        return found


def columns_of(sheet: Sheet, kind: Kind) -> set[str]:
    """The columns in which a unit is counted. kind: the answers of its groups first."""
    groups = zip(sheet.groups, kind, strict=False)
    return {ALL} | {f"{group}={one}" for group, given in groups for one in given.split("+")}


def _enquiries(works: Sequence[Concluded]) -> Units:
    by_fact = _turned([work.facts for work in works], len(Facts._fields))
    answers = dict(zip(Facts._fields, by_fact, strict=True))
    states = _turned(answers.pop("standards"), len(standard_ids()))
    answers |= dict(zip(standard_ids(), states, strict=True))
    answers |= {"age": [work.age for work in works], "quarter": [work.quarter for work in works]}
    return Units({**answers, "enquiry": ["one"] * len(works)}, len(works))


def _wishes(enquiries: Units) -> Units:
    rows = [wish for given in enquiries.answers["wishes"] if given for wish in given.split("+")]
    parted = [row.partition(".") for row in rows]
    change, result = [row[0] for row in parted], [row[2] or NONE for row in parted]
    return Units({"change": change, "result": result}, len(rows))


def _turned(rows: Sequence[Sequence[str]], width: int) -> list[Sequence[str]]:
    """Rows as columns; as many as `width` when there are no rows."""
    return list(zip(*rows, strict=True)) if rows else [()] * width
