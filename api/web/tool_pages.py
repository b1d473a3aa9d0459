"""The tools of managers and boards: the list, one tool, one copy, and two copies side by side."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.database import Reader
from api.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.tables import utcnow
from api.tools import queries, service
from api.tools.reading import answered_in, earlier_copy, review_due, sections_shown
from api.tools.service import Sending, the_tool
from api.web import templates
from api.web.texts import Texts, number_in
from api.web.tool_view import draw_shown
from practice.assurance.tools import Tool, tools
from practice.local.settings import local

router = APIRouter(prefix="/tools", include_in_schema=False)


@router.get("")
def show_tools(request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """Every tool, with how many copies there are. Raises NotAllowed for who uses none."""
    if not actor.uses_tools:
        raise NotAllowed()
    saved = queries.copies(session, actor)
    due = review_due(saved, _today())
    rows = [
        {
            "tool": tool,
            "open": sum(s.copy.tool == tool.id and not s.copy.finished for s in saved),
            "finished": sum(s.copy.tool == tool.id and s.copy.finished for s in saved),
            "due": sum(s.copy.tool == tool.id and s.copy.copy_id in due for s in saved),
        }
        for tool in tools().values()
    ]
    return templates.TemplateResponse(request, "tools.html", {"rows": rows})


@router.get("/{tool_id}")
def show_tool(tool_id: str, request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """What a tool is for, and its copies. Raises NotAllowed, NotFound."""
    tool = the_tool(actor, tool_id)
    saved = queries.copies(session, actor, tool.id)
    due = review_due(saved, _today())
    context = {"tool": tool, "saved": saved, "due": due}
    return templates.TemplateResponse(request, "tool.html", context)


@router.post("/{tool_id}")
def begin(tool_id: str, session: Writer, actor: CurrentAccount, texts: Texts) -> Response:
    """Begin a copy and go to it. Raises NotAllowed, NotFound, Conflict as `begin` does."""
    tool = the_tool(actor, tool_id)
    follows = texts.get("follows") or None
    made = service.begin(session, actor, tool, texts.get("key", ""), follows)
    return RedirectResponse(f"/tools/{tool.id}/{made.copy_id}", 303)


@router.get("/{tool_id}/{copy_id}")
def show_copy(
    tool_id: str, copy_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The sections and how far each is; a finished copy as it was. Raises NotAllowed, NotFound."""
    return _copy_page(request, session, actor, the_tool(actor, tool_id), copy_id)


@router.post("/{tool_id}/{copy_id}")
def finish(
    tool_id: str,
    copy_id: str,
    request: Request,
    session: Writer,
    actor: CurrentAccount,
    texts: Texts,
) -> Response:
    """Finish a copy; when refused, the page again with why. Raises NotAllowed, NotFound."""
    tool = the_tool(actor, tool_id)
    sending = Sending(tool, copy_id, number_in(texts, "version"), texts.get("key", ""))
    try:
        service.finish(session, actor, sending, texts.get("review_on", "").strip())
    except (Conflict, Invalid) as refusal:
        return _copy_page(request, session, actor, tool, copy_id, refusal, texts)
    return RedirectResponse(f"/tools/{tool.id}/{copy_id}", 303)


def _copy_page(
    request: Request,
    session: Session,
    actor: Actor,
    tool: Tool,
    copy_id: str,
    error: AppError | None = None,
    texts: Texts | None = None,
) -> Response:
    saved = queries.copy(session, actor, tool.id, copy_id)
    earlier = earlier_copy(session, actor, tool, saved.copy)
    whole = tool.sections if saved.copy.finished else ()
    context: dict[str, Any] = {
        "tool": tool,
        "saved": saved,
        "copy": saved.copy,
        "earlier": earlier,
        "sections": sections_shown(session, actor, saved.copy, None, whole),
        "answered": {row.id: answered_in(row, saved.copy) for row in tool.sections},
        "draw": draw_shown(session, actor, tool, copy_id),
        "review_on": texts.get("review_on", "") if texts else "",
        "error": error,
    }
    return templates.TemplateResponse(
        request, "tool_copy.html", context, error.status if error else 200
    )


@router.get("/{tool_id}/{copy_id}/compare")
def compare(
    tool_id: str, copy_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """A copy beside the earlier one that it follows. Raises NotFound when it follows none."""
    tool = the_tool(actor, tool_id)
    saved = queries.copy(session, actor, tool.id, copy_id)
    earlier = earlier_copy(session, actor, tool, saved.copy)
    if not earlier:
        raise NotFound()
    sections = sections_shown(session, actor, saved.copy, earlier.copy, tool.sections)
    empty = sum(not answered.change for row in sections for answered in row.rows)
    context = {
        "tool": tool,
        "saved": saved,
        "earlier": earlier,
        "sections": sections,
        "empty": empty,
    }
    return templates.TemplateResponse(request, "tool_compare.html", context)


def _today() -> str:
    return local().today(utcnow()).isoformat()
