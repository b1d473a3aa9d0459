"""When a field or a part is asked: the small condition language of the YAML content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practice.content import Field, Part
from practice.record import Entry, Record


def value_matches(condition: Mapping[str, Any] | None, values: list[str]) -> bool:
    """Whether chosen `values` meet `condition`.

    `{value: [a, b]}` is met by any of them; a null in the list is met by no value at all.
    `{any: [x]}` is met when any group of a grouped answer has one of the values.
    """
    if not condition:
        return True
    wanted = condition.get("value", condition.get("any"))
    if wanted is None:
        raise ValueError(f"a condition needs value or any: {dict(condition)}")
    if not values:
        return None in wanted
    return any(value in wanted for value in values)


def field_applies(field: Field, record: Record) -> bool:
    """Whether the record so far makes this field worth asking."""
    if not field.when:
        return True
    entry = record.latest(field.when["field"])
    return bool(entry) and value_matches(field.when, entry.values)


def part_applies(part: Part, entry: Entry) -> bool:
    """Whether a follow-up part is worth asking after what `entry` already holds."""
    if part.key in entry.parts or (part.unless_words and entry.words):
        return False
    return value_matches(part.when, entry.values)


def words_missing(part: Part, entry: Entry) -> bool:
    """Whether the chosen value needs the person's words and none are there yet."""
    if entry.words:
        return False
    if part.words == "wanted":
        return bool(entry.values)
    if part.words_required_when:
        return value_matches(part.words_required_when, entry.values)
    return False
