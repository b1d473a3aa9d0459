"""What supervisors decided. Free text stands in `note` only."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow


class Review(Base):
    """One decision about a finished contact; never changed or removed, and changes no entry.

    seq: the contact's latest entry at that moment; a higher one there is a change since.
    (supervisor_id, key) makes sending the form twice one decision.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("contact_id", "position"),
        UniqueConstraint("supervisor_id", "key"),
        {"info": {"append_only": "id"}},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    work_id: Mapped[str] = mapped_column(ForeignKey("work.id"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contact.id"))
    position: Mapped[int] = mapped_column(Integer)
    supervisor_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
