"""What the page of a training exercise shows: the step, the form, and the board of cards."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from api.exercises import queries
from api.exercises.models import Sitting
from api.exercises.queries import HeldCard
from api.exercises.reading import Draft
from api.exercises.sittings import exercise_of, is_leader
from api.identity.actor import Actor
from practice.training import exercise_board
from practice.training.exercise import Box, Exercise, Step


@dataclass(frozen=True)
class Shown:
    """A form as it was sent, shown again. wrong: what is wrong, by box."""

    drafts: Mapping[str, Draft] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    named: bool = False


@dataclass(frozen=True)
class Board:
    """The cards, ready to be laid out: each with whose it is as far as the actor may know."""

    exercise: Exercise
    held: Mapping[str, HeldCard]
    reached: int

    @property
    def cards(self) -> list[exercise_board.Card]:
        return [row.card for row in self.held.values()]

    def of(self, box: str) -> list[HeldCard]:
        """The cards of a box, in their order."""
        return [row for row in self.held.values() if row.card.box == box]

    def about(self, row: HeldCard, box: str) -> list[HeldCard]:
        """The cards of a box that are about this one."""
        return [self.held[c.id] for c in exercise_board.about(self.cards, row.card, box)]

    def numbers(self, box: str) -> dict[str, int]:
        """The number of each card of a box, by its id."""
        return exercise_board.numbered(self.cards, box)

    def numbers_about(self, row: HeldCard, box: str) -> list[int]:
        """The numbers of the cards of a box that are about this one."""
        numbers = self.numbers(box)
        return [numbers[other.card.id] for other in self.about(row, box)]

    def numbers_below(self, row: HeldCard, box: str) -> list[int]:
        """The numbers of the cards of a box that this one is about."""
        numbers = self.numbers(box)
        return sorted(numbers[one] for one in row.card.about if one in numbers)

    def placed(self, box: str, place: str) -> list[HeldCard]:
        """The cards of a box that stand in a place; "" for those that stand in none."""
        return [row for row in self.of(box) if row.card.place == place]

    def box(self, row: HeldCard) -> Box:
        """The box of a card."""
        return self.exercise.boxes[row.card.box]

    def says(self, row: HeldCard) -> str:
        """A card as one line."""
        return exercise_board.says(self.box(row), row.card)

    def hint(self, row: HeldCard) -> str:
        """The hint about “they”, for who wrote the card only."""
        return self.exercise.us_hint(self.box(row), row.card.text) if row.mine else ""

    @property
    def own_last(self) -> HeldCard | None:
        """The actor's latest card."""
        return next((row for row in reversed([*self.held.values()]) if row.mine), None)

    @property
    def is_named(self) -> bool:
        """Whether the places show their names yet."""
        return self.exercise.is_named(self.reached)

    @property
    def has_reached(self) -> set[str]:
        """The boxes whose step has been reached."""
        return set(self.exercise.open_boxes(self.reached))


def board(session: Session, actor: Actor, sitting: Sitting) -> Board:
    """The board of a sitting that the actor may see. Cards of boxes that are gone are left out."""
    exercise = exercise_of(sitting)
    rows = queries.held_cards(session, actor, sitting)
    held = {row.card.id: row for row in rows if row.card.box in exercise.boxes}
    return Board(exercise, held, sitting.reached)


def sitting_page(
    session: Session, actor: Actor, sitting: Sitting, shown: Shown | None = None
) -> dict[str, Any]:
    """All that the page of a sitting shows to someone who takes part."""
    made = board(session, actor, sitting)
    exercise, leads = made.exercise, is_leader(sitting, actor)
    alone = leads and not sitting.led
    people = queries.joined(session, sitting)
    return {
        "sitting": sitting,
        "exercise": exercise,
        "step": exercise.steps[sitting.step],
        "number": sitting.step,
        "board": made,
        "leads": leads,
        "joined": people,
        "form": form(made, exercise.steps[sitting.step], shown or Shown()),
        "shown": shown or Shown(),
        "version": version(sitting, made, people),
        "readers": queries.may_read(session, actor) if alone else [],
        "shares": queries.shares(session, sitting) if alone else [],
    }


def form(made: Board, step: Step, shown: Shown) -> list[dict[str, Any]]:
    """The boxes of a step with what stands in them; `about`: the cards that one can be about."""
    return [
        {
            "box": box,
            "draft": shown.drafts.get(box.id) or _standing(made, box),
            "wrong": shown.wrong.get(box.id, ""),
            "about": made.of(box.about) if box.about else [],
        }
        for box in step.boxes
    ]


def _standing(made: Board, box: Box) -> Draft:
    """What a box for one holds now; otherwise an empty draft, about the only card there is."""
    cards = made.of(box.id) if box.one else []
    if cards:
        card = cards[-1].card
        return Draft(box.id, card.text, card.choice, replaces=card.id)
    above = made.of(box.about) if box.about else []
    return Draft(box.id, about=(above[0].card.id,) if len(above) == 1 else ())


def version(sitting: Sitting, made: Board, people: int) -> str:
    """What tells that anything on the page has changed."""
    cards: Sequence[Any] = [
        (card.id, sorted(card.placed.items()), made.held[card.id].own_place) for card in made.cards
    ]
    state = repr((sitting.step, sitting.reached, sitting.finished_at, people, cards))
    return hashlib.sha256(state.encode()).hexdigest()[:16]
