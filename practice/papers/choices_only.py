"""One conversation as choices alone, for a channel that others may read.

Nothing typed comes through, and nothing that names anyone: no case reference, name, date or id.
Only fixed titles, and labels that the practice content itself holds, are ever put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from practice.content import Choice, Field, Part, content
from practice.papers.document import layout
from practice.papers.lines import FIXED, STATE_LABELS
from practice.record import Entry, Record


def channel_text(record: Record, contact_id: str) -> str:
    """The summary. Raises KeyError for a conversation that is not in this record."""
    contact, words = record.contact(contact_id), layout()["channel"]
    state = layout()["labels"]["finished" if contact.finished_at else "open"].lower()
    lines = [words["title"], f"{content().stages[contact.stage].title}, {state}", ""]
    own = [e for e in record.heads if e.contact_id == contact_id]
    own.sort(key=lambda entry: record.root(entry).seq)
    found = [line for entry in own for line in _lines(entry)]
    return "\n".join([*lines, *(found or [words["nothing"]]), "", words["note"]]) + "\n"


def _lines(entry: Entry) -> Iterator[str]:
    field = content().field(entry.field)
    if not field.exported:
        return
    if entry.answer_state != "answered":
        yield f"{field.title}: {STATE_LABELS[entry.answer_state]}"
        return
    for key, title, part in _parts(field):
        chosen = _labels(entry.value if not key else entry.parts.get(key), field, key, part)
        if chosen:
            yield f"{title}: {'; '.join(chosen)}"


def _parts(field: Field) -> Iterator[tuple[str, str, Part | None]]:
    """The field's main part, its parts, and what is tagged to an answer: key, title, part."""
    yield "", field.title, field.main
    yield from ((part.key, f"{field.title}, {part.title}", part) for part in field.parts)
    for group in field.repeat.tags if field.repeat else ():
        if group.key:
            yield group.key, f"{field.title}, {group.label}", None


def _labels(value: Any, field: Field, key: str, part: Part | None) -> list[str]:
    """Labels of those values that are choices of this part; of all others, none."""
    if isinstance(value, Mapping):
        choices = part.choices if part else ()
        known = {c.value: f"{c.group}: {c.label}" for c in choices if c.group}
        return [known[name] for k, v in value.items() if (name := f"{k}={v}") in known]
    values = value if isinstance(value, list) else [value]
    known = {choice.value: choice.label for choice in _choices(field, key, part)}
    known |= {v: label for (f, k, v), label in FIXED.items() if (f, k) == (field.id, key)}
    return [known[v] for v in values if isinstance(v, str) and v in known]


def _choices(field: Field, key: str, part: Part | None) -> list[Choice]:
    groups = field.repeat.tags if field.repeat else ()
    tags = [choice for group in groups if group.key == key for choice in group.choices]
    return [*(part.choices if part else ()), *tags]
