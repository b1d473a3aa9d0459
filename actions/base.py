"""What every action shares: it reads the turn, acts, and never leaks or swallows a failure."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_client import AideApi, ApiRefused, api
from actions.reply import say
from actions.safety import answer_safety
from actions.turn import Turn, language_of, read_turn
from practice.content import content
from practice.content.language import speaking

logger = logging.getLogger(__name__)


class ActionFailed(Exception):
    """The action could not be done. Carries no text of the turn."""


class AideAction(Action, ABC):
    """An action of the aide. Subclasses give `name()` and `act()`.

    safety_first: what was heard of danger, pressure, a change of mind or distress is answered
    before the action; False where the action says it in its own place.
    """

    form_call = False
    safety_first = True

    @property
    def api(self) -> AideApi:
        """The API client."""
        return api()

    @staticmethod
    def words(key: str, **values: Any) -> str:
        """The product's wording."""
        return content().say(key, **values)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[dict[str, Any]]:
        """Act on the turn. A refusal by the API is said; any other failure ends the turn."""
        with speaking(language_of(tracker)):
            return await self._run(dispatcher, tracker)

    async def _run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[dict[str, Any]]:
        try:
            turn = read_turn(tracker, self.form_call)
            if self.safety_first and not turn.answered_safety:
                answer_safety(turn, dispatcher)
            events = await self.act(turn, dispatcher)
        except ApiRefused as refused:
            events = self.refused(refused, dispatcher)
        except Exception as error:
            logger.error("%s failed: %s", self.name(), type(error).__name__, exc_info=_trace(error))
            raise ActionFailed(self.name()) from None
        return events if self.form_call else [*self._offer_is_over(tracker), *events]

    @staticmethod
    def _offer_is_over(tracker: Tracker) -> list[dict[str, Any]]:
        """What was offered stands for one turn: a later yes is not about it."""
        return [SlotSet("offered", None)] if tracker.slots.get("offered") else []

    def refused(
        self, refused: ApiRefused, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """Say why the API refused; nothing was saved."""
        say(dispatcher, refused.detail or self.words("nothing_saved"))
        return []

    @abstractmethod
    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Do the action's work and return Rasa events."""


def _trace(error: Exception) -> Any:
    """The traceback without the message, which may hold what a person typed."""
    return (
        (type(error), type(error)("details left out"), error.__traceback__)
        if _plain(error)
        else None
    )


def _plain(error: Exception) -> bool:
    return type(error) in (KeyError, TypeError, ValueError, AttributeError, IndexError)
