"""What a council's settings hold: each item with its source and the day it was checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice.content import content
from practice.local.dates import written
from practice.local.hours import Hours

# V read in a public source, S in a training document, K professional knowledge, J our judgement.
STATUSES = ("V", "S", "K", "J")


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that was checked on one day and is to be checked again by another.

    doubt: a reason to check it before use even now. Rule: every legal or contact item carries
    both dates and says "check before use" when overdue (domain facts, section 6).
    """

    id: str
    status: str
    source: str
    checked_on: date
    review_by: date
    doubt: str = ""

    @property
    def line(self) -> str:
        """The item in one line."""
        raise NotImplementedError

    @property
    def is_set(self) -> bool:
        """Whether anyone has said what it is."""
        return True

    def overdue(self, today: date) -> bool:
        """Whether the day to check it again has passed."""
        return today > self.review_by

    def to_check(self, today: date) -> bool:
        """Whether it must be checked before use: it is overdue, or it was doubtful from the start.

        What is not set cannot be used, so there is nothing to check.
        """
        return self.is_set and (bool(self.doubt) or self.overdue(today))

    def shown(self, today: date) -> str:
        """The line as people read it on that day."""
        return self.marked(self.line) if self.to_check(today) else self.line

    def marked(self, line: str) -> str:
        """A line with the words that ask for a check."""
        return content().say("local.check", line=line)


@dataclass(frozen=True)
class Reach:
    """How someone is reached."""

    phone: str = ""
    url: str = ""
    email: str = ""

    @property
    def first(self) -> str:
        """The quickest way; empty when there is none."""
        return self.phone or self.url or self.email


@dataclass(frozen=True, kw_only=True)
class Contact(Item):
    """Someone to ring or write to. danger: belongs to the way out of danger.

    national: comes from national.yml, so it holds for every council.
    """

    name: str
    reach: Reach
    hours: Hours
    purpose: str
    danger: bool = False
    national: bool = False

    @property
    def line(self) -> str:
        """Its name and how to reach it."""
        return f"{self.name}, {self.reach.first}"


@dataclass(frozen=True, kw_only=True)
class Service(Item):
    """A provider, or a way into another process. `name` is None while nobody has said who."""

    title: str
    name: str | None
    reach: Reach
    how: str = ""

    @property
    def is_set(self) -> bool:
        """Whether the council has said who it is."""
        return self.name is not None

    @property
    def line(self) -> str:
        """Who it is and how to reach them, or that this is not set."""
        if not self.is_set:
            return content().say("local.not_set", title=self.title)
        key = "local.service" if self.reach.first else "local.service.no_reach"
        return content().say(key, title=self.title, name=self.name, reach=self.reach.first)


@dataclass(frozen=True, kw_only=True)
class Card(Item):
    """What the law says about something, in our own words. owner: who answers for the text."""

    title: str
    text: str
    owner: str

    @property
    def line(self) -> str:
        """Its title and text."""
        return f"{self.title}: {self.text}"

    def marked(self, line: str) -> str:
        """The text, with the day it was checked, since law changes."""
        checked = written(self.checked_on)
        return content().say("local.check.card", line=line, checked_on=checked)


@dataclass(frozen=True, kw_only=True)
class Period(Item):
    """A number of days that a council may set. None: not set."""

    title: str
    days: int | None

    @property
    def is_set(self) -> bool:
        """Whether a number of days was given."""
        return self.days is not None

    @property
    def line(self) -> str:
        """How long, or that this is not set."""
        key = "local.days" if self.is_set else "local.not_set"
        return content().say(key, title=self.title, days=self.days)


@dataclass(frozen=True, kw_only=True)
class NationalReturn(Item):
    """The Safeguarding Adults Collection that this council's counts are for, and who owns it."""

    title: str
    version: str
    owner: str

    @property
    def line(self) -> str:
        """Which version of which collection, and whose it is."""
        return f"{self.title} {self.version}, {self.owner}"


@dataclass(frozen=True, kw_only=True)
class BankHolidays(Item):
    """Days on which weekday hours do not hold."""

    title: str
    dates: frozenset[date]

    @property
    def line(self) -> str:
        """Up to which year the days are known."""
        year = max(self.dates).year
        return content().say("local.known_until", title=self.title, year=year)


@dataclass(frozen=True)
class FormBox:
    """One box of a form, with the fields that go into it, in order."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CaseForm(Item):
    """The council's own form, to copy a write-up into.

    about: the title of the box for the case reference and the like. rest: of the box for every
    field that no other box names.
    """

    title: str
    about: str
    boxes: tuple[FormBox, ...]
    rest: str

    @property
    def line(self) -> str:
        """Its name, and how many boxes it has."""
        return content().say("local.boxes", title=self.title, boxes=len(self.boxes) + 2)
