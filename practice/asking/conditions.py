"""When a field or a part is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practice.content import Field, Part
from practice.record import Entry, Record
from practice.rules.rule_language import holds, said


def value_matches(condition: Mapping[str, Any] | None, values: list[str]) -> bool:
    """Whether chosen `values` meet `condition`.

    `{value: [a, b]}` is met by any of them; a null in the list is met by no value at all.
    """
    if not condition:
        return True
    wanted = condition["value"]
    return any(value in wanted for value in values) if values else None in wanted


def field_applies(field: Field, record: Record) -> bool:
    """Whether the record so far makes this field worth asking."""
    return holds(field.when, record)


def part_applies(part: Part, entry: Entry) -> bool:
    """Whether a follow-up part is worth asking after what `entry` already holds."""
    if part.key in entry.parts or (part.unless_words and entry.words):
        return False
    when = part.when or {}
    if "said" in when:
        return said(entry.words or "", when["said"])
    if "part" in when:
        return _part_meets(when, entry.parts.get(when["part"]))
    return value_matches(part.when, entry.values)


def _part_meets(when: Mapping[str, Any], held: Any) -> bool:
    """`{part: key}` is met by any answer there, but for those that `not` names."""
    return bool(held) and held not in when.get("not", ())


def words_missing(part: Part, entry: Entry) -> bool:
    """Whether the chosen value needs the person's words and none are there yet."""
    if entry.words:
        return False
    if part.words == "wanted":
        return bool(entry.values)
    if part.words_required_when:
        return value_matches(part.words_required_when, entry.values)
    return False
