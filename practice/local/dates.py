"""Days as the current language writes them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date, get_day_names

from practice.content.language import current


def written(day: date, form: str = "d MMMM y") -> str:
    """A day in words, such as "3 May 2026". form: a Unicode date pattern (UTS 35)."""
    return format_date(day, form, locale=current())


def weekday(number: int) -> str:
    """The name of a day of the week, 0 for Monday."""
    return str(get_day_names("wide", locale=current())[number])
