"""What was heard in a note, fitted to the record at hand: only questions that are open there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practice.allowed import value_allowed
from practice.content import Content, Field, content
from practice.hearing import Heard, Hearing, pointer_to
from practice.pointer import Pointer
from practice.questions import opening
from practice.record import Record

# What is heard beside an answer interrupts; it has to be surer than what is heard in a note.
LEAST, LEAST_BESIDE_AN_ANSWER = 0.0, 0.6


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
    practice = content()
    least = LEAST_BESIDE_AN_ANSWER if answered else LEAST
    fitting, rest = [], []
    for row in found:
        field = practice.fields.get(row.get("field") or "")
        sure = field and field.id != answered and row["confidence"] >= least
        if field and sure and _is_open(field, record, contact_id):
            fitting.append((field, row))
        else:
            rest.append(row["quote"])
    rows = _merged(fitting, record, contact_id, practice)
    if not rows:
        return None
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
    live = [thread.id for thread in record.outcomes if thread.live]
    return [thread for thread in live if not record.latest(field.id, contact_id, thread)]


def _merged(
    fitting: Sequence[tuple[Field, Mapping[str, Any]]],
    record: Record,
    contact_id: str,
    practice: Content,
) -> list[Heard]:
    """One proposal for a question with one answer, with all the words that speak of it."""
    rows: dict[Any, Heard] = {}
    for field, row in fitting:
        several = field.repeat or field.each
        key = (field.id, row["quote"]) if several else field.id
        value = row.get("value")
        value = value if value_allowed(field, value) else None
        held = rows.get(key)
        if not held:
            thread = _only_thread(field, record, contact_id)
            rows[key] = Heard(field.id, (row["quote"],), value, thread)
        elif row["quote"] not in held.quotes:
            rows[key] = _with(held, row["quote"], value)
    order = list(practice.stages[record.contact(contact_id).stage].every_field)
    return sorted(rows.values(), key=lambda row: order.index(row.field))


def _only_thread(field: Field, record: Record, contact_id: str) -> str | None:
    threads = _threads(field, record, contact_id) if field.each else []
    return threads[0] if len(threads) == 1 else None


def _with(held: Heard, quote: str, value: Any) -> Heard:
    """`held` with more words. Words that say something else leave the value to the person."""
    if held.value is None or value is None or held.value == value:
        settled = held.value if held.value is not None else value
    elif isinstance(held.value, Mapping) and isinstance(value, Mapping):
        settled = {**held.value, **value}
    elif isinstance(held.value, list) and isinstance(value, list):
        settled = list(dict.fromkeys([*held.value, *value]))
    else:
        settled = None
    return Heard(held.field, (*held.quotes, quote), settled, held.thread)
