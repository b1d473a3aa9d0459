"""Writing what a step holds, and never leaving typed words behind."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.api_client import api
from actions.reply import say
from actions.turn import Turn
from practice.asking.pointer import Pointer
from practice.asking.steps import Step
from practice.asking.waiting_words import left_behind
from practice.content import content


async def file_step(
    turn: Turn, step: Step, batch: int = 0, contact_id: str | None = None
) -> dict[str, Any]:
    """Write a step in one transaction; the state as it stands then.

    batch: tells a turn's several writings apart, so that each is done once. contact_id: the
    stage it belongs to, where this turn has only just opened it.
    """
    if not (step.drafts or step.settle or step.later or step.take_up):
        return await api().state(turn)
    filing = {
        "contact_id": contact_id or turn.contact_id,
        "drafts": [draft.to_json() for draft in step.drafts],
        "settle": list(step.settle),
        "later": list(step.later),
        "take_up": step.take_up,
        "batch": batch,
    }
    return await api().file(turn, filing)


async def keep_waiting_words(
    turn: Turn, following: Pointer | None, dispatcher: CollectingDispatcher
) -> None:
    """Words that waited for a choice become a note when the question is left."""
    note = left_behind(turn.pointer, Step(next=following))
    if note:
        await file_step(turn, Step((note,)), batch=1)
        say(dispatcher, content().say("words.noted"))
