"""How far a piece of work is, and which stage comes next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

# The wish that opens each stage (actions/contact.py); a write-up is a first conversation until
# one has been finished.
WISHES = {
    "prepare": "prepare_visit",
    "start": "record_visit",
    "during": "record_visit",
    "end": "review_closure",
}


class Staged(Protocol):
    """A conversation by its stage, and whether it is finished."""

    @property
    def stage(self) -> str: ...

    @property
    def finished_at(self) -> object: ...


def is_finished(contacts: Iterable[Staged]) -> bool:
    """Whether the final conversation is over and nothing is open."""
    contacts = list(contacts)
    return all(c.finished_at for c in contacts) and any(c.stage == "end" for c in contacts)


def next_stages(contacts: Iterable[Staged]) -> tuple[str, ...]:
    """The stages that may come next, the likeliest first.

    None while a stage is open, which comes first, and none after the final conversation.
    """
    contacts = list(contacts)
    over = {contact.stage for contact in contacts if contact.finished_at}
    if any(not contact.finished_at for contact in contacts) or "end" in over:
        return ()
    if "start" in over:
        return ("during", "end")
    return ("start",) if "prepare" in over else ("prepare", "start")
