"""A person at the keyboard, as a test writes one."""

import uuid

import httpx


class Conversation:
    """One signed-in person in one conversation. Counts turns and typed words as it goes."""

    def __init__(self, url: str):
        self.http = httpx.Client(base_url=url, timeout=90, trust_env=False)
        self.conversation_id = None
        self.account = None
        self.last = None
        self.question_id = None
        self.turns = 0
        self.words = 0

    def sign_in(self, username: str, password: str) -> "Conversation":
        body = {"username": username, "password": password}
        answer = self.http.post("/v1/session", json=body)
        assert answer.status_code == 200, answer.text
        # The token alone: a cookie as well would make us look like a browser.
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        self.account = answer.json()["account"]
        return self

    def say(self, text: str) -> dict:
        return self.take_turn(text=text)

    def choose(self, *values: str) -> dict:
        return self.take_turn(choice=one_or_list(values))

    def say_and_choose(self, text: str, *values: str) -> dict:
        return self.take_turn(text=text, choice=one_or_list(values))

    def take_turn(self, **message) -> dict:
        """Send and hear the answer; what is sent names the question that is on the screen."""
        answer = self.post(question_id=self.question_id, **message)
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        self.last = answer.json()
        self.conversation_id = self.last["conversation_id"]
        self.question_id = self.last["question_id"]
        self.turns += 1
        self.words += len(message.get("text", "").split())
        return self.last

    def post(self, **message) -> httpx.Response:
        """The answer as it came, for tests of failures; give client_message_id to send again."""
        body = {"client_message_id": str(uuid.uuid4()), **message}
        if self.conversation_id:
            body.setdefault("conversation_id", self.conversation_id)
        return self.http.post("/v1/chat/messages", json=body)

    def look_again(self) -> dict:
        """The conversation as it stands, as after a page was opened anew."""
        path = f"/v1/chat/conversations/{self.conversation_id}"
        found = self.http.get(path).json()
        self.question_id = found["question_id"]
        return found

    @property
    def text(self) -> str:
        """All that the last reply said."""
        return "\n".join(reply["text"] for reply in self.last["replies"] if reply.get("text"))

    @property
    def choices(self) -> list[str]:
        """The values the last reply offered."""
        return [
            choice["value"]
            for reply in self.last["replies"]
            for choice in reply.get("choices") or []
        ]

    @property
    def asks(self) -> str | None:
        """The record field of the question that is open."""
        return (self.last.get("asks") or {}).get("field")

    def close(self) -> None:
        self.http.close()


def one_or_list(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
