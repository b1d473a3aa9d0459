"""Plays Rasa's part around the actions: the open form, the slots, and what follows an intent.

Which action answers an intent is read from data/rules; tests/bot holds the trained policy
to the same.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

import actions
from practice.content import content
from tests.actions.desk import TOKEN, Desk

RULES = Path(__file__).resolve().parents[2] / "data" / "rules"


@lru_cache(maxsize=1)
def action_of() -> dict[str, str]:
    """The first action that the rules give to each intent."""
    found = {}
    for path in sorted(RULES.glob("*.yml")):
        for rule in yaml.safe_load(path.read_text())["rules"]:
            steps = rule["steps"]
            options = steps[0].get("or") or [steps[0]]
            for intent in (o["intent"] for o in options if "intent" in o):
                found.setdefault(intent, steps[1]["action"])
    return found


@lru_cache(maxsize=1)
def executor() -> ActionExecutor:
    made = ActionExecutor()
    made.register_package(actions)
    return made


class Dialogue:
    """One conversation. `say` and `do` are turns; `replies` is what the last one said."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.language = "en"
        self.form: str | None = None
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.asking: dict[str, Any] | None = None
        self.replies: list[dict[str, Any]] = []
        self.ran: list[str] = []

    async def say(self, text: str = "", *choices: str, intent: str = "inform", **more: Any):
        """A turn; further keywords go on the parsed message (command, safety, topic...).

        turn_id: this message was sent before. resuming: the bot finds its place again first.
        """
        early, resuming = more.pop("early", False), more.pop("resuming", False)
        turn_id = more.pop("turn_id", None) or self.desk.receive(text, choices)
        metadata = {
            "turn_id": turn_id,
            "turn_token": TOKEN,
            "typed": text,
            "choices": list(choices),
            "asking": self.asking,
            "work_id": self.desk.work_id,
            "contact_id": self.desk.contact_id,
            "early": early,
            "resuming": resuming,
            "language": self.language,
        }
        self.message = {"text": text, "intent": {"name": intent}, "metadata": metadata, **more}
        self.replies, self.ran = [], []
        self._did("action_listen")
        await self._follow(intent)
        self.asking = next(
            (r["pointer"] for r in reversed(self.replies) if r.get("pointer") is not None), None
        )
        return self

    async def tap(self, *choices: str):
        return await self.say("", *choices)

    async def do(self, intent: str, *choices: str, text: str = "", **more: Any):
        """A turn that means `intent`."""
        return await self.say(text or intent, *choices, intent=intent, **more)

    async def _follow(self, intent: str) -> None:
        if self.form:
            await self._run_form()
            if intent == "inform":
                return await self._after_form()
        await self.run(action_of()[intent])
        await self._open_next_form()
        if self.form and self.ran[-1] != f"validate_{self.form}":
            await self._run_form()

    async def _after_form(self) -> None:
        if self.slots.get("requested_slot"):
            return
        ended, self.form = self.form, None
        opens = ended == "work_form"
        await self.run("action_open_contact" if opens else "action_finish_contact")
        await self._open_next_form()

    async def _open_next_form(self) -> None:
        wanted = self.slots.get("next_form")
        if self.ran[-1] == "action_open_contact" and wanted != "nothing":
            self.form = wanted
            await self._run_form()

    async def _run_form(self) -> None:
        self._did(self.form)
        await self.run(f"validate_{self.form}")

    def _did(self, action: str) -> None:
        self.events.append({"event": "action", "name": action})

    async def run(self, name: str) -> list[dict[str, Any]]:
        """Run one action of the real action server on the tracker as it stands."""
        tracker = Tracker(
            "conversation",
            dict(self.slots),
            self.message,
            list(self.events),
            False,
            None,
            {"name": self.form} if self.form else {},
            None,
        )
        dispatcher = CollectingDispatcher()
        events = await executor().actions[name](dispatcher, tracker, {})
        self.ran.append(name)
        if not name.startswith("validate_"):
            self._did(name)
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.form = event["name"]
        self.replies += [{"text": m["text"], **m["custom"]} for m in dispatcher.messages]
        return events

    @property
    def text(self) -> str:
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def choices(self) -> list[str]:
        return [c["value"] for reply in self.replies for c in reply["choices"]]

    @property
    def at(self) -> str | None:
        """The open question: "A7", "A7.reason_if_no", "correct C2", or the work form's slot."""
        if not self.asking:
            return None
        name = ".".join(filter(None, [self.asking.get("field"), self.asking.get("part")]))
        mode = self.asking.get("mode", "answer")
        return name if mode in ("answer", "finish") else f"{mode} {name}".strip()


def say(key: str, **values: Any) -> str:
    """The product's own wording."""
    return content().say(key, **values)


async def to(dialogue: Dialogue, field: str, **answers: str) -> Dialogue:
    """Answer on until `field` is asked; `answers` by field, else the first choice or words."""
    for _ in range(80):
        if dialogue.at == field:
            return dialogue
        given = answers.get(dialogue.at)
        offered = [c for c in dialogue.choices if not c.startswith(("who=", "ask:"))]
        if dialogue.at.startswith("more"):
            offered = ["done"]
        if given in offered or (given is None and offered):
            await dialogue.tap(given or offered[0])
        else:
            await dialogue.say(given or "some words")
    raise AssertionError(f"{field} was never asked")
