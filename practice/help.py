"""The help texts (help.yml): the first steps, and what each page is for."""

from __future__ import annotations

from dataclasses import dataclass

from practice.content import FOLDER
from practice.content.language import per_language, read_content


@dataclass(frozen=True)
class FirstStep:
    """One of the first steps of someone new."""

    title: str
    text: str


@dataclass(frozen=True)
class Screen:
    """One page: what it is called, and a few plain lines about it."""

    id: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Help:
    """All help texts, in the order in which they are shown."""

    first_steps: tuple[FirstStep, ...]
    screens: tuple[Screen, ...]


@per_language
def help_texts() -> Help:
    """The help texts as help.yml gives them."""
    rows = read_content(FOLDER / "help.yml")
    return Help(
        tuple(FirstStep(**row) for row in rows["first_steps"]),
        tuple(Screen(row["id"], row["title"], tuple(row["lines"])) for row in rows["screens"]),
    )
