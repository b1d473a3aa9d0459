"""The record of a work, and the history of one entry."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.case_audit import queries as audit_queries
from api.case_audit.service import may_audit
from api.chat import queries as chat_queries
from api.database import Reader
from api.errors import NotFound
from api.identity.depends import CurrentAccount
from api.review.service import standings
from api.web import templates
from api.web.evidence import evidence
from api.web.read_back_pages import last_taken
from api.web.workings_view import advocacy_view, checks_view, consent_view
from api.works import queries
from api.works.age import age_bands
from api.works.record import load_record
from practice.assurance.audit_forms import audit_forms
from practice.content import content
from practice.papers.lines import entry_lines, sections
from practice.papers.outcome_story import outcome_stories
from practice.record import Entry, Record

router = APIRouter(include_in_schema=False)


@router.get("/works/{work_id}")
def show_record(work_id: str, request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """All that is recorded of a work. Raises NotFound when it is not the actor's to see."""
    work = queries.work(session, actor, work_id)
    record = load_record(session, actor, work_id)
    stand = standings(session, actor, [work])[work_id]
    context = {
        "work": record.work,
        "standings": {standing.contact.id: standing for standing in stand},
        "may_review": actor.supervises,
        "may_audit": may_audit(session, actor, work),
        "audits": audit_queries.finished(session, actor, work_id),
        "audit_titles": {key: form.title for key, form in audit_forms().items()},
        "contacts": record.contacts,
        "stages": content().stages,
        "stories": outcome_stories(record),
        "overall": overall(record),
        "sections": _sections(record),
        "checks": checks_view(record),
        "advocacy": advocacy_view(record),
        "consent": consent_view(record),
        "last": last_taken(record),
        "age_band": work.age_band,
        "age_bands": age_bands(),
        "conversations": chat_queries.conversations_about(session, actor, work_id),
    }
    return templates.TemplateResponse(request, "record.html", context)


def overall(record: Record) -> list[dict[str, Any]]:
    """How far the outcomes were achieved taken together, where a person has said so (E3)."""
    rated = record.latest("E3")
    return evidence(record, [rated.id] if rated else ())


def _sections(record: Record) -> list[dict[str, Any]]:
    """The record by contact, each with its standing entries in the order asked."""
    contacts = {contact.id: contact for contact in record.contacts}
    found = []
    for section in sections(record):
        rows = [
            {"entry": record.entry(entry_id), "lines": lines}
            for entry_id, lines in section.by_entry.items()
        ]
        contact = contacts.get(section.contact_id or "")
        found.append({"title": section.title, "contact": contact, "entries": rows})
    return found


@router.get("/works/{work_id}/entries/{entry_id}")
def show_entry(
    work_id: str, entry_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """One entry and its whole history. Raises NotFound when it is not the actor's to see."""
    record = load_record(session, actor, work_id)
    entry = record.entry(entry_id)
    if not entry:
        raise NotFound()
    contact = next((c for c in record.contacts if c.id == entry.contact_id), None)
    context = {
        "work": record.work,
        "entry": entry,
        "field": content().field(entry.field),
        "contact": contact,
        "stage": content().stages[contact.stage].title if contact else None,
        "versions": [{"entry": e, "lines": entry_lines(e, record)} for e in history(record, entry)],
    }
    return templates.TemplateResponse(request, "entry.html", context)


def history(record: Record, entry: Entry) -> list[Entry]:
    """Every version in the chain that `entry` is part of, oldest first."""
    chain = [record.root(entry)]
    while chain[-1].superseded_by and (newer := record.entry(chain[-1].superseded_by)):
        chain.append(newer)
    return chain
