"""Which field words name: "who was there" names the one that asks it."""

from __future__ import annotations

import re
from collections.abc import Set

from practice.content import Field, content

PLAIN = {"the", "a", "an", "my", "that", "of", "to", "it", "is", "was", "they", "them", "for"}


def _name_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.casefold())) - PLAIN


def _known_words(field: Field) -> set[str]:
    return _name_words(f"{field.id} {field.title} {field.name.replace('_', ' ')}")


def find_field(said: str) -> Field | None:
    """The field that words like "who was there" name, when they name just one."""
    words = _name_words(said)
    best: list[tuple[int, Field]] = []
    for field in content().fields.values():
        if score := len(words & _known_words(field)):
            best.append((score, field))
    best.sort(key=lambda row: -row[0])
    if not best or len(best) > 1 and best[0][0] == best[1][0]:
        return None
    return best[0][1]


def names_a_field(said: str, filler: Set[str]) -> bool:
    """Whether `said`, apart from `filler`, is nothing but words of one field's names."""
    full, left = _name_words(said), _name_words(said) - filler
    return not left or any(
        left <= known or full <= known for known in map(_known_words, content().fields.values())
    )
