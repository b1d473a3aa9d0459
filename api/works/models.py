"""Stored models of the record. Free text stands in `words`, `reason` and `parts` only."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow


class Work(Base):
    """One piece of safeguarding work, under the council's own reference."""

    __tablename__ = "work"
    __table_args__ = (UniqueConstraint("owner_id", "case_ref"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_ref: Mapped[str] = mapped_column(String(40))
    section_42: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    team: Mapped[str] = mapped_column(String(60), index=True)
    age_band: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class Contact(Base):
    """One conversation stage of a work. `settled` and `later` name questions (Pointer.key)."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    work_id: Mapped[str] = mapped_column(ForeignKey("work.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    opened_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled: Mapped[list[str]] = mapped_column(JSON, default=list)
    later: Mapped[list[str]] = mapped_column(JSON, default=list)


class Entry(Base):
    """One thing recorded; never changed or removed. A correction is a new entry.

    (message_id, position) makes writing a turn's entries idempotent.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        UniqueConstraint("supersedes"),
        UniqueConstraint("work_id", "seq"),
        {"info": {"append_only": "id"}},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    seq: Mapped[int] = mapped_column(Integer)
    work_id: Mapped[str] = mapped_column(ForeignKey("work.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id"), index=True)
    field: Mapped[str] = mapped_column(String(8))
    stage: Mapped[str] = mapped_column(String(20))
    answer_state: Mapped[str] = mapped_column(String(30))
    value: Mapped[Any] = mapped_column(JSON)
    words: Mapped[str | None] = mapped_column(Text)
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(30))
    source_person: Mapped[str] = mapped_column(String(30))
    thread_id: Mapped[str | None] = mapped_column(String(36), index=True)
    change: Mapped[str] = mapped_column(String(20))
    supersedes: Mapped[str | None] = mapped_column(ForeignKey("entry.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    conversation_id: Mapped[str] = mapped_column(String(36))
    message_id: Mapped[str] = mapped_column(String(36))
    position: Mapped[int] = mapped_column(Integer)
    occurred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
