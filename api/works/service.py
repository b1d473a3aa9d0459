"""What may be done with a work: begin it, open and finish contacts, file entries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.database import new_id, utcnow
from api.errors import Conflict, Invalid, NotAllowed
from api.identity.actor import Actor
from api.works import queries
from api.works.models import Contact, Entry, Work
from practice.allowed import NotAllowedValue, check_answer
from practice.checks import findings
from practice.content import KINDS, Field, content

CASE_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{1,39}")
SECTION_42 = ("yes", "no", "not_decided")
BATCH = 100
CHANGES = ("new", "continued", "corrected", "withdrawn")
SOURCES = ("adult", "representative", "advocate", "best_interests", "practitioner", "professional")


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
        raise Invalid("There is no such stage.")
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
    from api.works.record import load_record

    blocking = [
        f for f in findings(load_record(session, actor, contact.work_id)) if f.severity == "block"
    ]
    if blocking:
        raise Conflict(blocking[0].message)
    contact.finished_at = utcnow()
    record_event(
        session,
        account_id=actor.id,
        action="contact.finished",
        subject_type="contact",
        subject_id=contact.id,
    )


def file_entries(
    session: Session, actor: Actor, work: Work, contact: Contact | None, filing: Filing
) -> Sequence[Entry]:
    """Write a turn's entries and what it settles; the same message again writes nothing.

    Raises Invalid for a value that practice/ does not allow, Conflict for a new answer in a
    finished contact.
    """
    _may_write(actor)
    if contact:
        contact.settled = _with(contact.settled, filing.settle)
        contact.later = _with(() if filing.take_up else contact.later, filing.later)
    written = [
        entry
        for entry in queries.entries_of_message(session, actor, filing.message_id)
        if entry.position in filing.positions
    ]
    if written or not filing.drafts:
        return written
    entries = []
    for position, draft in zip(filing.positions, filing.drafts, strict=False):
        entries.append(_entry(session, actor, work, contact, filing, draft, position))
        session.add(entries[-1])
        session.flush()
    record_event(
        session,
        account_id=actor.id,
        action="entries.filed",
        subject_type="work",
        subject_id=work.id,
        fields=tuple(dict.fromkeys(entry.field for entry in entries)),
    )
    return entries


def _with(known: Sequence[str], more: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*known, *more]))


def _entry(
    session: Session,
    actor: Actor,
    work: Work,
    contact: Contact | None,
    filing: Filing,
    draft: Mapping[str, Any],
    position: int,
) -> Entry:
    older = _standing(session, actor, work, draft.get("supersedes"))
    if contact and contact.finished_at and not older:
        raise Conflict("This conversation is finished. Open a new one to add to the record.")
    answer = _answer(draft, older)
    field = _checked(draft, answer)
    return Entry(
        id=new_id(),
        seq=queries.next_seq(session, actor, work.id),
        work_id=work.id,
        contact_id=older.contact_id if older else (contact.id if contact else None),
        field=field.id,
        stage=older.stage if older else (contact.stage if contact else "note"),
        kind=draft["kind"],
        source_person=draft["source_person"],
        thread_id=_thread(draft, older),
        change=draft["change"],
        supersedes=older.id if older else None,
        author_id=actor.id,
        conversation_id=filing.conversation_id,
        message_id=filing.message_id,
        position=position,
        occurred_at=_occurred(contact, draft),
        recorded_at=utcnow(),
        **answer,
    )


def _standing(session: Session, actor: Actor, work: Work, entry_id: str | None) -> Entry | None:
    """The entry that stands now in the chain that `entry_id` is part of."""
    if not entry_id:
        return None
    found = session.get(Entry, entry_id)
    if not found or found.work_id != work.id:
        raise Invalid("The entry to change is not part of this work.")
    while newer := queries.successor(session, actor, found.id):
        found = newer
    return found


def _answer(draft: Mapping[str, Any], older: Entry | None) -> dict[str, Any]:
    """The answer to store; a continued one is the older answer with this turn's added."""
    answer = {key: draft.get(key) for key in ("answer_state", "value", "words", "reason")}
    answer["parts"] = dict(draft.get("parts") or {})
    if draft["change"] == "continued" and older:
        answer["parts"] = {**older.parts, **answer["parts"]}
        for key in ("value", "words", "reason"):
            answer[key] = older_or(answer[key], getattr(older, key))
    return answer


def older_or(new: Any, old: Any) -> Any:
    """`new` where it is given, else `old`."""
    return old if new is None else new


def _checked(draft: Mapping[str, Any], answer: Mapping[str, Any]) -> Field:
    if draft["change"] not in CHANGES or draft["kind"] not in KINDS:
        raise Invalid("This entry has an unknown change or kind.")
    if draft["source_person"] not in SOURCES:
        raise Invalid("This entry has an unknown source.")
    try:
        return check_answer(
            draft["field"], answer["answer_state"], answer["value"], answer["parts"]
        )
    except NotAllowedValue as error:
        raise Invalid(str(error)) from None


def _thread(draft: Mapping[str, Any], older: Entry | None) -> str | None:
    if older:
        return older.thread_id
    return new_id() if draft.get("opens") else draft.get("thread")


def _occurred(contact: Contact | None, draft: Mapping[str, Any]) -> datetime | None:
    """When it happened, where that is known: today, unless the person typed another day (C1)."""
    if draft["field"] == "C1" and draft.get("words"):
        return None
    return utcnow()
