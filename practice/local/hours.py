"""Opening hours in local time: read from YAML, asked at a moment, told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from practice.content import content
from practice.local.dates import weekday

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = (*WEEK, "bank_holiday")
SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")

# Minutes after midnight: open from the first, closed from the second on.
Span = tuple[int, int]
ALL_DAY: Span = (0, 24 * 60)


@dataclass(frozen=True)
class Hours:
    """When a contact answers.

    days: the spans of Monday to Sunday, and last those of a bank holiday, whatever its weekday.
    outside: the id of the contact whose closed hours these are, instead of `days`.
    """

    days: tuple[tuple[Span, ...], ...] = ()
    outside: str | None = None

    def covers(self, at: datetime, bank_holiday: bool) -> bool:
        """Whether the time on the local clock falls into `days`."""
        minute = at.hour * 60 + at.minute
        spans = self.days[-1] if bank_holiday else self.days[at.weekday()]
        return any(start <= minute < end for start, end in spans)

    def told(self, other: str = "") -> str:
        """The hours in words. other: the name of the contact that `outside` means."""
        say = content().say
        if self.outside:
            return say("local.hours.outside", name=other)
        if all(spans == (ALL_DAY,) for spans in self.days):
            return say("local.hours.always")
        runs = groupby(zip(WEEK, self.days, strict=False), key=lambda row: row[1])
        told = [f"{_days([day for day, _ in run])} {_spans(spans)}" for spans, run in runs if spans]
        holiday = self.days[-1]
        told.append(
            say("local.hours.bank_holidays", spans=_spans(holiday))
            if holiday
            else say("local.hours.no_bank_holidays")
        )
        return "; ".join(told)


def _days(days: list[str]) -> str:
    first, last = (weekday(WEEK.index(day)) for day in (days[0], days[-1]))
    return first if first == last else content().say("local.hours.range", first=first, last=last)


def _spans(spans: tuple[Span, ...]) -> str:
    told = [
        content().say("local.hours.range", first=_clock(start), last=_clock(end))
        for start, end in spans
    ]
    return ", ".join(told)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_hours(raw: Any) -> Hours:
    """Hours from YAML: `always`, `outside ID`, or a mapping of days to "08:30-17:00".

    A day that is left out is closed. Raises ValueError that says what is wrong.
    """
    if raw == "always":
        return Hours(((ALL_DAY,),) * len(DAYS))
    if isinstance(raw, str) and raw.startswith("outside "):
        return Hours(outside=raw.removeprefix("outside ").strip())
    if not isinstance(raw, Mapping) or not raw:
        raise ValueError("hours must be `always`, `outside ID`, or days with their hours")
    if unknown := [day for day in raw if day not in DAYS]:
        raise ValueError(f"hours name {unknown}, which are not among {', '.join(DAYS)}")
    return Hours(tuple(_read_spans(day, raw.get(day)) for day in DAYS))


def _read_spans(day: str, raw: Any) -> tuple[Span, ...]:
    if raw is None:
        return ()
    return tuple(_read_span(day, part.strip()) for part in str(raw).split(","))


def _read_span(day: str, text: str) -> Span:
    found = SPAN.fullmatch(text)
    if not found:
        raise ValueError(f'hours of {day}: {text!r} is not like "08:30-17:00"')
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if not start < end <= ALL_DAY[1]:
        raise ValueError(
            f"hours of {day}: {text} does not end after it begins; end at 24:00 and go on at"
            " 00:00 the day after, or write `outside ID`"
        )
    return (start, end)
