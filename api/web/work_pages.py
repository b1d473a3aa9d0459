"""The list of a person's work, and beginning a new piece of it."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.database import Reader, Writer
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount
from api.review.service import standings
from api.review.standing import Standing
from api.web import templates
from api.works import queries, service
from api.works.record import works_overview
from practice.content import content

router = APIRouter(include_in_schema=False)


@router.get("/work")
def show_works(request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """The person's pieces of work, and a form to begin another."""
    return _page(request, session, actor)


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
        return _page(request, session, actor, typed, faults)
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
    typed: Mapping[str, str] | None = None,
    faults: Collection[str] = (),
) -> Response:
    stand = standings(session, actor, queries.works(session, actor))
    works = [
        {
            **work,
            "stages": stages_of(work["contacts"]),
            "approvals": approvals_of(stand.get(work["id"], [])),
        }
        for work in works_overview(session, actor)
    ]
    context = {"works": works, "kinds": service.SECTION_42, "typed": typed or {}, "faults": faults}
    return templates.TemplateResponse(request, "work.html", context, 422 if faults else 200)


def approvals_of(standings: Collection[Standing]) -> list[dict[str, Any]]:
    """How each finished conversation stands with the supervisor, oldest first."""
    stages = content().stages
    return [
        {"title": stages[standing.contact.stage].title, "standing": standing}
        for standing in standings
        if standing.state != "open"
    ]


def stages_of(contacts: Collection[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How far each stage is, in order: `open` and `done` are its contacts, latest last."""
    stages = []
    for stage in content().stages.values():
        own = [contact for contact in contacts if contact["stage"] == stage.id]
        done = [contact for contact in own if contact["finished_at"]]
        unfinished = [contact for contact in own if not contact["finished_at"]]
        stages.append({"title": stage.title, "done": done, "open": unfinished})
    return stages
