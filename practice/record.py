"""The record of one piece of safeguarding work, as both sides read it.

An `Entry` is never changed: a later entry supersedes it. `heads` are the entries that
stand now. An outcome (or option) is a thread of entries that share a `thread_id`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Any

OPENING_FIELDS = {"A8": "outcome", "D1": "outcome", "D2": "option"}


@dataclass(frozen=True)
class Entry:
    """One thing recorded. Free text is in `words`, `reason` and text parts, as typed."""

    id: str
    field: str
    stage: str
    contact_id: str | None
    answer_state: str = "answered"
    value: Any = None
    words: str | None = None
    parts: Mapping[str, Any] = dataclass_field(default_factory=dict)
    reason: str | None = None
    kind: str = "observation"
    source_person: str = "adult"
    thread_id: str | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    change: str = "new"
    conversation_turn: str = ""
    seq: int = 0
    recorded_at: str = ""
    occurred_at: str | None = None
    author: str = ""

    @property
    def stands(self) -> bool:
        """Whether this entry is the current word on its question."""
        return self.superseded_by is None and self.change != "withdrawn"

    @property
    def values(self) -> list[str]:
        """The chosen values as a list, whatever shape they are stored in."""
        if self.value is None:
            return []
        if isinstance(self.value, Mapping):
            return [str(v) for v in self.value.values()]
        return list(self.value) if isinstance(self.value, list) else [self.value]

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Entry:
        """Build from the API's JSON; keys this class does not know are left out."""
        known = cls.__dataclass_fields__
        return cls(**{key: value for key, value in row.items() if key in known})


@dataclass(frozen=True)
class Contact:
    """One conversation stage of one work, open until it is finished."""

    id: str
    stage: str
    started_at: str = ""
    finished_at: str | None = None
    settled: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Contact:
        """Build from the API's JSON."""
        return cls(
            id=row["id"],
            stage=row["stage"],
            started_at=row.get("started_at", ""),
            finished_at=row.get("finished_at"),
            settled=tuple(row.get("settled", ())),
            later=tuple(row.get("later", ())),
        )


@dataclass(frozen=True)
class Thread:
    """An outcome or option from first wish to last, `versions` oldest first."""

    id: str
    entries: tuple[Entry, ...]

    @property
    def versions(self) -> list[Entry]:
        """The entries that gave or changed the wording, or dropped it."""
        return [
            e
            for e in self.entries
            if e.field in OPENING_FIELDS
            and (e.field != "D1" or e.value in ("changed", "added", "dropped"))
            and e.answer_state == "answered"
        ]

    @property
    def text(self) -> str:
        """The wording that stands now."""
        return next((e.words for e in reversed(self.versions) if e.words), "")

    @property
    def first(self) -> Entry:
        """The entry that opened the thread."""
        return self.entries[0]

    @property
    def live(self) -> bool:
        """Whether the person still wants it, as last recorded."""
        return not (self.versions and self.versions[-1].value == "dropped")

    @property
    def result(self) -> Entry | None:
        """The person's rating at the end (E2), if it was given."""
        return next((e for e in reversed(self.entries) if e.field == "E2"), None)


@dataclass(frozen=True)
class Record:
    """All that is recorded of one work."""

    work: Mapping[str, Any]
    contacts: tuple[Contact, ...] = ()
    entries: tuple[Entry, ...] = ()

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Record:
        """Build from `GET /v1/works/{id}/record` or the turns interface (flat `entries`)."""
        entries = row.get("entries")
        if entries is None:
            entries = [entry for rows in row["fields"].values() for entry in rows]
        found = sorted((Entry.from_json(e) for e in entries), key=lambda e: e.seq)
        contacts = tuple(Contact.from_json(c) for c in row["contacts"])
        return cls(row["work"], contacts, tuple(found))

    @cached_property
    def heads(self) -> list[Entry]:
        """The entries that stand, in the order they were recorded."""
        return [e for e in self.entries if e.stands]

    def contact(self, contact_id: str) -> Contact:
        """The contact with this id. Raises KeyError when it is not in this record."""
        for contact in self.contacts:
            if contact.id == contact_id:
                return contact
        raise KeyError(contact_id)

    def entry(self, entry_id: str) -> Entry | None:
        """The entry with this id, standing or not."""
        return self._by_id.get(entry_id)

    @cached_property
    def _by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    def latest(
        self, field: str, contact_id: str | None = None, thread_id: str | None = None
    ) -> Entry | None:
        """The standing entry of a field, narrowed to a contact or a thread when given."""
        for entry in reversed(self.heads):
            if entry.field != field:
                continue
            if contact_id and entry.contact_id != contact_id:
                continue
            if thread_id and entry.thread_id != thread_id:
                continue
            return entry
        return None

    def threads(self, kind: str) -> list[Thread]:
        """Threads of one kind ("outcome" or "option") in the order they were opened."""
        order: dict[str, list[Entry]] = {}
        for entry in sorted(self.heads, key=lambda e: self.root(e).seq):
            if entry.thread_id:
                order.setdefault(entry.thread_id, []).append(entry)
        return [
            Thread(thread_id, tuple(entries))
            for thread_id, entries in order.items()
            if OPENING_FIELDS.get(entries[0].field) == kind
        ]

    def with_entry(self, entry: Entry) -> Record:
        """The record after `entry`, which may supersede another."""
        older = tuple(
            replace(e, superseded_by=entry.id) if e.id == entry.supersedes else e
            for e in self.entries
        )
        return replace(self, entries=(*older, entry))

    def before(self, turns: Collection[str]) -> Record:
        """The record as it was without the entries of these messages."""
        kept = [e for e in self.entries if e.conversation_turn not in turns]
        gone = {e.id for e in self.entries} - {e.id for e in kept}
        rows = (replace(e, superseded_by=None) if e.superseded_by in gone else e for e in kept)
        return replace(self, entries=tuple(rows))

    def turns_of(self, entry: Entry) -> set[str]:
        """The messages that built up what `entry` now holds."""
        turns = {entry.conversation_turn}
        while entry.supersedes and (older := self.entry(entry.supersedes)):
            entry = older
            turns.add(entry.conversation_turn)
        return turns

    @property
    def outcomes(self) -> list[Thread]:
        """The person's outcomes, dropped ones included."""
        return self.threads("outcome")

    def root(self, entry: Entry) -> Entry:
        """The first entry of the chain that `entry` ends; gives its place in the order."""
        while entry.supersedes and (older := self.entry(entry.supersedes)):
            entry = older
        return entry
