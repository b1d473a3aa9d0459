"""A turn is all or nothing.

Stock Rasa 3.6 swallows a failed action, logs it as done and carries on; on a tracker
store error it falls back to memory that is never read again. Both end in claims that
something was saved when it was not (shown by running it; docs/architecture.md). The three
changes here make such a turn fail instead, so that the channel can say so. They pin
Rasa's version, and tests/bot/test_reliability.py holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import rasa
import rasa.core.actions.action as rasa_action
import rasa.core.agent as rasa_agent
from rasa.core.actions.loops import LoopAction

RASA_VERSION = "3.6.21"
ACTION_TIMEOUT_SECONDS = 10

# What the turn under way has said so far; the tracker store refuses to save silence.
spoken: ContextVar[list[dict] | None] = ContextVar("spoken", default=None)


class TurnAborted(BaseException):
    """The turn cannot be finished; nothing of it may be kept.

    A BaseException, so that Rasa's own `except Exception` does not swallow it. certain: every
    part was there, and the same turn would end like this again.
    """

    def __init__(self, where: str, certain: bool = False) -> None:
        super().__init__(where)
        self.where = where
        self.certain = certain


def _aborting(run: Callable[..., Any]) -> Callable[..., Any]:
    """`run` with every failure but a form's own rejection turned into TurnAborted."""

    async def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await run(self, *args, **kwargs)
        except rasa_action.ActionExecutionRejection:
            raise
        except Exception as error:
            raise TurnAborted(f"{self.name()}: {type(error).__name__}") from None

    wrapped.aborts = True  # type: ignore[attr-defined]
    return wrapped


def abort_on_circuit_break(tracker: Any, output_channel: Any, nlg: Any) -> None:
    """Rasa stops after ten actions and then ignores the conversation; fail instead."""
    raise TurnAborted("too many actions in one turn", certain=True)


def install() -> None:
    """Make failed actions and failed stores abort the turn. Safe to call twice.

    Raises RuntimeError under any other Rasa than the one this was proved on.
    """
    if rasa.__version__ != RASA_VERSION:
        raise RuntimeError(f"bot.reliability is proved on Rasa {RASA_VERSION} only")
    rasa_action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_SECONDS
    rasa_agent.FailSafeTrackerStore = lambda store: store
    for action in (rasa_action.RemoteAction, LoopAction):
        if not getattr(action.run, "aborts", False):
            action.run = _aborting(action.run)
