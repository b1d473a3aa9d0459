"""The API as the actions see it: a real HTTP server over in-memory records.

It answers `/internal/turns/...` as api/chat/turn_routes.py does, for one conversation.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from practice.content import content
from tests.practice.recorder import Recorder, Refused

KEY = "k" * 40
TOKEN = "a turn token"
CASE_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{1,39}")


class Desk:
    """One person's works, and what their conversation is about."""

    def __init__(self) -> None:
        self.works: dict[str, Recorder] = {}
        self.work_id: str | None = None
        self.contact_id: str | None = None
        self.messages: dict[str, str] = {}
        self.choices: dict[str, tuple[str, ...]] = {}
        self.calls: list[str] = []
        self.broken_with: int | None = None

    def add_work(self, case_ref: str = "A-1") -> Recorder:
        recorder = Recorder(case_ref)
        recorder.messages = self.messages
        self.works[recorder.work["id"]] = recorder
        return recorder

    def receive(self, text: str, choices: tuple[str, ...]) -> str:
        """Keep a message as the inbox does; its id."""
        message_id = f"message-{len(self.messages):06d}"
        self.messages[message_id], self.choices[message_id] = text, choices
        return message_id

    @property
    def work(self) -> Recorder:
        return self.works[self.work_id]

    @property
    def record(self) -> Any:
        return self.work.record

    @property
    def stage(self) -> str | None:
        """The conversation stage that is open."""
        if not (self.work_id and self.contact_id):
            return None
        return self.work.contact(self.contact_id)["stage"]

    def state(self, **more: Any) -> dict[str, Any]:
        works = []
        for recorder in self.works.values():
            open_ = [c for c in reversed(recorder.contacts) if not c["finished_at"]]
            works.append({**recorder.work, "contacts": recorder.contacts, "open_contacts": open_})
        record = self.work.flat() if self.work_id else None
        here = {"work_id": self.work_id, "contact_id": self.contact_id, "record": record}
        return {"works": works, **here, **more}

    def turn_to(self, work_id: str) -> None:
        if work_id not in self.works:
            raise Refused(404, "There is nothing here by that name.")
        if self.work_id != work_id:
            self.work_id, self.contact_id = work_id, None

    def handle(
        self, path: str, headers: Mapping[str, str], body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """Status and body for a call by the actions."""
        if self.broken_with:
            return self.broken_with, {"detail": "out of order"}
        if headers["X-Aide-Key"] != KEY or headers["X-Aide-Turn"] != TOKEN:
            return 401, {"detail": "wrong key"}
        turn_id, _, rest = path.removeprefix("/internal/turns/").partition("/")
        try:
            return 200, self.answer(turn_id, f"/{rest}" if rest else "", body)
        except Refused as refused:
            return refused.status, {"detail": refused.detail}

    def answer(self, turn_id: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(path)
        return {
            "": lambda: self.state(),
            "/work": lambda: self.post_work(body),
            "/contact": lambda: self.post_contact(body),
            "/entries": lambda: self.post_entries(turn_id, body),
            "/finish": lambda: self.post_finish(turn_id),
        }[path]()

    def post_work(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("work_id"):
            self.turn_to(body["work_id"])
            return self.state()
        if not CASE_REF.fullmatch(body["case_ref"]):
            raise Refused(422, content().say("work.case_ref_bad"))
        known = [w for w, r in self.works.items() if r.work["case_ref"] == body["case_ref"]]
        work_id = known[0] if known else self.add_work(body["case_ref"]).work["id"]
        self.turn_to(work_id)
        return self.state()

    def post_contact(self, body: dict[str, Any]) -> dict[str, Any]:
        resumed = True
        if contact_id := body.get("contact_id"):
            owner = [
                w for w, r in self.works.items() if contact_id in {c["id"] for c in r.contacts}
            ]
            if not owner:
                raise Refused(404, "There is nothing here by that name.")
            if self.works[owner[0]].contact(contact_id)["finished_at"]:
                raise Refused(422, "That conversation is finished. You can begin a new one.")
            self.turn_to(owner[0])
        elif not self.work_id or not body.get("stage"):
            raise Refused(422, "Choose a piece of work first.")
        else:
            contact_id, resumed = self.work.open(body["stage"])
        self.contact_id = contact_id
        return self.state(stage=self.stage, resumed=resumed)

    def post_entries(self, turn_id: str, body: dict[str, Any]) -> dict[str, Any]:
        if set(body) - {"contact_id", "drafts", "settle", "later", "take_up", "batch"}:
            raise Refused(422, "unknown members")
        if not self.work_id:
            raise Refused(422, "Choose a piece of work first.")
        written = self.work.file(turn_id, **body)
        return self.state(entries=written)

    def post_finish(self, turn_id: str) -> dict[str, Any]:
        named = self.messages[turn_id].strip().rstrip(".").casefold() == "finish this record"
        if "finish" not in self.choices[turn_id] and not named:
            raise Refused(422, "Please use the button to finish the record.")
        self.work.finish(self.contact_id)
        return self.state()


class Door:
    """Serves a Desk on a free port until closed."""

    def __init__(self, desk: Desk) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self) -> None:
                self.respond()

            do_POST = do_GET

            def respond(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length) or b"{}")
                status, answer = desk.handle(self.path, self.headers, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Hatch(httpx.AsyncBaseTransport):
    """Hands calls to a Desk without a socket between, for tests of very many turns."""

    def __init__(self) -> None:
        self.desk: Desk | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(await request.aread() or b"{}")
        status, answer = self.desk.handle(request.url.path, request.headers, body)
        return httpx.Response(status, json=answer)
