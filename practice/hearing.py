"""What was heard in a note: proposals that a person keeps, changes or leaves.

Nothing of a note is in the record until the person has said so. What is left, or answers no
question, becomes a note in the words in which it was typed; nothing typed is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from practice import drafting
from practice.content import Choice, Content, Field
from practice.pointer import Ask, Pointer
from practice.record import Record
from practice.steps import Draft, Message, Step, Text

KEEP, EACH, LEAVE = "keep", "each", "leave"


@dataclass(frozen=True)
class Heard:
    """One proposal: words of a note (`quotes`, verbatim) that may answer a field.

    value: as in a Draft; None where the words do not settle it. thread: the outcome they are
    about, for what is asked of each outcome.
    """

    field: str
    quotes: tuple[str, ...]
    value: Any = None
    thread: str | None = None

    def lacks(self, practice: Content) -> str | None:
        """What a person must still say before it can be kept: "thread", "value" or None."""
        field = practice.field(self.field)
        if field.each and not self.thread:
            return "thread"
        chosen = field.main.choices and field.main.words != "required"
        return "value" if chosen and self.value is None else None


@dataclass(frozen=True)
class Hearing:
    """A note (its message's id) on its way into the record.

    rows: not decided yet. rest: words that answer nothing. placed: words that are in the record.
    stored: the whole note is in the record already, as an answer.
    """

    message: str
    rows: tuple[Heard, ...]
    rest: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    stored: bool = False

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Hearing:
        """Build from `to_json`'s form."""
        rows = (Heard(**{**r, "quotes": tuple(r["quotes"])}) for r in row["rows"])
        lists = {key: tuple(row[key]) for key in ("rest", "placed")}
        return cls(row["message"], tuple(rows), stored=row["stored"], **lists)

    def kept(self, row: Heard) -> Hearing:
        """After `row` has gone into the record."""
        rows = tuple(r for r in self.rows if r is not row)
        return replace(self, rows=rows, placed=(*self.placed, *row.quotes))

    def left(self, row: Heard) -> Hearing:
        """After `row` has been left; its words go to the rest."""
        rows = tuple(r for r in self.rows if r is not row)
        return replace(self, rows=rows, rest=(*self.rest, *row.quotes))

    def note(self) -> Draft | None:
        """The note of all that is nowhere else; None when nothing is."""
        if self.stored:
            return None
        if not self.placed:
            return drafting.note(Text(self.message))
        over = [*self.rest, *(quote for row in self.rows for quote in row.quotes)]
        words = tuple(quote for quote in dict.fromkeys(over) if quote not in self.placed)
        return drafting.note(Text(self.message, words)) if words else None


def pointer_to(hearing: Hearing, mode: str = "heard") -> Pointer:
    """The question about what was heard: all of it (`heard`) or its first proposal (`hear`)."""
    field = hearing.rows[0].field if mode == "hear" else ""
    return Pointer(field, mode=mode, heard=hearing.to_json())


def ask(pointer: Pointer, record: Record, practice: Content) -> Ask:
    """How it is put. pointer: with `heard`."""
    hearing = Hearing.from_json(pointer.heard or {})
    if pointer.mode == "hear":
        return _ask_one(pointer, hearing.rows[0], record, practice)
    lines = [practice.say("heard.head")]
    for number, row in enumerate(hearing.rows, start=1):
        lines.append(f"{number}. {_shown(row, practice)}")
    if hearing.rest and not hearing.stored:
        lines.append(practice.say("heard.rest"))
    leave = "heard.leave" if hearing.stored else "heard.note_only"
    choices = (
        Choice(KEEP, practice.say("heard.keep"), match=("yes( please)?", "keep .*", "ok")),
        Choice(EACH, practice.say("heard.each"), match=("one by one", "go through .*")),
        Choice(LEAVE, practice.say(leave), match=("no( thanks)?", "leave .*")),
    )
    return Ask(pointer, "\n".join([*lines, practice.say("heard.ask")]), choices, takes_words=False)


def _shown(row: Heard, practice: Content) -> str:
    field = practice.field(row.field)
    words = " … ".join(row.quotes)
    if row.lacks(practice) == "value":
        return practice.say("heard.open", title=field.title, words=words)
    labels = "; ".join(choice.label for choice in value_choices(field, row.value))
    key = "heard.value" if labels else "heard.words"
    return practice.say(key, title=field.title, value=labels, words=words)


def _ask_one(pointer: Pointer, row: Heard, record: Record, practice: Content) -> Ask:
    field = practice.field(row.field)
    leave = Choice(LEAVE, practice.say("heard.not_this"), match=("no", "leave it"), ends=True)
    text = practice.say("heard.one", title=field.title, words=" … ".join(row.quotes))
    lacks = row.lacks(practice)
    if lacks == "thread":
        live = [t for t in record.outcomes if t.live]
        named = (Choice(f"thread:{t.id}", t.text) for t in live)
        return Ask(pointer, f"{text}\n{practice.say('heard.which')}", (*named, leave), threads=True)
    labels = "; ".join(choice.label for choice in value_choices(field, row.value))
    label = practice.say("heard.yes", value=labels) if labels else practice.say("heard.yes_words")
    keep = () if lacks else (Choice(KEEP, label, match=("yes", "keep it"), exclusive=True),)
    others = field.main.choices if field.main.words != "required" else ()
    return Ask(pointer, text, (*keep, *others, leave), multiple=field.main.multiple)


def value_choices(field: Field, value: Any) -> list[Choice]:
    """The choices that a stored value stands for, in the shape of the field."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        names = [f"{key}={v}" for key, v in value.items()]
    else:
        names = value if isinstance(value, list) else [value]
    found = (field.main.choice(name) for name in names)
    return [choice for choice in found if choice]


def interpret(pointer: Pointer, picked: list[Choice], message: Message, practice: Content) -> Step:
    """What a message means as an answer to the question about what was heard."""
    hearing = Hearing.from_json(pointer.heard or {})
    if pointer.mode == "hear":
        return _interpret_one(pointer, hearing, picked, message, practice)
    name = picked[0].value if picked else None
    if name == KEEP:
        return _keep_all(hearing, practice)
    if name == EACH:
        return Step(next=pointer_to(hearing, "hear"))
    if name == LEAVE:
        return _ended(hearing, (), practice)
    return _noted(pointer, message, practice)


def _noted(pointer: Pointer, message: Message, practice: Content) -> Step:
    """Words that decide nothing here are kept as a note, and the question stays."""
    if not message.text.strip():
        return Step(say=(practice.say("choose.again"),), next=pointer, accepted=False)
    said = (practice.say("note.saved"), practice.say("choose.again"))
    return Step((drafting.note(Text()),), say=said, next=pointer)


def _keep_all(hearing: Hearing, practice: Content) -> Step:
    drafts: list[Draft] = []
    for row in hearing.rows:
        if not row.lacks(practice):
            drafts += _drafts(hearing, row, practice)
            hearing = hearing.kept(row)
    return _on(hearing, tuple(drafts), practice)


def _interpret_one(
    pointer: Pointer, hearing: Hearing, picked: list[Choice], message: Message, practice: Content
) -> Step:
    row = hearing.rows[0]
    field = practice.field(row.field)
    names = [choice.value for choice in picked]
    if LEAVE in names:
        return _on(hearing.left(row), (), practice)
    if names and names[0].startswith("thread:"):
        named = replace(row, thread=names[0].partition(":")[2])
        return Step(next=pointer_to(replace(hearing, rows=(named, *hearing.rows[1:])), "hear"))
    if row.lacks(practice) == "thread":
        return _noted(pointer, message, practice)
    if KEEP in names:
        return _on(hearing.kept(row), _drafts(hearing, row, practice), practice)
    typed = Text() if message.text.strip() and not picked else None
    if typed and field.main.words != "required":
        picked = [c for c in field.main.choices if c.matches(message.text)]
        picked = picked if field.main.multiple else picked[:1] if len(picked) == 1 else []
    if len(picked) > 1 and (not field.main.multiple or any(c.exclusive for c in picked)):
        return Step(say=(practice.say("choose.one"),), next=pointer, accepted=False)
    if picked:
        value = drafting.stored(field.main, picked)
        return _changed(hearing, row, replace(row, value=value), typed, practice)
    if typed and field.main.words == "required":
        return _changed(hearing, row, row, typed, practice)
    return _noted(pointer, message, practice)


def _changed(
    hearing: Hearing, row: Heard, now: Heard, typed: Text | None, practice: Content
) -> Step:
    """A proposal kept in another form. typed: new words, in place of the note's."""
    drafts = _drafts(hearing, now, practice, typed)
    after = hearing.left(row) if typed else hearing.kept(row)
    return _on(after, drafts, practice)


def _on(hearing: Hearing, drafts: tuple[Draft, ...], practice: Content) -> Step:
    """The next proposal, or the end."""
    if not hearing.rows:
        return _ended(hearing, drafts, practice)
    said = (practice.say("saved"),) if drafts else ()
    return Step(drafts, say=said, next=pointer_to(hearing, "hear"))


def _ended(hearing: Hearing, drafts: tuple[Draft, ...], practice: Content) -> Step:
    note = hearing.note()
    said = [practice.say("saved")] if drafts else []
    if note:
        said.append(practice.say("heard.noted" if hearing.placed else "note.saved"))
    return Step((*drafts, *((note,) if note else ())), say=tuple(said))


def _drafts(
    hearing: Hearing, row: Heard, practice: Content, typed: Text | None = None
) -> tuple[Draft, ...]:
    """The entries of one proposal, and of what the same choice answers besides."""
    field = practice.field(row.field)
    words = typed or Text(hearing.message, row.quotes)
    picked = value_choices(field, row.value)
    if field.repeat or field.opens and not row.thread:
        return (drafting.opened(field, words, picked),)
    if field.main.words == "required":
        return (drafting.worded(field, picked, words, thread=row.thread),)
    others = {r.field for r in hearing.rows}
    besides = [d for d in drafting.also(picked, practice) if d.field not in others]
    return (drafting.chosen(field, picked, words, thread=row.thread), *besides)
