"""Fictional work for demonstration accounts (`./msp up --demo`)."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from api.identity.models import Account
from api.identity.roles import Role
from api.tables import new_id, utcnow
from api.works import queries, service
from practice.content import content

WORKS = Path(__file__).with_name("demo.yml")
EMPTY: dict[str, Any] = {
    "answer_state": "answered",
    "value": None,
    "words": None,
    "reason": None,
    "parts": {},
}


def create_demo_work(session: Session, account: Account) -> None:
    """Give a practitioner the fictional works; once only."""
    if account.role != Role.PRACTITIONER:
        return
    for row in yaml.safe_load(WORKS.read_text(encoding="utf-8"))["works"]:
        if not queries.own_work_by_ref(session, account.actor, row["case_ref"]):
            _create(session, account, row)


def _create(session: Session, account: Account, row: dict) -> None:
    actor = account.actor
    work = service.create_work(session, actor, row["case_ref"], row["section_42"])
    session.flush()
    contact, _ = service.open_contact(session, actor, work, row["stage"])
    drafts = [_draft(entry) for entry in row["entries"]]
    filing = service.Filing(conversation_id=new_id(), message_id=new_id(), drafts=drafts)
    service.file_entries(session, actor, work, contact, filing)
    if row["finished"]:
        contact.settled = ["A8"]
        contact.finished_at = utcnow()


def _draft(entry: dict) -> dict:
    kind = content().field(entry["field"]).kind
    return {**EMPTY, "change": "new", "kind": kind, "source_person": "adult", **entry}
