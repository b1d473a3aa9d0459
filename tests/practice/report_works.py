"""Random concluded works, as records with all that can happen to an entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from practice.content import content
from practice.record import Contact, Entry, Record

AGES = ("18_64", "65_74", "75_84", "85_94", "95_plus", None)
YEAR_BEGINS = datetime(2025, 3, 31, 20, tzinfo=UTC)
WITH_VALUE = {"A7": "asked", "E3": "achieved", "E9": "risk_assessed", "E10": "risk_outcome",
              "E4": "felt", "E5": "felt", "E6": "felt", "E7": "felt"}  # fmt: skip
LEFT = ("asked_no_answer", "not_asked_reason", "not_applicable_reason", "not_recorded")


@dataclass(frozen=True)
class Work:
    """A work as the database would hold it: the record, and what stands beside it."""

    record: Record
    section_42: bool
    age: str | None


class Writer:
    """Writes a random record, entry by entry."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.at = YEAR_BEGINS + timedelta(minutes=random.randrange(366 * 24 * 60))
        self.entries: list[Entry] = []
        self.contacts = [Contact("c1", "start", finished_at="x"), Contact("c2", "end")]

    def write(self) -> Record:
        """The record of one work; nearly always closed."""
        end = replace(self.contacts[1], finished_at=self._maybe(0.96, "x"))
        for field in WITH_VALUE:
            self._maybe_add(field)
        self._wishes()
        self._e11()
        self._e12()
        if self.random.random() < 0.7:
            by = {"answered": self._one("feedback_by"), "asked": self._one("feedback_asker")}
            self._add("E14", by)
        if self.random.random() < 0.95:
            self._add("E15", [self._one("closure_reason")])
        self._change_some()
        about = {"id": "w", "section_42": "yes"}
        return Record(about, (self.contacts[0], end), tuple(self.entries))

    def _maybe(self, chance: float, value):
        return value if self.random.random() < chance else None

    def _one(self, value_set: str) -> str:
        return self.random.choice(content().choices(value_set)).value

    def _maybe_add(self, field: str) -> None:
        for _ in range(self.random.choice([0, 1, 1, 1, 2])):
            if self.random.random() < 0.15:
                why = self._maybe(0.5, "They were tired")
                self._add(field, None, answer_state=self.random.choice(LEFT), reason=why)
            else:
                value = self._one(WITH_VALUE[field])
                words = self._maybe(0.4, "as told")
                parts = {"reason_if_no": "No time"} if value == "no" and words else {}
                self._add(field, value, words=words, parts=parts if field == "A7" else {})

    def _wishes(self) -> None:
        for number in range(self.random.choice([0, 0, 1, 1, 2])):
            thread = f"t{number}"
            if self.random.random() < 0.2:
                self._add("D1", "added", words="to see Sam", thread_id=thread)
            else:
                self._add("A8", None, words="my key back", thread_id=thread)
            for _ in range(self.random.choice([0, 0, 1, 2])):
                change = self._one("outcome_change")
                self._add("D1", change, words="now a cat", thread_id=thread)
            if self.random.random() < 0.6:
                state = self.random.choice(["answered", "answered", "asked_no_answer"])
                value = self._one("achieved") if state == "answered" else None
                self._add("E2", value, thread_id=thread, answer_state=state)

    def _e11(self) -> None:
        if self.random.random() < 0.85:
            value = self._one("capacity_summary")
            support = {"support": self._one("capacity_support")}
            asked = value == "lacked" or self.random.random() < 0.1
            self._add("E11", value, parts=support if asked else {})

    def _e12(self) -> None:
        if self.random.random() < 0.9:
            parts = {}
            for key, value_set in (("location", "abuse_location"), ("source", "risk_source")):
                if self.random.random() < 0.9:
                    parts[key] = self._several(value_set)
            self._add("E12", self._several("abuse_type"), parts=parts)

    def _several(self, value_set: str) -> list[str]:
        every = [choice.value for choice in content().choices(value_set)]
        return self.random.sample(every, self.random.choice([1, 1, 1, 2, 3]))

    def _add(self, field: str, value, **more) -> Entry:
        self.at += timedelta(seconds=30)
        seq = len(self.entries) + 1
        contact = "c1" if field in ("A7", "A8") else "c2"
        stamp = self.at.isoformat().replace("+00:00", "Z")
        made = Entry(
            id=f"e{seq}", field=field, stage="end", contact_id=contact, value=value, seq=seq,
            recorded_at=stamp, **more,
        )  # fmt: skip
        self.entries.append(made)
        return made

    def _change_some(self) -> None:
        """Some answers are put right days later, some are taken back."""
        for entry in list(self.entries):
            if self.random.random() > 0.12 or entry.value == "added":
                continue
            self.at += timedelta(days=self.random.choice([0, 0, 40]))
            gone = self.random.random() < 0.3 and entry.field != "A8"
            twin = next(
                (e for e in self.entries if e.field == entry.field and e.value != entry.value),
                entry,
            )
            newer = self._add(
                entry.field,
                None if gone else twin.value,
                answer_state="not_recorded" if gone else twin.answer_state,
                words=None if gone else twin.words,
                parts={} if gone else twin.parts,
                thread_id=entry.thread_id,
                supersedes=entry.id,
                change="withdrawn" if gone else "corrected",
            )
            place = self.entries.index(entry)
            self.entries[place] = replace(entry, superseded_by=newer.id)


def random_work(random: Random) -> Work:
    """One work of a random kind."""
    return Work(Writer(random).write(), random.random() < 0.9, random.choice(AGES))
