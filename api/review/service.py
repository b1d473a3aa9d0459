"""Deciding about a finished contact, and how contacts stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.errors import Conflict, Invalid, NotAllowed, NotFound
from api.identity.actor import Actor
from api.review import queries
from api.review.models import Review
from api.review.standing import DECISIONS, RETURNED, Decided, Standing
from api.sending import check_key
from api.tables import new_id, utcnow
from api.typed import is_empty, taken_in
from api.works import queries as work_queries
from api.works.models import Work
from practice.content import content


@dataclass(frozen=True)
class Decision:
    """What a supervisor sends. version: of the standing that they saw; key: of this sending."""

    decision: str
    note: str
    version: str
    key: str


def standings(session: Session, actor: Actor, works: Sequence[Work]) -> dict[str, list[Standing]]:
    """How each contact of these visible works stands, oldest first, by work id."""
    ids = [work.id for work in works]
    seqs = work_queries.latest_seqs(session, actor, ids)
    own = work_queries.contacts_with_a_hand_in(session, actor, ids)
    decided: dict[str, list[Decided]] = {}
    for row in queries.decisions(session, actor, ids):
        decided.setdefault(row.contact_id, []).append(row)
    found: dict[str, list[Standing]] = {work_id: [] for work_id in ids}
    for contact in work_queries.contacts(session, actor, ids):
        about = decided.get(contact.id, [])
        standing = Standing(contact, seqs.get(contact.id, 0), about, contact.id in own)
        found[contact.work_id].append(standing)
    return found


def standing_to_decide(session: Session, actor: Actor, work: Work, contact_id: str) -> Standing:
    """The standing of a finished contact that the actor may decide about.

    Raises NotFound when it is not one of this work's, NotAllowed for anyone but a supervisor of
    the work's team and for those who had a hand in it, Conflict while it is not finished.
    """
    if not actor.supervises:
        raise NotAllowed()
    there = standings(session, actor, [work])[work.id]
    found = next((row for row in there if row.contact.id == contact_id), None)
    if not found:
        raise NotFound()
    if found.own:
        raise NotAllowed(content().say("review.own"))
    if not found.contact.finished_at:
        raise Conflict(content().say("review.not_finished"))
    return found


def decide(session: Session, actor: Actor, work_id: str, contact_id: str, sent: Decision) -> Review:
    """Keep a decision about a contact; the same sending again gives the same decision.

    Raises what `standing_to_decide` raises, NotFound for a work that is not the actor's to see,
    Invalid for an unknown decision or a return without a note, TooLarge, Conflict when the
    contact or its decisions have changed since the actor looked.
    """
    work = work_queries.work(session, actor, work_id, lock=True)
    standing = standing_to_decide(session, actor, work, contact_id)
    note = taken_in(sent.note).strip()
    check_key(sent.key)
    if sent.decision not in DECISIONS:
        raise Invalid()
    if sent.decision == RETURNED and is_empty(note):
        raise Invalid(content().say("review.note_missing"))
    known = queries.sent_before(session, actor, sent.key)
    if known and (known.contact_id, known.decision, known.note) == (
        contact_id,
        sent.decision,
        note,
    ):
        return known
    if known or sent.version != standing.version:
        raise Conflict(content().say("review.stale"))
    return _kept(session, actor, standing, sent, note)


def _kept(session: Session, actor: Actor, standing: Standing, sent: Decision, note: str) -> Review:
    review = Review(
        id=new_id(),
        work_id=standing.contact.work_id,
        contact_id=standing.contact.id,
        position=len(standing.decisions),
        supervisor_id=actor.id,
        decision=sent.decision,
        note=note,
        seq=standing.seq,
        key=sent.key,
        created_at=utcnow(),
    )
    session.add(review)
    record_event(
        session,
        account_id=actor.id,
        action=f"contact.{sent.decision}",
        subject_type="contact",
        subject_id=review.contact_id,
    )
    session.flush()
    return review
