"""What a mode of a question is, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from practice.asking.pointer import Ask, Pointer
from practice.asking.steps import Message, Step
from practice.content import Choice
from practice.record import Record


@dataclass(frozen=True)
class Mode:
    """What a question does in one mode (Pointer.mode).

    ask: how it is put. Takes the record, and the conversation at hand where there is one.
    interpret: what follows from a message. Takes the choices that were tapped, or named exactly.
    skip: what "skip" means. cancel: what "cancel" means; None when nothing was begun.
    """

    ask: Callable[[Pointer, Record, str | None], Ask]
    interpret: Callable[[Ask, list[Choice], Message], Step]
    skip: Callable[[Pointer], Step]
    cancel: Callable[[Pointer], Step | None]


# By name; filled in modes/__init__.py, which knows every module.
MODES: dict[str, Mode] = {}


def mode_of(pointer: Pointer) -> Mode:
    """The mode of a question; one that this version does not know is asked as it stands."""
    return MODES.get(pointer.mode, MODES["answer"])


def leaves_it_as_it_was(pointer: Pointer) -> Step:
    """On to the next open question; nothing is written."""
    return Step()


def nothing_was_begun(pointer: Pointer) -> None:
    """For a question that can only be answered or skipped."""
