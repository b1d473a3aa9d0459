"""The person's copy: their words, what was decided, and what happens next, for them to keep."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.database import Reader
from api.exports.pdf import pdf_response
from api.exports.render import unmarked
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.web import templates
from api.web.paper import WantedHere, paper_lines, paper_pdf, paper_view
from api.works.record import load_record
from practice.papers.read_back import PERSONS_COPY
from practice.record import Record

router = APIRouter(include_in_schema=False)
# Says nothing of a person or of what it is about, whoever sees the folder.
NAME = "your-copy"


@router.get("/works/{work_id}/persons-copy")
def show_persons_copy(
    work_id: str, request: Request, session: Reader, actor: CurrentAccount, wanted: WantedHere
) -> Response:
    """The copy as a page to print. Raises NotFound when the work is not the actor's."""
    record = load_record(session, actor, work_id)
    context = {"work": record.work, **paper_view(record, PERSONS_COPY, wanted)}
    return templates.TemplateResponse(request, "persons_copy.html", context)


@router.get("/works/{work_id}/persons-copy.pdf")
def persons_copy_pdf(
    work_id: str, session: Writer, actor: CurrentAccount, wanted: WantedHere
) -> Response:
    """The copy as a PDF. Each one is audited. Raises NotFound when it is not the actor's."""
    record = _taken_away(session, actor, work_id, "persons-copy.pdf")
    return pdf_response(paper_pdf(record, PERSONS_COPY, wanted), NAME)


@router.get("/works/{work_id}/persons-copy.md")
def persons_copy_text(
    work_id: str, session: Writer, actor: CurrentAccount, wanted: WantedHere
) -> Response:
    """The copy as Markdown. Each one is audited. Raises NotFound when it is not the actor's."""
    record = _taken_away(session, actor, work_id, "persons-copy.md")
    blocks = []
    for number, (title, lines) in enumerate(paper_lines(record, PERSONS_COPY, wanted)):
        said = (unmarked(line).replace("\n", "  \n") for line in lines)
        blocks.append("\n\n".join([f"{'##' if number else '#'} {title}", *said]))
    headers = {"Content-Disposition": f'attachment; filename="{NAME}.md"'}
    body = "\n\n".join(blocks) + "\n"
    return Response(body, media_type="text/markdown; charset=utf-8", headers=headers)


def _taken_away(session: Session, actor: Actor, work_id: str, name: str) -> Record:
    record = load_record(session, actor, work_id)
    record_event(
        session,
        account_id=actor.id,
        action="record.exported",
        subject_type="work",
        subject_id=work_id,
        fields=(name,),
    )
    return record
