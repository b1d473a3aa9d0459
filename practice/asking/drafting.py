"""Entries to write, made from choices and words. Nothing else puts a value into the record."""

from __future__ import annotations

from typing import Any

from practice.asking.steps import Draft, Text
from practice.choice_values import speaker_in
from practice.content import Choice, Field, Part, content
from practice.record import Entry, Record


def note(words: Text) -> Draft:
    """Words that answer no question, kept as a note."""
    return Draft("N1", words=words, kind=content().field("N1").kind)


def stored(part: Part, picked: list[Choice]) -> Any:
    """The value as stored: an object for groups, a list for several, else the value."""
    if part.grouped:
        return {key: v for choice in picked for key, v in choice.sets.items()}
    values = [choice.value for choice in picked]
    return values if part.multiple else values[0]


def also(picked: list[Choice]) -> tuple[Draft, ...]:
    """Other fields that the same tap answers, as the content says."""
    return tuple(
        Draft(field_id, value=value, kind=content().field(field_id).kind)
        for choice in picked
        for field_id, value in choice.also.items()
    )


def written_besides(entry: Entry, record: Record) -> list[Entry]:
    """The standing entries that `also` made of the taps that `entry` came from."""
    main = content().field(entry.field).main
    picked = [main.choice(value) for value in entry.values]
    given = {field: value for choice in picked if choice for field, value in choice.also.items()}
    turns = record.turns_of(entry) if given else ()
    same_tap = [e for e in record.heads if e.conversation_turn in turns and not e.words]
    return [e for e in same_tap if e.field in given and e.value == given[e.field]]


def told(picked: list[Choice]) -> tuple[str, ...]:
    """What the chosen answers have the assistant say back."""
    return tuple(choice.tells for choice in picked if choice.tells)


def source(picked: list[Choice]) -> str:
    """Who said it: the adult, unless a choice says otherwise."""
    return next(filter(None, (speaker_in(choice.value) for choice in picked)), "adult")


def answers(field: Field, choice: Choice) -> bool:
    """Whether a choice is an answer of the field itself."""
    return bool(field.main.choice(choice.value)) and not speaker_in(choice.value)


def opened(field: Field, text: Text | None, picked: list[Choice]) -> Draft:
    """A new answer of a repeated field, with its thread where it has one."""
    who = source(picked)
    kind = field.kind if who == "adult" else "third_party_words"
    value = next((c.value for c in picked if answers(field, c)), None)
    return Draft(field.id, opens=field.opens, value=value, words=text, kind=kind, source_person=who)


def chosen(field: Field, picked: list[Choice], words: Text | None, **at: Any) -> Draft:
    """An answer to a field's main question by choice; the words that came with it stand beside.

    at: the draft's place (change, supersedes, thread).
    """
    parts: dict[str, Any] = {key: v for choice in picked for key, v in choice.parts.items()}
    value = stored(field.main, picked)
    return Draft(field.id, value=value, words=words, parts=parts, kind=field.kind, **at)


def worded(field: Field, picked: list[Choice], words: Text | None, **at: Any) -> Draft:
    """An answer to a field's main question in words, or by a choice that stands instead."""
    own = [c for c in picked if not speaker_in(c.value) and not c.parts]
    return Draft(
        field.id,
        value=own[0].value if own else None,
        words=words,
        parts={key: value for choice in picked for key, value in choice.parts.items()},
        kind=field.kind,
        source_person=source(picked),
        **at,
    )
