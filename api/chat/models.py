"""Stored models of conversations. The inbox keeps every word before the bot sees any."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime, new_id, utcnow


class Conversation(Base):
    """One guided conversation.

    bot_id: the random Rasa conversation it runs in, renewed when that grows long. question:
    the open question as the bot put it. asked_at: when it was put. words_wait: it may hold words
    that have no place in the record yet. retry_at: when a message that could not be answered is
    taken up again.
    """

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    work_id: Mapped[str | None] = mapped_column(ForeignKey("work.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id"))
    bot_id: Mapped[str] = mapped_column(String(36), default=new_id)
    bot_turns: Mapped[int] = mapped_column(Integer, default=0)
    question: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    offered: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words_wait: Mapped[bool] = mapped_column(default=False)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class InboxMessage(Base):
    """What a person sent, whole, and the reply it led to.

    state: `waiting` until it is answered; `answered`; `refused` (a stale choice, an error
    that will not pass); both of the latter hold what was said.
    """

    __tablename__ = "inbox_message"
    __table_args__ = (
        UniqueConstraint("account_id", "client_message_id"),
        UniqueConstraint("conversation_id", "position"),
        Index("ix_inbox_message_state", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    client_message_id: Mapped[str] = mapped_column(String(128))
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    labels: Mapped[list[str]] = mapped_column(JSON, default=list)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
