"""Which answer to correct (`choose`), or what else to note (`add`)?"""

from __future__ import annotations

from practice import choice_values
from practice.asking.modes.picking import unpicked
from practice.asking.pointer import Ask, Pointer
from practice.asking.questions import open_fields, thread_text
from practice.asking.steps import Message, Step
from practice.content import Choice, Field, content
from practice.record import Record


def ask_which(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """Offers the latest answers to correct, newest first."""
    rows = sorted(record.heads, key=lambda e: -record.root(e).seq)
    contact = rows[0].contact_id if rows else None
    choices = []
    for entry in [e for e in rows if e.contact_id == contact][:20]:
        title = content().field(entry.field).title
        if entry.thread_id and (text := thread_text(record, entry.thread_id)):
            title = f"{title}: {text[:60]}"
        choices.append(Choice(choice_values.correct(entry.id), title))
    return Ask(pointer, content().say("correct.which"), tuple(choices), takes_words=False)


def ask_what_else(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """Offers what this conversation may note besides its own questions."""
    fields = open_fields(record, contact_id) if contact_id else []
    choices = [Choice(choice_values.ask(field.id), _add_title(field, record)) for field in fields]
    text = content().say("add.which" if choices else "add.none")
    nothing = Choice("nothing", content().say("add.nothing"), ends=True)
    return Ask(pointer, text, (*choices, nothing), takes_words=False)


def _add_title(field: Field, record: Record) -> str:
    held = field.again and record.latest(field.id)
    return field.again.title if held and field.again else field.title


def interpret(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not picked:
        return unpicked(question, message)
    chosen = choice_values.parse(picked[0].value)
    if chosen.kind == "ask":
        return Step(next=Pointer(chosen.rest, mode="open"))
    if chosen.kind == "correct":
        return Step(next=Pointer("", mode="correct", entry=chosen.rest))
    return Step()
