"""What concluded works add to the board report. Answers only: no free text stands here."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.tables import Base


class ConcludedWork(Base):
    """The facts of one work (practice/assurance/report/facts.py), worked out from its record.

    It can be made again from the record at any time (api/reports/keeping.py). concluded_on: empty
    when its closure was taken back. seq: the latest entry that it holds. rules: which practice
    content it was worked out with.
    """

    __tablename__ = "concluded_work"

    work_id: Mapped[str] = mapped_column(ForeignKey("work.id"), primary_key=True)
    concluded_on: Mapped[date | None] = mapped_column(Date, index=True)
    seq: Mapped[int] = mapped_column(Integer)
    rules: Mapped[str] = mapped_column(String(16))
    asked: Mapped[str] = mapped_column(String(40))
    capacity: Mapped[str] = mapped_column(String(40))
    risk: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(60))
    types: Mapped[str] = mapped_column(Text)
    places: Mapped[str] = mapped_column(Text)
    answered: Mapped[str] = mapped_column(String(40))
    listened: Mapped[str] = mapped_column(String(40))
    understood: Mapped[str] = mapped_column(String(40))
    happy: Mapped[str] = mapped_column(String(40))
    safer: Mapped[str] = mapped_column(String(40))
    wishes: Mapped[str] = mapped_column(Text)
    standards: Mapped[str] = mapped_column(Text)
