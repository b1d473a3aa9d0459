"""A note told in one go: where it belongs, and what was heard in it."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AideAction
from actions.navigation import at
from actions.reply import say
from actions.turn import Turn
from actions.work import MENU, main_menu, open_contacts, stage_title
from practice import choice_values
from practice.content import Choice, content

SHOWN = 3


class Hear(AideAction):
    """For a note told while nothing is asked: asks where it belongs; nothing is written yet."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_hear"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Asks for its place, or only offers a note when nothing was heard."""
        state = await self.api.state(turn)
        if turn.form:
            return at(turn.pointer)
        if choices := told_places(turn, state):
            say(dispatcher, self.words("heard.where"), choices)
            return [hold(turn)]
        note = unheard_choices(turn, state)
        text = "fallback.narrative" if note else "fallback.no_work"
        say(dispatcher, self.words(text), note + main_menu(state))
        return []


def hold(turn: Turn) -> dict[str, Any]:
    """Keeps what was heard until a stage is open (actions/forms.py)."""
    return SlotSet("heard", {"message": turn.id, "found": list(turn.heard)})


def told_places(turn: Turn, state: dict[str, Any]) -> list[Choice]:
    """Where this message may go, when something was heard in it; none when nothing was."""
    if not any(row.get("field") for row in turn.heard):
        return []
    return places(state) + unheard_choices(turn, state)


def unheard_choices(turn: Turn, state: dict[str, Any]) -> list[Choice]:
    """The offer to keep this message as a note: in the work at hand, else in one of the latest."""
    if not turn.message.text:
        return []
    label = content().say("menu.save_note")
    if turn.work_id:
        return [Choice(choice_values.note(turn.id, turn.work_id), label)]
    return [
        Choice(choice_values.note(turn.id, work["id"]), f"{label}: {work['case_ref']}")
        for work in state["works"][:SHOWN]
    ]


def places(state: dict[str, Any]) -> list[Choice]:
    """Where a note may go: into an unfinished conversation, or a new one."""
    practice = content()
    cases = {work["id"]: work["case_ref"] for work in state["works"]}
    unfinished = [
        Choice(
            choice_values.heard("resume_work", row["id"]),
            f"{stage_title(row['stage'])}, {cases[row['work_id']]}",
        )
        for row in open_contacts(state)[:SHOWN]
    ]
    begin = [Choice(choice_values.heard(wish), practice.say(f"menu.{wish}")) for wish in MENU]
    return unfinished + begin
