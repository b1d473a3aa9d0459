"""Leaving a question when more was said with it than "skip"."""

from __future__ import annotations

from dataclasses import replace

from practice.asking import drafting
from practice.asking.modes import skip
from practice.asking.modes.leave import left_for_later, skipped
from practice.asking.pointer import Pointer
from practice.asking.steps import Step, Text


def skip_with_words(pointer: Pointer, message: str, state: str | None, said: str | None) -> Step:
    """What "skip" means when more was said with it ("skip, he was in the room").

    message: the id of the message. state: why it is left, where the command tells. said: the words
    after the command; they are the reason, or a note where none is asked for.
    """
    step = skip(pointer)
    if not step.next or step.next.mode != "skip":
        return _noting(step, said)
    left = step.next
    if state == "later":
        return left_for_later(left)
    if state and said:
        return skipped(left, state, Text(part=said))
    if state:
        return Step(next=replace(left, mode="reason", state=state))
    return Step(next=replace(left, words_from=message if said else None, said=said))


def _noting(step: Step, said: str | None) -> Step:
    """A follow-up has no state of its own: a reason for leaving it is kept as a note."""
    if not said or step.next:
        return step
    return replace(step, drafts=(*step.drafts, drafting.note(Text(part=said))))
