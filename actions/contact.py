"""Opening, resuming, pausing and finishing a conversation stage."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_client import ApiRefused
from actions.base import AideAction
from actions.filing import keep_waiting_words
from actions.reply import say
from actions.turn import ANSWER, CONTACT_FORM, WORK_FORM, Turn
from actions.work import main_menu, open_contacts, stage_title
from practice.asking.questions import write_up_stage
from practice.choice_values import parse
from practice.content import content
from practice.content.language import gettext
from practice.record import Record

WANTED = ("prepare_visit", "record_visit", "quick_capture", "review_closure", "resume_work")


def wanted_by(turn: Turn) -> str:
    """What the person wants to open: from this message, or from before the work was chosen.

    A yes to an open record carries on with it.
    """
    if turn.intent in WANTED:
        return turn.intent
    return (turn.intended if turn.intent == ANSWER else None) or "resume_work"


def stage_for(wanted: str, record: Record) -> str:
    """The stage that a wish means for this record."""
    if wanted == "prepare_visit":
        return "prepare"
    if wanted == "review_closure":
        return "end"
    return write_up_stage(record)


class OpenContact(AideAction):
    """Opens the stage that is wanted, or asks which piece of work it is for."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_open_contact"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Sets `next_form` to the form that follows."""
        events = await self._open(turn, dispatcher)
        return events if _takes_a_note_along(turn) else [*events, SlotSet("heard", None)]

    async def _open(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        wanted = wanted_by(turn)
        await keep_waiting_words(turn, turn.pointer if turn.resuming else None, dispatcher)
        state = await self.api.state(turn)
        work_id, contact_id = _named(turn)
        if contact_id:
            state = await self.api.open_contact(turn, contact_id=contact_id)
            return self._opened(state, dispatcher, resumed=True)
        if work_id and work_id != state["work_id"]:
            state = await self.api.choose_work(turn, work_id)
        if wanted == "resume_work":
            return await self._resume(turn, state, dispatcher)
        if not state["work_id"]:
            return self._next(WORK_FORM, wanted)
        stage = stage_for(wanted, Record.from_json(state["record"]))
        state = await self.api.open_contact(turn, stage=stage)
        return self._opened(state, dispatcher, resumed=state["resumed"])

    def refused(
        self, refused: ApiRefused, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """Nothing was opened, so no form may follow."""
        super().refused(refused, dispatcher)
        return self._next("nothing")

    async def _resume(
        self, turn: Turn, state: dict[str, Any], dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        unfinished = open_contacts(state)
        here = [c for c in unfinished if c["id"] == state["contact_id"]]
        if here or len(unfinished) == 1:
            contact = (here or unfinished)[0]
            state = await self.api.open_contact(turn, contact_id=contact["id"])
            return self._opened(state, dispatcher, resumed=True)
        text = "work.which" if unfinished else "resume.none"
        say(dispatcher, self.words(text), main_menu(state))
        return self._next("nothing")

    def _opened(
        self, state: dict[str, Any], dispatcher: CollectingDispatcher, resumed: bool
    ) -> list[dict[str, Any]]:
        stage, case = state["stage"], state["record"]["work"]["case_ref"]
        if resumed:
            say(dispatcher, self.words("resume.done", stage=stage_title(stage), case=case))
        else:
            say(dispatcher, self.words(f"begin.{stage}", case=case))
        return self._next(CONTACT_FORM)

    @staticmethod
    def _next(form: str, wanted: str | None = None) -> list[dict[str, Any]]:
        return [
            SlotSet("next_form", form),
            SlotSet("intended", wanted),
            SlotSet("pointer", None),
            SlotSet("requested_slot", None),
        ]


def _takes_a_note_along(turn: Turn) -> bool:
    """Whether this opening is for the note told before: its choice, or what that choice led to."""
    tapped = any(parse(value).kind == "heard" for value in turn.message.choices)
    return tapped or turn.intent == ANSWER


def _named(turn: Turn) -> tuple[str | None, str | None]:
    """The work or contact that a tapped choice names."""
    for value in map(parse, turn.message.choices):
        named = next(iter(value.ids), None)
        if value.kind in ("resume", "heard"):
            return None, named
        if value.kind == "begin":
            return named, None
    return None, None


class FinishContact(AideAction):
    """Finishes the stage when its button was pressed; keeps it open otherwise."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_finish_contact"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says that it is finished only after the API has said so."""
        button = content().choices("finish")[0]
        if button.value not in turn.message.choices and not button.is_named(turn.message.text):
            say(dispatcher, self.words("finish.kept_open"))
            return [SlotSet("next_form", "nothing")]
        state = await self.api.finish(turn)
        card = {
            "kind": "link",
            "href": f"/works/{state['work_id']}",
            "label": gettext("See the record"),
        }
        say(dispatcher, self.words("finish.done"), main_menu(state), card)
        return [SlotSet("next_form", "nothing")]


class Pause(AideAction):
    """Leaves everything as it is, to be picked up in minutes or days."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_pause"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Every answer was written when it was given; only waiting words are left."""
        await keep_waiting_words(turn, None, dispatcher)
        say(dispatcher, self.words("pause.done" if turn.contact_id else "pause.empty"))
        return leave_form()


def leave_form() -> list[dict[str, Any]]:
    """The events that leave whatever form is active."""
    return [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet("pointer", None)]
