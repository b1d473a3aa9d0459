"""What a finished conversation's page says about sending its summary to the council's system."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.destination import Destination
from api.identity.actor import Actor
from api.webhook import queries
from api.webhook.models import FAILED, Delivery
from api.webhook.service import may_send, this_version
from api.works import queries as work_queries
from api.works.models import Contact


@dataclass(frozen=True)
class Sending:
    """host: where it may go, "" while sending is off. can_send: the button stands there.

    failed: the button tries anew what was not delivered.
    """

    host: str
    can_send: bool
    failed: bool
    deliveries: Sequence[Delivery]


def sending(
    session: Session, actor: Actor, contact: Contact, destination: Destination | None
) -> Sending | None:
    """What the page shows; None where nothing can be, or was, sent."""
    host = destination.host if destination else ""
    found = queries.deliveries(session, actor, contact.id)
    if not contact.finished_at or not (host or found):
        return None
    work = work_queries.work(session, actor, contact.work_id)
    known = this_version(session, actor, contact, host) if host else None
    failed = known is not None and known.state == FAILED
    open_to_send = bool(host) and (known is None or failed)
    return Sending(host, open_to_send and may_send(actor, work), failed, found)
