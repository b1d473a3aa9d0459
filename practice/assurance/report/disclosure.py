"""Rounding to 5, hiding numbers under 5, and hiding what would give them away.

Numbers under 5, zero too, are `[c]`, and others are rounded to the nearest 5, as national
practice does. That alone is not enough: with totals and other tables at hand a hidden number may
still follow. So for every hidden number one answer of one unit (or of two) is looked for that
could have been another without anything printed being different. Then nobody can tell the two
years apart. Where there is none, the fewest and smallest other numbers are left out until there
is. All that is printed of one period and one team is looked at together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice.assurance.report.counting import Counted
from practice.assurance.report.edits import Edit
from practice.assurance.report.guard import SMALLEST, Guard, rounded
from practice.assurance.report.tables import Cell

HIDDEN = "[c]"
NOT_PROVIDED = "[x]"


@dataclass(frozen=True)
class Printed:
    """What is printed. witnesses: why a number under 5 cannot be known, where any is printed."""

    shown: Mapping[Cell, str]
    witnesses: Mapping[Cell, tuple[Edit, ...]]


def disclose(counted: Counted, counts: Mapping[Cell, int]) -> Printed:
    """Every cell as it may be printed. Of fewer than 5 enquiries nothing is."""
    shown = {cell: _empty(counted, cell) for cell in counts}
    witnesses: dict[Cell, tuple[Edit, ...]] = {}
    for sheet in dict.fromkeys(counted.sheets.values()):
        if sheet.unit != "other" and counted.enquiries < SMALLEST:
            continue
        guard = Guard(counted, sheet, {c: n for c, n in counts.items() if c.fact in sheet.facts})
        guard.protect()
        witnesses |= {guard.cells[place]: edits for place, edits in guard.witnesses.items()}
        if not guard.closed:
            shown |= {cell: _shown(guard, place) for place, cell in enumerate(guard.cells)}
    return Printed(shown, witnesses)


def _empty(counted: Counted, cell: Cell) -> str:
    """National practice: only SG4a says that there was nothing to count."""
    return NOT_PROVIDED if cell.fact == "asked" and not counted.enquiries else HIDDEN


def _shown(guard: Guard, place: int) -> str:
    count = guard.counts[place]
    return HIDDEN if count < SMALLEST or place in guard.hidden else str(rounded(count))
