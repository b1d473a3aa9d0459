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
from practice.asking.pointer import Pointer
from practice.asking.steps import Draft, Text
from practice.content import Choice, Field, content
from practice.record import Record, Thread

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


def open_threads(field_id: str, record: Record, contact_id: str | None) -> list[Thread]:
    """The outcomes for which a field that is asked of each is not answered in a contact."""
    live = [thread for thread in record.outcomes if thread.live]
    return [thread for thread in live if not record.latest(field_id, contact_id, thread.id)]


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
