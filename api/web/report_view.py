"""The board report as a page."""

from datetime import timedelta
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from api.reports.files import all_teams, notes
from api.reports.service import Report
from api.reports.view import shown_sections
from api.web import templates
from practice.assurance.report.period import Period, year_of
from practice.assurance.report.tables import report_content
from practice.content.language import gettext
from practice.local.settings import local

QUARTERS_BACK = 4


def report_page(request: Request, report: Report) -> Response:
    """A report with its filters, charts and tables."""
    context = {
        "about": report_content(),
        "report": report,
        "sections": shown_sections(report.publication),
        "notes": notes(report),
        "team_name": report.team or all_teams(),
        "all_teams": all_teams(),
        "periods": _periods(report),
        "query": _query(report.period, report.team),
    }
    return templates.TemplateResponse(request, "report.html", context)


def _query(period: Period, team: str | None) -> str:
    given = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    return urlencode(given | ({"team": team} if team else {}))


def _periods(report: Report) -> list[dict[str, object]]:
    """Ready choices: this reporting year, the last one, and the last quarters."""
    today = local().today(report.made)
    start = local().reporting_year_start
    this = year_of(today, start)
    last = year_of(this - timedelta(1), start)
    found = [
        (gettext("This reporting year"), Period(this, today, start)),
        (gettext("Last reporting year"), Period(last, this - timedelta(1), start)),
    ]
    quarter = Period(today, today, start).whole_quarters
    for _ in range(QUARTERS_BACK):
        label = next(iter(quarter.quarters.values()))
        found.append((label, quarter))
        day = quarter.start - timedelta(1)
        quarter = Period(day, day, start).whole_quarters
    return [
        {
            "label": label,
            "query": _query(period, report.team),
            "current": report.period in (period, period.whole_quarters),
        }
        for label, period in found
    ]
