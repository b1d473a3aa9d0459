"""A conversation with the real bot in one process: trained model, actions, an in-memory record.

Where it stands can be kept and taken up again, so that a state is walked to only once.
"""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.slots import Slot
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

import actions
from actions import api_client
from bot.channel import check, check_meaning, take_turn
from bot.reliability import install
from tests.actions.desk import KEY, TOKEN, Desk, Hatch

CONVERSATION = "conversation"


class ActionsHere(EndpointConfig):
    """The action server without a server: its executor, called directly."""

    def __init__(self) -> None:
        super().__init__("http://actions")
        self.executor = ActionExecutor()
        self.executor.register_package(actions)

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        return await self.executor.run(json)


class Bot:
    """The agent and its actions, one for all talks. Call `close` when done."""

    def __init__(self, model: Any) -> None:
        install()
        self.agent = Agent.load(model, action_endpoint=ActionsHere())
        domain = self.agent.domain
        # Sent with every action call, and the same every time.
        domain.as_dict = lru_cache(maxsize=1)(domain.as_dict)
        # Rasa copies every slot about fifteen times a turn.
        Slot.__copy__ = _copy_of_slot
        self.store = InMemoryTrackerStore(domain)
        self.keep_in(self.store)
        self._read_once()
        self.hatch, self._before = Hatch(), api_client._api
        api_client._api = api_client.AideApi("http://desk", KEY)
        api_client._api._client = httpx.AsyncClient(
            base_url="http://desk", headers={"X-Aide-Key": KEY}, transport=self.hatch
        )

    def keep_in(self, store: TrackerStore) -> None:
        """Have the conversations in this store from here on."""
        self.agent.tracker_store = self.agent.processor.tracker_store = store

    def _read_once(self) -> None:
        """The pipeline reads the same words in the same place only once."""
        parse, known = self.agent.processor.parse_message, {}

        async def parsed(message: Any, *given: Any, **more: Any) -> Any:
            metadata = message.metadata or {}
            place = (message.text, bool(metadata.get("asking")), metadata.get("stage"))
            if place not in known:
                known[place] = await parse(message, *given, **more)
            return copy.deepcopy(known[place])

        self.agent.processor.parse_message = parsed

    def close(self) -> None:
        """Give the actions their own way to the API back, and Rasa its way to copy."""
        api_client._api = self._before
        del Slot.__copy__


def _copy_of_slot(slot: Slot) -> Slot:
    """As copy.copy makes it, in a fifth of the time."""
    made = object.__new__(type(slot))
    made.__dict__.update(slot.__dict__)
    return made


@dataclass(frozen=True)
class Moment:
    """Where a talk stands: all that the API and the bot remember of it."""

    desk: bytes
    memory: str | None
    question: dict[str, Any] | None
    offered: tuple[str, ...]


class Talk:
    """One conversation, kept as the API keeps it. `said` is the last answer of the bot."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self.bot, self.desk = bot, desk
        self.memory: str | None = None
        self.question: dict[str, Any] | None = None
        self.offered: tuple[str, ...] = ()
        self.said: dict[str, Any] = {"replies": []}

    @classmethod
    def at(cls, bot: Bot, moment: Moment) -> Talk:
        """A talk that goes on from `moment`."""
        talk = cls(bot, pickle.loads(moment.desk))
        talk.memory, talk.question = moment.memory, copy.deepcopy(moment.question)
        talk.offered = moment.offered
        return talk

    def moment(self) -> Moment:
        """Where it stands now."""
        return Moment(pickle.dumps(self.desk), self.memory, self.question, self.offered)

    def turn(self, text: str = "", *choices: str) -> dict[str, Any]:
        """The next turn as the bot gets it. Raises BadTurn when it is none."""
        turn_id = self.desk.receive(text, choices)
        turn = check(
            {
                "conversation_id": CONVERSATION,
                "message_id": turn_id,
                "text": text,
                "choices": list(choices),
                "context": self._context(turn_id),
            }
        )
        check_meaning(turn, self.bot.agent.domain)
        return turn

    async def say(self, text: str = "", *choices: str) -> Talk:
        """One turn. Raises BadTurn or TurnAborted when the bot does not take it."""
        turn = self.turn(text, *choices)
        self.bot.store.store = {CONVERSATION: self.memory} if self.memory else {}
        self.bot.hatch.desk = self.desk
        self.said = await take_turn(self.bot.agent, turn)
        self.memory = self.bot.store.store[CONVERSATION]
        self.question = self.said["question"]
        self.offered = tuple(c["value"] for r in self.said["replies"] for c in r["choices"])
        return self

    async def tap(self, *choices: str) -> Talk:
        """A turn without words."""
        return await self.say("", *choices)

    async def mean(self, intent: str) -> Talk:
        """A turn that means `intent`, whatever the classifier would make of words for it."""
        return await self.tap(f"do:{intent}")

    def _context(self, turn_id: str) -> dict[str, Any]:
        """As api/chat/service.py gives it."""
        return {
            "turn_id": turn_id,
            "turn_token": TOKEN,
            "work_id": self.desk.work_id,
            "contact_id": self.desk.contact_id,
            "stage": self.stage,
            "asking": (self.question or {}).get("pointer"),
            "early": False,
        }

    @property
    def stage(self) -> str | None:
        """The conversation stage that is open."""
        return self.desk.stage

    @property
    def text(self) -> str:
        """What the bot said last."""
        return "\n".join(reply["text"] for reply in self.said["replies"])

    @property
    def pointer(self) -> dict[str, Any]:
        """The open question, empty when nothing is asked."""
        return (self.question or {}).get("pointer") or {}

    @property
    def kind(self) -> str:
        """What sort of question is open, in short: "answer words", "more taps words"."""
        if not self.question:
            return ""
        mode = self.pointer.get("mode", "answer")
        part = "part" if self.pointer.get("part") else ""
        taps = "taps" if self.offered else ""
        words = "words" if self.question["takes_words"] else ""
        return " ".join(filter(None, [mode, part, taps, words]))

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Everything that is filed, in every work."""
        return [entry for work in self.desk.works.values() for entry in work.entries]
