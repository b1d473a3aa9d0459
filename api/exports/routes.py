"""The write-up of a work, or of one conversation of it, over HTTP."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.errors import NotFound
from api.exports.making import Source, made
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.tables import utcnow
from api.works import queries
from api.works.record import load_record, public_record

Format = Literal["pdf", "docx", "md", "txt", "fields", "json", "fhir"]
# What one conversation can be had as besides.
ContactFormat = Format | Literal["channel"]
router = APIRouter(prefix="/v1/works", tags=["exports"])


@router.get("/{work_id}/export", response_class=PlainTextResponse)
def export(work_id: str, session: Writer, actor: CurrentAccount, format: Format = "md") -> Response:
    """The write-up of a work. Each is audited.

    `pdf`, `docx` (Word), `md`, `txt`; `fields`: plain text in the order of the council's own form;
    `json` keeps to /v1/schemas/record-export.json; `fhir` is a FHIR R4 document.
    """
    return _exported(session, actor, work_id, None, format)


@router.get("/{work_id}/contacts/{contact_id}/export", response_class=PlainTextResponse)
def export_contact(
    work_id: str,
    contact_id: str,
    session: Writer,
    actor: CurrentAccount,
    format: ContactFormat = "md",
) -> Response:
    """The write-up of one conversation, in the formats of the work's.

    `channel`: a summary for a less private channel, of choices only: without anything typed, and
    without case reference, names and dates.
    """
    if queries.contact(session, actor, contact_id).work_id != work_id:
        raise NotFound()
    return _exported(session, actor, work_id, contact_id, format)


def _exported(
    session: Session, actor: Actor, work_id: str, contact_id: str | None, format: str
) -> Response:
    record = load_record(session, actor, work_id)
    public = public_record(session, actor, work_id) if format == "json" else None
    record_event(
        session,
        account_id=actor.id,
        action="record.exported",
        subject_type="contact" if contact_id else "work",
        subject_id=contact_id or work_id,
        fields=(format,),
    )
    return made(Source(record, contact_id, utcnow(), public), format)
