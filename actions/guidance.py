"""Short answers about practice, each with its source."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.base import AideAction
from actions.navigation import at
from actions.reply import say
from actions.turn import Turn
from practice.asking.safety import utcnow
from practice.content import FOLDER
from practice.content.language import per_language, read_content
from practice.local.settings import local


@per_language
def cards() -> dict[str, dict[str, Any]]:
    """All guidance cards by topic, myths among them."""
    rows = read_content(FOLDER / "asking/guidance.yml")
    return {**rows["topics"], **rows["myths"]}


def local_lines(card: dict[str, Any]) -> list[str]:
    """What the council's own settings add to a card: its `local` is one key or a list of keys.

    Raises LocalError when the settings have nothing of that name.
    """
    keys = card.get("local", [])
    if isinstance(keys, str):
        keys = [keys]
    return [line for key in keys for line in local().lines(key, utcnow())]


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
        answer = f"{card['answer'].strip()}\n(Source: {card['source']}.)"
        lines = local_lines(card)
        link = {"kind": "link", "href": "/local", "label": self.words("local.page")}
        say(dispatcher, "\n".join([answer, *lines]), card=link if lines else None)
        return at(turn.pointer)
