"""What auditors saved. Free text stands in `answers` and `overall` only."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow


class CaseAudit(Base):
    """A form as an auditor saved it, whole; never changed. Saving again is the next version.

    A version that is not finished is a draft: the auditor's own until a later one is finished.
    answers: `{question: {rating, comment}}`. shown: `{standard: {state, entries}}`, what the
    record showed at that moment, by ids. seq: the work's latest entry then.
    """

    __tablename__ = "case_audit"
    __table_args__ = (
        UniqueConstraint("work_id", "form", "auditor_id", "version"),
        UniqueConstraint("auditor_id", "key"),
        {"info": {"append_only": "id"}},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    work_id: Mapped[str] = mapped_column(ForeignKey("work.id"))
    form: Mapped[str] = mapped_column(String(20))
    auditor_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(Integer)
    finished: Mapped[bool] = mapped_column(Boolean)
    answers: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    overall: Mapped[str] = mapped_column(Text)
    shown: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    seq: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
