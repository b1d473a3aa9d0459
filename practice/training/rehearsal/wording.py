"""Fixed words of the rehearsal pages (wording.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practice.content.language import per_language, read_content
from practice.training.rehearsal.moves import HERE


@dataclass(frozen=True)
class RatedItem:
    """Something the trainee rates about their own talk, from 1 to 5."""

    id: str
    ask: str


@per_language
def _wording() -> Mapping[str, Any]:
    return read_content(HERE / "wording.yml")


def say(key: str, **values: object) -> str:
    """The words for `key`, with `values` put in. Raises KeyError for an unknown key."""
    return _wording()["say"][key].format(**values)


@per_language
def self_rating() -> tuple[RatedItem, ...]:
    """What a trainee rates, in order."""
    return tuple(RatedItem(**row) for row in _wording()["self_rating"])
