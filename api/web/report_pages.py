"""The board report over HTTP: as a page of its own, and in every format."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from api.errors import Invalid, NotFound
from api.exports.pdf import pdf_response
from api.identity.depends import CurrentAccount
from api.openapi import answers
from api.reports.files import as_csv, as_json, as_pdf, read_csv
from api.reports.service import Asked, Report, make_report, refuse_unless_true
from api.web.report_view import report_page
from practice.content.language import gettext

Format = Literal["json", "csv", "csv-spreadsheet", "html", "pdf"]
EXAMPLE = {
    "title": "Board report",
    "version": "sac:2025-26",
    "period": {"from": "2026-04-01", "to": "2026-11-21", "whole_quarters": False},
    "tables": [
        {
            "id": "SG3a",
            "columns": ["All", "18-64"],
            "rows": [
                {"label": "Yes, they lacked capacity", "numbers": {"All": 15, "18-64": "[c]"}}
            ],
        }
    ],
}

router = APIRouter()


def asked_for(
    start: Annotated[str, Query(alias="from")] = "",
    end: Annotated[str, Query(alias="to")] = "",
    team: str = "",
) -> Asked:
    """The period and team in the address; empty ones are left out. Raises Invalid."""
    return Asked(_day(start), _day(end), team or None)


AskedFor = Annotated[Asked, Depends(asked_for)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(gettext("Please write dates like 2026-04-01.")) from None


@router.get("/v1/reports/outcomes", tags=["reports"], responses=answers(EXAMPLE, NotFound, Invalid))
def outcomes(
    request: Request, actor: CurrentAccount, asked: AskedFor, format: Format = "json"
) -> Response:
    """The tables of the Safeguarding Adults Collection and the outcomes, for board and supervisors.

    Rounded to 5, and numbers under 5 are hidden, with whatever would give them away. For the
    board, periods are widened to whole quarters. Each report is audited.
    """
    report = make_report(request.app.state.database, actor, asked, format)
    if format == "json":
        return JSONResponse(as_json(report))
    if format == "html":
        return report_page(request, report)
    name = f"board-report-{report.period.start}-{report.period.end}"
    if format == "pdf":
        return pdf_response(as_pdf(report), name)
    return _csv_response(report, name, format == "csv-spreadsheet")


@router.get("/reports", include_in_schema=False)
def show_report(request: Request, actor: CurrentAccount, asked: AskedFor) -> Response:
    """The board report. Raises NotFound for roles that have none, Invalid for a wrong period."""
    return report_page(request, make_report(request.app.state.database, actor, asked, "html"))


def _csv_response(report: Report, name: str, for_spreadsheets: bool) -> Response:
    text = as_csv(report, for_spreadsheets)
    refuse_unless_true(read_csv(text), report)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
