"""What the engine asks of every scenario: its levels and voices."""

from __future__ import annotations

from practice.training.rehearsal.moves import moves

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
