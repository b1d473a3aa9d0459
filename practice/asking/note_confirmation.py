"""What was heard in a note: proposals that a person keeps, changes or leaves.

Nothing of a note is in the record until the person has said so. What is left, or answers no
question, becomes a note in the words in which it was typed; nothing typed is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from practice.asking import drafting
from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Draft, Message, Step, Text
from practice.content import Choice, Field, content
from practice.record import Record, Thread

KEEP, EACH, LEAVE = "keep", "each", "leave"
# Stretches of a note share whole clauses, and these have at least so many words.
FEWEST_SHARED = 3
# What may stand between two clauses.
JOINS = " \n,;:.-–—•*"


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

    def lacks(self) -> str | None:
        """What a person must still say before it can be kept: "thread", "value" or None."""
        field = content().field(self.field)
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
        words = _once(tuple(dict.fromkeys(over)), self.placed)
        return drafting.note(Text(self.message, words)) if words else None


def _once(quotes: tuple[str, ...], placed: tuple[str, ...]) -> tuple[str, ...]:
    """The words of `quotes` that are not in `placed`, each once, in the longest that has them."""
    held = list(placed)
    found: dict[str, list[str]] = {}
    for quote in sorted(quotes, key=len, reverse=True):
        pieces = [quote]
        for other in held:
            pieces = [piece for whole in pieces for piece in _without(whole, other)]
        found[quote] = pieces
        held += pieces
    return tuple(piece for quote in quotes for piece in found[quote])


def _without(quote: str, held: str) -> list[str]:
    """What is left of `quote` without the clauses it shares with `held`, of the same note.

    Both are stretches of clauses; a few words alike, or alike in the midst, are chance.
    """
    spans = [match.span() for match in re.finditer(r"\S+", quote)]
    one, other = _words(quote), _words(held)
    if one == other:
        return []
    run = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    after, held_after = run.a + run.size, run.b + run.size
    meets = run.a == 0 and held_after == len(other) or run.b == 0 and after == len(one)
    if run.size < FEWEST_SHARED or not (meets or run.size in (len(one), len(other))):
        return [quote]
    pieces = (quote[: spans[run.a][0]], quote[spans[after - 1][1] :])
    return [piece for piece in (p.strip(JOINS) for p in pieces) if piece]


def _words(quote: str) -> list[str]:
    return [word.strip(JOINS).casefold() for word in quote.split()]


def pointer_to(hearing: Hearing, mode: str = "heard") -> Pointer:
    """The question about what was heard: all of it (`heard`) or its first proposal (`hear`)."""
    field = hearing.rows[0].field if mode == "hear" else ""
    return Pointer(field, mode=mode, heard=hearing.to_json())


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


def open_threads(field_id: str, record: Record, contact_id: str | None) -> list[Thread]:
    """The outcomes for which a field that is asked of each is not answered in a contact."""
    live = [thread for thread in record.outcomes if thread.live]
    return [thread for thread in live if not record.latest(field_id, contact_id, thread.id)]


def _put(row: Heard) -> tuple[str, Choice]:
    """How one proposal is put, and the choice that leaves it."""
    title, words = content().field(row.field).title, " … ".join(row.quotes)
    leave = Choice(LEAVE, content().say("heard.not_this"), match=("no", "leave it"), ends=True)
    question = {"thread": "heard.which", "value": "heard.pick"}.get(row.lacks() or "")
    shown = content().say("heard.words", title=title, words=words)
    return f"{shown}\n{content().say(question or 'heard.ask')}", leave


def _ask_which(pointer: Pointer, row: Heard, threads: list[Thread]) -> Ask:
    text, leave = _put(row)
    named = (Choice(f"thread:{thread.id}", thread.text) for thread in threads)
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


def named(question: Ask, text: str) -> list[Choice]:
    """The choice that typed words are. "Yes" and "no" are about the proposal where it has both."""
    own = [c for c in question.choices if c.value in (KEEP, LEAVE)]
    whole = [c for c in own if c.is_all_of(text)] if len(own) == 2 else []
    label = [c for c in question.choices if c.is_named(text) and not c.group]
    return (whole or label or [c for c in question.choices if c.is_all_of(text)])[:1]


def interpret(pointer: Pointer, picked: list[Choice], message: Message) -> Step:
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
    if names and names[0].startswith("thread:"):
        named = replace(row, thread=names[0].partition(":")[2])
        return Step(next=pointer_to(replace(hearing, rows=(named, *hearing.rows[1:])), "hear"))
    if row.lacks() == "thread":
        return _noted(pointer, message)
    if KEEP in names:
        return _on(hearing.kept(row), _drafts(hearing, row))
    typed = Text() if message.text.strip() and not picked else None
    if typed and field.main.words != "required":
        picked = [c for c in field.main.choices if c.matches(message.text)]
        picked = picked if field.main.multiple else picked[:1] if len(picked) == 1 else []
    if len(picked) > 1 and (not field.main.multiple or any(c.exclusive for c in picked)):
        return Step(say=(content().say("choose.one"),), next=pointer, accepted=False)
    if typed and field.main.words == "required":
        picked = [c for c in field.main.choices if c.is_all_of(message.text)][:1]
        return _changed(hearing, row, picked, typed)
    if picked:
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
