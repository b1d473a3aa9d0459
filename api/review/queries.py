"""The only place that selects reviews. Every selector takes the actor."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.identity.models import Account
from api.review.models import Review
from api.review.standing import Decided
from api.works.models import Work
from api.works.queries import visible


def decisions(session: Session, actor: Actor, work_ids: Sequence[str]) -> Sequence[Decided]:
    """All decisions about visible works, oldest first for each contact."""
    query = (
        select(Review, Account.display_name)
        .join(Work, Work.id == Review.work_id)
        .join(Account, Account.id == Review.supervisor_id)
        .where(visible(actor), Review.work_id.in_(work_ids))
        .order_by(Review.contact_id, Review.position)
    )
    same = ("id", "contact_id", "decision", "note", "seq", "created_at")
    return [
        Decided(supervisor=name, **{key: getattr(row, key) for key in same})
        for row, name in session.execute(query)
    ]


def sent_before(session: Session, actor: Actor, key: str) -> Review | None:
    """The actor's own decision that was sent under this key, or None."""
    query = select(Review).where(Review.supervisor_id == actor.id, Review.key == key)
    return session.scalar(query)
