"""Which values a field allows. The API refuses the rest, whoever sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practice.choice_values import speaker_in, thread_in
from practice.content import ANSWER_STATES, Field, Part, content


class NotAllowedValue(ValueError):
    """A value that the practice content does not allow; the message names the field only."""


def check_answer(field_id: str, answer_state: str, value: Any, parts: Mapping[str, Any]) -> Field:
    """The field, when the answer is allowed. Raises NotAllowedValue otherwise.

    value: a choice's value, a list of them, or an object of groups. parts: by part key; text
    parts are strings and are not checked here.
    """
    field = content().fields.get(field_id)
    if not field:
        raise NotAllowedValue(f"there is no field {field_id}")
    if answer_state not in ANSWER_STATES:
        raise NotAllowedValue(f"{field_id}: unknown answer state")
    if not value_allowed(field, value):
        raise NotAllowedValue(f"{field_id}: this value is not one of its choices")
    for key, part_value in parts.items():
        if not _part_allowed(field, key, part_value):
            raise NotAllowedValue(f"{field_id}: {key} is not an answer of this field")
    return field


def value_allowed(field: Field, value: Any) -> bool:
    """Whether the field takes `value`; None, no value at all, is always allowed."""
    if value is None:
        return True
    if isinstance(value, Mapping):
        return field.main.grouped and _groups_allowed(field.main, value)
    if isinstance(value, list):
        return _list_allowed(field.main, value) or bool(value) and set(value) <= _tags(field, "")
    if field.added and value == "added":
        return True
    return isinstance(value, str) and not field.main.multiple and _answers(field.main, value)


def _tags(field: Field, key: str) -> set[str]:
    """The tags of a repeated field that go to the part `key`."""
    groups = field.repeat.tags if field.repeat else ()
    return {tag.value for group in groups if group.key == key for tag in group.choices}


def _answers(part: Part, value: Any) -> bool:
    """Whether a value is one of the part's answers (who said it is no answer)."""
    if part.threads and thread_in(value) is not None:
        return True
    choice = part.choice(value) if isinstance(value, str) else None
    return choice is not None and not speaker_in(value)


def _list_allowed(part: Part, values: list[Any]) -> bool:
    if not (part.multiple and values and all(_answers(part, value) for value in values)):
        return False
    chosen = [part.choice(value) for value in values]
    return len(values) == 1 or not any(choice and choice.exclusive for choice in chosen)


def _groups_allowed(part: Part, value: Mapping[str, Any]) -> bool:
    allowed = {(key, v) for choice in part.choices for key, v in choice.sets.items()}
    return all(isinstance(v, str) and (key, v) in allowed for key, v in value.items())


def _part_allowed(field: Field, key: str, value: Any) -> bool:
    keys = {part.key for part in field.parts}
    if key.endswith("_words") and key[: -len("_words")] in keys:
        return isinstance(value, str)
    if key not in keys:
        return isinstance(value, list) and bool(value) and set(value) <= _tags(field, key)
    part = field.part(key)
    if isinstance(value, Mapping):
        return part.grouped and _groups_allowed(part, value)
    if isinstance(value, list):
        return _list_allowed(part, value)
    if not isinstance(value, str):
        return False
    preset = any(choice.parts.get(key) == value for choice in field.main.choices)
    preset = preset or field.main.states.get(key) == value
    return preset or part.choice(value) is not None or part.words != "none"
