"""An audit as its pages show it: each question, what the record shows, what the auditor gave."""

from typing import Any

from sqlalchemy.orm import Session

from api.case_audit.models import CaseAudit
from api.case_audit.service import Saving, standards_shown
from api.identity.actor import Actor
from api.web.evidence import evidence
from api.works import queries
from practice.assurance.audit_forms import Answer, AuditForm, Missing
from practice.local.settings import local
from practice.record import Record


def facts(session: Session, actor: Actor, owner_id: str, auditor: str) -> dict[str, str]:
    """The head of the form, as in Resource 2017 appendix 4a."""
    practitioner = queries.owner_names(session, actor)[owner_id]
    return {"agency": local().name, "practitioner": practitioner, "auditor": auditor}


def form_rows(
    form: AuditForm, record: Record, draft: CaseAudit | None, sent: Saving | None
) -> list[dict[str, Any]]:
    """Each question with what the record shows, and what the auditor gave.

    meanwhile: what was saved in another window, where it differs from what was sent.
    """
    shown = standards_shown(record)
    is_stale = bool(sent and draft and draft.version != sent.version)
    rows = []
    for number, question in enumerate(form.questions, start=1):
        standard = shown.get(question.shows or "")
        saved = _saved(draft, question.id)
        answer = sent.answers[question.id] if sent else saved
        rows.append(
            {
                "number": number,
                "question": question,
                "standard": standard,
                "evidence": evidence(record, standard.entries) if standard else [],
                "answer": answer,
                "meanwhile": saved if is_stale and saved not in (answer, Answer()) else None,
            }
        )
    return rows


def _saved(audit: CaseAudit | None, question: str) -> Answer:
    return Answer(**audit.answers.get(question, {})) if audit else Answer()


def missing_rows(sent: Saving | None) -> list[tuple[int, Missing]]:
    """What still keeps the audit from being finished, with the number of its question."""
    if not sent or not sent.finish:
        return []
    numbers = {question.id: n for n, question in enumerate(sent.form.questions, start=1)}
    return [(numbers[row.question], row) for row in sent.form.missing(sent.answers)]


def finished_rows(form: AuditForm, audit: CaseAudit, record: Record) -> list[dict[str, Any]]:
    """Each question with what the record showed then, and what the auditor gave."""
    rows = []
    for number, question in enumerate(form.questions, start=1):
        answer, shown = _saved(audit, question.id), audit.shown.get(question.shows or "")
        rows.append(
            {
                "number": number,
                "question": question,
                "shown": shown,
                "evidence": evidence(record, shown["entries"]) if shown else [],
                "answer": answer,
                "rating": form.rating(answer.rating),
            }
        )
    return rows
