"""Years that could have been: one answer of one unit changed, and what that changes in print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from practice.assurance.report.counting import Counted, Kind, columns_of
from practice.assurance.report.tables import Cell, Sheet, answers_of, is_multiple

# Combinations of answers that are tried for one question, those that few units have first.
MOST_KINDS = 2000
# The same where column and answer change together, those that many units have first.
MOST_KINDS_TWICE = 50
NONE = "not_recorded"

# What changes in which cell, by the cell's place.
Delta = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Edit:
    """What one unit answered, and what it could have answered instead.

    facts: whose answers `before` and `after` hold, after those of the sheet's groups. number: how
    many units could be the one. moves: it changes the unit's columns.
    """

    sheet: Sheet
    facts: tuple[str, ...]
    before: Kind
    after: Kind
    number: int
    moves: bool

    def goes_with(self, other: Edit) -> bool:
        """Whether both can be made at once, each in a unit or an answer of its own."""
        if self.facts != other.facts:
            return not (self.moves or other.moves)
        return self.before != other.before or self.number > 1


class Edits:
    """Every edit of one sheet, by what it changes. cells: those of the sheet, in order."""

    def __init__(self, counted: Counted, sheet: Sheet, cells: Sequence[Cell]) -> None:
        self.counted, self.sheet = counted, sheet
        self._by_fact: dict[str, list[tuple[int, Cell]]] = {}
        for place, cell in enumerate(cells):
            self._by_fact.setdefault(cell.fact, []).append((place, cell))
        self._places: dict[tuple[str, str, str], list[int]] = {}

    def of_answers(self) -> dict[Delta, Edit]:
        """Another answer to one question."""
        own = [fact for fact in self.sheet.facts if fact not in self.sheet.groups]
        found: dict[Delta, Edit] = {}
        for fact in own:
            self._collect(found, (fact,), len(self.sheet.groups))
        return found

    def of_columns(self) -> dict[Delta, Edit]:
        """The same answers in another column: another age, source, quarter."""
        found: dict[Delta, Edit] = {}
        for place in range(len(self.sheet.groups)):
            self._collect(found, self.sheet.facts, place)
        return found

    def of_both(self) -> dict[Delta, Edit]:
        """Another column and another answer, for columns with nobody in them."""
        found: dict[Delta, Edit] = {}
        kinds = self.counted.kinds(self.sheet, self.sheet.facts)
        names = (*self.sheet.groups, *self.sheet.facts)
        often_first = sorted(kinds.items(), key=lambda row: (-row[1], row[0]))
        for kind, number in often_first[:MOST_KINDS_TWICE]:
            for column in range(len(self.sheet.groups)):
                for place in range(len(self.sheet.groups), len(names)):
                    for moved in self._others(names, kind, column):
                        for after in self._others(names, moved, place):
                            edit = Edit(self.sheet, self.sheet.facts, kind, after, number, True)
                            found.setdefault(self._delta(edit), edit)
        return found

    def _collect(self, found: dict[Delta, Edit], facts: tuple[str, ...], place: int) -> None:
        names = (*self.sheet.groups, *facts)
        kinds = self.counted.kinds(self.sheet, facts)
        rare_first = sorted(kinds.items(), key=lambda row: (row[1], row[0]))
        for kind, number in rare_first[:MOST_KINDS]:
            for after in self._others(names, kind, place):
                moves = place < len(self.sheet.groups)
                edit = Edit(self.sheet, facts, kind, after, number, moves)
                found.setdefault(self._delta(edit), edit)

    def _others(self, names: tuple[str, ...], kind: Kind, place: int) -> Iterator[Kind]:
        """The kind with another answer at one place."""
        name = names[place]
        every = answers_of(name, self.counted.quarters)
        for other in others(kind[place], every, is_multiple(name)):
            # A group that is a fact too is the same answer twice.
            yield tuple(
                other if fact == name else given for fact, given in zip(names, kind, strict=True)
            )

    def _delta(self, edit: Edit) -> Delta:
        changes: dict[int, int] = {}
        for kind, sign in ((edit.before, -1), (edit.after, 1)):
            answers = kind[len(self.sheet.groups) :]
            for column in columns_of(self.sheet, kind):
                for fact, answer in zip(edit.facts, answers, strict=True):
                    for place in self._counted_in(fact, answer, column):
                        changes[place] = changes.get(place, 0) + sign
        return tuple(sorted((place, change) for place, change in changes.items() if change))

    def _counted_in(self, fact: str, answer: str, column: str) -> list[int]:
        key = (fact, answer, column)
        if key not in self._places:
            rows = self._by_fact.get(fact, ())
            own = [place for place, cell in rows if cell.column == column and cell.takes(answer)]
            self._places[key] = own
        return self._places[key]


def others(given: str, every: Sequence[str], multiple: bool) -> Iterator[str]:
    """What an answer could be instead. Of several: one more, one less, or another single one."""
    chosen = given.split("+")
    if not multiple or len(chosen) == 1:
        yield from (answer for answer in every if answer != given)
    if not multiple or chosen == [NONE]:
        return
    free = (one for one in every if one not in (*chosen, NONE))
    yield from ("+".join(sorted((*chosen, one))) for one in free)
    if len(chosen) > 1:
        yield from ("+".join(one for one in chosen if one != gone) for gone in chosen)


def together(first: Delta, second: Delta) -> Mapping[int, int]:
    """What two edits change when both are made."""
    changes = dict(first)
    for place, change in second:
        changes[place] = changes.get(place, 0) + change
    return {place: change for place, change in changes.items() if change}
