"""The wellbeing and safety grid (Resource 2017, appendix 1): where each option is drawn.

Three by three places, wellbeing from left to right and safety from bottom to top. Options that
share a place are spread out in it, in rows, so that no number hides another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

CELL = 96
LEFT = 48
TOP = 8
SIDE = 3 * CELL
WIDTH = LEFT + SIDE + 4
HEIGHT = TOP + SIDE + 52
RADIUS = 15
MARGIN = 6


@dataclass(frozen=True)
class Spot:
    """One option's circle, in the drawing's own units."""

    number: int
    x: float
    y: float
    radius: float


def spots(places: Mapping[int, tuple[int, int]]) -> list[Spot]:
    """Where to draw each option. places: (wellbeing, safety) by number, each from -1 to 1."""
    shared: dict[tuple[int, int], list[int]] = {}
    for number, place in places.items():
        shared.setdefault(place, []).append(number)
    return [spot for place, numbers in shared.items() for spot in _spread(place, numbers)]


def _spread(place: tuple[int, int], numbers: Sequence[int]) -> list[Spot]:
    """The options of one place in rows around its middle, smaller where there are many."""
    wellbeing, safety = place
    middle_x, middle_y = LEFT + (wellbeing + 1.5) * CELL, TOP + (1.5 - safety) * CELL
    across = ceil(sqrt(len(numbers)))
    down = ceil(len(numbers) / across)
    step = (CELL - MARGIN) / max(across, 2)
    radius = min(RADIUS, step * 0.45)
    return [
        Spot(
            number,
            round(middle_x + (index % across - (across - 1) / 2) * step, 1),
            round(middle_y + (index // across - (down - 1) / 2) * step, 1),
            round(radius, 1),
        )
        for index, number in enumerate(numbers)
    ]
