"""What is sent: the neutral document as JSON, inside an envelope that names the event."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.exports.render import as_json
from api.identity.actor import Actor
from api.moments import moment_json
from api.works.models import Contact
from api.works.record import load_record, public_record
from practice.local.clock import moment
from practice.papers.document import document

KIND = "contact.finished"


def body_of(session: Session, actor: Actor, contact: Contact, event_id: str, at: datetime) -> str:
    """The body of one event, the same for every attempt. at: when the button was pressed."""
    envelope = {
        "id": event_id,
        "type": KIND,
        "created_at": moment_json(at),
        "work_id": contact.work_id,
        "contact_id": contact.id,
        "document": summary(session, actor, contact, at),
    }
    return json.dumps(envelope, ensure_ascii=False)


def summary(session: Session, actor: Actor, contact: Contact, at: datetime) -> dict[str, Any]:
    """The write-up as GET /v1/works/{id}/contacts/{c}/export?format=json gives it."""
    record = load_record(session, actor, contact.work_id)
    made = document(record, moment(at), contact.id)
    return as_json(made, public_record(session, actor, contact.work_id), contact.id)
