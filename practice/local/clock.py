"""Stored moments by the clock on the council's wall (`timezone` in the local settings)."""

from __future__ import annotations

from datetime import date, datetime

from practice.content.language import gettext
from practice.local.dates import written
from practice.local.settings import local


def stored(value: str | datetime) -> datetime:
    """A stored moment, such as "2026-05-03T09:05:00Z". Raises ValueError for anything else."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def day(value: str | datetime | None) -> str:
    """The day of a stored moment, such as "3 May 2026"; "" for none."""
    return written(local().today(stored(value))) if value else ""


def moment(value: str | datetime | None) -> str:
    """The day and time of a stored moment, such as "3 May 2026 at 10:05"; "" for none."""
    return (
        gettext("{day} at {time}").format(
            day=day(value), time=f"{local().clock(stored(value)):%H:%M}"
        )
        if value
        else ""
    )


def calendar_day(value: str | date) -> str:
    """A day such as "2027-11-30" as "30 November 2027"; "" for an empty one."""
    found = date.fromisoformat(value) if isinstance(value, str) and value else value
    return written(found) if isinstance(found, date) else ""


def day_and_month(value: date) -> str:
    """A day of any year, such as "1 April"."""
    return written(value, "d MMMM")
