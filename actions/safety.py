"""What comes first in a reply: safety."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.reply import say
from actions.turn import Turn
from practice.asking.safety import safety_lines


def answer_safety(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say what comes first for everything that was heard in a message; nothing when nothing was."""
    if turn.safety:
        lines = safety_lines(turn.safety, advised=turn.advised)
        say(dispatcher, "\n".join(lines), safety=turn.safety)
