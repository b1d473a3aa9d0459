"""The answers of a record as items of our FHIR Questionnaire, with the entry's id on each group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.exports.clean import clean
from api.exports.fhir_questionnaire import questionnaire
from practice.content import content
from practice.papers.attribution import THEIRS
from practice.record import Entry, Record

Item = dict[str, Any]


@dataclass(frozen=True)
class Answers:
    """What one recorder wrote down in one conversation from one source.

    source: `adult`, `representative`, `advocate`, `best_interests`, `third_party_words`, or
    `practitioner` for what is the recorder's own.
    """

    contact_id: str | None
    author: str
    source: str
    finished: bool
    entries: tuple[Entry, ...]

    @property
    def key(self) -> str:
        """Tells these apart from others of the same record."""
        return f"{self.contact_id}/{self.author}/{self.source}"

    @property
    def recorded_at(self) -> str:
        """When the last of them was recorded; "" when that is not known."""
        return max(entry.recorded_at for entry in self.entries)

    @property
    def items(self) -> list[Item]:
        """In the order of the Questionnaire."""
        order = {item["linkId"]: number for number, item in enumerate(questionnaire()["item"])}
        entries = sorted(self.entries, key=lambda e: (order[e.field], e.seq))
        return [_group(entry) for entry in entries]


def answers_of(record: Record, contact_id: str | None) -> list[Answers]:
    """All that stands and may be exported, or what of it stands in one conversation."""
    found: dict[tuple[str | None, str, str], list[Entry]] = {}
    for entry in record.heads:
        if contact_id in (None, entry.contact_id) and content().field(entry.field).exported:
            key = (entry.contact_id, entry.author, _source(entry))
            found.setdefault(key, []).append(entry)
    finished = {contact.id: bool(contact.finished_at) for contact in record.contacts}
    return [
        Answers(contact, author, source, finished.get(contact or "", True), tuple(entries))
        for (contact, author, source), entries in found.items()
    ]


def _source(entry: Entry) -> str:
    if entry.source_person != "adult":
        return entry.source_person
    if entry.answer_state == "answered" and entry.kind in THEIRS:
        return "adult"
    return "third_party_words" if entry.kind == "third_party_words" else "practitioner"


def _group(entry: Entry) -> Item:
    asked = next(item for item in questionnaire()["item"] if item["linkId"] == entry.field)
    given = dict(_given(entry))
    items = [
        {"linkId": child["linkId"], "answer": answers}
        for child in asked["item"]
        if (answers := _answers(child, given.get(child["linkId"])))
    ]
    return {"id": entry.id, "linkId": entry.field, "item": items}


def _given(entry: Entry) -> Iterator[tuple[str, Any]]:
    """What an entry holds, by the linkId of the question that it answers."""
    name = entry.field
    yield f"{name}-state", entry.answer_state
    yield f"{name}-words", entry.words
    yield f"{name}-reason", entry.reason
    yield f"{name}-thread", entry.thread_id
    yield from _by_group(f"{name}-value", entry.value)
    for key, value in entry.parts.items():
        own = key.removesuffix("_words")
        words = own != key and own in entry.parts
        yield from _by_group(f"{name}.{own}-words" if words else f"{name}.{key}", value)


def _by_group(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((f"{name}.{key}", chosen) for key, chosen in value.items())
    else:
        yield name, value


def _answers(asked: Item, given: Any) -> list[Item]:
    if given is None:
        return []
    known = {
        row["valueCoding"]["code"]: row["valueCoding"] for row in asked.get("answerOption", ())
    }
    values = given if isinstance(given, list) else [given]
    return [
        {"valueCoding": known[value]} if value in known else {"valueString": clean(value)}
        for value in values
        if value in known or clean(value).strip()
    ]
