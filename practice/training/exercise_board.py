"""What the cards of an exercise come to: which is about which, where the answers are sorted.

Nothing is marked and nothing is added: a place is where most of the group put a card, and a check
is the reason that the exercise gives, to be talked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from practice.training.exercise import Box, CheckCard, Exercise

UNSORTED = ""


@dataclass(frozen=True)
class Card:
    """One card as kept. about: the cards it is about. placed: how many put it in each place."""

    id: str
    box: str
    text: str = ""
    choice: str = ""
    about: tuple[str, ...] = ()
    placed: Mapping[str, int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where most put it; UNSORTED while nobody did, or the group is in two minds."""
        most = max(self.placed.values(), default=0)
        first = [place for place, count in self.placed.items() if count == most]
        return first[0] if len(first) == 1 else UNSORTED

    @property
    def in_two_minds(self) -> bool:
        """Whether it was put in more than one place."""
        return len(self.placed) > 1


def in_box(cards: Iterable[Card], box: str) -> list[Card]:
    """The cards of a box, in the order in which they came."""
    return [card for card in cards if card.box == box]


def about(cards: Iterable[Card], card: Card, box: str | None = None) -> list[Card]:
    """The cards that are about this one, of one box where it is named."""
    return [c for c in cards if card.id in c.about and box in (None, c.box)]


def numbered(cards: Sequence[Card], box: str) -> dict[str, int]:
    """The number of each card of a box, from 1, by its id."""
    return {card.id: number for number, card in enumerate(in_box(cards, box), start=1)}


def unreached(cards: Sequence[Card], box: str) -> list[Card]:
    """The cards of a box that no other card is about: bricks that no rung reaches yet."""
    return [card for card in in_box(cards, box) if not about(cards, card)]


def goes_with(cards: Sequence[Card], card: Card) -> list[Card]:
    """The card and every card that is about nothing else: what is taken away together."""
    found = [card]
    gone = {card.id}
    for other in cards:
        if other.about and other.id not in gone and gone.issuperset(other.about):
            found.append(other)
            gone.add(other.id)
    return found


def says(box: Box, card: Card) -> str:
    """A card as one line: its choice, its words, or both."""
    return ": ".join(part for part in (box.label_of(card.choice), card.text) if part)


def check(exercise: Exercise, card: Card) -> CheckCard | None:
    """The check card that an answer fits, or None."""
    return exercise.check(card.text)
