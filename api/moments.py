"""Moments as programs read them."""

from datetime import datetime


def moment_json(value: datetime | None) -> str | None:
    """A moment as JSON gives it."""
    return value.isoformat().replace("+00:00", "Z") if value else None
