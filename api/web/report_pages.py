"""The board report as a page of its own."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.identity.depends import CurrentAccount
from api.reports.page import report_page
from api.reports.routes import AskedFor
from api.reports.service import make_report

router = APIRouter(include_in_schema=False)


@router.get("/reports")
def show_report(request: Request, actor: CurrentAccount, asked: AskedFor) -> Response:
    """The board report. Raises NotFound for roles that have none, Invalid for a wrong period."""
    return report_page(request, make_report(request.app.state.database, actor, asked, "html"))
