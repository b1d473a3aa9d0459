"""Leaving a question: what "skip" means, with a reason or without, and what "cancel" means."""

from __future__ import annotations

from dataclasses import replace

from practice.asking import corrections, drafting
from practice.asking.pointer import Pointer
from practice.asking.steps import Draft, Step, Text
from practice.content import content


def skip(pointer: Pointer) -> Step:
    """What "skip" means here: a follow-up is left blank, a question asks why."""
    if pointer.mode in ("finish", "choose", "add"):
        return Step(finish="keep_open")
    if pointer.heard:
        return Step()
    if pointer.mode == "amend":
        return skip(corrections.asked_and_said(pointer)[0])
    if pointer.mode in ("skip", "reason"):
        return left_for_later(replace(pointer, part=""))
    if pointer.part or pointer.mode == "more":
        return Step(settle=(pointer.key,), say=(content().say("skip.part"),))
    if pointer.mode == "correct":
        return Step()
    return Step(next=replace(pointer, part="", mode="skip", words_from=None))


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


def left_for_later(pointer: Pointer) -> Step:
    """The question is not asked again before the end of this conversation."""
    return Step(later=(pointer.key,), say=(content().say("skip.later"),))


def skipped(pointer: Pointer, state: str, reason: Text | None) -> Step:
    """The question is left with an entry that says so.

    state: an answer state other than `answered` (record model, section 4).
    """
    field = content().field(pointer.field)
    draft = Draft(
        field=field.id,
        change="corrected" if pointer.entry else "new",
        supersedes=pointer.entry,
        thread=pointer.thread,
        answer_state=state,
        reason=reason,
        kind=field.kind,
    )
    said = content().say("skip.saved" if reason else "skip.noted")
    return Step(drafts=(draft,), say=(said,))


def cancel(pointer: Pointer) -> Step | None:
    """What "cancel" means here: what was begun is left as it was. None: nothing was begun."""
    if pointer.mode in ("correct", "choose", "add", "heard", "hear"):
        return Step()
    if pointer.mode == "amend":
        return Step(next=corrections.asked_and_said(pointer)[0])
    if pointer.mode in ("skip", "reason"):
        return Step(next=replace(pointer, mode="answer", state=None, words_from=None, said=None))
    return None
