"""Before a visit: one page made from the record, on the screen, on paper and as a PDF."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.audit.service import record_event
from api.database import Reader
from api.exports.pdf import pdf, pdf_response
from api.identity.depends import CurrentAccount, Writer
from api.tables import utcnow
from api.web import templates
from api.works.record import load_record
from practice.content import content
from practice.local.clock import day
from practice.papers.aide_memoire import Section, aide_memoire, layout
from practice.papers.lines import Line
from practice.papers.one_page import Item

router = APIRouter(include_in_schema=False)


@router.get("/works/{work_id}/before")
def show_before(work_id: str, request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """The page, each line linked to its entry. Raises NotFound when it is not the actor's."""
    record = load_record(session, actor, work_id)
    sections = [{"section": s, "about": _about(s)} for s in aide_memoire(record)]
    context = {"work": record.work, "now": utcnow(), "sheet": layout(), "sections": sections}
    return templates.TemplateResponse(request, "before.html", context)


@router.get("/works/{work_id}/before.pdf")
def before_pdf(work_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """The same page as a PDF. Each one is audited. Raises NotFound when it is not the actor's."""
    record, now = load_record(session, actor, work_id), utcnow()
    record_event(
        session,
        account_id=actor.id,
        action="record.exported",
        subject_type="work",
        subject_id=work_id,
        fields=("before.pdf",),
    )
    made = pdf(
        "before",
        layout()["title"],
        now,
        note=layout()["note"],
        case_ref=record.work["case_ref"],
        made_at=day(now),
        sections=[_given(section) for section in aide_memoire(record)],
    )
    return pdf_response(made, f"before-{record.work['case_ref']}")


def _about(section: Section) -> str:
    """Which conversation the words come from, where they come from one."""
    if not section.contact:
        return ""
    return f"{content().stages[section.contact.stage].title}, {day(section.contact.started_at)}"


def _given(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "about": _about(section),
        "items": [_item(item) for item in section.items],
        "more": section.more,
        "empty": section.empty,
    }


def _item(item: Item) -> dict[str, Any]:
    return {"at": day(item.at), "lines": [_line(line) for line in item.lines]}


def _line(line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "chosen": list(line.chosen),
        "note": line.note,
        "quoted": line.quoted,
    }
