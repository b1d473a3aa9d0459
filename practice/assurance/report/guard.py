"""Keeps the small numbers of one sheet from being worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import inf

from practice.assurance.report.counting import Counted
from practice.assurance.report.edits import Delta, Edit, Edits, together
from practice.assurance.report.tables import Cell, Sheet

SMALLEST = 5
# Pairs of edits that are tried for one number.
MOST_PAIRS = 2000
Change = tuple[int, int]


def rounded(count: int) -> int:
    """The nearest multiple of 5."""
    return (count + 2) // 5 * 5


class Guard:
    """One sheet on its way to print.

    hidden: places of numbers that are left out although they are not small. witnesses: for each
    small number, edits that leave everything printed as it is. closed: nothing can be printed.
    """

    def __init__(self, counted: Counted, sheet: Sheet, counts: Mapping[Cell, int]) -> None:
        self.cells: Sequence[Cell] = list(counts)
        self.counts: Sequence[int] = list(counts.values())
        self.hidden: set[int] = set()
        self.witnesses: dict[int, tuple[Edit, ...]] = {}
        self.closed = False
        self._source = Edits(counted, sheet, self.cells)
        self._edits: dict[Delta, Edit] = {}
        self._alike = [_alike(count) for count in self.counts]
        self._open = {place for place, count in enumerate(self.counts) if count < SMALLEST}

    def protect(self) -> None:
        """Hide what has to be hidden, until no number under 5 can be worked out."""
        self._try(self._source.of_answers)
        self._try(self._source.of_columns)
        self._try_pairs()
        self._try(self._source.of_both)
        while self._open:
            cheapest = self._cheapest()
            if cheapest is None:
                self.closed, self.witnesses, self._open = True, {}, set()
            else:
                self._leave_out(cheapest)
                self._try_each()

    def _try(self, more: Callable[[], Mapping[Delta, Edit]]) -> None:
        if self._open:
            self._edits = {**self._edits, **more()}
            self._try_each()

    def _leave_out(self, places: Iterable[int]) -> None:
        for place in places:
            self.hidden.add(place)
            self._alike[place] = (SMALLEST, inf)

    def _seen(self, changes: Iterable[Change]) -> list[Change]:
        """The changes that would be seen in print, or take a number over the line of 5."""
        return [(place, change) for place, change in changes if self._shows(place, change)]

    def _shows(self, place: int, change: int) -> bool:
        least, most = self._alike[place]
        return not least <= self.counts[place] + change <= most

    def _keep(self, places: Iterable[int], *edits: Edit) -> None:
        for place in self._open.intersection(places):
            self.witnesses[place] = edits
            self._open.discard(place)

    def _try_each(self) -> None:
        for delta, edit in self._edits.items():
            touched = [place for place, _ in delta]
            if not self._open.isdisjoint(touched) and not self._seen(delta):
                self._keep(touched, edit)

    def _try_pairs(self) -> None:
        """Two edits at once, where the second undoes what would be seen of the first."""
        by_change: dict[Change, list[Delta]] = {}
        for delta in self._edits if self._open else ():
            for change in delta:
                by_change.setdefault(change, []).append(delta)
        for place in sorted(self._open):
            for first, second in self._pairs(place, by_change):
                one, other = self._edits[first], self._edits[second]
                changes = together(first, second)
                if place in changes and one.goes_with(other) and not self._seen(changes.items()):
                    self._keep(changes, one, other)
                    break

    def _pairs(
        self, place: int, by_change: Mapping[Change, list[Delta]]
    ) -> Iterator[tuple[Delta, Delta]]:
        tried = 0
        for sign in (1, -1):
            for first in by_change.get((place, sign), ()):
                seen = self._seen(first)
                undone = min(seen, key=lambda row: len(by_change.get((row[0], -row[1]), ())))
                for second in by_change.get((undone[0], -undone[1]), ()):
                    tried += 1
                    if tried > MOST_PAIRS:
                        return
                    yield first, second

    def _cheapest(self) -> list[int] | None:
        """The fewest and smallest numbers that, once left out, protect one more; None without."""
        found = []
        for delta in self._edits:
            if self._open.isdisjoint(place for place, _ in delta):
                continue
            seen = self._seen(delta)
            if not any(self._crosses(place, change) for place, change in seen):
                places = [place for place, _ in seen]
                found.append((len(places), sum(self.counts[place] for place in places), places))
        return min(found)[2] if found else None

    def _crosses(self, place: int, change: int) -> bool:
        """Whether a change takes a number over the line of 5; hiding it would not help then."""
        count = self.counts[place]
        return (count < SMALLEST) != (count + change < SMALLEST)


def _alike(count: int) -> tuple[float, float]:
    """The least and the most that would be printed as this count is."""
    if count < SMALLEST:
        return (0, SMALLEST - 1)
    return (max(SMALLEST, rounded(count) - 2), rounded(count) + 2)
