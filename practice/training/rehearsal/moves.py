"""What a trainee may do in a sentence (moves.yml), and a sentence as it was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practice.content import FOLDER
from practice.content.language import per_language, read_content

HERE = FOLDER / "training/rehearsal"
OPEN, CLOSED, LEADING = "open", "closed", "leading"
QUESTIONS = (OPEN, CLOSED, LEADING)


@dataclass(frozen=True)
class Move:
    """One kind of move. trust: what one use does to the person's trust (points of 100).

    harms: the person answers it first and tells nothing else in that turn. manner: how something
    is said, not what about.
    """

    id: str
    label: str
    means: str
    trust: int
    harms: bool = False
    manner: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence of the trainee as it was understood.

    subjects: the scenario's subjects that it may be about, with their likeness from 0 to 1.
    """

    text: str
    moves: tuple[str, ...] = ()
    subjects: tuple[tuple[str, float], ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return any(move in QUESTIONS for move in self.moves)

    @property
    def topics(self) -> tuple[str, ...]:
        """The moves that say what it is about: no kind of question, no manner, no harm."""
        known = moves()
        return tuple(m for m in self.moves if not known[m].manner and known[m].trust >= 0)

    @property
    def manners(self) -> tuple[str, ...]:
        """How it is said, kinds of question aside."""
        return tuple(m for m in self.moves if moves()[m].manner and m not in QUESTIONS)


@per_language
def moves() -> Mapping[str, Move]:
    """Every move, by its id, in the order of the file."""
    rows = read_content(HERE / "moves.yml")
    return {key: Move(id=key, **row) for key, row in rows.items()}


def sentences(rows: Sequence[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Sentences as they were stored or sent: `{text, moves, subjects: [[id, likeness]]}`.

    Moves that this version does not know are left out.
    """
    known = moves()
    return tuple(
        Sentence(
            row["text"],
            tuple(move for move in row["moves"] if move in known),
            tuple((str(subject), float(share)) for subject, share in row.get("subjects", ())),
        )
        for row in rows
    )
