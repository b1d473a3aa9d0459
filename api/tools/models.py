"""Copies of tools as people fill them in. Free text stands in `answers` only."""

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow


class ToolCopy(Base):
    """A copy of a tool as it was saved, whole; never changed. Saving again is the next version.

    board: it is the board's own; else it is its team's. follows: the finished copy that it is
    compared with. answers: `{question: {choice, words}}`. figures: `{figure: [has, among]}`, the
    counts of works that stood beside it when it was finished. review_on: a day, or "".
    """

    __tablename__ = "tool_copy"
    __table_args__ = (
        UniqueConstraint("copy_id", "version"),
        UniqueConstraint("author_id", "key"),
        {"info": {"append_only": "id"}},
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    copy_id: Mapped[str] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(Integer)
    tool: Mapped[str] = mapped_column(String(40))
    board: Mapped[bool] = mapped_column(Boolean)
    team: Mapped[str] = mapped_column(String(60), index=True)
    follows: Mapped[str | None] = mapped_column(String(36))
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    finished: Mapped[bool] = mapped_column(Boolean)
    answers: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    review_on: Mapped[str] = mapped_column(String(10))
    figures: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    key: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class CaseDraw(Base):
    """Cases that were drawn by chance for a copy (practice/assurance/case_draw.py); never changed.

    One for each copy, so that nobody draws until they like what comes. pool: `{work: case
    reference}` of every work concluded from `since` to `until`; drawn: the ids that came.
    """

    __tablename__ = "case_draw"
    __table_args__ = (UniqueConstraint("copy_id"), {"info": {"append_only": "id"}})

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    copy_id: Mapped[str] = mapped_column(String(36))
    team: Mapped[str] = mapped_column(String(60))
    seed: Mapped[str] = mapped_column(String(32))
    cases: Mapped[int] = mapped_column(Integer)
    months: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    pool: Mapped[dict[str, str]] = mapped_column(JSON)
    drawn: Mapped[list[str]] = mapped_column(JSON)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
