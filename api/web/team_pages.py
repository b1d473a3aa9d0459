"""A supervisor's own page: the works of the team, what waits for approval first."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.chat.queries import waiting_in_team
from api.database import Reader
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount
from api.review.standing import STATES
from api.review.team import TeamWork, team
from api.web import templates
from api.works.record import load_record
from practice.asking.gaps import gaps
from practice.content import content
from practice.record import Record

router = APIRouter(include_in_schema=False)

# Working out what is missing takes some hundredths of a second for each work.
PER_PAGE = 20


@router.get("/team")
def show_team(
    request: Request, session: Reader, actor: CurrentAccount, state: str = "", page: str = ""
) -> Response:
    """The team's works, or those in one state. What else is asked shows all, from the first page.

    Raises NotAllowed for anyone but a supervisor.
    """
    works = team(session, actor)
    state = state if state in STATES else ""
    shown = [work for work in works if state in ("", work.state)]
    pages = max(1, -(-len(shown) // PER_PAGE))
    number = min(max(int(page[:6]), 1), pages) if page.isascii() and page.isdigit() else 1
    rows = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    context = {
        "team": actor.team,
        "state": state,
        "states": _states(works),
        "all": len(works),
        "rows": [_row(session, actor, row) for row in rows],
        "stages": content().stages,
        "page": number,
        "pages": pages,
        "waiting": waiting_in_team(session, actor),
    }
    return templates.TemplateResponse(request, "team.html", context)


def _states(works: Sequence[TeamWork]) -> list[tuple[str, int]]:
    """Each state that a work of the team is in, with how many are."""
    counts = Counter(work.state for work in works)
    return [(state, counts[state]) for state in STATES if counts[state]]


def _row(session: Session, actor: Actor, row: TeamWork) -> dict[str, Any]:
    contact = row.last_contact
    missing = missing_in(load_record(session, actor, row.work.id)) if contact else None
    stage = content().stages[contact.stage].title if contact else None
    return {"row": row, "contact": contact, "stage": stage, "missing": missing}


def missing_in(record: Record) -> int:
    """How many questions the conversation that is open, else the last one, could still answer."""
    unfinished = [contact for contact in record.contacts if not contact.finished_at]
    return len(gaps(record, (unfinished or record.contacts)[-1].id))
