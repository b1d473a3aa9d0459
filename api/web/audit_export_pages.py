"""The team's case-file audits side by side, on a page and as files, for a chosen time."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.case_audit.matrix import Chosen, cases, matrix_report
from api.database import Reader
from api.errors import Invalid
from api.exports.answer import ReportFormat, report_answer
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.tables import utcnow
from api.tools.draws import months_before
from api.web import templates
from practice.assurance.audit_forms import CASE_FILE, audit_forms
from practice.content import content
from practice.local.clock import day
from practice.local.settings import local

router = APIRouter(prefix="/team/audits", include_in_schema=False)

USUAL_MONTHS = 3


@router.get("")
def show_audits(
    request: Request,
    session: Reader,
    actor: CurrentAccount,
    since: str = "",
    until: str = "",
    team: str = "",
    comments: str = "yes",
) -> Response:
    """The audits of a time as one table. Dates that are none show the last three months.

    Raises NotAllowed for anyone but a supervisor.
    """
    error = None
    try:
        chosen = _chosen(since, until, team, comments)
    except Invalid as refusal:
        chosen, error = _chosen("", "", team, comments), refusal
    context = {**_context(session, actor, chosen), "error": error}
    return templates.TemplateResponse(
        request, "audit_export.html", context, error.status if error else 200
    )


@router.get("/export")
def export_audits(
    session: Writer,
    actor: CurrentAccount,
    format: ReportFormat = "csv",
    since: str = "",
    until: str = "",
    team: str = "",
    comments: str = "yes",
) -> Response:
    """The same as CSV, PDF or Word. Each is audited. Raises NotAllowed, Invalid for the dates."""
    chosen = _chosen(since, until, team, comments)
    found = cases(session, actor, chosen)
    # A spreadsheet has room for every case in one table.
    width = {"a_table": max(1, len(found))} if format == "csv" else {}
    record_event(
        session,
        account_id=actor.id,
        action="case_audit.exported",
        subject_type="account",
        subject_id=actor.id,
        fields=(format,),
    )
    name = f"case-file-audits-{chosen.since}-{chosen.until}"
    return report_answer(matrix_report(found, chosen, **width), utcnow(), format, name)


def _chosen(since: str, until: str, team: str, comments: str) -> Chosen:
    """What was chosen; without dates the last three months. Raises Invalid for bad dates."""
    today = local().today(utcnow())
    usual = months_before(local().clock(utcnow()), USUAL_MONTHS).date()
    try:
        first = date.fromisoformat(since) if since else usual
        last = date.fromisoformat(until) if until else today
    except ValueError:
        raise Invalid(content().say("audit_export.no_dates")) from None
    if first > last or last.year > today.year + 1 or first.year < 2000:
        raise Invalid(content().say("audit_export.no_dates"))
    return Chosen(first, last, team, comments != "no")


def _context(session: Session, actor: Actor, chosen: Chosen) -> dict[str, Any]:
    everyone = cases(session, actor, replace(chosen, team=""))
    teams = sorted({case.work.team for case in everyone})
    form = audit_forms()[CASE_FILE]
    shown = [case for case in everyone if chosen.team in ("", case.work.team)]
    return {
        "chosen": chosen,
        "teams": teams,
        "form": form,
        "agency": local().name,
        "cases": [
            {
                "audit": case.audit,
                "work": case.work,
                "on": day(case.audit.created_at),
                "ratings": {
                    key: form.rating(row.get("rating", ""))
                    for key, row in case.audit.answers.items()
                },
            }
            for case in shown
        ],
    }
