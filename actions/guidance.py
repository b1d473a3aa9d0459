"""Short answers about practice, each with its source."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AideAction
from actions.navigation import at
from actions.reply import say
from actions.turn import Turn
from practice.content import HERE


@lru_cache(maxsize=1)
def cards() -> dict[str, dict[str, Any]]:
    """All guidance cards by topic, myths among them."""
    rows = yaml.safe_load((HERE / "guidance.yml").read_text(encoding="utf-8"))
    return {**rows["topics"], **rows["myths"]}


class AnswerGuidance(AideAction):
    """Answers a question about practice, or a myth said as if it were true."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer_guidance"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """The card of the topic that was understood, with its source."""
        card = cards().get(turn.topic or "")
        if not card:
            say(dispatcher, self.words("fallback"))
            return at(turn.pointer)
        say(dispatcher, f"{card['answer'].strip()}\n(Source: {card['source']}.)")
        return at(turn.pointer)
