"""The period of a report: reporting years and their quarters, by the council's own year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from practice.content.language import gettext
from practice.local.dates import written

# Nothing was recorded before.
EARLIEST = date(2000, 4, 1)
QUARTER_MONTHS = 3


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both counted. year_start: month and day of a reporting year."""

    start: date
    end: date
    year_start: tuple[int, int] = (4, 1)

    @property
    def label(self) -> str:
        """The period in words."""
        return gettext("{start} to {end}").format(start=written(self.start), end=written(self.end))

    @property
    def quarters(self) -> dict[str, str]:
        """The quarters that it touches: first day -> label, in order."""
        first, found = self.quarter_of(self.start), {}
        while first <= self.end:
            last = _next_quarter(first) - timedelta(1)
            found[first.isoformat()] = gettext("{start} to {end}").format(
                start=written(first, "MMM"), end=written(last, "MMM y")
            )
            first = _next_quarter(first)
        return found

    @property
    def whole_quarters(self) -> Period:
        """The same, widened to whole quarters."""
        end = _next_quarter(self.quarter_of(self.end)) - timedelta(1)
        return Period(self.quarter_of(self.start), end, self.year_start)

    def quarter_of(self, day: date) -> date:
        """The first day of the quarter that a day is in."""
        first = year_of(day, self.year_start)
        while (following := _next_quarter(first)) <= day:
            first = following
        return first


def year_of(day: date, year_start: tuple[int, int]) -> date:
    """The first day of the reporting year that a day is in."""
    begun = (day.month, day.day) >= year_start
    return date(day.year if begun else day.year - 1, *year_start)


def _next_quarter(first: date) -> date:
    months = first.year * 12 + first.month - 1 + QUARTER_MONTHS
    return date(months // 12, months % 12 + 1, first.day)
