"""The case-record summary over HTTP."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from api.audit.service import record_event
from api.database import Writer, utcnow
from api.exports.files import as_pdf, as_word
from api.exports.pdf import file_name, pdf_response
from api.exports.render import as_json, as_markdown, as_text
from api.identity.depends import CurrentAccount
from api.works.record import load_record, public_record
from practice.document import document

Format = Literal["pdf", "docx", "md", "txt", "json"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
router = APIRouter(prefix="/v1/works", tags=["exports"])


@router.get("/{work_id}/export", response_class=PlainTextResponse)
def export(work_id: str, session: Writer, actor: CurrentAccount, format: Format = "md") -> Response:
    """The summary of a work as PDF, Word, Markdown, plain text or JSON. Each is audited."""
    record = load_record(session, actor, work_id)
    now = utcnow()
    made = document(record, now.strftime("%d %B %Y, %H:%M UTC"))
    record_event(
        session,
        account_id=actor.id,
        action="record.exported",
        subject_type="work",
        subject_id=work_id,
        fields=(format,),
    )
    if format == "json":
        return JSONResponse(as_json(made, public_record(session, actor, work_id)))
    if format == "pdf":
        return pdf_response(as_pdf(made, now), record.work["case_ref"])
    if format == "docx":
        return _saved_as(as_word(made, now), f"{file_name(record.work['case_ref'])}.docx", WORD)
    kind = "text/markdown" if format == "md" else "text/plain"
    body = as_markdown(made) if format == "md" else as_text(made)
    return Response(body, media_type=f"{kind}; charset=utf-8")


def _saved_as(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
