"""Saving an audit: whole, as a new version, by somebody who had no hand in the work."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.case_audit import queries
from api.case_audit.models import CaseAudit
from api.errors import Conflict, Invalid, NotAllowed
from api.identity.actor import Actor
from api.sending import check_key
from api.tables import new_id, utcnow
from api.typed import taken_in
from api.works import queries as work_queries
from api.works.models import Work
from api.works.record import load_record
from practice.assurance.audit_forms import Answer, AuditForm
from practice.content import content
from practice.record import Record
from practice.rules.coverage import Shown, coverage


@dataclass(frozen=True)
class Saving:
    """A form as its auditor sends it.

    version, seq: of what they last saved, and of the record, when the page was opened. key: of
    this sending; the same key again saves nothing more.
    """

    form: AuditForm
    answers: Mapping[str, Answer]
    overall: str
    version: int
    seq: int
    key: str
    finish: bool = False


def may_audit(session: Session, actor: Actor, work: Work) -> bool:
    """Whether the actor, who sees this work, is a supervisor who had no hand in it."""
    authors = work_queries.author_names(session, actor, work.id)
    return actor.supervises and actor.id not in {work.owner_id, *authors}


def standards_shown(record: Record) -> dict[str, Shown]:
    """What the record shows now of every standard, by id."""
    return {row.id: row for rows in coverage(record).values() for row in rows.values()}


def latest_seq(record: Record) -> int:
    """The number of the record's latest entry, 0 without one."""
    return max((entry.seq for entry in record.entries), default=0)


def save(session: Session, actor: Actor, work_id: str, sent: Saving) -> CaseAudit:
    """Keep an audit as its next version; the same sending again gives the same version.

    Raises NotFound for a work that is not the actor's to see, NotAllowed for anyone who may not
    audit it, Invalid for an unknown rating or for finishing what is not complete, TooLarge,
    Conflict when the audit was saved elsewhere meanwhile, or the record changed before finishing.
    """
    work = work_queries.work(session, actor, work_id, lock=True)
    if not may_audit(session, actor, work):
        raise NotAllowed(content().say("case_audit.not_yours"))
    sent = _read(sent)
    known = queries.sent_before(session, actor, sent.key)
    if known and _same(known, work_id, sent):
        return known
    latest = queries.own_latest(session, actor, work_id, sent.form.id)
    if known or (latest.version if latest else 0) != sent.version:
        raise Conflict(content().say("case_audit.stale"))
    record = load_record(session, actor, work_id)
    if sent.finish:
        _check_finish(sent, record)
    return _kept(session, actor, sent, record)


def _read(sent: Saving) -> Saving:
    """The sending as it is stored: texts cleaned, empty answers left out.

    Raises Invalid for a rating that the form does not have.
    """
    answers = {}
    for question in sent.form.questions:
        given = sent.answers.get(question.id, Answer())
        if given.rating and not sent.form.rating(given.rating):
            raise Invalid()
        answer = Answer(given.rating, taken_in(given.comment).strip())
        if answer != Answer():
            answers[question.id] = answer
    check_key(sent.key)
    return replace(sent, answers=answers, overall=taken_in(sent.overall).strip())


def _same(known: CaseAudit, work_id: str, sent: Saving) -> bool:
    """Whether this very sending was kept before."""
    kept = (known.work_id, known.form, known.finished, known.answers, known.overall)
    return kept == (work_id, sent.form.id, sent.finish, _stored(sent), sent.overall)


def _stored(sent: Saving) -> dict[str, dict[str, str]]:
    return {question: asdict(answer) for question, answer in sent.answers.items()}


def _check_finish(sent: Saving, record: Record) -> None:
    if sent.form.missing(sent.answers):
        raise Invalid(content().say("case_audit.not_complete"))
    if latest_seq(record) != sent.seq:
        raise Conflict(content().say("case_audit.record_changed"))


def _kept(session: Session, actor: Actor, sent: Saving, record: Record) -> CaseAudit:
    audit = CaseAudit(
        id=new_id(),
        work_id=record.work["id"],
        form=sent.form.id,
        auditor_id=actor.id,
        version=sent.version + 1,
        finished=sent.finish,
        answers=_stored(sent),
        overall=sent.overall,
        shown=_shown(sent.form, record),
        seq=latest_seq(record),
        key=sent.key,
        created_at=utcnow(),
    )
    session.add(audit)
    record_event(
        session,
        account_id=actor.id,
        action="case_audit.finished" if sent.finish else "case_audit.saved",
        subject_type="work",
        subject_id=audit.work_id,
        fields=(audit.form,),
    )
    session.flush()
    return audit


def _shown(form: AuditForm, record: Record) -> dict[str, dict[str, Any]]:
    shown = standards_shown(record)
    named = {question.shows for question in form.questions if question.shows}
    return {key: {"state": shown[key].state, "entries": list(shown[key].entries)} for key in named}
