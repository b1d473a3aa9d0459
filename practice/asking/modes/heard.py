"""What was heard in a note: all of it (`heard`), or one by one (`hear`)."""

from __future__ import annotations

from dataclasses import replace

from practice import choice_values
from practice.asking import drafting
from practice.asking.modes.picking import contradict, matched
from practice.asking.note_confirmation import (
    Heard,
    Hearing,
    open_threads,
    pointer_to,
    value_choices,
)
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Draft, Message, Step, Text
from practice.content import Choice, content
from practice.record import Record, Thread

KEEP, EACH, LEAVE = "keep", "each", "leave"


def ask(pointer: Pointer, record: Record, contact_id: str | None = None) -> Ask:
    """How it is put. pointer: with `heard`. contact_id: the conversation at hand."""
    hearing = Hearing.from_json(pointer.heard or {})
    if pointer.mode == "hear":
        row = hearing.rows[0]
        if row.lacks() == "thread":
            return _ask_which(pointer, row, open_threads(row.field, record, contact_id))
        return _ask_one(pointer, row)
    lines = [content().say("heard.head")]
    for number, row in enumerate(hearing.rows, start=1):
        lines.append(f"{number}. {_shown(row)}")
    if hearing.rest and not hearing.stored:
        lines.append(content().say("heard.rest"))
    leave = "heard.leave" if hearing.stored else "heard.note_only"
    choices = (
        Choice(KEEP, content().say("heard.keep"), match=("yes( please)?", "keep .*", "ok")),
        Choice(EACH, content().say("heard.each"), match=("one by one", "go through .*")),
        Choice(LEAVE, content().say(leave), match=("no( thanks)?", "leave .*")),
    )
    return Ask(pointer, "\n".join([*lines, content().say("heard.ask")]), choices, takes_words=False)


def _shown(row: Heard) -> str:
    field = content().field(row.field)
    words = " … ".join(row.quotes)
    if row.lacks() == "value":
        return content().say("heard.open", title=field.title, words=words)
    labels = "; ".join(choice.label for choice in value_choices(field, row.value))
    key = "heard.value" if labels else "heard.words"
    return content().say(key, title=field.title, value=labels, words=words)


def _put(row: Heard) -> tuple[str, Choice]:
    """How one proposal is put, and the choice that leaves it."""
    title, words = content().field(row.field).title, " … ".join(row.quotes)
    leave = Choice(LEAVE, content().say("heard.not_this"), match=("no", "leave it"), ends=True)
    question = {"thread": "heard.which", "value": "heard.pick"}.get(row.lacks() or "")
    shown = content().say("heard.words", title=title, words=words)
    return f"{shown}\n{content().say(question or 'heard.ask')}", leave


def _ask_which(pointer: Pointer, row: Heard, threads: list[Thread]) -> Ask:
    text, leave = _put(row)
    named = (Choice(choice_values.thread(thread.id), thread.text) for thread in threads)
    return Ask(pointer, text, (*named, leave), threads=True)


def _ask_one(pointer: Pointer, row: Heard) -> Ask:
    field = content().field(row.field)
    text, leave = _put(row)
    lacks = row.lacks()
    labels = "; ".join(choice.label for choice in value_choices(field, row.value))
    label = content().say("heard.yes", value=labels) if labels else content().say("heard.yes_words")
    keep = () if lacks else (Choice(KEEP, label, match=("yes", "keep it"), exclusive=True),)
    others = field.main.choices if field.main.words != "required" else ()
    return Ask(pointer, text, (*keep, *others, leave), multiple=field.main.multiple)


def interpret(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not message.choices:
        picked = _named(question, message.text)
    step = _decided(question.pointer, picked, message)
    if not message.choices or not message.text.strip():
        return step
    note, said = drafting.note(Text()), content().say("note.saved")
    return replace(step, drafts=(*step.drafts, note), say=(*step.say, said))


def _named(question: Ask, text: str) -> list[Choice]:
    """The choice that typed words are. "Yes" and "no" are about the proposal where it has both."""
    own = [c for c in question.choices if c.value in (KEEP, LEAVE)]
    whole = [c for c in own if c.is_all_of(text)] if len(own) == 2 else []
    label = [c for c in question.choices if c.is_named(text) and not c.group]
    return (whole or label or [c for c in question.choices if c.is_all_of(text)])[:1]


def _decided(pointer: Pointer, picked: list[Choice], message: Message) -> Step:
    """What a message means as an answer to the question about what was heard."""
    hearing = Hearing.from_json(pointer.heard or {})
    if pointer.mode == "hear":
        return _interpret_one(pointer, hearing, picked, message)
    name = picked[0].value if picked else None
    if name == KEEP:
        return _keep_all(hearing)
    if name == EACH:
        return Step(next=pointer_to(hearing, "hear"))
    if name == LEAVE:
        return _ended(hearing, ())
    return _noted(pointer, message)


def _noted(pointer: Pointer, message: Message) -> Step:
    """Words that decide nothing here are kept as a note, and the question stays."""
    if not message.text.strip():
        return Step(say=(content().say("choose.again"),), next=pointer, accepted=False)
    said = (content().say("note.saved"), content().say("choose.again"))
    return Step((drafting.note(Text()),), say=said, next=pointer)


def _keep_all(hearing: Hearing) -> Step:
    drafts: list[Draft] = []
    for row in hearing.rows:
        if not row.lacks():
            drafts += _drafts(hearing, row)
            hearing = hearing.kept(row)
    return _on(hearing, tuple(drafts))


def _interpret_one(
    pointer: Pointer, hearing: Hearing, picked: list[Choice], message: Message
) -> Step:
    row = hearing.rows[0]
    field = content().field(row.field)
    names = [choice.value for choice in picked]
    if LEAVE in names:
        return _on(hearing.left(row), ())
    if names and (outcome := choice_values.thread_in(names[0])):
        named = replace(row, thread=outcome)
        return Step(next=pointer_to(replace(hearing, rows=(named, *hearing.rows[1:])), "hear"))
    if row.lacks() == "thread":
        return _noted(pointer, message)
    if KEEP in names:
        return _on(hearing.kept(row), _drafts(hearing, row))
    typed = Text() if message.text.strip() and not picked else None
    if typed:
        picked = matched(field.main, message.text)
    if len(picked) > 1 and not field.main.multiple or contradict(picked):
        return Step(say=(content().say("choose.one"),), next=pointer, accepted=False)
    if picked or typed and field.main.words == "required":
        return _changed(hearing, row, picked, typed)
    return _noted(pointer, message)


def _changed(hearing: Hearing, row: Heard, picked: list[Choice], typed: Text | None) -> Step:
    """A proposal kept in another form. typed: new words, in place of the note's."""
    words = typed or Text(hearing.message, row.quotes)
    drafts = _entries(hearing, row, picked, words)
    after = hearing.left(row) if typed else hearing.kept(row)
    return _on(after, drafts)


def _on(hearing: Hearing, drafts: tuple[Draft, ...]) -> Step:
    """The next proposal, or the end."""
    if not hearing.rows:
        return _ended(hearing, drafts)
    said = (content().say("saved"), *_told(drafts)) if drafts else ()
    return Step(drafts, say=said, next=pointer_to(hearing, "hear"))


def _ended(hearing: Hearing, drafts: tuple[Draft, ...]) -> Step:
    note = hearing.note()
    said = [content().say("saved"), *_told(drafts)] if drafts else []
    if note:
        said.append(content().say("heard.noted" if hearing.placed else "note.saved"))
    return Step((*drafts, *((note,) if note else ())), say=tuple(said))


def _told(drafts: tuple[Draft, ...]) -> tuple[str, ...]:
    """What the answers kept have the assistant say back."""
    chosen = (value_choices(content().field(draft.field), draft.value) for draft in drafts)
    return drafting.told([choice for choices in chosen for choice in choices])


def _drafts(hearing: Hearing, row: Heard) -> tuple[Draft, ...]:
    """The entries of one proposal as it was heard."""
    picked = value_choices(content().field(row.field), row.value)
    return _entries(hearing, row, picked, Text(hearing.message, row.quotes))


def _entries(hearing: Hearing, row: Heard, picked: list[Choice], words: Text) -> tuple[Draft, ...]:
    """The entries of one proposal, and of what the same choice answers besides."""
    field = content().field(row.field)
    if field.repeat or field.opens and not row.thread:
        return (drafting.opened(field, words, picked),)
    if field.main.words == "required":
        return (drafting.worded(field, picked, words, thread=row.thread),)
    others = {r.field for r in hearing.rows}
    besides = [d for d in drafting.also(picked) if d.field not in others]
    return (drafting.chosen(field, picked, words, thread=row.thread), *besides)
