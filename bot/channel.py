"""The one door into Rasa: the API's turns, with a shared key and honest errors.

A turn comes with the client's message id. The same id again is answered from what was
stored. Typed text can never become an intent; choices come only from the API, which has
checked that they were offered. A turn that fails leaves nothing behind and says so.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.policies.rule_policy import DEFAULT_ACTION_MAPPINGS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.reliability import TurnAborted, abort_on_circuit_break, install, spoken
from bot.understanding.plain_text import LONGEST_TEXT, harmless
from practice.choice_values import do, parse
from practice.training.rehearsal.scenario import scenarios

logger = logging.getLogger(__name__)
KEYS = {"conversation_id", "message_id", "text", "choices", "labels", "context"}


class BadTurn(ValueError):
    """The request is not a turn; the message says what is wrong with it."""


class CollectingChannel(OutputChannel):
    """Collects what the bot says, whole and unsplit."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in the tracker."""
        return "aide"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message of the bot."""
        self.messages.append(message)


def check(body: Any) -> dict[str, Any]:
    """The turn in `body`. Raises BadTurn with a plain sentence when it is not one."""
    if not isinstance(body, dict) or set(body) - KEYS:
        raise BadTurn(f"a turn is an object with {sorted(KEYS)}")
    for key in ("conversation_id", "message_id"):
        if not isinstance(body.get(key), str) or not 8 <= len(body[key]) <= 128:
            raise BadTurn(f"{key} must be a string of 8 to 128 characters")
    text, choices, labels = body.get("text", ""), body.get("choices", []), body.get("labels", [])
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise BadTurn(f"text must be a string of at most {LONGEST_TEXT} characters")
    if not (_strings(choices) and _strings(labels)):
        raise BadTurn("choices and labels must be lists of strings")
    if not harmless(text) and not choices:
        raise BadTurn("a turn has text or choices")
    if not isinstance(body.get("context", {}), dict):
        raise BadTurn("context must be an object")
    return {
        "text": text,
        "choices": choices,
        "labels": labels,
        "context": body.get("context", {}),
        "conversation_id": body["conversation_id"],
        "message_id": body["message_id"],
    }


def _strings(row: Any) -> bool:
    return isinstance(row, list) and all(isinstance(value, str) for value in row)


def intent_of(choices: list[str]) -> str:
    """The intent that tapped choices stand for: a steering one, or an answer."""
    return parse(choices[0]).intent


def check_meaning(turn: dict[str, Any], domain: Domain) -> None:
    """Raises BadTurn when what was tapped steers to nothing that the bot can do.

    Rasa's own commands are no choices either: they would wipe the conversation.
    """
    known = set(domain.intents) - set(DEFAULT_ACTION_MAPPINGS)
    if turn["choices"] and intent_of(turn["choices"]) not in known:
        raise BadTurn("a choice steers to nothing that can be done")


def user_message(
    turn: dict[str, Any], output: OutputChannel, safety: Sequence[str] = ()
) -> UserMessage:
    """The turn as Rasa's own message; what was tapped needs no classifier.

    safety: what was heard in words that came with a tap.
    """
    text = harmless(turn["text"])
    parse_data = None
    if turn["choices"]:
        parse_data = {
            "text": text or " / ".join(turn["labels"] or turn["choices"]),
            "intent": {"name": intent_of(turn["choices"]), "confidence": 1.0},
            "entities": [],
            "safety": list(safety),
        }
    metadata = {
        **turn["context"],
        "typed": text,
        "choices": turn["choices"],
    }
    return UserMessage(
        text=parse_data["text"] if parse_data else text,
        output_channel=output,
        sender_id=turn["conversation_id"],
        parse_data=parse_data,
        input_channel="aide",
        message_id=turn["message_id"],
        metadata=metadata,
    )


def resuming_message(turn: dict[str, Any]) -> UserMessage:
    """Puts a bot that has lost its place back into the conversation the API knows."""
    silent = {
        **turn,
        "text": "",
        "choices": [do("resume_work")],
        "labels": ["resume"],
        "message_id": f"{turn['message_id']}-resume",
        "context": {**turn["context"], "resuming": True},
    }
    return user_message(silent, CollectingChannel())


def said(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The neutral reply: what was said, the choices, and the open question."""
    replies: list[dict[str, Any]] = []
    question: dict[str, Any] = {}
    safety: list[str] = []
    for message in messages:
        custom = message.get("custom") or {}
        reply = {"text": message.get("text") or "", "choices": custom.get("choices", [])}
        if custom.get("card"):
            reply["card"] = custom["card"]
        replies.append(reply)
        safety += custom.get("safety") or []
        if "pointer" in custom:
            question = {key: custom.get(key) for key in ("pointer", "asks", "takes_words")}
    shown = list(dict.fromkeys(safety))
    return {"replies": replies, "question": question or None, "safety": shown}


def finished_turn(events: Any, message_id: str) -> list[dict[str, Any]] | None:
    """What the bot said in the stored turn with this message id; None when there is none."""
    found: list[dict[str, Any]] | None = None
    for event in events:
        if isinstance(event, UserUttered):
            if found is not None:
                return found
            if event.message_id == message_id:
                found = []
        elif isinstance(event, BotUttered) and found is not None:
            found.append(event.message())
    return found


async def heard_beside_a_tap(processor: Any, turn: dict[str, Any]) -> list[str]:
    """Safety intents in the words that came with tapped choices; none when nothing was typed."""
    text = harmless(turn["text"])
    if not turn["choices"] or not text:
        return []
    parsed = await processor.parse_message(UserMessage(text, metadata={"asking": True}))
    return list(parsed.get("safety") or [])


def lost_its_place(tracker: Any, context: dict[str, Any]) -> bool:
    """Whether a stage is open of which the bot knows nothing, or of whose open question."""
    if not context.get("contact_id"):
        return False
    return tracker is None or bool(context.get("asking") and not tracker.active_loop_name)


async def take_turn(agent: Any, turn: dict[str, Any]) -> dict[str, Any]:
    """Run one turn, or replay it when it is already stored. Raises TurnAborted."""
    sender = turn["conversation_id"]
    processor = agent.processor
    processor.on_circuit_break = abort_on_circuit_break
    async with agent.lock_store.lock(sender):
        tracker = await agent.tracker_store.retrieve(sender)
        if tracker:
            stored = finished_turn(tracker.events, turn["message_id"])
            if stored is not None:
                return said(stored)
        if lost_its_place(tracker, turn["context"]):
            await processor.handle_message(resuming_message(turn))
        output = CollectingChannel()
        spoken.set(output.messages)
        try:
            safety = await heard_beside_a_tap(processor, turn)
            await processor.handle_message(user_message(turn, output, safety))
        finally:
            spoken.set(None)
    return said(output.messages)


class AideInput(InputChannel):
    """`/webhooks/aide`: `health`, `turn`, `understand` and `rehearse`, behind the shared key."""

    def __init__(self, key: str, actions_url: str) -> None:
        install()
        self._key = key
        self._actions_url = actions_url

    @classmethod
    def name(cls) -> str:
        """The channel's name, and its place below /webhooks."""
        return "aide"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AideInput:
        """The key and ports come from the environment, never from a file."""
        key = os.environ.get("MSP_BOT_KEY", "")
        if len(key) < 32:
            raise RuntimeError("MSP_BOT_KEY is missing or too short; start with ./msp up")
        port = os.environ.get("MSP_ACTIONS_PORT", "5055")
        return cls(key, f"http://127.0.0.1:{port}/health")

    def _refused(self, request: Request) -> HTTPResponse | None:
        given = request.headers.get("X-Aide-Key", "")
        if hmac.compare_digest(given.encode(), self._key.encode()):
            return None
        return response.json({"error": "wrong key"}, status=401)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        routes = Blueprint("aide_webhook", "aide")

        @routes.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return self._refused(request) or await self._health(request)

        @routes.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            return self._refused(request) or await self._turn(request)

        @routes.route("/understand", methods=["POST"])
        async def understand(request: Request) -> HTTPResponse:
            return self._refused(request) or await self._understand(request)

        @routes.route("/rehearse", methods=["POST"])
        async def rehearse(request: Request) -> HTTPResponse:
            return self._refused(request) or await self._rehearse(request)

        return routes

    async def _health(self, request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        ready = bool(agent and agent.is_ready())
        body = {"model": ready, "actions": await self._actions_answer()}
        return response.json(body, status=200 if ready else 503)

    async def _actions_answer(self) -> bool:
        timeout = aiohttp.ClientTimeout(total=2)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                async with session.get(self._actions_url) as answer:
                    return answer.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def _turn(self, request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        if not (agent and agent.is_ready()):
            return response.json({"error": "no model"}, status=503)
        try:
            turn = check(request.json)
            check_meaning(turn, agent.domain)
        except BadTurn as error:
            return response.json({"error": str(error)}, status=422)
        try:
            # Shielded: a caller that hangs up does not leave half a turn behind.
            return response.json(await asyncio.shield(_guarded(agent, turn)))
        except FailedTurn as error:
            status = 422 if error.certain else 503
            return response.json({"error": "not done", "where": str(error)}, status=status)

    async def _understand(self, request: Request) -> HTTPResponse:
        keys = ("intent", "topic", "intent_ranking", "safety", "command", "heard")
        body = request.json if isinstance(request.json, dict) else {}
        metadata = {"asking": bool(body.get("asking")), "stage": body.get("stage")}
        return await self._parsed(request, body.get("text"), metadata, keys)

    async def _rehearse(self, request: Request) -> HTTPResponse:
        """What a trainee does in a line of a rehearsal; nothing of it is kept."""
        body = request.json if isinstance(request.json, dict) else {}
        if body.get("scenario") not in scenarios():
            return response.json({"error": "no such scenario"}, status=422)
        return await self._parsed(
            request, body.get("text"), {"rehearsal": body["scenario"]}, ("said",)
        )

    async def _parsed(
        self, request: Request, text: Any, metadata: dict[str, Any], keys: Sequence[str]
    ) -> HTTPResponse:
        """What the pipeline makes of a text, outside any conversation."""
        agent = getattr(request.app.ctx, "agent", None)
        if not (agent and agent.is_ready()):
            return response.json({"error": "no model"}, status=503)
        if not isinstance(text, str):
            return response.json({"error": "text is needed"}, status=422)
        text = harmless(text)[:LONGEST_TEXT]
        if not text:
            return response.json({"error": "text is empty"}, status=422)
        parsed = await agent.processor.parse_message(UserMessage(text, metadata=metadata))
        return response.json({key: parsed.get(key) for key in keys})


class FailedTurn(Exception):
    """A turn that was aborted, as an ordinary exception that a task may carry.

    certain: trying it again would end the same (bot/reliability.py).
    """

    def __init__(self, where: str, certain: bool = False) -> None:
        super().__init__(where)
        self.certain = certain


async def _guarded(agent: Any, turn: dict[str, Any]) -> dict[str, Any]:
    try:
        return await take_turn(agent, turn)
    except TurnAborted as error:
        logger.error("turn aborted: %s", error.where)
        raise FailedTurn(error.where, error.certain) from None
    except Exception as error:
        logger.error("turn failed: %s", type(error).__name__)
        raise FailedTurn(type(error).__name__) from None
