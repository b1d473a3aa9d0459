"""A note told in one go: where it belongs, and what was heard in it."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AideAction
from actions.navigation import at
from actions.reply import say
from actions.talk import unheard_choices
from actions.turn import Turn
from actions.work import MENU, main_menu, open_contacts, stage_title
from practice.content import Choice, content

SHOWN = 3


class Hear(AideAction):
    """For a note told while nothing is asked: asks where it belongs; nothing is written yet."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_hear"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Keeps what was heard until a stage is open (actions/forms.py); offers a note."""
        state = await self.api.state(turn)
        if turn.form:
            return at(turn.pointer)
        note = unheard_choices(turn, state)
        if not any(row.get("field") for row in turn.heard):
            text = "fallback.narrative" if note else "fallback.no_work"
            say(dispatcher, self.words(text), note + main_menu(state))
            return []
        say(dispatcher, self.words("heard.where"), places(state) + note)
        return [SlotSet("heard", {"message": turn.id, "found": list(turn.heard)})]


def places(state: dict[str, Any]) -> list[Choice]:
    """Where a note may go: into an unfinished conversation, or a new one."""
    practice = content()
    cases = {work["id"]: work["case_ref"] for work in state["works"]}
    unfinished = [
        Choice(
            f"heard:resume_work:{row['id']}",
            f"{stage_title(row['stage'])}, {cases[row['work_id']]}",
        )
        for row in open_contacts(state)[:SHOWN]
    ]
    begin = [Choice(f"heard:{wish}", practice.say(f"menu.{wish}")) for wish in MENU]
    return unfinished + begin
