"""How a day is written for people."""

from __future__ import annotations

from datetime import date


def written(day: date) -> str:
    """A day such as "3 May 2026"."""
    return f"{day.day} {day:%B %Y}"
