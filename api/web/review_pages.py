"""Where a supervisor approves a finished conversation, or returns it with a note."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.database import Reader
from api.errors import AppError, Conflict, Invalid, TooLarge
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.review.service import Decision, decide, standing_to_decide
from api.web import templates
from api.web.workings_view import checks_view
from api.works import queries
from api.works.record import load_record
from practice.papers.lines import contact_section

router = APIRouter(include_in_schema=False)

ADDRESS = "/works/{work_id}/contacts/{contact_id}/review"


@router.get(ADDRESS)
def show_review(
    work_id: str, contact_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """What was recorded, earlier decisions, and the form to decide.

    Raises NotFound, NotAllowed or Conflict as `standing_to_decide` does.
    """
    return _page(request, session, actor, work_id, contact_id)


@router.post(ADDRESS)
def send_review(
    work_id: str,
    contact_id: str,
    request: Request,
    session: Writer,
    actor: CurrentAccount,
    decision: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """Decide and show the page again; with what is wrong and the note kept, when refused.

    Raises NotFound or NotAllowed as `decide` does.
    """
    sent = Decision(decision, note, version, key)
    try:
        decide(session, actor, work_id, contact_id, sent)
    except (Conflict, Invalid, TooLarge) as refusal:
        return _page(request, session, actor, work_id, contact_id, note, refusal)
    return RedirectResponse(ADDRESS.format(work_id=work_id, contact_id=contact_id), 303)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    work_id: str,
    contact_id: str,
    note: str = "",
    error: AppError | None = None,
) -> Response:
    work = queries.work(session, actor, work_id)
    # Before the record: what is decided is then never newer than what is shown.
    standing = standing_to_decide(session, actor, work, contact_id)
    record = load_record(session, actor, work_id)
    section = contact_section(record.contact(contact_id), record)
    context: dict[str, Any] = {
        "work": record.work,
        "practitioner": queries.owner_names(session, actor)[work.owner_id],
        "standing": standing,
        "title": section.title,
        "entries": section.by_entry,
        "checks": checks_view(record),
        "note": note,
        "error": error,
    }
    return templates.TemplateResponse(
        request, "review.html", context, error.status if error else 200
    )
