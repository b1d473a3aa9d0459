"""The bot as the API sees it: one turn at a time, or a plain failure."""

from dataclasses import dataclass
from typing import Any

import httpx

TURN_SECONDS = 25.0


class BotFailed(Exception):
    """The turn was not done and nothing of it was kept.

    certain: the bot itself was in order and could not do this very turn.
    """

    def __init__(self, reason: str, certain: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.certain = certain


@dataclass(frozen=True)
class BotTurn:
    """One turn as the bot takes it (bot/channel.py)."""

    conversation_id: str
    message_id: str
    text: str
    choices: list[str]
    labels: list[str]
    context: dict[str, Any]


async def take_turn(client: httpx.AsyncClient, turn: BotTurn) -> dict[str, Any]:
    """The bot's `{replies, question}`. Raises BotFailed."""
    return await _post(client, "/webhooks/aide/turn", vars(turn))


async def understand(client: httpx.AsyncClient, text: str, stage: str | None) -> dict[str, Any]:
    """Safety phrases (`safety`) and what is said (`heard`) in a further piece of a long text.

    Raises BotFailed.
    """
    body = {"text": text, "asking": True, "stage": stage}
    said = await _post(client, "/webhooks/aide/understand", body)
    return {key: list(said.get(key) or []) for key in ("safety", "heard")}


async def rehearse(client: httpx.AsyncClient, text: str, scenario: str) -> list[dict[str, Any]]:
    """What a trainee does in a line of a rehearsal, sentence by sentence. Raises BotFailed."""
    body = {"text": text, "scenario": scenario}
    return list((await _post(client, "/webhooks/aide/rehearse", body))["said"] or [])


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = await client.post(path, json=body, timeout=TURN_SECONDS)
    except httpx.HTTPError as error:
        raise BotFailed(type(error).__name__) from None
    if answer.status_code != 200:
        raise BotFailed(f"status {answer.status_code}", certain=answer.status_code == 422)
    return answer.json()
