"""Graph component: decides what kind of turn a message is, after the classifier.

Order (architecture, principle 4): an exact command; then content, when a question is open;
otherwise safety phrases, then the classifier behind a three-tier gate; what is long and not
plainly a request is a note being told.
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
from bot.understanding.safety import ORDER, heard, is_sure
from bot.understanding.sentences import is_long, is_narrative

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
        """Read each message; a line of a rehearsal is no turn."""
        for message in messages:
            if message.get(TEXT) and not (message.get("metadata") or {}).get("rehearsal"):
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
        elif is_long(text):
            # What is heard of danger or pressure is answered first all the same.
            self._set(message, NARRATIVE_INTENT)
        else:
            self._without_question(message, flags, told)

    @staticmethod
    def _set(message: Message, intent: str, confidence: float = 1.0) -> None:
        message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)

    def _without_question(self, message: Message, flags: list[str], told: bool) -> None:
        """While nothing is asked: safety, a request that is plain, a note, or what it may be."""
        rows = message.get("intent_ranking") or []
        guesses = [Guess(row["name"], None, row["confidence"]) for row in rows]
        ranking = without_question(guesses) if guesses else []
        best = ranking[0] if ranking else Guess(FALLBACK_INTENT, None, 0.0)
        chosen = gate(ranking)
        plain = chosen == "act"
        if flags and is_sure(message.get(TEXT), rows, otherwise=plain and best.intent not in ORDER):
            self._set(message, flags[0])
        elif told and not plain:
            self._set(message, NARRATIVE_INTENT)
        else:
            names = {"act": best.intent, "clarify": CLARIFY_INTENT, "rephrase": FALLBACK_INTENT}
            self._set(message, names[chosen], best.confidence)
