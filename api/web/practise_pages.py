"""Practise: the training exercises, one's own and those shared, and the way into a group."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.audit.refusals import record_refusal
from api.database import Reader
from api.errors import AppError, NotFound, TooManyAttempts
from api.exercises import queries, sittings
from api.exercises.models import Sitting
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.web import templates
from practice.training.exercise import exercises

router = APIRouter(include_in_schema=False)

LONGEST_CODE = 40


@router.get("/practise")
def show_practise(
    request: Request, session: Reader, actor: CurrentAccount, done: str = ""
) -> Response:
    """The exercises, and what the person has begun, finished, and been shown by others."""
    return _page(request, session, actor, done=done)


@router.post("/practise/exercises")
def open_exercise(
    session: Writer,
    actor: CurrentAccount,
    exercise: Annotated[str, Form()] = "",
    led: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """Begin an exercise and show it. Raises what `open_sitting` raises."""
    sitting = sittings.open_sitting(session, actor, exercise, led == "yes", key)
    return RedirectResponse(f"/practise/exercises/{sitting.id}", 303)


@router.post("/practise/join")
def join_group(
    request: Request,
    actor: CurrentAccount,
    code: Annotated[str, Form(max_length=LONGEST_CODE)] = "",
) -> Response:
    """Join a group by its code, or show the page again with what is wrong."""
    database = request.app.state.database
    try:
        with database.writer() as session:
            address = f"/practise/exercises/{sittings.join(session, actor, code).id}"
    except (NotFound, TooManyAttempts) as refusal:
        if isinstance(refusal, NotFound):
            _note_wrong_code(request, actor)
        with database.reader() as session:
            return _page(request, session, actor, code=code, error=refusal)
    return RedirectResponse(address, 303)


def _note_wrong_code(request: Request, actor: Actor) -> None:
    record_refusal(
        request.app.state.database,
        account_id=actor.id,
        action=sittings.JOIN_REFUSED,
        subject_type="exercise",
        subject_id="code",
    )


@router.get("/practise/join")
def show_from_form_address(actor: CurrentAccount) -> Response:
    """The address of a form that was shown again, opened by hand."""
    return RedirectResponse("/practise", 303)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    code: str = "",
    error: AppError | None = None,
    done: str = "",
) -> Response:
    own = [row for row in queries.own_sittings(session, actor) if row.exercise in exercises()]
    shared = queries.shared_with(session, actor)
    context: dict[str, Any] = {
        "exercises": exercises().values(),
        "open": [_named(row, actor) for row in own if not row.finished_at],
        "finished": [_named(row, actor) for row in own if row.finished_at],
        "shared": [(_named(row, actor), who) for row, who in shared if row.exercise in exercises()],
        "code": code,
        "error": error,
        "deleted": done == "deleted",
    }
    status = error.status if error else 200
    headers = error.headers if error else None
    return templates.TemplateResponse(request, "practise.html", context, status, headers)


def _named(sitting: Sitting, actor: Actor) -> dict[str, Any]:
    exercise = exercises()[sitting.exercise]
    leads = sitting.led and sittings.is_leader(sitting, actor)
    return {"sitting": sitting, "exercise": exercise, "leads": leads}
