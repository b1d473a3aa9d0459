"""Talk around the record: hello, thanks, help, safety, and what was not understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AideAction
from actions.contact import leave_form
from actions.navigation import at, do
from actions.reply import say
from actions.turn import Turn
from actions.work import main_menu, open_contacts
from practice.answers import Draft, Text
from practice.content import Choice, content

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
    """Rehearsal is not in this version; says so and what helps instead."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_rehearse"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says so."""
        say(dispatcher, self.words("rehearse.none"))
        return at(turn.pointer)


class Safety(AideAction):
    """What to do first when someone may be in danger, pressed, or has changed their mind."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_safety"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Every kind that was heard, most urgent first; then offers to note it."""
        flags = list(dict.fromkeys([*turn.safety, turn.intent]))
        lines = [self.words(f"safety.{flag}") for flag in flags]
        choices = [] if turn.form else unheard_choices(turn)
        say(dispatcher, "\n".join(lines), choices)
        return at(turn.pointer)


class Outside(AideAction):
    """For what this is not for."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_outside"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says so kindly, with the menu."""
        say(dispatcher, self.words("outside"), main_menu(await self.api.state(turn)))
        return []


class Fallback(AideAction):
    """Not understood: three guesses or the menu, and the words can become a note."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_fallback"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Offers meanings when there are likely ones, else the menu."""
        practice = content()
        likely = [i for i in turn.ranking if f"intent.{i}" in practice.wording][:OFFERED]
        if turn.intent == "nlu_clarify" and likely:
            guesses = [do(intent, f"intent.{intent}") for intent in likely]
            say(dispatcher, self.words("fallback.clarify"), guesses + unheard_choices(turn))
            return []
        menu = main_menu(await self.api.state(turn))
        say(dispatcher, self.words("fallback"), menu + unheard_choices(turn))
        return []


def unheard_choices(turn: Turn) -> list[Choice]:
    """The offer to keep this message as a note, when there is a record to keep it in."""
    if not turn.work_id or not turn.message.text:
        return []
    return [Choice(f"note:{turn.id}", content().say("menu.save_note"))]


class SaveNote(AideAction):
    """Keeps the words of an earlier message as a note in the record."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_save_note"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Says that it is saved after the API has saved it."""
        message = next((v[5:] for v in turn.message.choices if v.startswith("note:")), None)
        if not message or not turn.work_id:
            say(dispatcher, self.words("note.none"))
            return at(turn.pointer)
        note = Draft("N1", words=Text(message), kind=content().field("N1").kind)
        filing = {"contact_id": turn.contact_id, "drafts": [note.to_json()]}
        await self.api.file(turn, filing)
        say(dispatcher, self.words("note.saved"))
        return at(turn.pointer)
