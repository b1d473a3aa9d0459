"""What is kept of training exercises. No table here points to a case record, nor one to these.

Free text stands in `text` only. Whose card it is serves to let them take it away again; pages show
a name only where `named` says so.
"""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base, UtcDateTime, new_id, utcnow


class Sitting(Base):
    """One exercise as it is done: alone, or led, with a code by which others join.

    step: where everyone is; reached: the furthest step so far. (opened_by, key) makes sending
    the form twice one sitting.
    """

    __tablename__ = "exercise_sitting"
    __table_args__ = (UniqueConstraint("opened_by", "key"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    exercise: Mapped[str] = mapped_column(String(30))
    opened_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    led: Mapped[bool] = mapped_column(Boolean)
    code: Mapped[str | None] = mapped_column(String(6), unique=True)
    step: Mapped[int] = mapped_column(Integer, default=0)
    reached: Mapped[int] = mapped_column(Integer, default=0)
    key: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Member(Base):
    """Someone who takes part in a sitting; who opened it does too."""

    __tablename__ = "exercise_member"

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("exercise_sitting.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class KeptCard(Base):
    """One card. number: its place in the order in which the sitting's cards came.

    (sitting_id, account_id, key, box) makes sending the form twice one card.
    """

    __tablename__ = "exercise_card"
    __table_args__ = (
        UniqueConstraint("sitting_id", "account_id", "key", "box"),
        UniqueConstraint("sitting_id", "number"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    sitting_id: Mapped[str] = mapped_column(ForeignKey("exercise_sitting.id", ondelete="CASCADE"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int] = mapped_column(Integer)
    box: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    choice: Mapped[str] = mapped_column(String(60))
    named: Mapped[bool] = mapped_column(Boolean)
    key: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class CardAbout(Base):
    """That one card is about another, as a rung is about a brick."""

    __tablename__ = "exercise_card_about"

    card_id: Mapped[str] = mapped_column(
        ForeignKey("exercise_card.id", ondelete="CASCADE"), primary_key=True
    )
    about_id: Mapped[str] = mapped_column(
        ForeignKey("exercise_card.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CardPlace(Base):
    """Where one person put a card."""

    __tablename__ = "exercise_card_place"

    card_id: Mapped[str] = mapped_column(
        ForeignKey("exercise_card.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(30))


class Share(Base):
    """That someone lets another person read their sitting; taking it back removes the row."""

    __tablename__ = "exercise_share"

    sitting_id: Mapped[str] = mapped_column(
        ForeignKey("exercise_sitting.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
