"""A stand-in for the bot that says what a test tells it to, and a record to show.

It shows how pages render a reply and what they do when the bot is away. What the real bot
says is tested with the real bot (tests/e2e).
"""

import asyncio
import json
from typing import Any

import httpx
from fastapi import FastAPI

from api.chat.answering import Answering
from api.chat.models import Conversation
from api.chat.service import begin_conversation
from api.database import Database
from api.identity.actor import Actor
from api.tables import utcnow
from api.works import queries, service
from api.works.service import Filing


def choice(value: str, label: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "label": label, **more}


def said(
    text: str, *choices: dict[str, Any], asks: bool = False, multiple: bool = False,
    takes_words: bool = True, card: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What the bot's channel answers with."""
    reply: dict[str, Any] = {"text": text, "choices": list(choices)}
    if card:
        reply["card"] = card
    question = None
    if asks:
        about = {"field": "C2", "name": "present", "multiple": multiple}
        question = {"pointer": {"field": text}, "asks": about, "takes_words": takes_words}
    return {"replies": [reply], "question": question}


MENU = said(
    "What would you like to do?",
    choice("do:prepare_visit", "Prepare for a visit"),
    choice("do:record_visit", "Write up a conversation"),
)
ONE = said("How were you in touch?", choice("home", "At home"), choice("phone", "By phone"),
           asks=True)  # fmt: skip
MANY = said(
    "Who else was there?",
    choice("just_us", "Only the two of us", exclusive=True),
    choice("family", "Family member"),
    choice("friend", "Friend or neighbour"),
    asks=True, multiple=True,
)  # fmt: skip
GROUPED = said(
    "Which could they do?",
    choice("all_four", "They could do all four", exclusive=True),
    choice("understand=yes", "Yes", group="Understand the information"),
    choice("understand=no", "No", group="Understand the information"),
    choice("retain=yes", "Yes", group="Remember it long enough"),
    choice("retain=no", "No", group="Remember it long enough"),
    asks=True, multiple=True,
)  # fmt: skip
WORDS = said("What matters most to them? Use their words.", asks=True)
FINISH = said("Shall I finish the record?", choice("finish", "Finish the record"),
              choice("change", "Change something first"), asks=True, takes_words=False)  # fmt: skip


class StandInBot:
    """Answers each turn with `says`, or by the turn's first choice or text in `by_key`."""

    def __init__(self) -> None:
        self.is_down = False
        # The bot itself is in order and cannot do this turn (its circuit breaker).
        self.refuses = False
        self.delay = 0.0
        self.says = MENU
        self.by_key: dict[str, dict[str, Any]] = {}
        self.turns: list[dict[str, Any]] = []
        self.hears: list[str] = []
        # What a line of a rehearsal is understood as, by its text.
        self.moves: dict[str, list[str]] = {}

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("refused")
        await asyncio.sleep(self.delay)
        turn = json.loads(request.content)
        if request.url.path.endswith("/understand"):
            return httpx.Response(200, json={"safety": self.hears, "heard": []})
        if request.url.path.endswith("/rehearse"):
            said = {"text": turn["text"], "moves": self.moves.get(turn["text"], []), "subjects": []}
            return httpx.Response(200, json={"said": [said]})
        self.turns.append(turn)
        if self.refuses:
            return httpx.Response(422, json={"error": "not done"})
        key = next(iter(turn["choices"]), turn["text"])
        return httpx.Response(200, json=self.by_key.get(key, self.says))

    def serve(self, app: FastAPI) -> None:
        """Take the bot's place in a running service."""
        state = app.state
        state.bot_client = httpx.AsyncClient(
            transport=httpx.MockTransport(self.answer), base_url="http://bot"
        )
        state.answering = Answering(state.database, state.bot_client, state.settings)


def draft(field: str, value: Any = None, words: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "field": field, "change": "new", "answer_state": "answered", "value": value,
        "words": words, "parts": {}, "kind": "observation", "source_person": "adult", **more,
    }  # fmt: skip


class CaseRecord:
    """One work with a finished first conversation and an open later one.

    `who` is an entry that was corrected once, `who_now` the one that stands.
    """

    def __init__(self, database: Database, actor: Actor, case_ref: str = "SA-2026-0042") -> None:
        self.actor, self.database = actor, database
        with database.writer() as session:
            self.work_id = service.create_work(session, actor, case_ref, "yes").id
        self.first = self._contact("start")
        self._file(self.first, [
            draft("C3", "no", kind="observation"),
            draft("A7", "asked_expressed", kind="action_taken"),
            draft("A12", "signs_seen", "He answered for her <b>twice</b>."),
            draft("A11", answer_state="not_asked_reason", reason="He would not leave the room."),
        ])  # fmt: skip
        self.who = self._file(self.first, [draft("C2", ["family"], "her son")])[0]
        fixed = draft("C2", ["family", "friend"], "her son\nand Mrs B", change="corrected",
                      supersedes=self.who)  # fmt: skip
        self.who_now = self._file(self.first, [fixed])[0]
        wish = draft("A8", words="to see my sister", kind="person_words", opens="outcome")
        self.wish = self._file(self.first, [wish])[0]
        with database.writer() as session:
            contact = queries.contact(session, actor, self.first)
            contact.finished_at = utcnow()
            self.thread = next(
                e.thread_id
                for e in queries.entries(session, actor, self.work_id)
                if e.id == self.wish
            )
        self.later = self._contact("during")
        self._file(self.later, [draft("D1", "changed", "to live near my sister", thread=self.thread,
                                      kind="person_words",
                                      parts={"why": "The visits went well."})])  # fmt: skip

    def _contact(self, stage: str) -> str:
        with self.database.writer() as session:
            work = queries.work(session, self.actor, self.work_id)
            return service.open_contact(session, self.actor, work, stage)[0].id

    def _file(self, contact_id: str, drafts: list[dict[str, Any]]) -> list[str]:
        with self.database.writer() as session:
            work = queries.work(session, self.actor, self.work_id)
            contact = queries.contact(session, self.actor, contact_id)
            conversation = begin_conversation(session, self.actor, self.work_id)
            filing = Filing(conversation.id, f"message-{conversation.id[:20]}", drafts)
            return [e.id for e in service.file_entries(session, self.actor, work, contact, filing)]

    def conversation(self) -> str:
        """A new conversation in which the later stage is open, as the actions would leave it."""
        with self.database.writer() as session:
            conversation = begin_conversation(session, self.actor, self.work_id)
            session.get_one(Conversation, conversation.id).contact_id = self.later
            return conversation.id
