"""Graph component: decides what kind of turn a message is, after the classifier.

Order (architecture, principle 4): an exact command; then content, when a question is open;
otherwise a note being told; safety phrases; then the classifier behind a three-tier gate.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.commands import read_command
from bot.understanding.intents import Guess, gate, without_question
from bot.understanding.safety import heard, is_sure
from bot.understanding.sentences import is_narrative

CLARIFY_INTENT = "nlu_clarify"
FALLBACK_INTENT = "nlu_fallback"
CONTENT_INTENT = "inform"
NARRATIVE_INTENT = "give_narrative"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TurnReader(GraphComponent):
    """Sets the final `intent`, and `safety`, `command` for the actions."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TurnReader:
        """Nothing to configure: the rules are in bot/understanding."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message."""
        for message in messages:
            if message.get(TEXT):
                self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        text = message.get(TEXT)
        ranking = message.get("intent_ranking") or []
        asking = bool((message.get("metadata") or {}).get("asking"))
        told = is_narrative(text)
        flags = heard(text, ranking, answering=asking or told)
        message.set("safety", flags, add_to_output=True)
        command = read_command(text)
        if command:
            row = {"rest": command.rest, "state": command.state}
            message.set("command", row, add_to_output=True)
            self._set(message, command.intent)
        elif asking:
            self._set(message, CONTENT_INTENT)
        elif told:
            # What is heard of danger or pressure is answered first all the same.
            self._set(message, NARRATIVE_INTENT)
        elif flags and is_sure(text, ranking):
            self._set(message, flags[0])
        else:
            self._gate(message)

    @staticmethod
    def _set(message: Message, intent: str, confidence: float = 1.0) -> None:
        message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)

    def _gate(self, message: Message) -> None:
        rows = message.get("intent_ranking") or []
        guesses = [Guess(row["name"], None, row["confidence"]) for row in rows]
        ranking = without_question(guesses) if guesses else []
        best = ranking[0] if ranking else Guess(FALLBACK_INTENT, None, 0.0)
        chosen = {"act": best.intent, "clarify": CLARIFY_INTENT, "rephrase": FALLBACK_INTENT}
        self._set(message, chosen[gate(ranking)], best.confidence)
