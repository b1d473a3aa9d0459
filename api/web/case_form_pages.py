"""The write-up in the boxes of the council's own form, each to be copied into it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.database import Reader
from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount
from api.tables import utcnow
from api.web import templates
from api.works.record import load_record
from practice.content import content
from practice.local.clock import moment
from practice.papers.case_form import case_form
from practice.papers.document import document

router = APIRouter(include_in_schema=False)


@router.get("/works/{work_id}/case-form")
def show_case_form(
    work_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The boxes of a whole work. Raises NotFound when it is not the actor's to see."""
    return _page(request, session, actor, work_id, None)


@router.get("/works/{work_id}/contacts/{contact_id}/case-form")
def show_contact_case_form(
    work_id: str, contact_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The boxes of one conversation. Raises NotFound when it is not the actor's to see."""
    return _page(request, session, actor, work_id, contact_id)


def _page(
    request: Request, session: Session, actor: Actor, work_id: str, contact_id: str | None
) -> Response:
    record = load_record(session, actor, work_id)
    contact = next((c for c in record.contacts if c.id == contact_id), None)
    if contact_id and not contact:
        raise NotFound()
    made = document(record, moment(utcnow().isoformat()), contact_id)
    context = {
        "work": record.work,
        "contact": contact,
        "stage": content().stages[contact.stage].title if contact else None,
        "boxes": case_form(made),
    }
    return templates.TemplateResponse(request, "case_form.html", context)
