"""Papers for the person: what they said, to be read back (read_back.yml), and their own copy of
what was said, decided and planned (persons_copy.yml).

What is shown, and in which words, is in these files. A paper may be seen by others, so a line that
could put the person at risk is held back until the practitioner puts it on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from practice.content import FOLDER
from practice.content.language import per_language, read_content
from practice.record import Entry, Record, Thread
from practice.rules.rule_language import holds, relations, said

FIELD = "C8"
READ_BACK = "read_back"
PERSONS_COPY = "persons_copy"
HARM = "P1"
SOURCE_OF_HARM = "said_source"


@dataclass(frozen=True)
class Statement:
    """One thing for the person.

    words: their own, as typed. says: a choice of theirs, put to them. ours: what the practitioner
    typed of a step or of help.
    """

    entry_id: str
    seq: int
    words: str = ""
    says: str = ""
    ours: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """As it is shown; quotation marks stand around their own words only."""
        own = [f"“{self.words}”"] if self.words else []
        return [*own, *self.ours, *([f"{self.says}."] if self.says else [])]


@dataclass(frozen=True)
class Heading:
    """Statements under one heading."""

    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class ReadBack:
    """What is shown, and what is left off: held back by itself, or by the practitioner."""

    headings: tuple[Heading, ...]
    left_off: tuple[Statement, ...]


@per_language
def layout(paper: str = READ_BACK) -> Mapping[str, Any]:
    """The rows of a paper with their fields, and the fixed words."""
    return read_content(FOLDER / f"papers/{paper}.yml")


def read_back(
    record: Record,
    leave_out: Collection[str] = (),
    put_on: Collection[str] = (),
    paper: str = READ_BACK,
) -> ReadBack:
    """What a paper shows. leave_out, put_on: entries, as the practitioner decided."""
    headings, left_off = [], []
    for row in layout(paper)["rows"]:
        found = _statements(row, record)
        off = [s for s in found if _is_off(s, record, leave_out, put_on)]
        left_off += off
        shown = tuple(s for s in found if s not in off)
        if shown:
            headings.append(Heading(row["title"], shown))
    return ReadBack(tuple(headings), tuple(left_off))


def last_read_back(record: Record) -> Entry | None:
    """How it was taken when it was last read back, or None."""
    held = [e for e in record.heads if e.field == FIELD and e.answer_state == "answered"]
    return max(held, key=lambda e: record.root(e).seq, default=None)


def said_since(record: Record, last: Entry) -> int:
    """How many of these statements were recorded or changed after it was read back."""
    rows = layout()["rows"]
    found = [s for row in rows for s in _statements(row, record)]
    return sum(statement.seq > record.root(last).seq for statement in found)


def _statements(row: Mapping[str, Any], record: Record) -> list[Statement]:
    applies = holds(row.get("when"), record)
    if "shows" in row:
        says = row["says"] if applies else {}
        threads = [t for t in record.outcomes if t.live]
        found = [_outcome(thread, says) for thread in threads]
        return [statement for statement in found if statement]
    if not applies:
        return []
    field, _, part = row["field"].partition(".")
    entries = [e for e in record.heads if e.field == field and _their_own(e)]
    if "says" in row:
        return [s for s in (_choice(e, part, row["says"]) for e in entries[-1:]) if s]
    if row.get("whose") == "ours":
        return [s for s in (_ours(e, row) for e in entries) if s]
    return [Statement(e.id, e.seq, e.words or "") for e in entries if _own_words(e)]


def _ours(entry: Entry, row: Mapping[str, Any]) -> Statement | None:
    """What was decided or planned, as the practitioner typed it; not what was left unagreed."""
    wanted = row.get("only", {})
    if not entry.words or any(entry.parts.get(key) not in kept for key, kept in wanted.items()):
        return None
    also = tuple(str(entry.parts[key]) for key in row.get("with", ()) if entry.parts.get(key))
    return Statement(entry.id, entry.seq, ours=(entry.words, *also))


def _their_own(entry: Entry) -> bool:
    return entry.answer_state == "answered" and entry.source_person == "adult"


def _own_words(entry: Entry) -> bool:
    return _their_own(entry) and entry.kind == "person_words" and bool(entry.words)


def _outcome(thread: Thread, says: Mapping[str, str]) -> Statement | None:
    """The wish in its last words, where these are the person's own, and how they rate it."""
    worded = next((e for e in reversed(thread.versions) if e.words), None)
    if not worded or not _own_words(worded):
        return None
    result = thread.result
    rated = says.get(str(result.value), "") if result and _their_own(result) else ""
    last = max(worded.seq, result.seq if result and rated else 0)
    return Statement(worded.id, last, worded.words or "", rated)


def _choice(entry: Entry, part: str, says: Mapping[str, str]) -> Statement | None:
    value = entry.parts.get(part) if part else entry.value
    values = value if isinstance(value, list) else [value]
    text = ". ".join(says[str(v)] for v in values if str(v) in says)
    return Statement(entry.id, entry.seq, says=text) if text else None


def _is_off(
    statement: Statement, record: Record, leave_out: Collection[str], put_on: Collection[str]
) -> bool:
    if statement.entry_id in leave_out:
        return True
    if statement.entry_id in put_on:
        return False
    typed = (statement.words, *statement.ours)
    return any(may_endanger(words, record) for words in typed)


def may_endanger(words: str, record: Record) -> bool:
    """Whether words could put the person at risk when somebody else reads them.

    They speak of harm or of help against it, or name who is said to cause it; where that is not
    recorded, anyone they name might be the one.
    """
    if said(words, "may_endanger"):
        return True
    source = _source_of_harm(record)
    named = relations(words)
    if not source:
        return bool(named)
    names = {name.casefold() for name in re.findall(r"\b[A-Z]\w{3,}", source)}
    spoken = set(re.findall(r"\w+", words.casefold()))
    return bool(named & relations(source) or names & spoken)


def _source_of_harm(record: Record) -> str:
    concern = record.latest(HARM)
    return str(concern.parts.get(SOURCE_OF_HARM, "")) if concern else ""
