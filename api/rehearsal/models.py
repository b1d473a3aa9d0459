"""Stored rehearsals. Nothing here points to a case record, and nothing there points here.

Unlike a record, a rehearsal is its trainee's own: lines can be taken back, and all of it removed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow


class Rehearsal(Base):
    """A talk with one scenario's person.

    debrief: as it was read out when the talk was stopped; it never changes after. ratings: the
    trainee's own, `{item: 1 to 5}`. again_of, again_after: the rehearsal and the number of its
    turn from which a moment is tried again.
    """

    __tablename__ = "rehearsal"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    key: Mapped[str] = mapped_column(String(128))
    scenario: Mapped[str] = mapped_column(String(60))
    again_of: Mapped[str | None] = mapped_column(ForeignKey("rehearsal.id", ondelete="SET NULL"))
    again_after: Mapped[int | None] = mapped_column(Integer)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    debrief: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    ratings: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RehearsalTurn(Base):
    """A line of the trainee, and the person's reply.

    said: the line as it was understood, sentence by sentence; None while it waits for the bot.
    """

    __tablename__ = "rehearsal_turn"
    __table_args__ = (
        UniqueConstraint("rehearsal_id", "position"),
        UniqueConstraint("rehearsal_id", "client_message_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    rehearsal_id: Mapped[str] = mapped_column(ForeignKey("rehearsal.id", ondelete="CASCADE"))
    client_message_id: Mapped[str] = mapped_column(String(128))
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    said: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    reply: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
