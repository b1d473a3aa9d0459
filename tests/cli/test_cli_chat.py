"""The terminal client against a server that is played here."""

import io
import json
import sys

import httpx
import pytest
from rich.console import Console

from api.cli import chat
from api.cli.chat_client import ChatClient, SignInRefused
from api.cli.trouble import Trouble

REPLY = {
    "conversation_id": "c-1",
    "replies": [
        {
            "text": "Did she agree?",
            "choices": [{"label": "Yes", "value": "y"}, {"label": "No", "value": "n"}],
            "card": {"kind": "link", "href": "/works/w-1", "label": "See the record"},
        }
    ],
    "asks": {"field": "A16", "name": "agreement", "multiple": False},
}
KEPT = {"type": "/problems/not-filed-yet", "detail": "Your words are kept, but not yet filed."}
BUSY = {"type": "/problems/unavailable", "detail": "Nothing was changed."}


class Server:
    """Answers with what it was given, one after the other, and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def bodies(self):
        return [json.loads(request.content) for request in self.requests]


def client_of(server):
    return ChatClient("http://127.0.0.1:1", httpx.MockTransport(server), pause=lambda _: None)


def ok(body=REPLY):
    return httpx.Response(200, json=body)


@pytest.mark.parametrize("fault", [httpx.ConnectError("refused"), httpx.Response(503, json=BUSY)])
def test_a_message_is_sent_again_under_the_same_id(fault):
    server = Server(fault, ok())
    assert client_of(server).send({"text": "hello"}) == REPLY
    first, second = server.bodies
    assert first == second


def test_each_message_has_its_own_id_and_stays_in_the_conversation():
    server = Server(ok(), ok())
    client = client_of(server)
    client.send({"text": "one"})
    client.send({"choice": "y"})
    first, second = server.bodies
    assert first["client_message_id"] != second["client_message_id"]
    assert "conversation_id" not in first
    assert second["conversation_id"] == "c-1"


OPEN = {
    "question_id": "q-3",
    "asks": None,
    "takes_words": True,
    "replies": [{"text": "Who may know?", "choices": [{"label": "Her sister", "value": "s"}]}],
}
MOVED = {"type": "/problems/another-question", "detail": "Another one is open.", "open": OPEN}


def test_a_message_names_the_question_on_the_screen():
    server = Server(ok(REPLY | {"question_id": "q-1"}), ok(REPLY | {"question_id": "q-2"}), ok())
    client = client_of(server)
    for text in ("one", "two", "three"):
        client.send({"text": text})
    assert [body.get("question_id") for body in server.bodies] == [None, "q-1", "q-2"]


def test_when_another_question_is_open_it_is_shown_and_numbers_are_for_that_one(monkeypatch):
    server = Server(ok(REPLY | {"question_id": "q-1"}), httpx.Response(409, json=MOVED), ok())
    code, printed = talk(server, "hello\n1\n1\n", monkeypatch)
    assert code == 1 and "Another one is open." in printed
    assert "Who may know?" in printed and "  1. Her sister\n" in printed
    assert [body.get("choice") for body in server.bodies] == [None, "y", "s"]
    assert server.bodies[2]["question_id"] == "q-3"


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (httpx.Response(503, json=KEPT), "^Your words are kept, but not yet filed.$"),
        (httpx.Response(503, json=BUSY), "Nothing was changed. Please send that again"),
        (httpx.ConnectError("refused"), "does not answer just now. Please send that again"),
    ],
)
def test_after_three_tries_the_person_is_told_whether_the_words_are_kept(fault, advice):
    server = Server(fault, fault, fault)
    with pytest.raises(Trouble, match=advice):
        client_of(server).send({"text": "hello"})
    assert len(server.requests) == 3


def test_a_refusal_is_not_repeated():
    server = Server(httpx.Response(422, json={"detail": "Too long."}))
    with pytest.raises(Trouble, match="Too long"):
        client_of(server).send({"text": "hello"})


def test_signing_in_keeps_the_token_and_no_cookie():
    signed_in = httpx.Response(
        200,
        json={"token": "t-1", "account": {"id": "a", "role": "practitioner"}},
        headers={"Set-Cookie": "aide=t-1; Path=/"},
    )
    server = Server(signed_in, ok())
    client = client_of(server)
    assert client.sign_in("anna", "a password") == "practitioner"
    client.send({"text": "hello"})
    assert server.requests[1].headers["Authorization"] == "Bearer t-1"
    assert "Cookie" not in server.requests[1].headers


def test_a_wrong_password_is_said_in_the_servers_words():
    server = Server(httpx.Response(401, json={"detail": "The username or password is not right."}))
    with pytest.raises(SignInRefused, match="not right"):
        client_of(server).sign_in("anna", "wrong")


def talk(server, lines, monkeypatch):
    """A whole conversation through a pipe: its exit code and what was printed."""
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    console = Console(file=printed, width=80, highlight=False, markup=False, emoji=False)
    return chat.Chat(client_of(server), console).run(), printed.getvalue()


def test_a_conversation_through_a_pipe(monkeypatch):
    server = Server(ok(), ok(), ok())
    code, printed = talk(
        server, "record a visit\n\n:help\n2: not today\n1\n:quit\nnever sent\n", monkeypatch
    )
    assert code == 0
    assert "Did she agree?" in printed
    assert "  1. Yes\n  2. No\n" in printed
    assert "See the record: http://127.0.0.1:1/works/w-1" in printed
    assert "\033" not in printed, "no colours in a pipe"
    assert [body.get("text") for body in server.bodies] == ["record a visit", "not today", None]
    assert [body.get("choice") for body in server.bodies] == [None, "n", "y"]


def test_a_wrong_number_is_explained_and_nothing_is_sent(monkeypatch):
    server = Server(ok())
    code, printed = talk(server, "hello\n7\n", monkeypatch)
    assert code == 1
    assert "There is no choice 7" in printed
    assert len(server.requests) == 1


def test_words_in_brackets_are_printed_as_they_are(monkeypatch):
    reply = REPLY | {"replies": [{"text": "She said [red]no[/red] :smile:", "choices": []}]}
    _, printed = talk(Server(ok(reply)), "hello\n", monkeypatch)
    assert "[red]no[/red] :smile:" in printed


def test_passwords_are_not_sent_over_an_open_line():
    with pytest.raises(Trouble, match="https"):
        chat.refuse_open_line("http://safeguarding.example")
    chat.refuse_open_line("http://127.0.0.1:8000")
    chat.refuse_open_line("https://safeguarding.example")
