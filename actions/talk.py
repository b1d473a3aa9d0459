"""Talk around the record: hello, thanks, help, safety, and what was not understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AideAction
from actions.contact import leave_form
from actions.filing import keep_waiting_words
from actions.hearing import hold, told_places, unheard_choices
from actions.navigation import at, do
from actions.reply import say
from actions.turn import Turn
from actions.work import main_menu, open_contacts
from practice.asking import drafting
from practice.asking.safety import safety_lines
from practice.asking.steps import Text
from practice.choice_values import parse
from practice.content import content

# Meanings that may be offered when a message is unclear.
OFFERED = 3


class Welcome(AideAction):
    """The first words of a conversation, and what can be done."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_welcome"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Offers to carry on with what is unfinished; inside a form, only says hello."""
        state = await self.api.state(turn)
        if turn.form:
            return at(turn.pointer)
        unfinished = open_contacts(state)
        text = f"{self.words('welcome')} {self.words('welcome.next')}"
        say(dispatcher, text, main_menu(state))
        return [SlotSet("offered", "resume" if len(unfinished) == 1 else "nothing")]


class Goodbye(AideAction):
    """Ends the talk; what is open stays open."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_goodbye"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says so."""
        await keep_waiting_words(turn, None, dispatcher)
        say(dispatcher, self.words("goodbye.open" if turn.contact_id else "goodbye"))
        return leave_form()


class Thank(AideAction):
    """A short answer to thanks."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_thank"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says so."""
        say(dispatcher, self.words("thanks"))
        return at(turn.pointer)


class Help(AideAction):
    """What can be said."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_help"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says so, with the menu when nothing is open."""
        choices = [] if turn.form else main_menu(await self.api.state(turn))
        say(dispatcher, self.words("help"), choices)
        return at(turn.pointer)


class Rehearse(AideAction):
    """Shows the way to the simulated people; a rehearsal never runs inside a conversation."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_rehearse"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says so, with a link."""
        link = {"kind": "link", "href": "/rehearse", "label": self.words("rehearse.page")}
        say(dispatcher, self.words("rehearse"), card=link)
        return at(turn.pointer)


class Safety(AideAction):
    """What to do first when someone may be in danger, pressed, or has changed their mind."""

    safety_first = False

    def name(self) -> str:
        """Its name in the domain."""
        return "action_safety"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Every kind that was heard, most urgent first; then offers to note it."""
        flags = list(dict.fromkeys([*turn.safety, turn.intent]))
        lines = safety_lines(flags, advised=turn.advised)
        state = await self.api.state(turn)
        if turn.form:
            say(dispatcher, "\n".join(lines), safety=flags)
            return at(turn.pointer)
        if places := told_places(turn, state):
            say(dispatcher, "\n".join([*lines, self.words("heard.where")]), places, safety=flags)
            return [hold(turn)]
        choices = unheard_choices(turn, state) + main_menu(state)
        say(dispatcher, "\n".join(lines), choices, safety=flags)
        return at(turn.pointer)


class Outside(AideAction):
    """For what this is not for."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_outside"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says so kindly, with the menu."""
        state = await self.api.state(turn)
        say(dispatcher, self.words("outside"), main_menu(state) + unheard_choices(turn, state))
        return []


class Fallback(AideAction):
    """Not understood: three guesses or the menu, and the words can become a note."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_fallback"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Offers meanings when there are likely ones, else the menu."""
        practice = content()
        state = await self.api.state(turn)
        keep = unheard_choices(turn, state)
        likely = [i for i in turn.ranking if f"intent.{i}" in practice.wording][:OFFERED]
        if turn.intent == "nlu_clarify" and likely:
            guesses = [do(intent, f"intent.{intent}") for intent in likely]
            say(dispatcher, self.words("fallback.clarify"), guesses + keep)
            return []
        say(dispatcher, self.words("fallback"), keep + main_menu(state))
        return []


def _noted(turn: Turn) -> tuple[str, str]:
    """The message and the work that a tapped choice names for a note; "" for none."""
    for value in map(parse, turn.message.choices):
        if value.kind == "note" and len(value.ids) == 2:
            return value.ids[0], value.ids[1]
    return "", ""


class SaveNote(AideAction):
    """Keeps the words of an earlier message as a note in the record."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_save_note"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says that it is saved after the API has saved it."""
        message, work_id = _noted(turn)
        if not message or not work_id:
            say(dispatcher, self.words("note.none"))
            return at(turn.pointer)
        contact_id = turn.contact_id
        if work_id != turn.work_id:
            contact_id = (await self.api.choose_work(turn, work_id))["contact_id"]
        note = drafting.note(Text(message))
        filing = {"contact_id": contact_id, "drafts": [note.to_json()]}
        state = await self.api.file(turn, filing)
        say(dispatcher, self.words("note.saved"), [] if turn.form else main_menu(state))
        waits = turn.heard_before and turn.heard_before["message"] == message
        return [*at(turn.pointer), *([SlotSet("heard", None)] if waits else [])]
