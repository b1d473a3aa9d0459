"""Failures: loud to Rasa, silent about the person."""

import logging
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from rasa_sdk.version import __version__ as sdk_version

from actions.base import ActionFailed
from actions.server import build
from tests.actions.dialogue import executor, say

pytestmark = pytest.mark.asyncio
CANARY = "Mrs Canary was hit by her son"
KEY = "a" * 40
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("status", [401, 500, 502, 503])
async def test_an_api_that_fails_fails_the_action(first, desk, caplog, status):
    desk.broken_with = status
    with caplog.at_level(logging.DEBUG), pytest.raises(ActionFailed) as failed:
        await first.say(CANARY)
    assert "Canary" not in caplog.text + str(failed.value)
    assert "ApiFailed" in caplog.text


async def test_an_api_that_is_down_fails_the_action(first, monkeypatch):
    from actions import api_client

    monkeypatch.setattr(api_client, "_api", api_client.AideApi("http://127.0.0.1:9", "k"))
    with pytest.raises(ActionFailed):
        await first.say("x")


async def test_a_bug_in_an_action_leaves_no_words_in_the_log(first, desk, caplog, monkeypatch):
    def broken(*_):
        raise KeyError(CANARY)

    monkeypatch.setattr("actions.forms.interpret", broken)
    with caplog.at_level(logging.DEBUG), pytest.raises(ActionFailed):
        await first.say(CANARY)
    assert "KeyError" in caplog.text
    assert "Canary" not in caplog.text
    assert desk.record.heads == []


async def test_a_refusal_is_said_in_its_own_words(first, desk):
    await first.do("resume_work", "resume:not-mine")
    assert first.text.startswith("There is nothing here by that name.")


@pytest.mark.parametrize("key", ["", "short"])
async def test_the_server_needs_a_real_key(key):
    with pytest.raises(ValueError, match="MSP_ACTIONS_KEY"):
        build(key)


@dataclass(frozen=True)
class Server:
    """The action server in a process of its own, with nothing behind it but a closed port."""

    url: str
    log: Path

    def post(self, path, key=None, **more):
        headers = {"X-Aide-Key": key} if key else {}
        return httpx.post(f"{self.url}{path}", headers=headers, timeout=5, **more)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("actions") / "log"
    settings = {"MSP_ACTIONS_PORT": str(port), "MSP_ACTIONS_KEY": KEY, "MSP_BOT_KEY": KEY}
    environment = {**os.environ, **settings, "MSP_API_PORT": "9"}
    command = [sys.executable, "-m", "actions.server"]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=stream, stderr=subprocess.STDOUT
        )
    server = Server(f"http://127.0.0.1:{port}", log)
    for _ in range(150):
        try:
            httpx.get(f"{server.url}/health")
            break
        except httpx.TransportError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
    yield server
    process.terminate()
    process.wait(10)


def call(action):
    """What Rasa posts for an action."""
    tracker = {
        "sender_id": "c",
        "slots": {},
        "latest_message": {"text": CANARY, "metadata": {"turn_id": "t", "turn_token": CANARY}},
        "events": [{"event": "user", "text": CANARY}],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "tracker": tracker, "domain": {}, "version": sdk_version}


@pytest.mark.parametrize("path", ["/webhook", "/actions", "/nowhere"])
@pytest.mark.parametrize("key", [None, "b" * 40])
async def test_the_server_answers_nobody_without_the_key(server, path, key):
    assert server.post(path, key, json=call("action_thank")).status_code == 401


async def test_the_server_runs_an_action_for_its_key(server):
    answer = server.post("/webhook", KEY, json=call("action_thank"))
    assert (answer.status_code, answer.json()["responses"][0]["text"]) == (200, say("thanks"))


@pytest.mark.parametrize(
    ("body", "status"),
    [(call("action_welcome"), 500), (call("action_unknown"), 404), ([CANARY], 500)],
)
async def test_what_fails_shows_nothing_of_the_tracker(server, body, status):
    answer = server.post("/webhook", KEY, json=body)
    assert answer.status_code == status
    assert "Canary" not in answer.text + server.log.read_text()


async def test_every_action_of_the_package_is_registered():
    assert {"action_skip", "validate_contact_form"} <= set(executor().actions)
