"""The only place that selects conversations and messages. Every selector takes the actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.chat.models import Conversation, InboxMessage
from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.models import Account


def conversation(
    session: Session, actor: Actor, conversation_id: str, lock: bool = False
) -> Conversation:
    """The actor's own conversation. Raises NotFound for anyone else's."""
    query = select(Conversation).where(
        Conversation.id == conversation_id, Conversation.account_id == actor.id
    )
    found = session.scalar(query.with_for_update() if lock else query)
    if not found:
        raise NotFound()
    return found


def conversations_about(session: Session, actor: Actor, work_id: str) -> Sequence[Conversation]:
    """The actor's own conversations about one work, latest first."""
    query = (
        select(Conversation)
        .where(Conversation.account_id == actor.id, Conversation.work_id == work_id)
        .order_by(Conversation.created_at.desc())
    )
    return session.scalars(query).all()


def conversation_on(session: Session, actor: Actor, contact_id: str) -> Conversation | None:
    """The actor's own conversation in which this contact is open, the one used last; or None."""
    query = (
        select(Conversation)
        .where(Conversation.account_id == actor.id, Conversation.contact_id == contact_id)
        .order_by(Conversation.asked_at.desc().nulls_last(), Conversation.created_at.desc())
        .limit(1)
    )
    return session.scalar(query)


def message_by_client_id(
    session: Session, actor: Actor, client_message_id: str
) -> InboxMessage | None:
    """The actor's message with this client id, or None."""
    query = select(InboxMessage).where(
        InboxMessage.account_id == actor.id, InboxMessage.client_message_id == client_message_id
    )
    return session.scalar(query)


def message(session: Session, actor: Actor, message_id: str) -> InboxMessage:
    """One of the actor's messages. Raises NotFound."""
    query = select(InboxMessage).where(
        InboxMessage.id == message_id, InboxMessage.account_id == actor.id
    )
    found = session.scalar(query)
    if not found:
        raise NotFound()
    return found


def messages(session: Session, actor: Actor, conversation_id: str) -> Sequence[InboxMessage]:
    """All messages of the actor's conversation, in order."""
    query = (
        select(InboxMessage)
        .where(InboxMessage.conversation_id == conversation_id, InboxMessage.account_id == actor.id)
        .order_by(InboxMessage.position)
    )
    return session.scalars(query).all()


def oldest_waiting(session: Session, actor: Actor, conversation_id: str) -> InboxMessage | None:
    """The message that is to be answered next, or None."""
    query = (
        select(InboxMessage)
        .where(
            InboxMessage.conversation_id == conversation_id,
            InboxMessage.account_id == actor.id,
            InboxMessage.state == "waiting",
        )
        .order_by(InboxMessage.position)
        .limit(1)
    )
    return session.scalar(query)


def next_position(session: Session, actor: Actor, conversation_id: str) -> int:
    """The place of the next message in the actor's conversation."""
    query = select(func.max(InboxMessage.position)).where(
        InboxMessage.conversation_id == conversation_id, InboxMessage.account_id == actor.id
    )
    return (session.scalar(query) or 0) + 1


def waiting_conversations(session: Session, now: datetime) -> list[tuple[str, str]]:
    """(conversation id, account id) where an unanswered message is to be tried (again) by now.

    For the service's own clean-up, which answers each on behalf of its owner.
    """
    query = (
        select(Conversation.id, Conversation.account_id)
        .join(InboxMessage, InboxMessage.conversation_id == Conversation.id)
        .where(
            InboxMessage.state == "waiting",
            Conversation.retry_at.is_(None) | (Conversation.retry_at <= now),
        )
        .distinct()
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def quiet_with_words(session: Session, before: datetime) -> list[tuple[str, str]]:
    """(conversation id, account id) where words may have waited for a tap since before then.

    For the service's own clean-up, which files them on behalf of their owner.
    """
    query = select(Conversation.id, Conversation.account_id).where(
        Conversation.words_wait,
        Conversation.asked_at.is_(None) | (Conversation.asked_at <= before),
    )
    return [(row[0], row[1]) for row in session.execute(query)]


@dataclass(frozen=True)
class Waiting:
    """Messages that wait to be filed: how many, since when. conversation_id: where to look."""

    count: int
    since: datetime
    conversation_id: str | None = None


def waiting_of(session: Session, actor: Actor) -> list[Waiting]:
    """The actor's own unanswered messages, by conversation, the longest wait first."""
    since = func.min(InboxMessage.received_at)
    query = (
        select(func.count(), since, InboxMessage.conversation_id)
        .where(InboxMessage.state == "waiting", InboxMessage.account_id == actor.id)
        .group_by(InboxMessage.conversation_id)
        .order_by(since)
    )
    return [Waiting(*row) for row in session.execute(query)]


def waiting_in_team(session: Session, actor: Actor) -> Waiting | None:
    """How many messages of the actor's team wait; no word of them. None for none, or no lead."""
    query = (
        select(func.count(), func.min(InboxMessage.received_at))
        .join(Account, Account.id == InboxMessage.account_id)
        .where(InboxMessage.state == "waiting", Account.team == actor.team)
    )
    count, since = session.execute(query).one()
    return Waiting(count, since) if count and actor.supervises else None
