"""The only place that selects from the record's tables. Every selector takes the actor."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.models import Account
from api.identity.roles import Role
from api.works.models import Contact, Entry, Work


def _visible(actor: Actor) -> ColumnElement[bool]:
    """A practitioner sees their own work, a supervisor their team's; nobody else any."""
    if actor.role == Role.PRACTITIONER:
        return Work.owner_id == actor.id
    if actor.role == Role.SUPERVISOR:
        return (Work.team == actor.team) | (Work.owner_id == actor.id)
    return false()


def works(session: Session, actor: Actor) -> Sequence[Work]:
    """All works the actor may see, newest first."""
    query = select(Work).where(_visible(actor)).order_by(Work.created_at.desc(), Work.id)
    return session.scalars(query).all()


def work(session: Session, actor: Actor, work_id: str, lock: bool = False) -> Work:
    """One work. Raises NotFound when it does not exist or is not the actor's to see."""
    query = select(Work).where(Work.id == work_id, _visible(actor))
    found = session.scalar(query.with_for_update() if lock else query)
    if not found:
        raise NotFound()
    return found


def own_work_by_ref(session: Session, actor: Actor, case_ref: str) -> Work | None:
    """The actor's own work with this reference, or None."""
    query = select(Work).where(Work.owner_id == actor.id, Work.case_ref == case_ref)
    return session.scalar(query)


def contacts(session: Session, actor: Actor, work_ids: Sequence[str]) -> Sequence[Contact]:
    """Contacts of visible works, oldest first."""
    query = (
        select(Contact)
        .join(Work, Work.id == Contact.work_id)
        .where(_visible(actor), Contact.work_id.in_(work_ids))
        .order_by(Contact.started_at, Contact.id)
    )
    return session.scalars(query).all()


def contact(session: Session, actor: Actor, contact_id: str) -> Contact:
    """One contact. Raises NotFound when it does not exist or is not the actor's to see."""
    query = (
        select(Contact)
        .join(Work, Work.id == Contact.work_id)
        .where(_visible(actor), Contact.id == contact_id)
    )
    found = session.scalar(query)
    if not found:
        raise NotFound()
    return found


def entries(session: Session, actor: Actor, work_id: str) -> Sequence[Entry]:
    """Every entry of a visible work, superseded ones included, in the order recorded."""
    query = (
        select(Entry)
        .join(Work, Work.id == Entry.work_id)
        .where(_visible(actor), Entry.work_id == work_id)
        .order_by(Entry.seq)
    )
    return session.scalars(query).all()


def entries_of_message(session: Session, actor: Actor, message_id: str) -> Sequence[Entry]:
    """The entries that one message of a conversation led to."""
    query = (
        select(Entry)
        .join(Work, Work.id == Entry.work_id)
        .where(_visible(actor), Entry.message_id == message_id)
        .order_by(Entry.position)
    )
    return session.scalars(query).all()


def author_names(session: Session, actor: Actor, work_id: str) -> dict[str, str]:
    """Display names of everyone who wrote in a visible work, by account id."""
    query = (
        select(Account.id, Account.display_name)
        .join(Entry, Entry.author_id == Account.id)
        .join(Work, Work.id == Entry.work_id)
        .where(_visible(actor), Entry.work_id == work_id)
        .distinct()
    )
    return {account_id: name for account_id, name in session.execute(query)}
