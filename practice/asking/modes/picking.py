"""Which choices a message picks, and what becomes of words that pick none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from practice import choice_values
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Message, Step, Text
from practice.content import Choice, Part, content


def picked_of(question: Ask, message: Message) -> tuple[list[Choice], bool]:
    """The choices tapped, or named exactly by the typed text; True when one is not offered."""
    offered = {choice.value: choice for choice in question.choices}
    if message.choices:
        found = [offered[v] if v in offered else _thread(question, v) for v in message.choices]
        return [choice for choice in found if choice], None in found
    named = [c for c in question.choices if c.is_named(message.text) and not c.group]
    return named[:1], False


def _thread(question: Ask, value: str) -> Choice | None:
    """An outcome chosen by its id; the API checks that it is one of this work's."""
    return Choice(value, value) if question.threads and choice_values.thread_in(value) else None


def named_only(picked: list[Choice], message: Message) -> bool:
    """Whether the typed text was nothing but the name of a choice."""
    return bool(picked) and not message.choices


def typed(picked: list[Choice], message: Message) -> Text | None:
    """The message's words, unless they only named a choice."""
    if not message.text.strip() or named_only(picked, message):
        return None
    return Text()


def matched(part: Part, text: str) -> list[Choice]:
    """Choices that the typed words pick by the content's own match words.

    Where the question wants words, only a message that is nothing else ("no, nothing") picks.
    """
    whole = part.words == "required"
    found = [c for c in part.choices if (c.is_all_of(text) if whole else c.matches(text))]
    if part.multiple:
        return [choice for choice in found if not choice.exclusive] or found
    return found if len(found) == 1 else []


def contradict(picked: list[Choice]) -> bool:
    return len(picked) > 1 and any(choice.exclusive for choice in picked)


def waiting(text: Text | None, message: Message, pointer: Pointer) -> str | None:
    """The message whose words wait: this one's, else those that waited before."""
    return message.id if text else pointer.words_from


def again(question: Ask, text: str, **changes: Any) -> Step:
    return Step(say=(text,), next=replace(question.pointer, **changes), accepted=False)


def unpicked(question: Ask, message: Message) -> Step:
    """Words where only a tap counts: they wait, and become a note when the question is left."""
    kept = waiting(typed([], message), message, question.pointer)
    said = content().say("words.kept") if kept else content().say("choose.again")
    return again(question, said, words_from=kept)
