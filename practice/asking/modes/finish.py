"""Is this conversation over? Asked when nothing is left, or on request."""

from __future__ import annotations

from practice.asking.modes.picking import unpicked
from practice.asking.pointer import FINISH, Ask, Pointer
from practice.asking.steps import Message, Step
from practice.content import Choice, content
from practice.record import Record


def ask(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    left = any(contact.later for contact in record.contacts if not contact.finished_at)
    shown = [c for c in content().choices("finish") if c.value != "left" or left or not record.work]
    return Ask(pointer, content().say("finish.ask"), tuple(shown), takes_words=False)


def interpret(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not picked:
        return unpicked(question, message)
    if picked[0].value in ("change", "add"):
        mode = "choose" if picked[0].value == "change" else "add"
        return Step(next=Pointer(FINISH, mode=mode))
    if picked[0].value == "left":
        return Step(take_up=True)
    return Step(finish=picked[0].value)


def skip(pointer: Pointer) -> Step:
    """The conversation stays open."""
    return Step(finish="keep_open")
