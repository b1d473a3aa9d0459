"""Doorstep mode: three questions, answered in a minute, sent once."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api import bot
from api.audit.service import record_event
from api.database import Reader
from api.errors import AppError, Invalid, NotFound, TooLarge
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount
from api.tables import new_id
from api.typed import is_empty, pieces
from api.web import templates
from api.web.evidence import evidence
from api.works import queries, service
from api.works.doorstep import Written, record_doorstep
from api.works.record import load_record
from practice.asking.doorstep import FIELDS, questions
from practice.asking.safety import KINDS, safety_lines
from practice.content.language import gettext

router = APIRouter(include_in_schema=False)

WORKS_SHOWN = 8
LONGEST_KEY = 60


async def _posted(request: Request) -> dict[str, str]:
    form = (await request.form()).multi_items()
    return {key: value for key, value in form if isinstance(value, str)}


Posted = Annotated[dict[str, str], Depends(_posted)]


@router.get("/doorstep")
def show_doorstep(
    request: Request, session: Reader, actor: CurrentAccount, work: str = ""
) -> Response:
    """The three questions. work: the one they are about, when it is known."""
    return _page(request, session, actor, {"work_id": work})


@router.post("/doorstep")
async def send_doorstep(request: Request, actor: CurrentAccount, posted: Posted) -> Response:
    """File the answers, or show the form again with what is wrong; the words stay in it.

    Raises NotFound for a work that is not the actor's to see, NotAllowed for roles without
    case work.
    """
    try:
        written, work_id = await run_in_threadpool(_file, request, actor, posted)
    except (Invalid, TooLarge) as refusal:
        return await run_in_threadpool(_again, request, actor, posted, refusal)
    flags = await _heard(request, posted)
    await run_in_threadpool(_note_advice, request, actor, written, flags)
    heard = "".join(f"&heard={flag}" for flag in flags)
    return RedirectResponse(f"/works/{work_id}/doorstep?sent={written.id}{heard}", 303)


def _file(request: Request, actor: Actor, posted: Mapping[str, str]) -> tuple[Written, str]:
    answers = {field: posted.get(field, "") for field in FIELDS}
    if all(is_empty(said) for said in answers.values()):
        raise Invalid(gettext("Answer at least one of the three questions."))
    with request.app.state.database.writer() as session:
        work_id = _work_of(session, actor, posted)
        key = posted.get("key", "")[:LONGEST_KEY] or new_id()
        return record_doorstep(session, actor, work_id, key, answers), work_id


def _work_of(session: Session, actor: Actor, posted: Mapping[str, str]) -> str:
    """The work that was picked, or the one with the reference that was typed."""
    if case_ref := posted.get("case_ref", "").strip():
        work = service.create_work(session, actor, case_ref, "not_decided")
        session.flush()
        return work.id
    if work_id := posted.get("work_id"):
        return work_id
    raise Invalid(gettext("Say which piece of work this is about."))


async def _heard(request: Request, posted: Mapping[str, str]) -> list[str]:
    """What the words tell of danger, pressure and the like; nothing while the bot is away."""
    flags: set[str] = set()
    for piece in (piece for field in FIELDS for piece in pieces(posted.get(field, ""))):
        try:
            if piece.strip():
                found = await bot.understand(request.app.state.bot_client, piece, None)
                flags |= set(found["safety"])
        except bot.BotFailed:
            break  # the page says what to do in danger all the same
    return [kind for kind in KINDS if kind in flags]


def _note_advice(request: Request, actor: Actor, written: Written, flags: list[str]) -> None:
    """The audit trail keeps that advice was shown."""
    if not flags:
        return
    with request.app.state.database.writer() as session:
        record_event(
            session,
            account_id=actor.id,
            action="safety_advice.shown",
            subject_type="contact",
            subject_id=written.contact_id,
            fields=flags,
        )


def _again(
    request: Request, actor: Actor, posted: Mapping[str, str], refusal: AppError
) -> Response:
    with request.app.state.database.reader() as session:
        return _page(request, session, actor, posted, refusal)


@router.get("/works/{work_id}/doorstep")
def show_sent(
    work_id: str,
    request: Request,
    session: Reader,
    actor: CurrentAccount,
    sent: str = "",
    heard: Annotated[tuple[str, ...], Query()] = (),
) -> Response:
    """What was saved, and the way on. Raises NotFound for what is not there, or not theirs."""
    record = load_record(session, actor, work_id)
    entries = queries.entries_of_message(session, actor, sent)
    if not entries or entries[0].work_id != work_id:
        raise NotFound()
    context = {
        "work": record.work,
        "contact_id": entries[0].contact_id,
        "saved_at": entries[0].recorded_at,
        "rows": evidence(record, [entry.id for entry in entries]),
        "advice": safety_lines(kind for kind in KINDS if kind in heard),
    }
    return templates.TemplateResponse(request, "doorstep_sent.html", context)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    typed: Mapping[str, str],
    refusal: AppError | None = None,
) -> Response:
    context: dict[str, Any] = {
        "works": queries.works(session, actor)[:WORKS_SHOWN],
        "questions": questions(),
        "typed": typed,
        "refusal": refusal,
        "device_storage": request.app.state.settings.device_storage,
    }
    status = refusal.status if refusal else 200
    return templates.TemplateResponse(request, "doorstep.html", context, status)
