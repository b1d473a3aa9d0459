"""One section of a tool as a form, and the cases drawn for an audit."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.database import Reader
from api.errors import AppError, Conflict, Invalid, NotFound, TooLarge
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.tools import queries, service
from api.tools.draws import Wanted, draw_cases
from api.tools.reading import earlier_copy, sections_shown
from api.tools.service import Sending, the_tool
from api.web import templates
from api.web.texts import Texts, number_in
from api.web.tool_view import draw_shown
from practice.assurance.tools import Answer, Section, Tool, answer_to

router = APIRouter(prefix="/tools/{tool_id}/{copy_id}", include_in_schema=False)


@router.get("/sections/{section_id}")
def show_section(
    tool_id: str,
    copy_id: str,
    section_id: str,
    request: Request,
    session: Reader,
    actor: CurrentAccount,
) -> Response:
    """A section's questions with what was given so far. Raises NotAllowed, NotFound."""
    tool = the_tool(actor, tool_id)
    return _page(request, session, actor, tool, copy_id, _section(tool, section_id))


@router.post("/sections/{section_id}")
def save_section(
    tool_id: str,
    copy_id: str,
    section_id: str,
    request: Request,
    session: Writer,
    actor: CurrentAccount,
    texts: Texts,
) -> Response:
    """Save a section and go on; when refused, the form again with what was entered and why.

    Raises NotAllowed, NotFound.
    """
    tool = the_tool(actor, tool_id)
    section = _section(tool, section_id)
    given = {
        question.id: Answer(
            texts.get(f"choice.{question.id}", ""), texts.get(f"words.{question.id}", "")
        )
        for question in section.questions
    }
    sending = Sending(tool, copy_id, number_in(texts, "version"), texts.get("key", ""))
    try:
        service.save_section(session, actor, sending, section, given)
    except (Conflict, Invalid, TooLarge) as refusal:
        return _page(request, session, actor, tool, copy_id, section, refusal, given)
    next_section = _after(tool, section) if texts.get("act") == "next" else None
    there = f"/sections/{next_section.id}" if next_section else "#sections"
    return RedirectResponse(f"/tools/{tool.id}/{copy_id}{there}", 303)


@router.post("/draw")
def draw(
    tool_id: str,
    copy_id: str,
    request: Request,
    session: Writer,
    actor: CurrentAccount,
    texts: Texts,
) -> Response:
    """Draw cases by chance, once, and show them. Raises NotAllowed, NotFound as `draw_cases`."""
    tool = the_tool(actor, tool_id)
    section = next((section for section in tool.sections if section.draws), None)
    if not section:
        raise NotFound()
    wanted = Wanted(number_in(texts, "cases"), number_in(texts, "months"))
    try:
        draw_cases(session, actor, tool, copy_id, wanted)
    except (Conflict, Invalid) as refusal:
        return _page(request, session, actor, tool, copy_id, section, refusal)
    return RedirectResponse(f"/tools/{tool.id}/{copy_id}/sections/{section.id}#draw", 303)


def _section(tool: Tool, section_id: str) -> Section:
    section = tool.section(section_id)
    if not section:
        raise NotFound()
    return section


def _after(tool: Tool, section: Section) -> Section | None:
    place = tool.sections.index(section) + 1
    return tool.sections[place] if place < len(tool.sections) else None


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    tool: Tool,
    copy_id: str,
    section: Section,
    error: AppError | None = None,
    given: dict[str, Answer] | None = None,
) -> Response:
    saved = queries.copy(session, actor, tool.id, copy_id)
    if saved.copy.finished and not error:
        return RedirectResponse(f"/tools/{tool.id}/{copy_id}", 303)
    earlier = earlier_copy(session, actor, tool, saved.copy)
    then = earlier.copy if earlier else None
    context: dict[str, Any] = {
        "tool": tool,
        "copy": saved.copy,
        "number": tool.sections.index(section) + 1,
        "shown": sections_shown(session, actor, saved.copy, then, [section])[0],
        "given": given or {q.id: answer_to(saved.copy.answers, q.id) for q in section.questions},
        "meanwhile": bool(given) and isinstance(error, Conflict),
        "earlier": earlier,
        "next": _after(tool, section),
        "draw": draw_shown(session, actor, tool, copy_id) if section.draws else None,
        "error": error,
    }
    return templates.TemplateResponse(
        request, "tool_section.html", context, error.status if error else 200
    )
