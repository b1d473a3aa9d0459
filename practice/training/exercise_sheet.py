"""An exercise on paper: its cards under headings, in the order of the steps, and the key messages.

Every line is a card that someone added; headings and messages are the exercise's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practice.training.exercise import Box, Exercise, Place
from practice.training.exercise_board import UNSORTED, Card, about, in_box, numbered, says


@dataclass(frozen=True)
class Row:
    """One line. label: what stands before it; under: labelled texts that belong to it."""

    text: str
    label: str = ""
    under: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    """Rows under one heading. means: what the heading stands for. empty: nothing was added."""

    title: str
    rows: tuple[Row, ...]
    means: str = ""


def sheet(exercise: Exercise, cards: Sequence[Card]) -> list[Section]:
    """The cards of an exercise, section by section; sections without cards are left out."""
    return [section for section in _sections(exercise, cards) if section.rows]


def _sections(exercise: Exercise, cards: Sequence[Card]) -> Iterator[Section]:
    sorted_boxes = {step.sorts for step in exercise.steps}
    for step in exercise.steps:
        ones = [box for box in step.boxes if box.one]
        if ones:
            yield Section(step.title, tuple(_labelled(ones, cards)))
        for side in exercise.sides:
            boxes = [box for box in step.boxes if box.side == side.id]
            yield Section(side.title, tuple(_labelled(boxes, cards)), side.means)
        for box in step.boxes:
            if box.id in sorted_boxes:
                yield from _placed(exercise.places, box, cards)
            elif not (box.one or box.side or box.about and not box.many):
                yield Section(box.title, tuple(_listed(exercise, box, cards)))


def _labelled(boxes: Sequence[Box], cards: Sequence[Card]) -> Iterator[Row]:
    """Every card with the title of its box before it."""
    for box in boxes:
        yield from (Row(says(box, card), box.title) for card in in_box(cards, box.id))


def _listed(exercise: Exercise, box: Box, cards: Sequence[Card]) -> Iterator[Row]:
    """The cards of a box, numbered, each with what is about it, or what it is about."""
    numbers = numbered(cards, box.id)
    for card in in_box(cards, box.id):
        under = [*_children(exercise, box, card, cards), *_parents(box, card, cards)]
        yield Row(says(box, card), str(numbers[card.id]), tuple(under))


def _children(
    exercise: Exercise, box: Box, card: Card, cards: Sequence[Card]
) -> Iterator[tuple[str, str]]:
    for child in exercise.boxes.values():
        if child.about == box.id and not child.many:
            yield from ((child.title, says(child, c)) for c in about(cards, card, child.id))


def _parents(box: Box, card: Card, cards: Sequence[Card]) -> Iterator[tuple[str, str]]:
    numbers = numbered(cards, box.about) if box.about else {}
    if above := sorted(numbers[one] for one in card.about if one in numbers):
        yield box.about_says, ", ".join(map(str, above))


def _placed(places: Sequence[Place], box: Box, cards: Sequence[Card]) -> Iterator[Section]:
    """A section for each place and those beneath it, and one for the cards that stand in none."""
    titles = {place.id: place.title for place in places}
    for place in sorted(places, key=lambda row: list(titles).index(row.under or row.id)):
        rows = [Row(says(box, c)) for c in in_box(cards, box.id) if c.place == place.id]
        title = f"{titles[place.under]}: {place.title}" if place.under else place.title
        yield Section(title, tuple(rows), place.means)
    rows = [Row(says(box, card)) for card in in_box(cards, box.id) if card.place == UNSORTED]
    yield Section(box.title, tuple(rows))
