"""Rehearsal in a browser, with or without JavaScript."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.database import Reader
from api.errors import AppError, Conflict, Invalid, NotFiledYet, TooLarge
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.rehearsal import queries, service
from api.rehearsal.talking import speak
from api.tables import new_id
from api.web import templates
from api.web.rehearsal_view import learning, read_out, row, talk
from practice.training.rehearsal.scenario import scenarios

router = APIRouter(include_in_schema=False)


async def _posted(request: Request) -> dict[str, str]:
    form = (await request.form()).multi_items()
    return {key: value for key, value in form if isinstance(value, str)}


Posted = Annotated[dict[str, str], Depends(_posted)]


def _key(posted: dict[str, str]) -> str:
    given = posted.get("key", "")
    return given if 8 <= len(given) <= 128 else new_id()


@router.get("/rehearse")
def show_people(request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """The people to rehearse with, and what is unfinished."""
    own = [row(one) for one in queries.all_own(session, actor)]
    context = {
        "scenarios": scenarios().values(),
        "open": [one for one in own if not one.tally],
        "met": {one.rehearsal.scenario for one in own if one.tally},
    }
    return templates.TemplateResponse(request, "rehearse.html", context)


@router.post("/rehearse")
def begin(session: Writer, actor: CurrentAccount, posted: Posted) -> Response:
    """Begin a talk and show it. Raises NotFound for a person that is not there."""
    begun = service.begin(session, actor, posted.get("scenario", ""), _key(posted))
    return RedirectResponse(f"/rehearse/{begun.id}", 303)


@router.get("/rehearse/record")
def show_learning(request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """The trainee's own learning record."""
    return templates.TemplateResponse(request, "learning.html", learning(session, actor))


@router.get("/rehearse/shared")
def show_shared(request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """What trainees of the team have shared with its facilitators."""
    rows = [row(one.rehearsal, one.trainee) for one in queries.shared(session, actor)]
    return templates.TemplateResponse(request, "shared_rehearsals.html", {"rows": rows})


@router.get("/rehearse/{rehearsal_id}")
def show_talk(
    rehearsal_id: str, request: Request, session: Reader, actor: CurrentAccount, hint: str = ""
) -> Response:
    """The talk. Raises NotFound when it is not the actor's own."""
    return _talk(request, session, actor, rehearsal_id, hint=bool(hint))


@router.post("/rehearse/{rehearsal_id}/turns")
async def send(
    rehearsal_id: str, request: Request, actor: CurrentAccount, posted: Posted
) -> Response:
    """Say a line; when something is wrong with it the words stay in the form."""
    state, key = request.app.state, _key(posted)
    refusal = None
    try:
        text = posted.get("text", "")
        await speak(state.database, state.bot_client, actor, rehearsal_id, key, text)
    except NotFiledYet:
        pass  # the page itself shows what waits
    except (Invalid, TooLarge, Conflict) as error:
        refusal = error
    draft = posted.get("text", "") if refusal else ""
    if refusal or request.headers.get("hx-request") == "true":
        return await run_in_threadpool(_again, request, actor, rehearsal_id, draft, refusal)
    return RedirectResponse(f"/rehearse/{rehearsal_id}#latest", 303)


def _again(
    request: Request, actor: Actor, rehearsal_id: str, draft: str, refusal: AppError | None
) -> Response:
    with request.app.state.database.reader() as session:
        return _talk(request, session, actor, rehearsal_id, draft, refusal)


def _talk(
    request: Request,
    session: Session,
    actor: Actor,
    rehearsal_id: str,
    draft: str = "",
    error: AppError | None = None,
    hint: bool = False,
) -> Response:
    context = talk(session, actor, rehearsal_id, hint, draft) | {"error": error}
    if request.headers.get("hx-request") == "true":
        return templates.TemplateResponse(request, "rehearsal_body.html", context)
    status = error.status if error else 200
    return templates.TemplateResponse(request, "rehearsal.html", context, status)


@router.get("/rehearse/{rehearsal_id}/turns")
def show_from_form_address(rehearsal_id: str, actor: CurrentAccount) -> Response:
    """The address of a form that was shown again, opened by hand."""
    return RedirectResponse(f"/rehearse/{rehearsal_id}", 303)


@router.post("/rehearse/{rehearsal_id}/take-back")
def take_back(rehearsal_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """Take back the last line and its reply."""
    service.take_back(session, actor, rehearsal_id)
    return RedirectResponse(f"/rehearse/{rehearsal_id}#latest", 303)


@router.post("/rehearse/{rehearsal_id}/finish")
def finish(rehearsal_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """Stop the talk and read the debrief."""
    service.finish(session, actor, rehearsal_id)
    return RedirectResponse(f"/rehearse/{rehearsal_id}/debrief", 303)


@router.get("/rehearse/{rehearsal_id}/debrief")
def show_debrief(
    rehearsal_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The debrief. Raises NotFound, Conflict while the talk goes on."""
    return templates.TemplateResponse(
        request, "debrief.html", read_out(session, actor, rehearsal_id)
    )


@router.post("/rehearse/{rehearsal_id}/again")
def try_again(
    rehearsal_id: str, session: Writer, actor: CurrentAccount, posted: Posted
) -> Response:
    """Try a moment again, from where the first talk stood."""
    after = posted.get("after", "")
    if not after.isdecimal() or len(after) > 4:
        raise Invalid()
    again = service.try_again(session, actor, rehearsal_id, int(after), _key(posted))
    return RedirectResponse(f"/rehearse/{again.id}#latest", 303)


@router.post("/rehearse/{rehearsal_id}/ratings")
def rate(rehearsal_id: str, session: Writer, actor: CurrentAccount, posted: Posted) -> Response:
    """Keep the trainee's own view."""
    given = {key[5:]: value for key, value in posted.items() if key.startswith("rate.")}
    if any(value not in "12345" or len(value) != 1 for value in given.values()):
        raise Invalid()
    service.rate(session, actor, rehearsal_id, {key: int(value) for key, value in given.items()})
    return RedirectResponse(f"/rehearse/{rehearsal_id}/debrief#own-view", 303)


@router.post("/rehearse/{rehearsal_id}/share")
def share(rehearsal_id: str, session: Writer, actor: CurrentAccount, posted: Posted) -> Response:
    """Share a debrief with the team's facilitators, or take that back."""
    service.share(session, actor, rehearsal_id, posted.get("shared") == "yes")
    return RedirectResponse(f"/rehearse/{rehearsal_id}/debrief#sharing", 303)


@router.post("/rehearse/{rehearsal_id}/remove")
def remove(rehearsal_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """Remove a rehearsal with all its lines."""
    service.remove(session, actor, rehearsal_id)
    return RedirectResponse("/rehearse/record", 303)
