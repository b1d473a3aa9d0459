"""Holes in a scenario that would stop a talk or its debrief half-way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from practice.training.rehearsal.moves import moves
from practice.training.rehearsal.rubric import rubric

if TYPE_CHECKING:
    from practice.training.rehearsal.scenario import Scenario

LEVELS = ("gentle", "middle", "hard")
# What the engine says besides the answers to moves that harm.
VOICES = (
    "opening",
    "greet",
    "acknowledge",
    "dont_know",
    "nonsense",
    "out_of_role",
    "silence",
    "again",
    "held_back",
    "end_talk",
    "promise_secrecy",
    "false_reassurance",
    "leaves",
    "gone",
)


def voices() -> tuple[str, ...]:
    """Every voice that the engine may ask for."""
    return (*VOICES, *(move.id for move in moves().values() if move.harms))


def holes(scenario: Scenario) -> Iterator[str]:
    """What is missing, each as the name of a place in the file.

    Only what would raise an error: `./msp content check` looks at all the rest.
    """
    if scenario.level not in LEVELS:
        yield "level"
    yield from (f"voice.{key}" for key in voices() if not scenario.voice.get(key))
    yield from (f"applies.{key}" for key in scenario.applies if key not in rubric())
    for subject in scenario.subjects.values():
        if not subject.says:
            yield f"subjects.{subject.id}.says"
        for rung in subject.says:
            if rung.cue and rung.cue not in scenario.cues:
                yield f"cues.{rung.cue}"
