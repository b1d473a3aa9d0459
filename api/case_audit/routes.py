"""Finished audits of a work over HTTP."""

from typing import Any

from fastapi import APIRouter

from api.case_audit import queries
from api.case_audit.queries import Finished
from api.database import Reader
from api.errors import NotFound
from api.identity.depends import CurrentAccount
from api.moments import moment_json
from api.openapi import AUDIT, answers
from api.works import queries as work_queries
from practice.assurance.audit_forms import Question, audit_forms

router = APIRouter(prefix="/v1/works", tags=["works"])


@router.get("/{work_id}/audits", responses=answers([AUDIT], NotFound))
def list_audits(work_id: str, session: Reader, actor: CurrentAccount) -> list[dict[str, Any]]:
    """Finished case-file and worker audits, latest first. Ratings are the auditor's own.

    `shown` is what the record showed when the audit was finished, as in the coverage.
    """
    work_queries.work(session, actor, work_id)
    return [_audit(row) for row in queries.finished(session, actor, work_id)]


def _audit(row: Finished) -> dict[str, Any]:
    audit = row.audit
    return {
        "id": audit.id,
        "form": audit.form,
        "auditor": row.auditor,
        "finished_at": moment_json(audit.created_at),
        "answers": [_answer(question, row) for question in audit_forms()[audit.form].questions],
        "overall": audit.overall or None,
    }


def _answer(question: Question, row: Finished) -> dict[str, Any]:
    given = row.audit.answers.get(question.id, {})
    return {
        "question": question.id,
        "asks": question.ask,
        "rating": given.get("rating") or None,
        "comment": given.get("comment") or None,
        "shown": row.audit.shown.get(question.shows or ""),
    }
