"""Do words change an earlier answer, or answer the question at hand? (asking/corrections.py)"""

from __future__ import annotations

from practice.asking import corrections, drafting
from practice.asking.modes.mode import mode_of
from practice.asking.modes.picking import picked_of
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Message, Step, Text
from practice.content import Choice, content
from practice.record import Record


def ask(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """Offers the changes that were heard, and the question at hand."""
    return corrections.ask(pointer)


def interpret(question: Ask, picked: list[Choice], message: Message) -> Step:
    """A change to an earlier answer, or the words taken as an answer to the open question."""
    pointer = question.pointer
    picked = picked or corrections.named(question, message.text)
    if not picked:
        note, said = drafting.note(Text()), content().say("note.saved")
        return Step((note,), say=(said,), next=pointer, accepted=False)
    if picked[0].value != corrections.HERE:
        return corrections.change(pointer, picked[0])
    asked, waiting = corrections.asked_and_said(pointer)
    if not pointer.words_from:  # they are a note already (let_go)
        return Step(next=asked)
    return _answered(asked, waiting).from_message(waiting.id)


def _answered(asked: Pointer, waiting: Message) -> Step:
    """What the words that waited mean as an answer to the question at hand."""
    mode = mode_of(asked)
    question = mode.ask(asked, Record({}), None)
    picked, _ = picked_of(question, waiting)
    return mode.interpret(question, picked, waiting)


def skip(pointer: Pointer) -> Step:
    """The question at hand is skipped."""
    asked, _ = corrections.asked_and_said(pointer)
    return mode_of(asked).skip(asked)


def cancel(pointer: Pointer) -> Step:
    """Back to the question at hand."""
    return Step(next=corrections.asked_and_said(pointer)[0])
