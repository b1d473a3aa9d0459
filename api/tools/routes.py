"""The tools of managers and boards over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session

from api.database import Reader
from api.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.moments import moment_json
from api.openapi import TOOL, TOOL_COPY, answers
from api.tools import queries, service
from api.tools.bodies import Finishing, NewCopy, SectionSent
from api.tools.queries import Saved
from api.tools.reading import Shown, earlier_copy, sections_shown
from api.tools.service import Sending, the_tool
from practice.assurance.tools import Answer, Section, Tool, tools

router = APIRouter(prefix="/v1/tools", tags=["tools"])


@router.get("", responses=answers([TOOL], NotAllowed))
def list_tools(actor: CurrentAccount) -> list[dict[str, Any]]:
    """Every tool with its sections and questions."""
    return [_tool(the_tool(actor, tool_id)) for tool_id in tools()]


@router.get("/{tool_id}/copies", responses=answers([TOOL_COPY], NotAllowed, NotFound))
def list_copies(tool_id: str, session: Reader, actor: CurrentAccount) -> list[dict[str, Any]]:
    """The copies of a tool that the caller may see, as last saved, latest first."""
    tool = the_tool(actor, tool_id)
    return [_copy(saved) for saved in queries.copies(session, actor, tool.id)]


@router.post(
    "/{tool_id}/copies",
    status_code=201,
    responses=answers(TOOL_COPY, NotAllowed, NotFound, Conflict, Invalid, status=201),
)
def begin_copy(
    tool_id: str, body: NewCopy, session: Writer, actor: CurrentAccount
) -> dict[str, Any]:
    """Begin a copy, to be compared with an earlier finished one where `follows` names it."""
    tool = the_tool(actor, tool_id)
    made = service.begin(session, actor, tool, body.key, body.follows)
    return _whole(session, actor, tool, made.copy_id)


@router.get("/{tool_id}/copies/{copy_id}", responses=answers(TOOL_COPY, NotAllowed, NotFound))
def read_copy(tool_id: str, copy_id: str, session: Reader, actor: CurrentAccount) -> dict[str, Any]:
    """A copy with each answer, the one before it, and the figures beside it."""
    return _whole(session, actor, the_tool(actor, tool_id), copy_id)


@router.post(
    "/{tool_id}/copies/{copy_id}/sections/{section_id}",
    responses=answers(TOOL_COPY, NotAllowed, NotFound, Conflict, Invalid, TooLarge),
)
def save_section(
    tool_id: str,
    copy_id: str,
    section_id: str,
    body: SectionSent,
    session: Writer,
    actor: CurrentAccount,
) -> dict[str, Any]:
    """Save a section whole: a question that is left out is not answered any more."""
    tool = the_tool(actor, tool_id)
    section = tool.section(section_id)
    if not section:
        raise NotFound()
    given = {key: Answer(row.choice, row.words) for key, row in body.answers.items()}
    if unknown := set(given) - {question.id for question in section.questions}:
        raise Invalid(errors=[{"pointer": "/answers", "message": f"{len(unknown)} unknown"}])
    sending = Sending(tool, copy_id, body.version, body.key)
    service.save_section(session, actor, sending, section, given)
    return _whole(session, actor, tool, copy_id)


@router.post(
    "/{tool_id}/copies/{copy_id}/finish",
    responses=answers(TOOL_COPY, NotAllowed, NotFound, Conflict, Invalid),
)
def finish_copy(
    tool_id: str, copy_id: str, body: Finishing, session: Writer, actor: CurrentAccount
) -> dict[str, Any]:
    """Finish a copy: from then on nothing of it changes."""
    tool = the_tool(actor, tool_id)
    sending = Sending(tool, copy_id, body.version, body.key)
    service.finish(session, actor, sending, body.review_on)
    return _whole(session, actor, tool, copy_id)


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "id": tool.id,
        "title": tool.title,
        "lead": tool.lead,
        "source": tool.source,
        "sections": [_section(section) for section in tool.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    questions = [
        {
            "id": question.id,
            "kind": question.kind,
            "asks": question.ask,
            "choices": [vars(choice) for choice in question.choices],
        }
        for question in section.questions
    ]
    return {"id": section.id, "title": section.title, "questions": questions}


def _copy(saved: Saved) -> dict[str, Any]:
    copy = saved.copy
    return {
        "id": copy.copy_id,
        "tool": copy.tool,
        "version": copy.version,
        "finished": copy.finished,
        "saved_at": moment_json(copy.created_at),
        "saved_by": saved.author,
        "review_on": copy.review_on or None,
        "follows": copy.follows,
    }


def _whole(session: Session, actor: Actor, tool: Tool, copy_id: str) -> dict[str, Any]:
    saved = queries.copy(session, actor, tool.id, copy_id)
    earlier = earlier_copy(session, actor, tool, saved.copy)
    then = earlier.copy if earlier else None
    shown = sections_shown(session, actor, saved.copy, then, tool.sections)
    return {**_copy(saved), "sections": [_shown(row) for row in shown]}


def _shown(shown: Shown) -> dict[str, Any]:
    return {
        "id": shown.section.id,
        "answers": [
            {
                "question": row.question.id,
                **vars(row.answer),
                "earlier": vars(row.earlier) if row.earlier else None,
                "change": row.change or None,
            }
            for row in shown.rows
        ],
        "figures": [
            {"label": label, "count": count or None, "earlier": before or None}
            for label, count, before in shown.figures
        ],
    }
