"""Records written down in a line or two, for tests that need no walk.

An entry is named after its field: "A7" is the first of it, "A7/2" the second. An outcome
(A8), an option (D2) and an added wish (D1) open a thread of that name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from practice.asking.allowed import check_answer
from practice.record import Contact, Entry, Record

OPENS = ("A8", "D2")


def say(
    field: str,
    value: Any = None,
    words: str | None = None,
    *,
    state: str = "answered",
    left_because: str | None = None,
    thread: str | None = None,
    source: str = "adult",
    turn: str = "",
    **parts: Any,
) -> Entry:
    """One answer. parts: its follow-ups; words beside one are given as `<part>_words`."""
    check_answer(field, state, value, parts)
    return Entry(
        id="",
        field=field,
        stage="start",
        contact_id="c1",
        answer_state=state,
        value=value,
        words=words,
        parts=parts,
        reason=left_because,
        source_person=source,
        thread_id=thread,
        conversation_turn=turn,
    )


def left(
    field: str, why: str | None = "Tired", *, state: str = "not_asked_reason", **more: Any
) -> Entry:
    """A question left, with the reason."""
    return say(field, state=state, left_because=why, **more)


def contact(stage: str, day: int = 1, finished: bool = True) -> Contact:
    """A conversation of November 2026."""
    at = f"2026-11-{day:02d}T09:00:00Z"
    return Contact(f"{stage}-{day}", stage, at, at if finished else None)


def record(*answers: Entry, contacts: tuple[Contact, ...] = (), section_42: str = "yes") -> Record:
    """The answers as one record, in this order."""
    seen: Counter[str] = Counter()
    entries = []
    for seq, answer in enumerate(answers, 1):
        seen[answer.field] += 1
        number = seen[answer.field]
        name = answer.field if number == 1 else f"{answer.field}/{number}"
        opens = answer.field in OPENS or answer.value == "added"
        thread = answer.thread_id or (name if opens else None)
        entries.append(replace(answer, id=name, seq=seq, thread_id=thread))
    return Record({"id": "w", "section_42": section_42}, contacts, tuple(entries))


def corrected(before: Record, name: str, **changes: Any) -> Record:
    """The record after the entry `name` was corrected."""
    older = before.entry(name)
    newer = replace(older, id=f"{name}*", supersedes=name, change="corrected", **changes)
    return before.with_entry(replace(newer, seq=len(before.entries) + 1))


def withdrawn(before: Record, name: str) -> Record:
    """The record after the entry `name` was taken back."""
    gone = {"value": None, "words": None, "parts": {}, "answer_state": "not_recorded"}
    after = corrected(before, name, **gone)
    return replace(
        after, entries=(*after.entries[:-1], replace(after.entries[-1], change="withdrawn"))
    )
