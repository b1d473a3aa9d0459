"""Another answer of a repeated field, tags for the last one, or the end of the list."""

from __future__ import annotations

from dataclasses import replace

from practice import choice_values
from practice.asking import drafting
from practice.asking.modes import answer
from practice.asking.modes.picking import again, matched, typed
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Draft, Message, Step
from practice.content import Choice, Field, Tags, content
from practice.content.language import gettext
from practice.record import Record


def ask(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """Offers the end of the list, tags for the answer before, and who said the new one."""
    field = content().field(pointer.field)
    repeat = field.repeat
    if not repeat:  # it was, when this was asked
        return answer.ask(pointer, record, contact_id)
    done = Choice("done", repeat.done, ends=True)
    tags = [
        replace(
            tag, value=f"{group.key}={tag.value}" if group.key else tag.value, group=group.label
        )
        for group in repeat.tags
        for tag in group.choices
    ]
    others = [
        replace(choice, group=gettext("Who said the new one, if not them"))
        if choice_values.speaker_in(choice.value)
        else choice
        for choice in field.main.choices
    ]
    return Ask(pointer, repeat.ask, (done, *tags, *others), multiple=bool(tags))


def interpret(question: Ask, picked: list[Choice], message: Message) -> Step:
    """Another of a repeated field, tags for the last one, or the end of the list."""
    pointer = question.pointer
    field = content().field(pointer.field)
    drafts = _tagged(field, pointer, picked)
    text = typed(picked, message)
    if text and not picked:
        picked = matched(field.main, message.text)
    if text or any(drafting.answers(field, choice) for choice in picked):
        drafts.append(drafting.opened(field, text, picked))
    done = any(c.value == "done" for c in picked)
    if not drafts and not done:
        return again(question, content().say("words.needed"))
    return Step(
        drafts=tuple(drafts),
        settle=(pointer.key,) if done else (),
        say=(content().say("saved"),) if drafts else (),
    )


def _tagged(field: Field, pointer: Pointer, picked: list[Choice]) -> list[Draft]:
    """What the taps say about the answer before: its tags, in the value or in parts."""
    order = [choice.value for choice in picked]
    given = {}
    for group in field.repeat.tags if field.repeat else ():
        values = {_tag_value(group, choice): choice.value for choice in group.choices}
        given[group.key] = [values[name] for name in order if name in values]
    value = given.pop("", None) or None
    parts = {key: values for key, values in given.items() if values}
    if not value and not parts:
        return []
    return [Draft(field.id, "continued", pointer.entry, value=value, parts=parts, kind=field.kind)]


def _tag_value(group: Tags, choice: Choice) -> str:
    return f"{group.key}={choice.value}" if group.key else choice.value


def skip(pointer: Pointer) -> Step:
    """There is no other."""
    return Step(settle=(pointer.key,), say=(content().say("skip.part"),))
