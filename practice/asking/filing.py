"""How drafts become entries: what a correction keeps, what goes with it, what is one answer.

Pure: takes the record as it stands and gives the entries to add. The API stores them, and
the tests' recorder uses the same function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from practice import choice_values
from practice.asking.allowed import check_answer
from practice.asking.drafting import written_besides
from practice.asking.pointer import Pointer
from practice.content import KINDS, Field, content
from practice.content.language import gettext
from practice.record import Contact, Entry, Record

CHANGES = ("new", "continued", "corrected", "withdrawn")
SOURCES = ("adult", "representative", "advocate", "best_interests")


class CannotFile(ValueError):
    """The drafts do not fit the record; the message is a plain sentence."""


class ContactFinished(CannotFile):
    """A new answer was meant for a conversation that is finished."""


@dataclass(frozen=True)
class Filed:
    """What to add, and what the contact then notes as settled and left for later."""

    entries: tuple[Entry, ...]
    settled: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


def file_drafts(
    record: Record,
    contact: Contact | None,
    drafts: Sequence[Mapping[str, Any]],
    turn: str,
    new_id: Callable[[], str],
    settle: Sequence[str] = (),
    later: Sequence[str] = (),
    take_up: bool = False,
) -> Filed:
    """The entries that `drafts` (practice.asking.steps.Draft as JSON, texts resolved) lead to.

    turn: the message they come from. Raises NotAllowedValue for a value that the content
    does not allow, CannotFile for an unknown entry, ContactFinished.
    """
    named = {draft["field"] for draft in drafts}
    added: list[Entry] = []
    for draft in drafts:
        older = _standing(record, draft.get("supersedes"))
        made = [_entry(record, contact, draft, older, turn, new_id())]
        if older and made[0].change in ("corrected", "withdrawn"):
            gone = [e for e in written_besides(older, record) if e.field not in named]
            made += [_withdrawn(entry, turn, new_id()) for entry in gone]
        for entry in made:
            entry = replace(entry, seq=len(record.entries) + 1)
            record = record.with_entry(entry)
            added.append(entry)
    settled = [*(contact.settled if contact else ()), *settle]
    reopened = {entry.field for entry in added if entry.change == "withdrawn"}
    return Filed(
        entries=tuple(added),
        settled=_once(key for key in settled if Pointer.field_of(key) not in reopened),
        later=_once([*(() if take_up or not contact else contact.later), *later]),
    )


def _once(keys: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _standing(record: Record, entry_id: str | None) -> Entry | None:
    """The end of the chain that `entry_id` is part of."""
    if not entry_id:
        return None
    entry = record.entry(entry_id)
    if not entry:
        raise CannotFile(gettext("The entry to change is not part of this work."))
    while entry.superseded_by and (newer := record.entry(entry.superseded_by)):
        entry = newer
    return entry


def _same_question(
    record: Record, contact: Contact | None, draft: Mapping[str, Any], field: Field
) -> Entry | None:
    """What this contact already holds on a question that has one answer only."""
    if not contact or field.repeat or field.id == "N1" or draft.get("opens"):
        return None
    if field.again and field.again.part in (draft.get("parts") or {}):
        return None
    return record.latest(field.id, contact.id, draft.get("thread"))


def _withdrawn(entry: Entry, turn: str, entry_id: str) -> Entry:
    return replace(
        entry,
        id=entry_id,
        answer_state="not_recorded",
        value=None,
        words=None,
        parts={},
        reason=None,
        change="withdrawn",
        supersedes=entry.id,
        conversation_turn=turn,
    )


def _entry(
    record: Record,
    contact: Contact | None,
    draft: Mapping[str, Any],
    older: Entry | None,
    turn: str,
    entry_id: str,
) -> Entry:
    field = _known(draft)
    change = draft["change"]
    if change == "new" and not older:
        older = _same_question(record, contact, draft, field)
        change = "corrected" if older else "new"
    if contact and contact.finished_at and not older:
        raise ContactFinished(
            gettext("This conversation is finished. Open a new one to add to the record.")
        )
    kept = older if older and change in ("continued", "withdrawn") else None
    answer = _answer(draft, older, change, field)
    check_answer(field.id, answer["answer_state"], answer["value"], answer["parts"])
    _check_threads(record, answer["parts"])
    return Entry(
        id=entry_id,
        field=field.id,
        stage=older.stage if older else (contact.stage if contact else "note"),
        contact_id=older.contact_id if older else (contact.id if contact else None),
        kind=kept.kind if kept else draft["kind"],
        source_person=kept.source_person if kept else draft["source_person"],
        thread_id=_thread(draft, older, entry_id, field),
        change=change,
        supersedes=older.id if older else None,
        conversation_turn=turn,
        **answer,
    )


def _check_threads(record: Record, parts: Mapping[str, Any]) -> None:
    """Outcomes that an answer names must be this work's. Raises CannotFile."""
    known = {entry.thread_id for entry in record.entries}
    for value in parts.values():
        for name in value if isinstance(value, list) else ():
            outcome = choice_values.thread_in(name)
            if outcome is not None and outcome not in known:
                raise CannotFile(gettext("That outcome is not part of this work."))


def _known(draft: Mapping[str, Any]) -> Field:
    if draft["change"] not in CHANGES or draft["kind"] not in KINDS:
        raise CannotFile(gettext("This entry has an unknown change or kind."))
    if draft["source_person"] not in SOURCES:
        raise CannotFile(gettext("This entry has an unknown source."))
    field = content().fields.get(draft["field"])
    if not field:
        raise CannotFile(gettext("There is no such field."))
    return field


def _thread(
    draft: Mapping[str, Any], older: Entry | None, entry_id: str, field: Field
) -> str | None:
    """A thread is named after the entry that opens it, which may answer what was skipped before."""
    if older:
        opens = field.opens and draft["answer_state"] == "answered"
        return older.thread_id or (entry_id if opens else None)
    return entry_id if draft.get("opens") else draft.get("thread")


def _answer(
    draft: Mapping[str, Any], older: Entry | None, change: str, field: Field
) -> dict[str, Any]:
    """The answer to store. What is continued, or reworded, keeps what stands beside it."""
    answer = {key: draft.get(key) for key in ("answer_state", "value", "words", "reason")}
    parts: dict[str, Any] = {**_settled(field, older, answer), **(draft.get("parts") or {})}
    answer["parts"] = parts
    if not older:
        return answer
    if change == "continued":
        answer["parts"] = {**older.parts, **parts}
        for key in ("value", "words", "reason"):
            answer[key] = getattr(older, key) if answer[key] is None else answer[key]
    reworded = change == "corrected" and field.main.words == "required" and answer["words"]
    if reworded and older.answer_state == "answered" and older.words:
        answer["parts"] = {**older.parts, **parts}
        if field.repeat or older.value == "added":
            answer["value"] = older.value if answer["value"] is None else answer["value"]
    return answer


def _settled(field: Field, older: Entry | None, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that the question itself settles; a correction stays with its own matter."""
    if answer["answer_state"] != "answered":
        return {}
    held = older.parts if older else {}
    return {key: held.get(key, value) for key, value in field.main.states.items()}
