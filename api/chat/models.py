"""Stored models of conversations. The inbox keeps every word before the bot sees any."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow


class Conversation(Base):
    """One guided conversation.

    bot_id: the random Rasa conversation it runs in, renewed when that grows long. question:
    the open question as the bot put it, with its contact. question_id: its name, and the id of the
    message whose reply put it (api/chat/open_question.py). asked_at: when it was put last.
    words_wait: it may hold words that have no place in the record yet. retry_at: when a message
    that could not be answered is taken up again.
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
    question_id: Mapped[str | None] = mapped_column(String(36))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words_wait: Mapped[bool] = mapped_column(default=False)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class InboxMessage(Base):
    """What a person sent, whole, and the reply it led to.

    state: `waiting` until it is answered; `answered`; `refused` (a stale choice, an answer to
    another question, an error that will not pass); both of the latter hold what was said.
    question_id: the question it answers, when the client names one. open_question_id: the one
    that was open when it came.
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
    question_id: Mapped[str | None] = mapped_column(String(36))
    open_question_id: Mapped[str | None] = mapped_column(String(36))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
