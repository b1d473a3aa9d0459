"""Which question comes next, and how it is put.

The `Pointer` travels with each turn (the API keeps it beside the last reply), so the answer
goes to the question the person saw, whatever was restarted in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from practice.asking import corrections, leads, note_confirmation
from practice.asking.conditions import field_applies, part_applies, words_missing
from practice.asking.drafting import written_besides
from practice.asking.pointer import FINISH, Ask, Pointer
from practice.content import Choice, Field, Part, Repeat, content
from practice.language import gettext
from practice.record import Contact, Entry, Record, Thread


def write_up_stage(record: Record) -> str:
    """A write-up is a first conversation until one has been finished, then a later one."""
    first_is_over = any(c.stage == "start" and c.finished_at for c in record.contacts)
    return "during" if first_is_over else "start"


def next_question(record: Record, contact_id: str) -> Pointer:
    """The first question of this contact's stage that the record does not answer.

    Returns a pointer in mode `finish` when nothing is left to ask.
    """
    contact = record.contact(contact_id)
    found = _unsettled(record, contact)
    return next((p for p in found if p.key not in contact.later), Pointer(FINISH, mode="finish"))


def open_questions(record: Record, contact_id: str) -> list[Pointer]:
    """All that this contact's stage still asks, as the record stands, in order.

    What was left for later is among it; what may only be named or repeated is not.
    """
    found = _unsettled(record, record.contact(contact_id))
    return [pointer for pointer in found if pointer.mode == "answer"]


def _unsettled(record: Record, contact: Contact) -> Iterator[Pointer]:
    settled = set(contact.settled)
    found = _questions(record, contact)
    return (pointer for pointer in found if settled.isdisjoint(_names(pointer, record)))


def _names(pointer: Pointer, record: Record) -> Iterator[str]:
    """The keys of a question, whichever part of its answer had been given when it was settled.

    A correction is another answer: what was left blank beside the old one is asked again.
    """
    yield pointer.key
    entry = record.entry(pointer.entry or "")
    while entry and entry.change == "continued" and entry.supersedes:
        yield replace(pointer, entry=entry.supersedes).key
        entry = record.entry(entry.supersedes)


def _questions(record: Record, contact: Contact) -> Iterator[Pointer]:
    stage = content().stages[contact.stage]
    asked_each_time = [f for f in stage.fields if content().field(f).stage == "contact"]
    own = [f for f in stage.fields if f not in asked_each_time]
    for field_id in asked_each_time + list(stage.catch_up) + own:
        field = content().field(field_id)
        if field_applies(field, record):
            yield from _field_questions(field, record, contact)
    for field_id in stage.more:
        field = content().field(field_id)
        if record.latest(field_id, contact.id) and field_id not in stage.fields:
            yield from _field_questions(field, record, contact, contact.id)


def _field_questions(
    field: Field, record: Record, contact: Contact, scope: str | None = None
) -> Iterator[Pointer]:
    """What is open about a field. scope: the contact whose answers count; None: the field's own."""
    scope = scope or _scope(field, contact)
    if field.each == "outcome":
        yield from _questions_for_each_outcome(field, record, contact)
    elif field.repeat:
        yield from _repeated_questions(field, record, contact, scope)
    elif field.again:
        yield from _questions_for_each_matter(field, record, scope)
    else:
        entry = record.latest(field.id, scope)
        yield from _entry_questions(field, entry, Pointer(field.id))


def _questions_for_each_matter(
    field: Field, record: Record, scope: str | None
) -> Iterator[Pointer]:
    entries: list[Entry | None] = [
        e for e in record.heads if e.field == field.id and scope in (None, e.contact_id)
    ]
    for entry in entries or [None]:
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


def _repeated_questions(
    field: Field, record: Record, contact: Contact, scope: str | None
) -> Iterator[Pointer]:
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
            always = field.repeat.always if field.repeat else None
            if always and not any(always.value in e.values for e in entries):
                yield Pointer(field.id, part="always")


def previous_question(record: Record, contact_id: str, now: Pointer | None) -> Pointer | None:
    """The question answered before the open one, to be corrected; None at the beginning.

    A note, and what another question's tap answered besides, were never asked.
    """
    own = [e for e in record.heads if e.contact_id == contact_id and e.field != "N1"]
    besides = {b.id for e in own for b in written_besides(e, record)}
    put = [e for e in own if e.id not in besides or now and e.id == now.entry]
    answered = sorted(put, key=lambda e: record.root(e).seq)
    if now and now.entry and now.mode in ("correct", "answer"):
        ids = [e.id for e in answered]
        if now.entry in ids:
            # A follow-up goes back to its own main question.
            answered = answered[: ids.index(now.entry) + (now.mode == "answer")]
    return correction(answered[-1]) if answered else None


def resolved(pointer: Pointer, record: Record, contact_id: str) -> Pointer | None:
    """A pointer that only names its entry, or its field (mode `open`), as the record has it now."""
    if pointer.mode == "open":
        return opening(content().field(pointer.field), record, contact_id)
    if pointer.field or pointer.heard:
        return pointer
    entry = record.entry(pointer.entry or "")
    return correction(entry) if entry else None


def correction(entry: Entry) -> Pointer:
    """The pointer that asks an entry's main question again."""
    part = "added" if entry.field == "D1" and entry.value == "added" else ""
    return Pointer(entry.field, part, "correct", thread=entry.thread_id, entry=entry.id)


def thread_text(record: Record, thread_id: str | None) -> str:
    """The wording of an outcome or option as it stands; its label where nothing was typed."""
    threads: list[Thread] = record.outcomes + record.threads("option")
    found = next((t for t in threads if t.id == thread_id), None)
    if not found or found.text:
        return found.text if found else ""
    main = content().field(found.first.field).main
    return next((main.label(value) for value in found.first.values), "")


def ask(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """How the question at `pointer` is put, with its choices.

    contact_id: the conversation at hand; needed for what else it may note (mode `add`).
    """
    if pointer.mode == "add":
        return _ask_what_else(record, pointer, contact_id)
    if pointer.mode == "amend":
        return corrections.ask(pointer)
    if pointer.heard:
        return note_confirmation.ask(pointer, record, contact_id)
    special = {"finish": _ask_finish, "choose": _ask_which}
    if pointer.mode in special:
        return special[pointer.mode](record, pointer)
    if pointer.mode == "skip":
        text = content().say("skip.ask")
        return Ask(pointer, text, content().choices("answer_state"))
    if pointer.mode == "reason":
        return Ask(pointer, content().say("skip.reason"))
    field = content().field(pointer.field)
    if pointer.mode == "more" and field.repeat:
        return _ask_more(field, field.repeat, pointer)
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
        named = (Choice(f"thread:{t.id}", thread_text(record, t.id)) for t in live)
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


def _ask_more(field: Field, repeat: Repeat, pointer: Pointer) -> Ask:
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
        if choice.value.startswith("who=")
        else choice
        for choice in field.main.choices
    ]
    return Ask(pointer, repeat.ask, (done, *tags, *others), multiple=bool(tags))


def _ask_finish(record: Record, pointer: Pointer) -> Ask:
    left = any(contact.later for contact in record.contacts if not contact.finished_at)
    shown = [c for c in content().choices("finish") if c.value != "left" or left or not record.work]
    return Ask(pointer, content().say("finish.ask"), tuple(shown), takes_words=False)


def _ask_which(record: Record, pointer: Pointer) -> Ask:
    """Offers the latest answers to correct, newest first."""
    rows = sorted(record.heads, key=lambda e: -record.root(e).seq)
    contact = rows[0].contact_id if rows else None
    choices = []
    for entry in [e for e in rows if e.contact_id == contact][:20]:
        title = content().field(entry.field).title
        if entry.thread_id and (text := thread_text(record, entry.thread_id)):
            title = f"{title}: {text[:60]}"
        choices.append(Choice(f"correct:{entry.id}", title))
    return Ask(pointer, content().say("correct.which"), tuple(choices), takes_words=False)


def _ask_what_else(record: Record, pointer: Pointer, contact_id: str | None) -> Ask:
    """Offers what this conversation may note besides its own questions."""
    fields = open_fields(record, contact_id) if contact_id else []
    choices = [Choice(f"ask:{field.id}", _add_title(field, record)) for field in fields]
    text = content().say("add.which" if choices else "add.none")
    nothing = Choice("nothing", content().say("add.nothing"), ends=True)
    return Ask(pointer, text, (*choices, nothing), takes_words=False)


def _add_title(field: Field, record: Record) -> str:
    held = field.again and record.latest(field.id)
    return field.again.title if held and field.again else field.title


def open_fields(record: Record, contact_id: str) -> list[Field]:
    """The fields this contact may still note: those it holds nothing about, or can repeat."""
    stage = content().stages[record.contact(contact_id).stage]
    fields = [content().field(field_id) for field_id in stage.every_field]
    apply = [field for field in fields if field_applies(field, record)]
    return [field for field in apply if opening(field, record, contact_id)]


def opening(field: Field, record: Record, contact_id: str) -> Pointer | None:
    """The pointer that opens `field` in a contact.

    None when the contact holds its one answer, or when its stage never asks it.
    """
    stage = content().stages[record.contact(contact_id).stage]
    if field.each or field.id not in stage.every_field:
        return None
    held = record.latest(field.id, contact_id)
    if field.repeat and held and held.answer_state == "answered":
        return Pointer(field.id, mode="more", entry=held.id)
    if field.again and record.latest(field.id):
        return Pointer(field.id, part=field.again.part)
    return None if held else Pointer(field.id)
