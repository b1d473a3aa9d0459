"""The record as JSON (for people and programs) and as practice/ reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.moments import moment_json
from api.works import queries
from api.works.models import Contact, Entry, Work
from practice.content import content
from practice.papers.tradeoff import trade_off_sheet
from practice.record import Record
from practice.rules.advocacy import advocacy_duty
from practice.rules.checks import findings
from practice.rules.consent import Consent, consent, matters
from practice.rules.coverage import Shown, coverage


def work_json(work: Work) -> dict[str, Any]:
    """A work's own members."""
    return {
        "id": work.id,
        "case_ref": work.case_ref,
        "section_42": work.section_42,
        "created_at": moment_json(work.created_at),
    }


def contact_json(contact: Contact) -> dict[str, Any]:
    """A contact's own members."""
    return {
        "id": contact.id,
        "work_id": contact.work_id,
        "stage": contact.stage,
        "started_at": moment_json(contact.started_at),
        "finished_at": moment_json(contact.finished_at),
        "settled": list(contact.settled),
        "later": list(contact.later),
    }


def entry_json(entry: Entry, superseded_by: str | None, author: str) -> dict[str, Any]:
    """An entry with the members that contract.md promises."""
    return {
        "id": entry.id,
        "field": entry.field,
        "name": content().field(entry.field).name,
        "stage": entry.stage,
        "contact_id": entry.contact_id,
        "answer_state": entry.answer_state,
        "value": entry.value,
        "words": entry.words,
        "parts": dict(entry.parts),
        "reason": entry.reason,
        "kind": entry.kind,
        "source_person": entry.source_person,
        "author": author,
        "occurred_at": moment_json(entry.occurred_at),
        "recorded_at": moment_json(entry.recorded_at),
        "conversation_id": entry.conversation_id,
        "conversation_turn": entry.message_id,
        "supersedes": entry.supersedes,
        "superseded_by": superseded_by,
        "change": entry.change,
        "thread_id": entry.thread_id,
        "seq": entry.seq,
    }


def flat_record(session: Session, actor: Actor, work: Work) -> dict[str, Any]:
    """`{work, contacts, entries}` of a work the actor may see, entries in order."""
    rows = queries.entries(session, actor, work.id)
    names = queries.author_names(session, actor, work.id)
    superseded = {row.supersedes: row.id for row in rows if row.supersedes}
    return {
        "work": work_json(work),
        "contacts": [contact_json(c) for c in queries.contacts(session, actor, [work.id])],
        "entries": [entry_json(r, superseded.get(r.id), names.get(r.author_id, "")) for r in rows],
    }


def load_record(session: Session, actor: Actor, work_id: str) -> Record:
    """The record as practice/ reads it. Raises NotFound when it is not the actor's."""
    session.flush()
    return Record.from_json(flat_record(session, actor, queries.work(session, actor, work_id)))


def public_record(session: Session, actor: Actor, work_id: str) -> dict[str, Any]:
    """The record as contract.md gives it: fields by id, outcome threads, checks.

    Raises NotFound when it is not the actor's to see.
    """
    flat = flat_record(session, actor, queries.work(session, actor, work_id))
    record = Record.from_json(flat)
    by_id = {row["id"]: row for row in flat["entries"]}
    fields: dict[str, list[Mapping[str, Any]]] = {}
    for row in flat["entries"]:
        fields.setdefault(row["field"], []).append(row)
    return {
        "work": flat["work"],
        "contacts": flat["contacts"],
        "fields": fields,
        "outcomes": [_outcome(thread, by_id) for thread in record.outcomes],
        "checks": [vars(finding) for finding in findings(record)],
        "advocacy": vars(advocacy_duty(record)),
        "consent": [_consent(consent(record, matter)) for matter in matters(record)],
    }


def _consent(found: Consent) -> dict[str, Any]:
    """The three parts of consent for one matter, and what is missing."""
    parts = {key: vars(part) for key, part in found.parts.items()}
    return {**vars(found), "parts": parts, "missing": found.missing}


def public_coverage(session: Session, actor: Actor, work_id: str) -> dict[str, Any]:
    """What the record shows of each standard of the audited sets, by set and id (contract.md).

    Raises NotFound when it is not the actor's to see.
    """
    found = coverage(load_record(session, actor, work_id))
    return {
        name: {standard.id: _shown(standard) for standard in standards.values()}
        for name, standards in found.items()
    }


def public_trade_offs(session: Session, actor: Actor, work_id: str) -> dict[str, Any]:
    """The trade-off sheet (practice/papers/tradeoff.py) as JSON.

    Raises NotFound when it is not the actor's to see.
    """
    sheet = trade_off_sheet(load_record(session, actor, work_id))
    lines = {
        name: [{**vars(line), "text": line.text} for line in getattr(sheet, name)]
        for name in ("values", "weighing", "living_with")
    }
    options = [vars(option) for option in sheet.options]
    return {**lines, "options": options, "asked_about_nothing": sheet.asked_about_nothing}


def _shown(standard: Shown) -> dict[str, Any]:
    row = vars(standard)
    kept = {key: row[key] for key in ("title", "source", "state", "entries", "wants")}
    optional = {key: row[key] for key in ("reason", "cannot_show") if row[key]}
    return {**kept, **optional}


def _outcome(thread: Any, by_id: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    result = thread.result
    return {
        "id": thread.id,
        "text": thread.text,
        "live": thread.live,
        "versions": [by_id[entry.id] for entry in thread.versions],
        "history": [by_id[entry.id] for entry in thread.entries],
        "result": by_id[result.id] if result else None,
    }


def works_overview(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Every work the actor may see, with its contacts and what is open."""
    rows: Sequence[Work] = queries.works(session, actor)
    contacts = queries.contacts(session, actor, [work.id for work in rows])
    overview = []
    for work in rows:
        own = [contact_json(c) for c in contacts if c.work_id == work.id]
        unfinished = [c for c in reversed(own) if not c["finished_at"]]
        overview.append({**work_json(work), "contacts": own, "open_contacts": unfinished})
    return overview
