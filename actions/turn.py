"""One turn as the actions see it, read from the tracker that Rasa posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practice.asking.pointer import Pointer
from practice.asking.steps import Message
from practice.content.language import SOURCE

ANSWER = "inform"
# The forms of domain.yml: a conversation stage, and the choice of the work it is about.
CONTACT_FORM = "contact_form"
WORK_FORM = "work_form"


@dataclass(frozen=True)
class Turn:
    """What was sent, in which conversation, and which question was open.

    id: the API's inbox id. token: proves to the API that this turn is under way.
    early: the message was sent before the open question was asked. resuming: nothing was sent,
    the bot is finding its place again (bot/channel.py). advised: the safety advice already
    given in this stage; answered_safety: some was given since this message. heard: what was
    heard in this message (bot/understanding/narrative.py); heard_before: in an earlier one that
    waits for a stage to be opened. amends: what a message that sounds like a correction says
    (bot/understanding/amends.py).
    """

    id: str
    token: str
    intent: str
    message: Message
    pointer: Pointer | None
    work_id: str | None
    contact_id: str | None
    early: bool
    resuming: bool
    safety: tuple[str, ...]
    command: Mapping[str, Any]
    topic: str | None
    ranking: tuple[str, ...]
    form: str | None
    requested_slot: str | None
    pointer_slot: Pointer | None
    intended: str | None
    previous_action: str | None
    heard: tuple[Mapping[str, Any], ...] = ()
    heard_before: Mapping[str, Any] | None = None
    amends: Mapping[str, Any] | None = None
    advised: frozenset[str] = frozenset()
    answered_safety: bool = False

    @property
    def fresh(self) -> bool:
        """Whether nothing has answered this message yet."""
        return self.previous_action == "action_listen"


def _previous_action(events: list[Mapping[str, Any]], form_call: bool) -> str | None:
    """The action before the one now running (Rasa adds the running form itself)."""
    names = [e["name"] for e in events if e.get("event") == "action"]
    if form_call and names:
        names = names[:-1]
    return names[-1] if names else None


def _advised(events: list[Mapping[str, Any]]) -> frozenset[str]:
    """The kinds of safety advice given since the conversation stage was opened."""
    found: set[str] = set()
    for event in events:
        if event.get("event") == "action" and event.get("name") == "action_open_contact":
            found.clear()
        found.update(_safety_of(event))
    return frozenset(found)


def _safety_of(event: Mapping[str, Any]) -> list[str]:
    custom = (event.get("data") or {}).get("custom") or {} if event.get("event") == "bot" else {}
    return list(custom.get("safety") or ())


def _answered_safety(events: list[Mapping[str, Any]]) -> bool:
    """Whether safety advice was given since the last message."""
    users = [i for i, event in enumerate(events) if event.get("event") == "user"]
    return any(_safety_of(event) for event in events[users[-1] if users else 0 :])


def _pointer(row: Any) -> Pointer | None:
    return Pointer.from_json(row) if row else None


def language_of(tracker: Any) -> str:
    """The language in which the message is to be answered."""
    return (tracker.latest_message.get("metadata") or {}).get("language") or SOURCE


def read_turn(tracker: Any, form_call: bool = False) -> Turn:
    """The turn in a rasa-sdk `Tracker`. form_call: a form is asking for validation."""
    latest = tracker.latest_message
    meta = latest.get("metadata") or {}
    asking = meta.get("asking")
    return Turn(
        id=meta.get("turn_id", ""),
        token=meta.get("turn_token", ""),
        intent=(latest.get("intent") or {}).get("name") or "",
        message=Message(
            id=meta.get("turn_id", ""),
            text=meta.get("typed", ""),
            choices=tuple(meta.get("choices", ())),
        ),
        pointer=_pointer(asking),
        work_id=meta.get("work_id"),
        contact_id=meta.get("contact_id"),
        early=bool(meta.get("early")),
        resuming=bool(meta.get("resuming")),
        safety=tuple(dict.fromkeys([*(latest.get("safety") or ()), *meta.get("flags", ())])),
        command=latest.get("command") or {},
        topic=latest.get("topic"),
        ranking=tuple(row["name"] for row in latest.get("intent_ranking") or ()),
        form=(tracker.active_loop or {}).get("name"),
        requested_slot=tracker.slots.get("requested_slot"),
        pointer_slot=_pointer(tracker.slots.get("pointer")),
        intended=tracker.slots.get("intended"),
        previous_action=_previous_action(tracker.events, form_call),
        heard=(*(latest.get("heard") or ()), *meta.get("heard", ())),
        heard_before=tracker.slots.get("heard"),
        amends=latest.get("amends"),
        advised=_advised(tracker.events),
        answered_safety=_answered_safety(tracker.events),
    )
