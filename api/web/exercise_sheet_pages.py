"""An exercise on paper: to print, and as an accessible PDF. Also what a reader of a share sees."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.audit.service import record_event
from api.database import Reader
from api.exercises import queries
from api.exercises.sittings import exercise_of
from api.exports.pdf import pdf, pdf_response
from api.identity.depends import CurrentAccount, Writer
from api.tables import utcnow
from api.web import templates
from api.web.exercise_view import board
from practice.content.language import gettext
from practice.local.clock import day
from practice.training.exercise_sheet import Section, sheet

router = APIRouter(include_in_schema=False)

ADDRESS = "/practise/exercises/{sitting_id}/sheet"


@router.get(ADDRESS)
def show_sheet(
    sitting_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The cards and the key messages. Raises NotFound unless it is the actor's, or shared."""
    sitting = queries.readable(session, actor, sitting_id)
    made = board(session, actor, sitting)
    context = {"sitting": sitting, "exercise": made.exercise, "board": made, "on_sheet": True}
    return templates.TemplateResponse(request, "exercise_sheet.html", context)


@router.get(ADDRESS + ".pdf")
def sheet_pdf(sitting_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """The same as a PDF. Each one is audited. Raises NotFound as `show_sheet` does."""
    sitting = queries.readable(session, actor, sitting_id)
    exercise, now = exercise_of(sitting), utcnow()
    record_event(
        session,
        account_id=actor.id,
        action="exercise.exported",
        subject_type="exercise",
        subject_id=sitting.id,
        fields=("sheet.pdf",),
    )
    cards = board(session, actor, sitting).cards
    made = pdf(
        "exercise",
        exercise.title,
        now,
        lead=exercise.lead,
        about=gettext("{day}. Made-up people only. Source: {source}.").format(
            day=day(sitting.created_at), source=exercise.source
        ),
        sections=[_given(section) for section in sheet(exercise, cards)],
        messages_title=exercise.steps[-1].title,
        messages=list(exercise.messages),
    )
    return pdf_response(made, f"exercise-{exercise.id}")


def _given(section: Section) -> dict[str, object]:
    rows = [
        {
            "label": row.label,
            "text": row.text,
            "under": [{"label": label, "text": text} for label, text in row.under],
        }
        for row in section.rows
    ]
    return {"title": section.title, "means": section.means, "rows": rows}
