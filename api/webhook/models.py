"""The outbox: what waits to be sent, and what became of it. Free text stands in `body` only."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow

WAITING, DELIVERED, FAILED = "waiting", "delivered", "failed"


class Delivery(Base):
    """A finished conversation's summary on its way to one host. Its id is the event's, for good.

    (contact, seq, host) makes pressing the button twice one delivery; seq: the conversation's
    latest entry then. body: as it was when the button was pressed, None once it is delivered.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("contact_id", "seq", "host"),
        Index("ix_webhook_delivery_state_next_at", "state", "next_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    work_id: Mapped[str] = mapped_column(ForeignKey("work.id"))
    contact_id: Mapped[str] = mapped_column(ForeignKey("contact.id"))
    seq: Mapped[int] = mapped_column(Integer)
    host: Mapped[str] = mapped_column(String(255))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
