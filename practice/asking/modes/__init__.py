"""The modes of a question: one module each, and the four things that all of them do.

A question is asked in a mode (`Pointer.mode`). `interpret` returns a `Step`: what to write, what to
say, and where to go. It never invents: a value comes from a choice or from a field's own match
words, and text is only ever referred to (`Text`), so that the API can copy it as typed.
"""

from __future__ import annotations

from practice.asking.modes import amend, answer, choose, finish, heard, leave, more
from practice.asking.modes.mode import (
    MODES,
    Mode,
    leaves_it_as_it_was,
    mode_of,
    nothing_was_begun,
)
from practice.asking.modes.picking import again, picked_of
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Message, Step
from practice.content import content
from practice.record import Record

_ANSWER = Mode(answer.ask, answer.interpret, answer.skip, nothing_was_begun)
_HEARD = Mode(heard.ask, heard.interpret, leaves_it_as_it_was, leaves_it_as_it_was)
MODES.update(
    answer=_ANSWER,
    open=_ANSWER,
    correct=Mode(answer.ask, answer.interpret, answer.skip_correction, leaves_it_as_it_was),
    more=Mode(more.ask, more.interpret, more.skip, nothing_was_begun),
    skip=Mode(leave.ask_why, leave.interpret_why, leave.skip, leave.cancel),
    reason=Mode(leave.ask_reason, leave.interpret_reason, leave.skip, leave.cancel),
    choose=Mode(choose.ask_which, choose.interpret, finish.skip, leaves_it_as_it_was),
    add=Mode(choose.ask_what_else, choose.interpret, finish.skip, leaves_it_as_it_was),
    heard=_HEARD,
    hear=_HEARD,
    amend=Mode(amend.ask, amend.interpret, amend.skip, amend.cancel),
    finish=Mode(finish.ask, finish.interpret, finish.skip, nothing_was_begun),
)


def ask(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """How the question at `pointer` is put, with its choices.

    contact_id: the conversation at hand; needed for what else it may note (mode `add`).
    """
    return mode_of(pointer).ask(pointer, record, contact_id)


def interpret(question: Ask, message: Message) -> Step:
    """What `message` means as an answer to `question`."""
    picked, unknown = picked_of(question, message)
    if unknown:
        return again(question, content().say("choose.stale"))
    return mode_of(question.pointer).interpret(question, picked, message)


def skip(pointer: Pointer) -> Step:
    """What "skip" means here."""
    return mode_of(pointer).skip(pointer)


def cancel(pointer: Pointer) -> Step | None:
    """What "cancel" means here: what was begun is left as it was. None: nothing was begun."""
    return mode_of(pointer).cancel(pointer)
