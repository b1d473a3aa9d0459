"""A question of the content, or one of its parts: answered, opened by name, or corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from practice import choice_values
from practice.asking import drafting, leads
from practice.asking.modes.picking import again, contradict, matched, typed, waiting
from practice.asking.pointer import Ask, Pointer
from practice.asking.questions import thread_text
from practice.asking.steps import Draft, Message, Step, Text
from practice.content import Choice, Field, Part, content
from practice.record import Entry, Record


def ask(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """How the question, or the part of it, is put."""
    field = content().field(pointer.field)
    if pointer.part == "words":
        return _ask_words(field, pointer)
    return _ask_part(field, field.part(pointer.part), pointer, record)


def _ask_words(field: Field, pointer: Pointer) -> Ask:
    optional = field.main.words == "wanted" or not field.main.words_ask
    choices = (Choice("no_words", content().say("words.none")),) if optional else ()
    return Ask(pointer, field.main.words_ask or content().say("words.add"), choices)


def _ask_part(field: Field, part: Part, pointer: Pointer, record: Record) -> Ask:
    entry = record.entry(pointer.entry or "")
    text = part.ask
    if field.again and not part.key and (matter := _other_matter(field, entry)):
        text = field.again.ask.replace("{matter}", matter)
    if "{outcome}" in text:
        text = text.replace("{outcome}", thread_text(record, pointer.thread))
    choices = part.choices
    if part.threads:
        live = [t for t in record.threads(part.threads) if t.live]
        named = (Choice(choice_values.thread(t.id), thread_text(record, t.id)) for t in live)
        choices = (*named, *choices)
    return Ask(
        pointer,
        text,
        choices,
        part.multiple,
        part.words != "none" or not part.tap,
        lead=_lead(field, pointer, record),
        threads=bool(part.threads),
    )


def _other_matter(field: Field, entry: Entry | None) -> str | None:
    """The matter of an answer that is not about what the question itself names."""
    if not (entry and field.again):
        return None
    matter = entry.parts.get(field.again.part)
    if not matter or matter in field.main.states.values():
        return None
    return field.part(field.again.part).label(matter)


def _lead(field: Field, pointer: Pointer, record: Record) -> str:
    """What is said before a question the first time it is put."""
    if pointer.part or pointer.mode != "answer" or pointer.entry or not record.work:
        return ""
    return leads.lead(field.lead, record)


def interpret(question: Ask, picked: list[Choice], message: Message) -> Step:
    pointer = question.pointer
    field = content().field(pointer.field)
    if pointer.part == "words":
        return _interpret_words(question, picked, message)
    if pointer.part == "always":
        return _interpret_always(question, picked, message)
    part = field.part(pointer.part)
    text = typed(picked, message)
    if not picked and text and not part.tap:
        picked = matched(part, message.text)
    kept = waiting(text, message, pointer)
    if len(picked) > 1 and not part.multiple or contradict(picked):
        return again(question, content().say("choose.one"), words_from=kept)
    if part.words == "required":
        return _interpret_text(question, field, part, picked, text)
    if not picked:
        return again(question, content().say("words.pick"), words_from=kept)
    words = text or (Text(pointer.words_from) if pointer.words_from else None)
    return _chosen(field, part, pointer, picked, words)


def _interpret_text(
    question: Ask, field: Field, part: Part, picked: list[Choice], text: Text | None
) -> Step:
    """A question that wants words, or one of a few choices instead of them."""
    pointer = question.pointer
    answers = [c for c in picked if not choice_values.speaker_in(c.value) and not c.parts]
    if part.key == "added":
        return _interpret_added(question, field, answers, text)
    if not text and not answers:
        return again(question, content().say("words.needed"))
    if part.key:
        given = {part.key: answers[0].value if answers else Text()}
        if answers and text:
            given[f"{part.key}_words"] = text
        return Step((_continued(field, pointer, parts=given),), say=_saved())
    if field.opens and pointer.mode == "answer" and not pointer.entry:
        return Step((drafting.opened(field, text, picked),), say=_saved())
    draft = drafting.worded(field, picked, text, **_place(pointer))
    return Step((draft,), say=_saved(pointer))


def _interpret_always(question: Ask, picked: list[Choice], message: Message) -> Step:
    """The answer that nobody had named: talked about, or not this time."""
    pointer, field = question.pointer, content().field(question.pointer.field)
    text = typed(picked, message)
    if not picked and not text:
        return again(question, content().say("choose.again"))
    if picked and picked[0].value == "not_named":
        return Step(settle=(pointer.key,))
    always = field.repeat.always if field.repeat else None
    return Step((drafting.opened(field, text, [always] if always else []),), say=_saved())


def _interpret_added(question: Ask, field: Field, answers: list[Choice], text: Text | None) -> Step:
    pointer = question.pointer
    if answers and pointer.mode == "answer":
        return Step(settle=(pointer.key,))
    if answers and not text and pointer.entry:
        return Step((_taken_back(field, pointer),), say=_saved(pointer))
    if not text:
        return again(question, content().say("words.needed"))
    draft = Draft(
        field.id,
        change=_change(pointer),
        supersedes=pointer.entry,
        thread=pointer.thread,
        opens=None if pointer.thread else "outcome",
        value="added",
        words=text,
        kind=field.kind,
    )
    return Step((draft,), say=_saved(pointer))


def _taken_back(field: Field, pointer: Pointer) -> Draft:
    """An added wish turned into "nothing new"."""
    return Draft(
        field.id,
        "withdrawn",
        pointer.entry,
        thread=pointer.thread,
        answer_state="not_recorded",
        kind=field.kind,
    )


def _interpret_words(question: Ask, picked: list[Choice], message: Message) -> Step:
    """The words that go with a choice made just before."""
    pointer = question.pointer
    if picked and picked[0].value == "no_words":
        return Step(settle=(pointer.key,))
    if not message.text.strip():
        return again(question, content().say("words.needed"))
    field = content().field(pointer.field)
    return Step((_continued(field, pointer, words=Text()),), say=_saved())


def _change(pointer: Pointer) -> str:
    if pointer.mode == "correct":
        return "corrected"
    return "continued" if pointer.entry else "new"


def _place(pointer: Pointer) -> dict[str, Any]:
    """Where an answer goes: its thread, and what it continues or corrects."""
    place = {"supersedes": pointer.entry, "thread": pointer.thread}
    return {"change": _change(pointer), **place}


def _saved(pointer: Pointer | None = None) -> tuple[str, ...]:
    corrected = pointer is not None and pointer.mode == "correct"
    return (content().say("correct.saved" if corrected else "saved"),)


def _continued(field: Field, pointer: Pointer, **given: Any) -> Draft:
    change = "continued" if pointer.entry else "new"
    return Draft(field.id, change, pointer.entry, thread=pointer.thread, kind=field.kind, **given)


def _chosen(
    field: Field, part: Part, pointer: Pointer, picked: list[Choice], words: Text | None
) -> Step:
    """An answer by choice; the words that came with it are kept beside it."""
    if part.key:
        given = {part.key: drafting.stored(part, picked)}
        if words:
            given[f"{part.key}_words"] = words
        said = (*_saved(), *drafting.told(picked))
        return Step((_continued(field, pointer, parts=given),), say=said)
    draft = drafting.chosen(field, picked, words, **_place(pointer))
    said = (*_saved(pointer), *drafting.told(picked))
    return Step((draft, *drafting.also(picked)), say=said)


def skip(pointer: Pointer) -> Step:
    """A follow-up is left blank; the question itself asks why."""
    if pointer.part:
        return _left_blank(pointer)
    return Step(next=replace(pointer, mode="skip", words_from=None))


def skip_correction(pointer: Pointer) -> Step:
    """The answer stays as it was."""
    return _left_blank(pointer) if pointer.part else Step()


def _left_blank(pointer: Pointer) -> Step:
    return Step(settle=(pointer.key,), say=(content().say("skip.part"),))
