"""A copy of a tool as a file."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.audit.service import record_event
from api.exports.answer import ReportFormat, report_answer
from api.identity.depends import CurrentAccount, Writer
from api.tables import utcnow
from api.tools import queries
from api.tools.report import tool_report
from api.tools.service import the_tool

router = APIRouter(prefix="/tools", include_in_schema=False)


@router.get("/{tool_id}/{copy_id}/export")
def export_copy(
    tool_id: str,
    copy_id: str,
    session: Writer,
    actor: CurrentAccount,
    format: ReportFormat = "pdf",
) -> Response:
    """The copy as PDF, Word or CSV. Each is audited. Raises NotAllowed, NotFound."""
    tool = the_tool(actor, tool_id)
    saved = queries.copy(session, actor, tool.id, copy_id)
    report = tool_report(session, actor, tool, saved)
    record_event(
        session,
        account_id=actor.id,
        action="tool.exported",
        subject_type="tool_copy",
        subject_id=saved.copy.copy_id,
        fields=(format,),
    )
    return report_answer(report, utcnow(), format, tool.title)
