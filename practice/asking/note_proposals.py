"""What was heard in a note, fitted to the record at hand: only questions that are open there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practice.asking.allowed import value_allowed
from practice.asking.note_confirmation import (
    Heard,
    Hearing,
    open_threads,
    pointer_to,
    value_choices,
)
from practice.asking.pointer import Pointer
from practice.asking.questions import opening
from practice.content import Field, content
from practice.record import Record

# What is heard beside an answer interrupts; it has to be surer than what is heard in a note.
LEAST, LEAST_BESIDE_AN_ANSWER = 0.0, 0.5
# More than this at once is no help; what is beyond goes into the note.
MOST = 30


def propose(
    found: Sequence[Mapping[str, Any]],
    record: Record,
    contact_id: str,
    message: str,
    answered: str | None = None,
) -> Pointer | None:
    """The question whether what was heard is right; None when nothing fits.

    found: rows of bot/understanding/narrative.py, `{field, quote, value?, confidence}`, field
    None for words that answer nothing. answered: the field that holds the whole message
    already; what is heard about others is then proposed beside it.
    """
    least = LEAST_BESIDE_AN_ANSWER if answered else LEAST
    fitting, rest = [], []
    for row in found:
        field = content().fields.get(row.get("field") or "")
        sure = field and field.id != answered and row["confidence"] >= least
        if field and sure and _is_open(field, record, contact_id):
            fitting.append((field, row))
        else:
            rest.append(row["quote"])
    merged = _merged(fitting, record, contact_id)
    if not merged:
        return None
    rows = merged[:MOST]
    rest += [quote for row in merged[MOST:] for quote in row.quotes]
    quotes = {quote for row in rows for quote in row.quotes}
    over = tuple(quote for quote in dict.fromkeys(rest) if quote not in quotes)
    return pointer_to(Hearing(message, tuple(rows), over, stored=bool(answered)))


def _is_open(field: Field, record: Record, contact_id: str) -> bool:
    """Whether this contact can still take an answer to the field's own question."""
    if field.each:
        stage = content().stages[record.contact(contact_id).stage]
        return field.id in stage.every_field and bool(_threads(field, record, contact_id))
    pointer = opening(field, record, contact_id)
    return bool(pointer and not pointer.part)


def _threads(field: Field, record: Record, contact_id: str) -> list[str]:
    """The outcomes for which a field that is asked of each is not answered here."""
    return [thread.id for thread in open_threads(field.id, record, contact_id)]


def _merged(
    fitting: Sequence[tuple[Field, Mapping[str, Any]]], record: Record, contact_id: str
) -> list[Heard]:
    """One proposal for a question with one answer, with all the words that speak of it."""
    alike: dict[Any, list[Mapping[str, Any]]] = {}
    for field, row in fitting:
        several = field.repeat or field.each and not _only_thread(field, record, contact_id)
        alike.setdefault((field.id, row["quote"] if several else ""), []).append(row)
    rows = []
    for (field_id, _), told in alike.items():
        field = content().field(field_id)
        quotes = tuple(dict.fromkeys(row["quote"] for row in told))
        value = _settled(field, [row.get("value") for row in told])
        rows.append(Heard(field_id, quotes, value, _only_thread(field, record, contact_id)))
    order = list(content().stages[record.contact(contact_id).stage].every_field)
    return sorted(rows, key=lambda row: order.index(row.field))


def _only_thread(field: Field, record: Record, contact_id: str) -> str | None:
    threads = _threads(field, record, contact_id) if field.each else []
    return threads[0] if len(threads) == 1 else None


def _settled(field: Field, values: Sequence[Any]) -> Any:
    """The value that all the words agree on; None, left to the person, where they do not."""
    grouped = field.main.grouped
    shaped = [value for value in values if isinstance(value, Mapping) == grouped]
    said = [v for v in shaped if value_allowed(field, v) and value_choices(field, v)]
    if not said:
        return None
    settled = said[0]
    if grouped:
        settled = {key: chosen for value in said for key, chosen in value.items()}
        agree = all(settled.items() >= value.items() for value in said)
    elif field.main.multiple:
        settled = list(dict.fromkeys(chosen for value in said for chosen in value))
        agree = value_allowed(field, settled)
    else:
        agree = all(value == settled for value in said)
    return settled if agree else None
