"""The only place that selects deliveries. Those for a person take the actor."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.webhook.models import WAITING, Delivery
from api.works.models import Work
from api.works.queries import visible


def deliveries(session: Session, actor: Actor, contact_id: str) -> Sequence[Delivery]:
    """Every delivery of a conversation of a visible work, latest first."""
    query = (
        select(Delivery)
        .join(Work, Work.id == Delivery.work_id)
        .where(visible(actor), Delivery.contact_id == contact_id)
        .order_by(Delivery.created_at.desc(), Delivery.id)
    )
    return session.scalars(query).all()


def next_due(session: Session, now: datetime) -> Delivery | None:
    """The delivery that waits longest of those whose time has come, locked for this transaction.

    For the service's own round, which acts for whoever pressed the button.
    """
    query = (
        select(Delivery)
        .where(Delivery.state == WAITING, Delivery.next_at <= now)
        .order_by(Delivery.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(query)


def waiting(session: Session, delivery_id: str, attempts: int) -> Delivery | None:
    """A delivery that still waits on this very attempt, or None. For the service's own round."""
    query = select(Delivery).where(
        Delivery.id == delivery_id, Delivery.state == WAITING, Delivery.attempts == attempts
    )
    return session.scalar(query.with_for_update())
