"""The only place that selects from the record's tables. Every selector takes the actor."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session

from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.models import Account
from api.identity.roles import Role
from api.works.models import Contact, Entry, Work


def visible(actor: Actor) -> ColumnElement[bool]:
    """A practitioner sees their own work, a supervisor their team's; nobody else any."""
    if actor.role == Role.PRACTITIONER:
        return Work.owner_id == actor.id
    if actor.supervises:
        return (Work.team == actor.team) | (Work.owner_id == actor.id)
    return false()


def works(session: Session, actor: Actor) -> Sequence[Work]:
    """All works the actor may see, newest first."""
    query = select(Work).where(visible(actor)).order_by(Work.created_at.desc(), Work.id)
    return session.scalars(query).all()


def team_works(session: Session, actor: Actor) -> Sequence[Work]:
    """All works of the team that the actor supervises; none for anyone else."""
    if not actor.supervises:
        return []
    query = select(Work).where(Work.team == actor.team).order_by(Work.created_at.desc(), Work.id)
    return session.scalars(query).all()


def work(session: Session, actor: Actor, work_id: str, lock: bool = False) -> Work:
    """One work. Raises NotFound when it does not exist or is not the actor's to see.

    lock: others who ask for it with a lock wait until this transaction ends.
    """
    query = select(Work).where(Work.id == work_id, visible(actor))
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
        .where(visible(actor), Contact.work_id.in_(work_ids))
        .order_by(Contact.started_at, Contact.id)
    )
    return session.scalars(query).all()


def contact(session: Session, actor: Actor, contact_id: str, lock: bool = False) -> Contact:
    """One contact. Raises NotFound when it does not exist or is not the actor's to see."""
    query = (
        select(Contact)
        .join(Work, Work.id == Contact.work_id)
        .where(visible(actor), Contact.id == contact_id)
    )
    found = session.scalar(query.with_for_update(of=Contact) if lock else query)
    if not found:
        raise NotFound()
    return found


def entries(session: Session, actor: Actor, work_id: str) -> Sequence[Entry]:
    """Every entry of a visible work, superseded ones included, in the order recorded."""
    query = (
        select(Entry)
        .join(Work, Work.id == Entry.work_id)
        .where(visible(actor), Entry.work_id == work_id)
        .order_by(Entry.seq)
    )
    return session.scalars(query).all()


def last_recorded(session: Session, actor: Actor) -> dict[str, datetime]:
    """When something was last recorded in each work the actor may see, by work id."""
    query = (
        select(Entry.work_id, func.max(Entry.recorded_at))
        .join(Work, Work.id == Entry.work_id)
        .where(visible(actor))
        .group_by(Entry.work_id)
    )
    return {work_id: at for work_id, at in session.execute(query)}


def entries_of_message(session: Session, actor: Actor, message_id: str) -> Sequence[Entry]:
    """The entries that one message of a conversation led to."""
    query = (
        select(Entry)
        .join(Work, Work.id == Entry.work_id)
        .where(visible(actor), Entry.message_id == message_id)
        .order_by(Entry.position)
    )
    return session.scalars(query).all()


def author_names(session: Session, actor: Actor, work_id: str) -> dict[str, str]:
    """Display names of everyone who wrote in a visible work, by account id."""
    query = (
        select(Account.id, Account.display_name)
        .join(Entry, Entry.author_id == Account.id)
        .join(Work, Work.id == Entry.work_id)
        .where(visible(actor), Entry.work_id == work_id)
        .distinct()
    )
    return {account_id: name for account_id, name in session.execute(query)}


def owner_names(session: Session, actor: Actor) -> dict[str, str]:
    """Display names of those whose work the actor may see, by account id."""
    query = (
        select(Account.id, Account.display_name)
        .join(Work, Work.owner_id == Account.id)
        .where(visible(actor))
        .distinct()
    )
    return {account_id: name for account_id, name in session.execute(query)}


def latest_seqs(session: Session, actor: Actor, work_ids: Sequence[str]) -> dict[str, int]:
    """The number of the latest entry of each contact that has one, by contact id."""
    query = (
        select(Entry.contact_id, func.max(Entry.seq))
        .join(Work, Work.id == Entry.work_id)
        .where(visible(actor), Entry.work_id.in_(work_ids), Entry.contact_id.is_not(None))
        .group_by(Entry.contact_id)
    )
    return {contact_id: seq for contact_id, seq in session.execute(query) if contact_id}


def contacts_with_a_hand_in(session: Session, actor: Actor, work_ids: Sequence[str]) -> set[str]:
    """Ids of the contacts that the actor opened, wrote in, or that belong to their own work."""
    query = (
        select(Contact.id)
        .join(Work, Work.id == Contact.work_id)
        .outerjoin(Entry, Entry.contact_id == Contact.id)
        .where(
            visible(actor),
            Contact.work_id.in_(work_ids),
            (Work.owner_id == actor.id)
            | (Contact.opened_by == actor.id)
            | (Entry.author_id == actor.id),
        )
    )
    return set(session.scalars(query.distinct()))
