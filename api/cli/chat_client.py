"""Talks to the product as any other client does, over HTTP."""

import time
import uuid
from collections.abc import Callable

import httpx

from api.cli.trouble import Trouble

TRIES = 3
PAUSES = (1.0, 3.0)
KEPT = "/problems/not-filed-yet"
MOVED = "/problems/another-question"
TIMEOUT = httpx.Timeout(90, connect=5)


class SignInRefused(Trouble):
    """The server said no to this name and password."""


class AnotherQuestion(Trouble):
    """What was sent answers an earlier question; `open` is the one that is open now."""

    def __init__(self, explained: str, open_now: dict):
        super().__init__(explained)
        self.open = open_now


class ChatClient:
    def __init__(self, url: str, transport: httpx.BaseTransport | None = None,
                 pause: Callable[[float], None] = time.sleep):  # fmt: skip
        self.http = httpx.Client(
            base_url=url, timeout=TIMEOUT, transport=transport, trust_env=False
        )
        self.url = url
        self.pause = pause
        self.conversation_id: str | None = None
        self.question_id: str | None = None

    def is_there(self) -> bool:
        try:
            return self.http.get("/health/live", timeout=3).status_code == 200
        except httpx.HTTPError:
            return False

    def sign_in(self, username: str, password: str) -> str:
        """The role of the account. Raises SignInRefused."""
        body = {"username": username, "password": password}
        try:
            answer = self.http.post("/v1/session", json=body)
        except httpx.HTTPError:
            raise Trouble(f"Nothing answers at {self.url}. Start it with ./msp up.") from None
        if answer.status_code != 200:
            raise SignInRefused(explanation(answer))
        # The token alone: a cookie as well would make us look like a browser.
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return answer.json()["account"]["role"]

    def send(self, message: dict[str, object]) -> dict:
        """The reply. Sends again under the same id, so that nothing can be stored twice.

        Raises Trouble; AnotherQuestion when the question on the screen is no longer the open one.
        """
        place = {"conversation_id": self.conversation_id, "question_id": self.question_id}
        body = {"client_message_id": str(uuid.uuid4()), **message}
        body |= {key: value for key, value in place.items() if value}
        answer = self.post_until_answered(body)
        if problem(answer).get("type") == MOVED:
            open_now = problem(answer)["open"]
            self.question_id = open_now["question_id"]
            raise AnotherQuestion(explanation(answer), open_now)
        if answer.status_code != 200:
            raise Trouble(explanation(answer))
        reply = answer.json()
        self.conversation_id = reply["conversation_id"]
        self.question_id = reply.get("question_id")
        return reply

    def post_until_answered(self, body: dict[str, object]) -> httpx.Response:
        answer = None
        for attempt in range(TRIES):
            if attempt:
                self.pause(PAUSES[attempt - 1])
            try:
                answer = self.http.post("/v1/chat/messages", json=body)
            except httpx.HTTPError:
                continue
            if answer.status_code != 503:
                return answer
        raise Trouble(not_answered(answer))


def not_answered(answer: httpx.Response | None) -> str:
    if answer is None:
        return "The service does not answer just now. Please send that again in a moment."
    if problem(answer).get("type") == KEPT:
        return explanation(answer)
    return f"{explanation(answer)} Please send that again in a moment."


def explanation(answer: httpx.Response) -> str:
    said = problem(answer)
    return said.get("detail") or said.get("title") or f"The service answered {answer.status_code}."


def problem(answer: httpx.Response) -> dict:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
