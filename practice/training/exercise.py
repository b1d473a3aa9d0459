"""The training exercises: steps, the boxes that cards go into, hints.

They stand in content/training/exercises/*.yml.

Every exercise is steps with boxes. A box takes cards; a card may be about others, as a rung is
about bricks; some cards are sorted into places. The last step holds the key messages. Source: the
four exercises of the Safer Bradford MSP training, in other words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practice.content import FOLDER
from practice.content.language import per_language, read_content

MESSAGES = "messages"


@dataclass(frozen=True)
class Choice:
    """One choice of a box: what is stored, and what people read."""

    value: str
    label: str


@dataclass(frozen=True)
class Box:
    """What takes cards. title: its heading on the board; label: of what is typed.

    words: required, optional or none. about: the box whose cards these are about, with what is
    asked (about_ask) and shown (about_says) of that; many: a card may be about several. one: it
    holds one card, which a later one replaces. side: the part of the board it belongs to. us:
    “they” is answered with a hint.
    """

    id: str
    title: str
    label: str
    words: str = "required"
    choose: str = ""
    choices: tuple[Choice, ...] = ()
    about: str | None = None
    about_ask: str = ""
    about_says: str = ""
    many: bool = False
    one: bool = False
    first_name: bool = False
    side: str | None = None
    us: bool = False

    def label_of(self, value: str) -> str:
        """What people read for a stored choice; "" when the box has no such choice."""
        return next((choice.label for choice in self.choices if choice.value == value), "")


@dataclass(frozen=True)
class Place:
    """Where a card may be sorted. asks: the question that tells. under: the place above it."""

    id: str
    title: str
    means: str
    asks: str = ""
    under: str | None = None


@dataclass(frozen=True)
class CheckCard:
    """An answer whose place is known. match: patterns of words like it."""

    text: str
    match: tuple[str, ...]
    place: str
    why: str


@dataclass(frozen=True)
class Example:
    """Something to talk about. answer: shown when it is asked for."""

    text: str
    asks: str
    answer: str


@dataclass(frozen=True)
class Step:
    """One step. sorts: the box whose cards are sorted in it; checks: whether they are checked."""

    id: str
    title: str
    ask: str = ""
    lines: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    facilitator: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    examples: tuple[Example, ...] = ()
    sorts: str | None = None
    checks: bool = False


@dataclass(frozen=True)
class Exercise:
    """One exercise. board: how its cards are laid out; sides and places: the parts of that."""

    id: str
    order: int
    title: str
    lead: str
    minutes: int
    source: str
    status: str
    board: str
    steps: tuple[Step, ...]
    sides: tuple[Place, ...] = ()
    places: tuple[Place, ...] = ()
    cards: tuple[CheckCard, ...] = ()
    us: Mapping[str, Any] = field(default_factory=dict)

    @property
    def boxes(self) -> dict[str, Box]:
        """Every box by its id, in the order of the steps."""
        return {box.id: box for step in self.steps for box in step.boxes}

    @property
    def messages(self) -> tuple[str, ...]:
        """The key messages."""
        return self.steps[-1].lines

    def open_boxes(self, step: int) -> dict[str, Box]:
        """The boxes that take cards at a step: its own and those of the steps before."""
        return {box.id: box for row in self.steps[: step + 1] for box in row.boxes}

    def is_named(self, step: int) -> bool:
        """Whether the places show their names: from the first step that sorts into them."""
        return any(row.sorts for row in self.steps[: step + 1])

    def place(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        return next((place for place in self.places if place.id == place_id), None)

    def check(self, text: str) -> CheckCard | None:
        """The check card that words like these fit, or None; the first one holds."""
        return next((card for card in self.cards if _fits(card, text)), None)

    def us_hint(self, box: Box, text: str) -> str:
        """A gentle hint where words in a box speak of “them”; "" otherwise. Never a block."""
        if not (box.us and self.us):
            return ""
        words = "|".join(re.escape(word) for word in self.us["words"])
        found = re.search(rf"(?<![\w'’])(?:{words})(?![\w'’])", text, re.IGNORECASE)
        return self.us["says"].format(word=found[0]) if found else ""


def _fits(card: CheckCard, text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in card.match)


@per_language
def exercises() -> Mapping[str, Exercise]:
    """Every exercise by its id, in the order in which they are shown."""
    found = [read_exercise(path) for path in (FOLDER / "training/exercises").glob("*.yml")]
    return {row.id: row for row in sorted(found, key=lambda row: row.order)}


def read_exercise(path: Path) -> Exercise:
    """One file as an exercise. Raises what a file with a wrong shape raises."""
    row = read_content(path)
    places = {key: tuple(Place(**p) for p in row.get(key, ())) for key in ("sides", "places")}
    cards = tuple(CheckCard(**{**c, "match": tuple(c["match"])}) for c in row.get("cards", ()))
    steps = tuple(_step(step) for step in row["steps"])
    return Exercise(**{**row, **places, "cards": cards, "steps": steps})


def _step(row: Mapping[str, Any]) -> Step:
    lists = {key: tuple(row.get(key, ())) for key in ("lines", "hints", "facilitator")}
    examples = tuple(Example(**example) for example in row.get("examples", ()))
    boxes = tuple(_box(box) for box in row.get("boxes", ()))
    return Step(**{**row, **lists, "examples": examples, "boxes": boxes})


def _box(row: Mapping[str, Any]) -> Box:
    return Box(**{**row, "choices": tuple(Choice(**choice) for choice in row.get("choices", ()))})
