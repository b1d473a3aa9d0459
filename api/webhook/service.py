"""Putting a finished summary into the outbox, and writing down what became of it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.destination import Destination
from api.errors import Conflict, NotAllowed, NotFound
from api.identity.actor import Actor
from api.tables import new_id, utcnow
from api.webhook import queries
from api.webhook.models import DELIVERED, FAILED, WAITING, Delivery
from api.webhook.network import NotReached
from api.webhook.payload import body_of
from api.works import queries as work_queries
from api.works.models import Contact, Work
from practice.content import content

# Half a minute, then twice as long each time, an hour at most: given up after about nine hours.
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 15
# While one attempt is under way (a minute at most, api/webhook/network.py) nobody else makes
# another; if it is lost with its process, it is made again.
LEASE = timedelta(minutes=2)


def may_send(actor: Actor, work: Work) -> bool:
    """Whether the actor sends this work's summaries: the practitioner whose work it is."""
    return actor.has_case_work and actor.id == work.owner_id


def put_out(
    session: Session,
    actor: Actor,
    work_id: str,
    contact_id: str,
    destination: Destination | None,
    host: str,
) -> Delivery:
    """Have a finished conversation's summary sent to the host that the button named.

    What is on its way, or was delivered and has not changed, is not sent again; what failed is
    tried anew. Raises NotFound, NotAllowed for anyone but the work's own practitioner, Conflict
    while it is not finished, or when the council's settings name another host or none.
    """
    contact = _contact_to_send(session, actor, work_id, contact_id)
    if not destination or destination.host != host:
        raise Conflict(content().say("webhook.other_host"))
    known = this_version(session, actor, contact, host)
    if known and known.state != FAILED:
        return known
    delivery = known or _new(session, actor, contact, host)
    delivery.state, delivery.reason, delivery.attempts = WAITING, "", 0
    delivery.next_at = utcnow()
    _note(session, delivery, actor.id, "webhook.queued")
    session.flush()
    return delivery


def _contact_to_send(session: Session, actor: Actor, work_id: str, contact_id: str) -> Contact:
    work = work_queries.work(session, actor, work_id, lock=True)
    contact = work_queries.contact(session, actor, contact_id)
    if contact.work_id != work.id:
        raise NotFound()
    if not may_send(actor, work):
        raise NotAllowed(content().say("webhook.not_yours"))
    if not contact.finished_at:
        raise Conflict(content().say("webhook.not_finished"))
    return contact


def this_version(session: Session, actor: Actor, contact: Contact, host: str) -> Delivery | None:
    """The delivery of the conversation as it is now to this host, or None."""
    seq = _seq(session, actor, contact)
    found = queries.deliveries(session, actor, contact.id)
    return next((row for row in found if (row.seq, row.host) == (seq, host)), None)


def _seq(session: Session, actor: Actor, contact: Contact) -> int:
    return work_queries.latest_seqs(session, actor, [contact.work_id]).get(contact.id, 0)


def _new(session: Session, actor: Actor, contact: Contact, host: str) -> Delivery:
    now, event_id = utcnow(), new_id()
    delivery = Delivery(
        id=event_id,
        work_id=contact.work_id,
        contact_id=contact.id,
        seq=_seq(session, actor, contact),
        host=host,
        account_id=actor.id,
        body=body_of(session, actor, contact, event_id, now),
        created_at=now,
    )
    session.add(delivery)
    return delivery


def take_next(session: Session, now: datetime) -> Delivery | None:
    """A delivery to attempt now, or None; nobody else takes it up while the attempt lasts."""
    found = queries.next_due(session, now)
    if found:
        found.attempts += 1
        found.next_at = now + LEASE
    return found


def settle(session: Session, delivery: Delivery, failure: NotReached | None) -> None:
    """Write down how the attempt ended; nothing when another one has begun meanwhile."""
    found = queries.waiting(session, delivery.id, delivery.attempts)
    if not found:
        return
    if failure is None:
        found.state, found.reason, found.body = DELIVERED, "", None
        found.delivered_at = utcnow()
        return _note(session, found, found.account_id, "webhook.delivered")
    found.reason = failure.reason
    found.next_at = utcnow() + wait_after(found.attempts)
    if not failure.again or found.attempts >= MOST_ATTEMPTS:
        found.state = FAILED
        _note(session, found, found.account_id, "webhook.failed")


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def _note(session: Session, delivery: Delivery, account_id: str, action: str) -> None:
    record_event(
        session,
        account_id=account_id,
        action=action,
        subject_type="webhook_delivery",
        subject_id=delivery.id,
    )
