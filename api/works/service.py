"""What may be done with a work: begin it, open and finish contacts, file entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import practice.record
from api.audit.service import record_event
from api.errors import Conflict, Invalid, NotAllowed
from api.identity.actor import Actor
from api.reports.keeping import renew  # upward: they change in one transaction
from api.tables import new_id, utcnow
from api.works import queries
from api.works.models import Contact, Entry, Work
from api.works.record import load_record
from practice.asking.allowed import NotAllowedValue
from practice.asking.filing import CannotFile, ContactFinished, Filed, file_drafts
from practice.asking.gaps import blocking
from practice.asking.work import CASE_REF, SECTION_42
from practice.content import content
from practice.content.language import gettext
from practice.record import Record

BATCH = 100
# The stage in which a work is closed.
CLOSING = "end"


@dataclass(frozen=True)
class Filing:
    """A turn's entries as already resolved drafts, with what it settles in the contact.

    take_up: what was left for later is to be asked now. batch: tells apart the several
    writings of one turn, so that each is done once.
    """

    conversation_id: str
    message_id: str
    drafts: Sequence[Mapping[str, Any]] = ()
    settle: Sequence[str] = ()
    later: Sequence[str] = ()
    take_up: bool = False
    batch: int = 0

    @property
    def positions(self) -> range:
        """The places of this batch's entries among all that the message leads to."""
        return range(self.batch * BATCH, (self.batch + 1) * BATCH)


def _may_write(actor: Actor) -> None:
    if not actor.has_case_work:
        raise NotAllowed()


def create_work(session: Session, actor: Actor, case_ref: str, section_42: str) -> Work:
    """Begin a piece of work. The same reference again gives the same work.

    Raises NotAllowed for roles without case work, Invalid for an unusable reference or kind.
    """
    _may_write(actor)
    case_ref = " ".join(case_ref.split())
    if not CASE_REF.fullmatch(case_ref):
        raise Invalid(content().say("work.case_ref_bad"))
    if section_42 not in SECTION_42:
        raise Invalid("section_42 must be yes, no or not_decided.")
    if existing := queries.own_work_by_ref(session, actor, case_ref):
        return existing
    work = Work(
        id=new_id(), case_ref=case_ref, section_42=section_42, owner_id=actor.id, team=actor.team
    )
    session.add(work)
    record_event(
        session, account_id=actor.id, action="work.created", subject_type="work", subject_id=work.id
    )
    return work


def open_contact(session: Session, actor: Actor, work: Work, stage: str) -> tuple[Contact, bool]:
    """The unfinished contact of this stage, or a new one. The flag says that it was there.

    Raises Invalid for an unknown stage.
    """
    _may_write(actor)
    if stage not in content().stages:
        raise Invalid(gettext("There is no such stage."))
    for contact in queries.contacts(session, actor, [work.id]):
        if contact.stage == stage and not contact.finished_at:
            return contact, True
    contact = Contact(id=new_id(), work_id=work.id, stage=stage, opened_by=actor.id)
    contact.settled, contact.later = [], []
    session.add(contact)
    record_event(
        session,
        account_id=actor.id,
        action="contact.opened",
        subject_type="contact",
        subject_id=contact.id,
    )
    session.flush()
    return contact, False


def finish_contact(session: Session, actor: Actor, contact: Contact) -> None:
    """Seal a contact: later corrections are new entries. Finishing twice changes nothing.

    Raises Conflict, naming what to mend, while a blocking check speaks up.
    """
    _may_write(actor)
    if contact.finished_at:
        return
    if found := blocking(load_record(session, actor, contact.work_id)):
        raise Conflict(found[0].message)
    contact.finished_at = utcnow()
    record_event(
        session,
        account_id=actor.id,
        action="contact.finished",
        subject_type="contact",
        subject_id=contact.id,
    )
    renew(session, actor, contact.work_id, closing=contact.stage == CLOSING)


def file_entries(
    session: Session, actor: Actor, work: Work, contact: Contact | None, filing: Filing
) -> Sequence[Entry]:
    """Write a turn's entries and what it settles; the same message again writes nothing.

    Raises Invalid for a value that practice/ does not allow, Conflict for a new answer in a
    finished contact.
    """
    _may_write(actor)
    queries.work(session, actor, work.id, lock=True)  # one at a time: entries are numbered
    written = [
        entry
        for entry in queries.entries_of_message(session, actor, filing.message_id)
        if entry.position in filing.positions
    ]
    if written:
        return written
    filed = _filed(load_record(session, actor, work.id), contact, filing)
    if contact:
        contact.settled, contact.later = list(filed.settled), list(filed.later)
    if not filed.entries:
        return []
    entries = [
        _stored(entry, work, actor, filing, position)
        for position, entry in zip(filing.positions, filed.entries, strict=False)
    ]
    session.add_all(entries)
    record_event(
        session,
        account_id=actor.id,
        action="entries.filed",
        subject_type="work",
        subject_id=work.id,
        fields=tuple(dict.fromkeys(entry.field for entry in entries)),
    )
    session.flush()
    renew(session, actor, work.id)
    return entries


def _filed(record: Record, contact: Contact | None, filing: Filing) -> Filed:
    """What practice/ makes of the drafts, with its refusals as ours."""
    here = record.contact(contact.id) if contact else None
    try:
        return file_drafts(
            record,
            here,
            filing.drafts,
            filing.message_id,
            new_id,
            filing.settle,
            filing.later,
            filing.take_up,
        )
    except ContactFinished as refusal:
        raise Conflict(str(refusal)) from None
    except (CannotFile, NotAllowedValue) as refusal:
        raise Invalid(str(refusal)) from None


def _stored(
    entry: practice.record.Entry, work: Work, actor: Actor, filing: Filing, position: int
) -> Entry:
    """An entry as a row."""
    same = ("id", "seq", "contact_id", "field", "stage", "answer_state", "value", "words", "reason",
            "kind", "source_person", "thread_id", "change", "supersedes")  # fmt: skip
    return Entry(
        **{name: getattr(entry, name) for name in same},
        parts=dict(entry.parts),
        work_id=work.id,
        author_id=actor.id,
        conversation_id=filing.conversation_id,
        message_id=filing.message_id,
        position=position,
        occurred_at=_occurred(entry),
        recorded_at=utcnow(),
    )


def _occurred(entry: practice.record.Entry) -> datetime | None:
    """When it happened, where that is known: today, unless the person typed another day (C1)."""
    return None if entry.field == "C1" and entry.words else utcnow()
