"""The help texts (help.yml): the first steps, and what each page is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import yaml

from practice.content import FOLDER


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


@lru_cache(maxsize=1)
def help_texts() -> Help:
    """The help texts as help.yml gives them."""
    rows = yaml.safe_load((FOLDER / "help.yml").read_text(encoding="utf-8"))
    return Help(
        tuple(FirstStep(**row) for row in rows["first_steps"]),
        tuple(Screen(row["id"], row["title"], tuple(row["lines"])) for row in rows["screens"]),
    )
