"""Which question comes next, and how it is put.

A `Pointer` names the open question. It travels with each turn (the API keeps it beside
the last reply), so the answer goes to the question the person saw, whatever was
restarted in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from practice.conditions import field_applies, part_applies, words_missing
from practice.content import Choice, Content, Field, Part, content
from practice.record import Contact, Entry, Record, Thread

FINISH = "FINISH"


@dataclass(frozen=True)
class Pointer:
    """The open question.

    mode: `answer`; `more` (another of a repeated field); `correct`; `skip` (why is it
    left?); `reason` (the words for that); `choose` (which answer to correct); `finish`.
    entry: the entry that the answer continues or corrects. words_from: the message whose
    words wait for a choice; said: the part of them that counts, when not all do. state: the
    answer state that waits for its reason.
    """

    field: str = ""
    part: str = ""
    mode: str = "answer"
    thread: str | None = None
    entry: str | None = None
    words_from: str | None = None
    said: str | None = None
    state: str | None = None

    @property
    def key(self) -> str:
        """The name under which a contact notes that this question is settled."""
        name = f"{self.field}.{self.part}" if self.part else self.field
        return f"{name}@{self.thread}" if self.thread else name

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, without empty members."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Pointer:
        """Build from `to_json`'s form; unknown members are left out."""
        return cls(**{k: v for k, v in row.items() if k in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Ask:
    """A question as it is put: `choices` may be empty (words only)."""

    pointer: Pointer
    text: str
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    takes_words: bool = True


def next_question(record: Record, contact_id: str, practice: Content | None = None) -> Pointer:
    """The first question of this contact's stage that the record does not answer.

    Returns a pointer in mode `finish` when nothing is left to ask.
    """
    practice = practice or content()
    contact = record.contact(contact_id)
    for pointer in _questions(record, contact, practice):
        if pointer.key not in contact.settled and pointer.key not in contact.later:
            return pointer
    return Pointer(FINISH, mode="finish")


def _questions(record: Record, contact: Contact, practice: Content) -> Iterator[Pointer]:
    stage = practice.stages[contact.stage]
    asked_each_time = [f for f in stage.fields if practice.field(f).stage == "contact"]
    own = [f for f in stage.fields if f not in asked_each_time]
    for field_id in asked_each_time + list(stage.catch_up) + own:
        field = practice.field(field_id)
        if field_applies(field, record):
            yield from _field_questions(field, record, contact)


def _field_questions(field: Field, record: Record, contact: Contact) -> Iterator[Pointer]:
    if field.each == "outcome":
        yield from _questions_for_each_outcome(field, record, contact)
    elif field.repeat:
        yield from _repeated_questions(field, record, contact)
    else:
        entry = record.latest(field.id, _scope(field, contact))
        yield from _entry_questions(field, entry, Pointer(field.id))


def _scope(field: Field, contact: Contact) -> str | None:
    """Asked again in every contact, or once in the whole work."""
    return contact.id if field.stage in ("contact", "during") else None


def _entry_questions(field: Field, entry: Entry | None, at: Pointer) -> Iterator[Pointer]:
    """The questions of one answer: the main one, its words, then the parts that apply."""
    if entry and entry.answer_state != "answered":
        return
    at = replace(at, entry=entry.id if entry else None)
    if not entry or not _has_main(field, entry):
        yield at
        return
    if words_missing(field.main, entry):
        yield replace(at, part="words")
    for part in field.parts:
        if part_applies(part, entry):
            yield replace(at, part=part.key)


def _has_main(field: Field, entry: Entry) -> bool:
    if entry.value is not None:
        return True
    return field.main.words == "required" and bool(entry.words)


def _questions_for_each_outcome(
    field: Field, record: Record, contact: Contact
) -> Iterator[Pointer]:
    for thread in record.outcomes:
        entry = record.latest(field.id, _scope(field, contact), thread.id)
        opened_now = thread.first.contact_id == contact.id
        if entry and entry.value == "added":
            continue
        if field.added and opened_now:
            continue
        if entry or thread.live:
            yield from _entry_questions(field, entry, Pointer(field.id, thread=thread.id))
    if field.added and not record.latest("A8", contact.id):
        yield Pointer(field.id, part="added")


def _repeated_questions(field: Field, record: Record, contact: Contact) -> Iterator[Pointer]:
    scope = _scope(field, contact)
    entries = [e for e in record.heads if e.field == field.id and scope in (None, e.contact_id)]
    for entry in entries:
        at = Pointer(field.id, thread=entry.thread_id)
        yield from _entry_questions(field, entry, at)
    if not entries:
        yield Pointer(field.id)
    elif all(e.answer_state == "answered" for e in entries):
        if entries[-1].contact_id == contact.id:
            last = max(entries, key=lambda e: record.root(e).seq)
            yield Pointer(field.id, mode="more", entry=last.id)


def previous_question(record: Record, contact_id: str, now: Pointer | None) -> Pointer | None:
    """The question answered before the open one, to be corrected; None at the beginning."""
    answered = sorted(
        (e for e in record.heads if e.contact_id == contact_id),
        key=lambda e: record.root(e).seq,
    )
    if now and now.entry and now.mode in ("correct", "answer"):
        ids = [e.id for e in answered]
        if now.entry in ids:
            # A follow-up goes back to its own main question.
            answered = answered[: ids.index(now.entry) + (now.mode == "answer")]
    return correction(answered[-1]) if answered else None


def correction(entry: Entry) -> Pointer:
    """The pointer that asks an entry's main question again."""
    part = "added" if entry.field == "D1" and entry.value == "added" else ""
    return Pointer(entry.field, part, "correct", thread=entry.thread_id, entry=entry.id)


def _thread_text(record: Record, thread_id: str | None) -> str:
    threads: list[Thread] = record.outcomes + record.threads("option")
    return next((t.text for t in threads if t.id == thread_id), "")


def _command(value: str, label: str) -> Choice:
    return Choice(value, label)


def ask(pointer: Pointer, record: Record, practice: Content | None = None) -> Ask:
    """How the question at `pointer` is put, with its choices."""
    practice = practice or content()
    if pointer.mode == "finish":
        return _ask_finish(record, practice, pointer)
    if pointer.mode == "choose":
        return _ask_which(record, practice, pointer)
    if pointer.mode == "skip":
        text = practice.say("skip.ask")
        return Ask(pointer, text, practice.choices("answer_state"))
    if pointer.mode == "reason":
        return Ask(pointer, practice.say("skip.reason"))
    field = practice.field(pointer.field)
    if pointer.mode == "more" and field.repeat:
        return _ask_more(field, pointer)
    if pointer.part == "words":
        none = _command("no_words", practice.say("words.none"))
        choices = (none,) if field.main.words == "wanted" else ()
        return Ask(pointer, field.main.words_ask, choices)
    return _ask_part(field, field.part(pointer.part), pointer, record, practice)


def _ask_part(field: Field, part: Part, pointer: Pointer, record: Record, practice: Content) -> Ask:
    text = part.ask
    if "{outcome}" in text:
        text = text.replace("{outcome}", _thread_text(record, pointer.thread))
    return Ask(pointer, text, part.choices, part.multiple, part.words != "none" or not part.tap)


def _ask_more(field: Field, pointer: Pointer) -> Ask:
    tags = tuple(replace(tag, group="That last one is about") for tag in field.repeat.tags)
    others = tuple(
        replace(choice, group="Who said the new one, if not them") for choice in field.main.choices
    )
    done = (Choice("done", field.repeat.done, ends=True),)
    return Ask(pointer, field.repeat.ask, done + tags + others, multiple=bool(tags))


def _ask_finish(record: Record, practice: Content, pointer: Pointer) -> Ask:
    left = any(contact.later for contact in record.contacts if not contact.finished_at)
    shown = [c for c in practice.choices("finish") if c.value != "left" or left or not record.work]
    return Ask(pointer, practice.say("finish.ask"), tuple(shown), takes_words=False)


def _ask_which(record: Record, practice: Content, pointer: Pointer) -> Ask:
    """Offers the latest answers to correct, newest first."""
    rows = sorted(record.heads, key=lambda e: -record.root(e).seq)
    contact = rows[0].contact_id if rows else None
    choices = []
    for entry in [e for e in rows if e.contact_id == contact][:20]:
        title = practice.field(entry.field).title
        if entry.thread_id and (text := _thread_text(record, entry.thread_id)):
            title = f"{title}: {text[:60]}"
        choices.append(Choice(f"correct:{entry.id}", title))
    return Ask(pointer, practice.say("correct.which"), tuple(choices), takes_words=False)
