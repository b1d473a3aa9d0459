"""One line of a rehearsal: kept, understood by the bot, answered from the scenario."""

from typing import Any

import httpx
from fastapi.concurrency import run_in_threadpool

from api import bot
from api.database import Database
from api.errors import NotFiledYet
from api.identity.actor import Actor
from api.rehearsal import service
from api.rehearsal.models import RehearsalTurn
from practice.training.rehearsal.wording import say


async def speak(
    database: Database,
    client: httpx.AsyncClient,
    actor: Actor,
    rehearsal_id: str,
    client_message_id: str,
    text: str,
) -> RehearsalTurn:
    """Keep a line and answer it; the same message id again answers what was kept.

    Raises the errors of `service.keep_line`; NotFiledYet when it is kept and the bot is away.
    """

    def kept() -> tuple[RehearsalTurn, str]:
        with database.writer() as session:
            turn = service.keep_line(session, actor, rehearsal_id, client_message_id, text)
            return turn, service.queries.own(session, actor, rehearsal_id).scenario

    turn, scenario = await run_in_threadpool(kept)
    if turn.said is not None:
        return turn
    said = await _understood(client, turn.text, scenario)

    def answered() -> RehearsalTurn:
        with database.writer() as session:
            return service.answer_line(session, actor, rehearsal_id, turn.id, said)

    return await run_in_threadpool(answered)


async def _understood(client: httpx.AsyncClient, text: str, scenario: str) -> list[dict[str, Any]]:
    try:
        return await bot.rehearse(client, text, scenario)
    except bot.BotFailed as failure:
        if failure.certain:
            return []  # nothing readable in it, as when someone says nothing
        raise NotFiledYet(say("waiting")) from None
