"""The audit trail: who did what to which thing, and when."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, utcnow


class AuditEvent(Base):
    """One event. Holds ids and names of fields, never anyone's words, so erasure can spare it.

    No foreign key to the account: the event must outlive it.
    """

    __tablename__ = "audit_event"
    __table_args__ = {"sqlite_autoincrement": True, "info": {"append_only": "seq"}}

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, index=True)
    account_id: Mapped[str | None] = mapped_column(String(36), index=True)
    action: Mapped[str] = mapped_column(String(64))
    subject_type: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[str] = mapped_column(String(200))
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
