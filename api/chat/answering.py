"""Answering messages: the meeting place of the inbox and the bot."""

import asyncio
from typing import Any
from weakref import WeakValueDictionary

import httpx
import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from api import bot
from api.chat import kept, queries, service
from api.chat.service import Sent
from api.database import Database
from api.errors import AppError, NotFiledYet
from api.identity.actor import Actor
from api.identity.models import Account
from api.settings import Settings
from api.tables import utcnow
from api.typed import is_empty

log = structlog.get_logger()


class Answering:
    """Answers each conversation's messages one after the other.

    One per process. Correctness does not rest on the lock: a message is answered once
    because its state, its entries and the bot's turn are all keyed by its id.
    """

    def __init__(self, database: Database, client: httpx.AsyncClient, settings: Settings) -> None:
        self._database = database
        self._client = client
        self._key = settings.turn_key.get_secret_value()
        # A lock lives as long as someone holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, actor: Actor, sent: Sent) -> dict[str, Any]:
        """Store a message, answer it, and give the reply.

        Raises NotFiledYet when the words are kept and cannot be filed just now; the errors
        of `service.accept`; Conflict when a choice was not offered.
        """
        message_id, conversation_id = await run_in_threadpool(self._accept, actor, sent)
        await self.answer(actor, conversation_id)
        return await run_in_threadpool(self._reply, actor, message_id)

    def _accept(self, actor: Actor, sent: Sent) -> tuple[str, str]:
        with self._database.writer() as session:
            message = service.accept(session, actor, sent)
            return message.id, message.conversation_id

    def _reply(self, actor: Actor, message_id: str) -> dict[str, Any]:
        with self._database.reader() as session:
            message = queries.message(session, actor, message_id)
            if message.state == "waiting":
                raise NotFiledYet(service.why_waiting(session, actor, message))
            return service.reply_of(session, actor, message)

    async def answer(self, actor: Actor, conversation_id: str) -> None:
        """Answer every waiting message of a conversation, oldest first."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            while await self._answer_next(actor, conversation_id):
                pass

    async def _answer_next(self, actor: Actor, conversation_id: str) -> bool:
        """Answer one message; False when none is left or this one must wait."""
        found = await run_in_threadpool(self._next, actor, conversation_id)
        if not found:
            return False
        turn, rest = found
        try:
            turn.context.update(await self._further(rest, turn.context["stage"]))
            said = await bot.take_turn(self._client, turn)
        except bot.BotFailed as failure:
            log.warning("turn_failed", reason=failure.reason, message_id=turn.message_id)
            await run_in_threadpool(self._failed, actor, turn.message_id, failure.certain)
            return failure.certain
        await run_in_threadpool(self._store, actor, turn.message_id, said)
        return True

    async def _further(self, rest: list[str], stage: str | None) -> dict[str, Any]:
        """What the pieces of a long text say that the bot does not get as the turn's own text."""
        flags: list[str] = []
        heard: list[dict[str, Any]] = []
        for piece in rest:
            if not is_empty(piece):
                found = await bot.understand(self._client, piece, stage)
                flags += found["safety"]
                heard += found["heard"]
        return {"flags": list(dict.fromkeys(flags)), "heard": heard}

    def _next(self, actor: Actor, conversation_id: str) -> tuple[bot.BotTurn, list[str]] | None:
        with self._database.writer() as session:
            return service.next_turn(session, actor, conversation_id, self._key)

    def _store(self, actor: Actor, message_id: str, said: dict[str, Any]) -> None:
        with self._database.writer() as session:
            service.store_reply(session, actor, message_id, said)

    def _failed(self, actor: Actor, message_id: str, certain: bool) -> None:
        with self._database.writer() as session:
            service.turn_failed(session, actor, message_id, certain)

    async def sweep(self) -> None:
        """Take up every message whose time has come, on behalf of whoever sent it.

        Then file words that have waited for a tap for too long.
        """
        for conversation_id, actor in await run_in_threadpool(self._waiting):
            try:
                await self.answer(actor, conversation_id)
            except AppError as error:
                log.warning("sweep_refused", slug=error.slug, conversation_id=conversation_id)
        await run_in_threadpool(self._note_what_waits_for_a_tap)

    def _waiting(self) -> list[tuple[str, Actor]]:
        with self._database.reader() as session:
            return _with_actors(session, queries.waiting_conversations(session, utcnow()))

    def _note_what_waits_for_a_tap(self) -> None:
        now = utcnow()
        with self._database.reader() as session:
            found = _with_actors(session, queries.quiet_with_words(session, now - kept.QUIET))
        for conversation_id, actor in found:
            try:
                with self._database.writer() as session:
                    kept.note_when_quiet(session, actor, conversation_id, now)
            except AppError as error:
                log.warning("note_refused", slug=error.slug, conversation_id=conversation_id)


def _with_actors(session: Session, rows: list[tuple[str, str]]) -> list[tuple[str, Actor]]:
    """Each conversation with its owner."""
    accounts = [(row, session.get(Account, account_id)) for row, account_id in rows]
    return [(row, account.actor) for row, account in accounts if account]
