"""One contact's answers as their page shows them, to be checked before it is finished."""

from collections.abc import Iterable
from typing import Any

from api.web.evidence import evidence
from api.web.workings_view import checks_view
from practice.content import content
from practice.papers.check_answers import changed_after, review
from practice.record import Contact, Entry, Record


def check_page(record: Record, contact: Contact) -> dict[str, Any]:
    """Everything the page shows of this contact."""
    found = review(record, contact.id)
    checks = checks_view(record)
    return {
        "work": record.work,
        "contact": contact,
        "stage": content().stages[contact.stage].title,
        "steer": steered_by(record, contact),
        "blocking": [row for row in checks if row["finding"].severity == "block"],
        "warnings": [row for row in checks if row["finding"].severity != "block"],
        "sections": [(title, _rows(rows, record, contact)) for title, rows in found.sections],
        "without_answer": _rows(found.without_answer, record, contact),
        "taken_back": _rows(found.taken_back, record, contact),
        "later": found.later,
        "not_reached": found.not_reached,
        "worth_adding": () if contact.finished_at else found.worth_adding,
        "finish": content().choices("finish")[0].label,
    }


def steered_by(record: Record, contact: Contact) -> Contact | None:
    """The open contact in which an answer of this one can be changed: itself, else the latest."""
    if not contact.finished_at:
        return contact
    return next((c for c in reversed(record.contacts) if not c.finished_at), None)


def _rows(entries: Iterable[Entry], record: Record, contact: Contact) -> list[dict[str, Any]]:
    """Each entry with its lines, whether somebody typed words in it, and whether it is later."""
    rows = []
    for row in evidence(record, (entry.id for entry in entries)):
        typed = any(line.quoted or line.note for line in row["lines"])
        rows.append({**row, "typed": typed, "after": changed_after(row["entry"], contact)})
    return rows
