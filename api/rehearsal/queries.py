"""The only place that selects rehearsals. Every selector takes the actor."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.models import Account
from api.identity.roles import Role
from api.rehearsal.models import Rehearsal, RehearsalTurn


@dataclass(frozen=True)
class Shared:
    """A shared rehearsal, and the display name of its trainee."""

    rehearsal: Rehearsal
    trainee: str


def _visible(actor: Actor) -> ColumnElement[bool]:
    """One's own; for a facilitator also what someone of the team has shared."""
    own = Rehearsal.account_id == actor.id
    if actor.role != Role.FACILITATOR:
        return own
    return or_(own, _shared_in(actor))


def _shared_in(actor: Actor) -> ColumnElement[bool]:
    team = select(Account.id).where(Account.team == actor.team)
    return and_(Rehearsal.shared_at.is_not(None), Rehearsal.account_id.in_(team))


def rehearsal(session: Session, actor: Actor, rehearsal_id: str) -> Rehearsal:
    """One that the actor may read. Raises NotFound."""
    query = select(Rehearsal).where(Rehearsal.id == rehearsal_id, _visible(actor))
    found = session.scalar(query)
    if not found:
        raise NotFound()
    return found


def own(session: Session, actor: Actor, rehearsal_id: str, lock: bool = False) -> Rehearsal:
    """One of the actor's own, to be changed. Raises NotFound."""
    query = select(Rehearsal).where(Rehearsal.id == rehearsal_id, Rehearsal.account_id == actor.id)
    found = session.scalar(query.with_for_update() if lock else query)
    if not found:
        raise NotFound()
    return found


def own_by_key(session: Session, actor: Actor, key: str) -> Rehearsal | None:
    """The actor's rehearsal that was begun with this key, or None."""
    query = select(Rehearsal).where(Rehearsal.account_id == actor.id, Rehearsal.key == key)
    return session.scalar(query)


def all_own(session: Session, actor: Actor) -> Sequence[Rehearsal]:
    """All of the actor's own, latest first."""
    query = select(Rehearsal).where(Rehearsal.account_id == actor.id)
    return session.scalars(query.order_by(Rehearsal.began_at.desc(), Rehearsal.id)).all()


def shared(session: Session, actor: Actor) -> Sequence[Shared]:
    """What the team's trainees have shared with its facilitators, latest first."""
    if actor.role != Role.FACILITATOR:
        return []
    query = (
        select(Rehearsal, Account.display_name)
        .join(Account, Account.id == Rehearsal.account_id)
        .where(_shared_in(actor), Rehearsal.account_id != actor.id)
        .order_by(Rehearsal.shared_at.desc(), Rehearsal.id)
    )
    return [Shared(*row) for row in session.execute(query)]


def turns(session: Session, rehearsal: Rehearsal) -> Sequence[RehearsalTurn]:
    """The turns of a rehearsal that was selected for the actor, in order."""
    query = select(RehearsalTurn).where(RehearsalTurn.rehearsal_id == rehearsal.id)
    return session.scalars(query.order_by(RehearsalTurn.position)).all()
