"""Check your answers: what one contact holds and lacks, the way to each question, and Finish."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.chat import queries as chat_queries
from api.chat.service import Sent
from api.database import Reader
from api.errors import AppError, Conflict, Invalid, NotFiledYet, NotFound
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.web import templates
from api.web.chat_pages import Form, address_of, usable
from api.web.check_view import check_page
from api.web.send_view import sending
from api.works import queries, service
from api.works.models import Contact
from api.works.record import load_record
from practice.choice_values import parse, resume

router = APIRouter(prefix="/works/{work_id}/contacts/{contact_id}", include_in_schema=False)

# What may be asked for from here: an answer to change, or a question to ask.
LEADS_TO = ("correct", "ask")
LONGEST = 60


@router.get("/check")
def show_check(
    work_id: str, contact_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The contact's answers by section. Raises NotFound when it is not the actor's to see."""
    contact = _contact(session, actor, work_id, contact_id)
    return _page(request, session, actor, contact)


@router.post("/check")
def finish(
    work_id: str, contact_id: str, request: Request, session: Writer, actor: CurrentAccount
) -> Response:
    """Finish the contact as the conversation does; again changes nothing.

    While a blocking check speaks up, the page says so (409) and nothing is changed.
    """
    contact = _contact(session, actor, work_id, contact_id, lock=True)
    try:
        service.finish_contact(session, actor, contact)
    except Conflict as refusal:
        return _page(request, session, actor, contact, refusal)
    return RedirectResponse(f"/works/{work_id}/contacts/{contact_id}/check", 303)


@router.post("/carry-on")
async def carry_on(
    work_id: str, contact_id: str, request: Request, actor: CurrentAccount, form: Form
) -> Response:
    """Go to the conversation of this contact, at the answer or question that was chosen.

    Raises NotFound when the contact is not the actor's to see, Invalid for another choice.
    """
    choice = next(iter(usable(form.choices)), "")
    if choice and not (parse(choice).kind in LEADS_TO and len(choice) <= LONGEST):
        raise Invalid()
    there, asks = await run_in_threadpool(_conversation, request, actor, work_id, contact_id)
    for value in filter(None, ["" if asks else resume(contact_id), choice]):
        message_id = f"{form.client_message_id[:LONGEST]}:{value}"
        sent = Sent(message_id, "", (value,), there, work_id)
        try:
            there = (await request.app.state.answering.send(actor, sent))["conversation_id"]
        except (NotFiledYet, Conflict):
            # The conversation itself shows what waits and what was refused.
            return RedirectResponse(
                await run_in_threadpool(address_of, request, actor, message_id), 303
            )
    return RedirectResponse(f"/chat/{there}#latest", 303)


def _conversation(
    request: Request, actor: Actor, work_id: str, contact_id: str
) -> tuple[str | None, bool]:
    """The actor's conversation on this contact, and whether it asks something just now."""
    with request.app.state.database.reader() as session:
        _contact(session, actor, work_id, contact_id)
        found = chat_queries.conversation_on(session, actor, contact_id)
        return (found.id, bool(found.question)) if found else (None, False)


def _contact(
    session: Session, actor: Actor, work_id: str, contact_id: str, lock: bool = False
) -> Contact:
    contact = queries.contact(session, actor, contact_id, lock)
    if contact.work_id != work_id:
        raise NotFound()
    return contact


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    contact: Contact,
    error: AppError | None = None,
) -> Response:
    record = load_record(session, actor, contact.work_id)
    context = {**check_page(record, record.contact(contact.id)), "error": error}
    context["sending"] = sending(session, actor, contact, request.app.state.outbox.destination)
    return templates.TemplateResponse(
        request, "check.html", context, error.status if error else 200
    )
