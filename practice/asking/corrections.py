"""An earlier answer put right in words: "no, she was on her own".

Words that may be about an earlier answer are not filed before the person has said so: change
that answer, or take them as an answer to the question at hand. Either way they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practice import choice_values
from practice.asking import drafting
from practice.asking.allowed import value_allowed
from practice.asking.note_confirmation import value_choices
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Message, Step, Text
from practice.content import Choice, Field, content
from practice.record import Entry, Record

HERE = "here"
# From this share on a short message is taken to speak of a field.
LEAST = 0.3
OFFERED = 2


def amendment(
    told: Mapping[str, Any], message: Message, asked: Pointer, record: Record, contact_id: str
) -> Pointer | None:
    """The question whether a message changes an earlier answer; None when it does not.

    told: `{words, found}`: the message without its opening ("no, "), and the rows of
    bot/understanding/narrative.py about it. asked: the open question. Only answers of this
    conversation that are given by choice come into question: nothing that the person said is
    ever replaced in this way.
    """
    words, spoken_of = told["words"], _spoken_of(told["found"])
    if not spoken_of or asked.field in spoken_of or _answers_here(asked, words):
        return None
    rows = []
    for field_id, value in spoken_of.items():
        entry = record.latest(field_id, contact_id)
        if entry and entry.answer_state == "answered" and not entry.thread_id:
            rows += _change(entry, value, words)
    if not rows:
        return None
    held = {"text": message.text, "rows": rows[:OFFERED], "asked": asked.to_json()}
    return Pointer(asked.field, asked.part, "amend", words_from=message.id, amends=held)


def _spoken_of(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fields that words are about, likeliest first, with the value heard."""
    rows = sorted(found, key=lambda row: -row["confidence"])
    sure = [row for row in rows if row["field"] and row["confidence"] >= LEAST]
    values: dict[str, Any] = {}
    for row in sure:
        values.setdefault(row["field"], row.get("value"))
    return values


def _answers_here(asked: Pointer, words: str) -> bool:
    """Whether the open question's own choices are in the words."""
    field = content().fields.get(asked.field)
    choices = field.part(asked.part).choices if field else ()
    return any(choice.matches(words) for choice in choices)


def _change(entry: Entry, value: Any, words: str) -> list[dict[str, Any]]:
    """The row that offers to change an entry; none when the words say what it says."""
    field = content().field(entry.field)
    if not field.main.choices or field.main.words == "required" or field.main.grouped:
        return []
    if value is None or not value_allowed(field, value) or not value_choices(field, value):
        value = _matched(field, words)
    return [] if value == entry.value else [{"entry": entry.id, "field": field.id, "value": value}]


def _matched(field: Field, words: str) -> Any:
    """The value whose own match words are in `words`, when it is the only one."""
    found = [choice for choice in field.main.choices if choice.matches(words)]
    return drafting.stored(field.main, found) if len(found) == 1 else None


def ask(pointer: Pointer) -> Ask:
    """How it is put. pointer: in mode `amend`."""
    rows = (pointer.amends or {})["rows"]
    yes = ("yes( please)?", "change (it|that)") if len(rows) == 1 else ()
    offers = [_offer(number, row, yes) for number, row in enumerate(rows)]
    here = Choice(HERE, content().say("amend.here"), match=("no( thanks)?",))
    return Ask(pointer, content().say("amend.ask"), (*offers, here), takes_words=False)


def _offer(number: int, row: Mapping[str, Any], match: tuple[str, ...]) -> Choice:
    title = content().field(row["field"]).title
    labels = "; ".join(c.label for c in value_choices(content().field(row["field"]), row["value"]))
    label = content().say("amend.to" if labels else "amend.which", title=title, value=labels)
    return Choice(choice_values.amend(number), label, match=match)


def named(question: Ask, text: str) -> list[Choice]:
    """The choice that typed words are."""
    return [c for c in question.choices if c.is_named(text) or c.is_all_of(text)][:1]


def asked_and_said(pointer: Pointer) -> tuple[Pointer, Message]:
    """The question that was open, and the message that waits."""
    held = pointer.amends or {}
    return Pointer.from_json(held["asked"]), Message(pointer.words_from or "", held["text"])


def change(pointer: Pointer, choice: Choice) -> Step:
    """The chosen change: written where its value is known, else asked, with the words kept."""
    row = (pointer.amends or {})["rows"][choice_values.amended_in(choice.value) or 0]
    field = content().field(row["field"])
    if row["value"] is None:
        again = Pointer(field.id, mode="correct", entry=row["entry"], words_from=pointer.words_from)
        return Step(next=again)
    chosen = value_choices(field, row["value"])
    words = Text(pointer.words_from) if pointer.words_from else None
    draft = drafting.chosen(field, chosen, words, change="corrected", supersedes=row["entry"])
    said = (content().say("correct.saved"), *drafting.told(chosen))
    return Step((draft, *drafting.also(chosen)), say=said)
