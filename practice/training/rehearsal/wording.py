"""Fixed words of the rehearsal pages (wording.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from practice.training.rehearsal.moves import HERE


@dataclass(frozen=True)
class RatedItem:
    """Something the trainee rates about their own talk, from 1 to 5."""

    id: str
    ask: str


@lru_cache(maxsize=1)
def _wording() -> Mapping[str, Any]:
    return yaml.safe_load((HERE / "wording.yml").read_text(encoding="utf-8"))


def say(key: str, **values: object) -> str:
    """The words for `key`, with `values` put in. Raises KeyError for an unknown key."""
    return _wording()["say"][key].format(**values)


@lru_cache(maxsize=1)
def self_rating() -> tuple[RatedItem, ...]:
    """What a trainee rates, in order."""
    return tuple(RatedItem(**row) for row in _wording()["self_rating"])
