"""What supervisors decided about a work's contacts, over HTTP."""

from typing import Any

from fastapi import APIRouter

from api.database import Reader
from api.errors import NotFound
from api.identity.depends import CurrentAccount
from api.moments import moment_json
from api.openapi import REVIEW, answers
from api.review.service import standings
from api.review.standing import Decided, Standing
from api.works import queries as work_queries

router = APIRouter(prefix="/v1/works", tags=["works"])


@router.get("/{work_id}/reviews", responses=answers([REVIEW], NotFound))
def list_reviews(work_id: str, session: Reader, actor: CurrentAccount) -> list[dict[str, Any]]:
    """How each contact stands with the supervisor, with every decision, oldest first.

    `open`, `waiting`, `approved`, `returned`, or `changed` since it was approved.
    """
    work = work_queries.work(session, actor, work_id)
    return [_standing(row) for row in standings(session, actor, [work])[work_id]]


def _standing(row: Standing) -> dict[str, Any]:
    return {
        "contact_id": row.contact.id,
        "stage": row.contact.stage,
        "state": row.state,
        "decisions": [_decision(decided) for decided in row.decisions],
    }


def _decision(decided: Decided) -> dict[str, Any]:
    return {
        "id": decided.id,
        "decision": decided.decision,
        "note": decided.note or None,
        "supervisor": decided.supervisor,
        "decided_at": moment_json(decided.created_at),
    }
