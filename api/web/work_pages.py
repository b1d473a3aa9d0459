"""The list of a person's work, and beginning a new piece of it."""

from collections.abc import Collection, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.chat.queries import waiting_of
from api.database import Reader
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.identity.own_account import first_steps_hidden
from api.web import templates
from api.web.work_view import Wanted, work_list
from api.works import service
from practice.help import help_texts

router = APIRouter(include_in_schema=False)

LONGEST_REF = 100
LAST_PAGE = 100_000


@router.get("/work")
def show_works(
    request: Request,
    session: Reader,
    actor: CurrentAccount,
    show: str = "",
    ref: Annotated[str, Query(max_length=LONGEST_REF)] = "",
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
) -> Response:
    """The person's pieces of work, those asked for, and a form to begin another."""
    return _page(request, session, actor, Wanted(show, ref, page))


@router.post("/work")
def begin_work(
    request: Request,
    session: Writer,
    actor: CurrentAccount,
    case_ref: Annotated[str, Form()] = "",
    section_42: Annotated[str, Form()] = "",
) -> Response:
    """Begin a piece of work and show its record, or show the form again with what is wrong.

    Raises NotAllowed for roles without case work.
    """
    if faults := _faults(case_ref, section_42):
        typed = {"case_ref": case_ref, "section_42": section_42}
        return _page(request, session, actor, Wanted(), typed, faults)
    work = service.create_work(session, actor, case_ref, section_42)
    return RedirectResponse(f"/works/{work.id}", 303)


def _faults(case_ref: str, section_42: str) -> list[str]:
    """The names of the answers that cannot be used, in the order of the form."""
    faults = []
    if not service.CASE_REF.fullmatch(" ".join(case_ref.split())):
        faults.append("case_ref")
    if section_42 not in service.SECTION_42:
        faults.append("section_42")
    return faults


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    wanted: Wanted,
    typed: Mapping[str, str] | None = None,
    faults: Collection[str] = (),
) -> Response:
    context = {
        **work_list(session, actor, wanted),
        "kinds": service.SECTION_42,
        "typed": typed or {},
        "faults": faults,
        "waiting": waiting_of(session, actor),
        "steps": () if first_steps_hidden(session, actor) else help_texts().first_steps,
    }
    return templates.TemplateResponse(request, "work.html", context, 422 if faults else 200)
