"""Dates and times as people in the United Kingdom read them."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from practice.language import gettext, written_day


def _local_zone() -> tzinfo:
    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:  # a small container image may hold no time zones
        return UTC


ZONE = _local_zone()


def _local(value: str | datetime) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.astimezone(ZONE)


def day(value: str | datetime | None) -> str:
    """The day of a stored moment, such as "3 May 2026"; empty for None."""
    return written_day(_local(value)) if value else ""


def moment(value: str | datetime | None) -> str:
    """The day and time of a stored moment; "UTC" stands with it where no local time is known."""
    if not value:
        return ""
    zone = " UTC" if ZONE is UTC else ""
    return gettext("{day} at {time}").format(day=day(value), time=f"{_local(value):%H:%M}{zone}")


def calendar_day(value: str | date) -> str:
    """A day such as "2027-11-30" as "30 November 2027"; empty for an empty one."""
    found = date.fromisoformat(value) if isinstance(value, str) and value else value
    return written_day(found) if found else ""


def day_and_month(value: date) -> str:
    """A day of any year, such as "1 April"."""
    return written_day(value, "d MMMM")
