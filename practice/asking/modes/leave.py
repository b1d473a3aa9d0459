"""Why is a question left (`skip`), and the words for that (`reason`)."""

from __future__ import annotations

from dataclasses import replace

from practice.asking.modes.picking import again, typed
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Draft, Message, Step, Text
from practice.content import Choice, content
from practice.record import Record


def ask_why(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """Offers the answer states (record model, section 4)."""
    return Ask(pointer, content().say("skip.ask"), content().choices("answer_state"))


def ask_reason(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """Asks for words."""
    return Ask(pointer, content().say("skip.reason"))


def interpret_why(question: Ask, picked: list[Choice], message: Message) -> Step:
    """Why a question is left: a state, and a reason where the state needs one."""
    pointer = question.pointer
    text = typed(picked, message)
    if not picked:
        return again(question, content().say("words.pick"), words_from=message.id)
    state = picked[0].value
    if state == "later":
        return left_for_later(pointer)
    reason = text or (Text(pointer.words_from, pointer.said) if pointer.words_from else None)
    if state != "asked_no_answer" and not reason:
        return Step(next=replace(pointer, mode="reason", state=state))
    return skipped(pointer, state, reason)


def interpret_reason(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not message.text.strip():
        return again(question, content().say("words.needed"))
    return skipped(question.pointer, question.pointer.state or "", Text())


def skip(pointer: Pointer) -> Step:
    """No reason is given; it stays open."""
    return left_for_later(replace(pointer, part=""))


def cancel(pointer: Pointer) -> Step:
    """Back to the question itself."""
    return Step(next=replace(pointer, mode="answer", state=None, words_from=None, said=None))


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
