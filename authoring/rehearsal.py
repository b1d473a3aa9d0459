"""Moves and rubric of rehearsal: what the engine and the debrief rely on is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from authoring.folder import Folder
from authoring.mistake import Mistake, did_you_mean, listed
from authoring.names import Names
from authoring.rules import RuleCheck
from authoring.source import Spot
from authoring.wording import TALK
from practice.training.fictional import KINDS
from practice.training.rehearsal.engine import BESIDE
from practice.training.rehearsal.moves import QUESTIONS

STANDARDS = tuple(f"B{number}" for number in range(1, 27))
# Moves that the engine and the debrief name: they cannot be taken out.
ALSO_NAMED = ("greet", "end_talk", "nonsense", "out_of_role", "ask_wants", "reflect")
NAMED = (*QUESTIONS, *BESIDE, *ALSO_NAMED)
MOVES, RUBRIC = "training/rehearsal/moves.yml", "training/rehearsal/rubric.yml"


@dataclass(frozen=True)
class Known:
    """What a scenario may name: moves and the rubric's standards, by their ids."""

    moves: dict[str, Spot]
    criteria: dict[str, Spot]
    FILES: ClassVar = (MOVES, RUBRIC)

    @classmethod
    def of(cls, folder: Folder) -> Known:
        """What the files of a folder know."""
        return cls.within(*map(folder.root, cls.FILES))

    @classmethod
    def within(cls, moves: Spot, rubric: Spot) -> Known:
        """What two files know. What is not well formed gives no name."""
        return cls({row.key: row for row in moves.pairs}, {row.key: row for row in rubric.pairs})

    @property
    def harms(self) -> list[str]:
        """The moves that are answered before anything else."""
        return [name for name, row in self.moves.items() if row.get("harms").value is True]

    def unknown(self, moves: Iterable[Spot], who: str) -> Iterator[Mistake]:
        """Moves that moves.yml does not have. who: begins the sentence."""
        for move in moves:
            if move.text not in self.moves:
                yield move.mistake(
                    f"{who} names the move “{move.text}”, which is not in {MOVES}."
                    f"{did_you_mean(move.text, self.moves)}"
                )


def rehearsal(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong with the moves, the rubric, and the words for what looks real."""
    known = Known.of(names.folder)
    yield from _moves(known, names.folder.root(MOVES))
    yield from _rubric(known, names)
    said = names.folder.root(TALK)
    for kind in KINDS:
        if not said.has(f"fictional.{kind}"):
            yield said.mistake(f"“fictional.{kind}” is missing. Add what people read for it.")


def _moves(known: Known, root: Spot) -> Iterator[Mistake]:
    for name in NAMED:
        if name not in known.moves:
            yield root.mistake(f"The move “{name}” is missing; rehearsal relies on it. Add it.")
    for name, row in known.moves.items():
        trust, harms = row.get("trust"), row.get("harms").value is True
        if harms and _number(trust) >= 0:
            yield trust.mistake(
                f"The move “{name}” harms, yet costs no trust. Give it a “trust” below 0, or take"
                " “harms” out."
            )
        if row.get("manner").value is True and harms:
            yield row.mistake(
                f"The move “{name}” is a manner and harms. It can be one of them only."
            )
    for name in QUESTIONS:
        if name in known.moves and known.moves[name].get("manner").value is not True:
            yield known.moves[name].mistake(f"The move “{name}” needs “manner: true”.")


def _number(spot: Spot) -> int:
    """A number as it stands; -1 where it is none, which the schema speaks of."""
    return spot.value if isinstance(spot.value, int) else -1


def _rubric(known: Known, names: Names) -> Iterator[Mistake]:
    for standard in STANDARDS:
        if standard not in known.criteria:
            yield names.folder.root(RUBRIC).mistake(
                f"The standard {standard} is missing. The rubric has B1 to B26: add it."
            )
    for standard, row in known.criteria.items():
        who = f"The standard {standard}"
        if standard not in names.standards:
            yield row.mistake(
                f"{who} is in no file of rules/audit_sets.{did_you_mean(standard, names.standards)}"
            )
        for key in ("shown", "partly"):
            yield from known.unknown(row.get(key).texts, f"{who}, “{key}”,")
        shown = {move.text for move in row.get("shown").texts}
        both = [move for move in row.get("partly").texts if move.text in shown]
        for move in both:
            yield move.mistake(
                f"{who} has the move “{move.text}” in “shown” and in “partly”. Remove one."
            )
        yield from _poor(row.get("shown"), known, who)


def _poor(shown: Spot, known: Known, who: str) -> Iterator[Mistake]:
    """Moves that close people down show no standard."""
    poor = [move.text for move in shown.texts if move.text in known.harms]
    if poor:
        yield shown.mistake(f"{who} is shown by {listed(poor)}, which harms. Take it out.")
