"""What one contact holds and what it lacks, to be looked at before it is finished.

Nothing is judged here: what stands is shown as recorded, and what is missing with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from practice.asking.gaps import OFFERED, Gap, gaps, open_at
from practice.asking.pointer import Pointer
from practice.asking.questions import open_questions
from practice.content import Field, content
from practice.local.clock import stored
from practice.papers.document import layout, section_titles
from practice.record import Contact, Entry, Record


@dataclass(frozen=True)
class Unanswered:
    """A question without an answer. choice: the tap that asks it, where one does."""

    field: Field
    title: str
    choice: str | None


@dataclass(frozen=True)
class Review:
    """One contact, by what stands and what does not.

    sections: titles with the answers under them; "" for those that are never exported.
    without_answer: asked or left, with the reason. later: left for now. not_reached: not asked
    so far. worth_adding: what else would show most. taken_back: after the contact was finished.
    """

    sections: tuple[tuple[str, tuple[Entry, ...]], ...]
    without_answer: tuple[Entry, ...]
    later: tuple[Unanswered, ...]
    not_reached: tuple[Unanswered, ...]
    worth_adding: tuple[Gap, ...]
    taken_back: tuple[Entry, ...]


def review(record: Record, contact_id: str) -> Review:
    """What the contact holds and lacks. Raises KeyError when it is not in this record."""
    contact = record.contact(contact_id)
    held = _held(record, contact_id)
    unanswered = _unanswered(record, contact)
    asked = {row.field.id for rows in unanswered.values() for row in rows}
    worth = [gap for gap in gaps(record, contact_id) if gap.field.id not in asked]
    return Review(
        sections=_sections([e for e in held if e.answer_state == "answered"]),
        without_answer=tuple(e for e in held if e.answer_state != "answered"),
        later=unanswered["later"],
        not_reached=unanswered["not_reached"],
        worth_adding=tuple(worth[:OFFERED]),
        taken_back=_taken_back(record, contact),
    )


def changed_after(entry: Entry, contact: Contact) -> bool:
    """Whether this was written when the contact was finished already."""
    if not contact.finished_at or not entry.recorded_at:
        return False
    return stored(entry.recorded_at) > stored(contact.finished_at)


def _held(record: Record, contact_id: str) -> list[Entry]:
    own = (entry for entry in record.heads if entry.contact_id == contact_id)
    return sorted(own, key=lambda entry: record.root(entry).seq)


def _sections(entries: list[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """In the order of the write-up; last what is for the practitioner alone."""
    found: dict[str, list[Entry]] = {row["title"]: [] for row in layout()["sections"]}
    titles = section_titles()
    for entry in entries:
        found.setdefault(titles.get(entry.field, ""), []).append(entry)
    return tuple((title, tuple(rows)) for title, rows in found.items() if rows)


def _unanswered(record: Record, contact: Contact) -> dict[str, tuple[Unanswered, ...]]:
    """Open questions by why they are open, each title once."""
    found: dict[str, dict[str, Unanswered]] = {"later": {}, "not_reached": {}}
    for pointer in open_questions(record, contact.id):
        row = _asked_by(pointer, record, contact)
        why = "later" if pointer.key in contact.later else "not_reached"
        found[why].setdefault(row.title, row)
    return {why: tuple(rows.values()) for why, rows in found.items()}


def _asked_by(pointer: Pointer, record: Record, contact: Contact) -> Unanswered:
    field = content().field(pointer.field)
    opens = not pointer.thread and open_at(field, record, contact.id)
    more = _part_title(field, pointer.part)
    title = f"{field.title}: {more}" if more else field.title
    return Unanswered(field, title, f"ask:{field.id}" if opens else None)


def _part_title(field: Field, part: str) -> str:
    if part == "words":
        return field.words_title
    if part == "always" and field.repeat and field.repeat.always:
        return field.repeat.always.label
    return field.part(part).title if part else ""


def _taken_back(record: Record, contact: Contact) -> tuple[Entry, ...]:
    """Withdrawals after the finish; the entry's own history holds what it said."""
    ended = (e for e in record.entries if e.change == "withdrawn" and not e.superseded_by)
    return tuple(e for e in ended if e.contact_id == contact.id and changed_after(e, contact))
