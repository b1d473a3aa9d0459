"""A turn is all or nothing: the tracker store, the changes to Rasa, and a turn that fails."""

import asyncio
import sqlite3
import time

import pytest
import rasa
import rasa.core.agent as rasa_agent
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.loops import LoopAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.reliability import RASA_VERSION, TurnAborted, abort_on_circuit_break, install, spoken
from bot.tracker_store import AideTrackerStore

pytestmark = pytest.mark.asyncio


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "bot.sqlite"


@pytest.fixture
def store(path):
    return AideTrackerStore(Domain.empty(), dialect="sqlite", db=str(path))


def rows(path):
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT type_name FROM events ORDER BY id").fetchall()


def turn(tracker, text):
    for event in (UserUttered(text), BotUttered(f"re {text}"), ActionExecuted("action_listen")):
        tracker.update(event)
    return tracker


def begun(slots=None):
    listening = [ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events("conversation", listening, slots)


async def test_a_tracker_comes_back_as_it_was_saved(store, path):
    await store.save(turn(begun(), "She’s “fine” 🙂\nshe said"))
    tracker = await store.retrieve("conversation")
    assert tracker.latest_message.text == "She’s “fine” 🙂\nshe said"
    await store.save(turn(tracker, "again"))
    await store.save(tracker)  # nothing new: nothing stored
    assert len(rows(path)) == 7
    assert await store.retrieve("someone-else") is None


async def test_a_tracker_in_which_nobody_spoke_is_not_kept(store, path):
    await store.save(begun())
    assert rows(path) == []


async def test_a_stale_save_is_refused_and_stores_nothing(store, path):
    await store.save(turn(begun(), "one"))
    mine, other = [await store.retrieve("conversation") for _ in range(2)]
    await store.save(turn(other, "theirs"))
    before = rows(path)
    with pytest.raises(TurnAborted):
        await store.save(turn(mine, "mine"))
    assert rows(path) == before
    fresh = await store.retrieve("conversation")
    await store.save(turn(fresh, "mine, again"))
    assert len(rows(path)) == len(before) + 3


async def test_two_first_turns_at_once_keep_one(store, path):
    one, two = turn(begun(), "one"), turn(begun(), "two")
    await store.save(one)
    with pytest.raises(TurnAborted):
        await store.save(two)
    assert len(rows(path)) == 4


async def test_a_locked_database_fails_the_turn_quickly(store, path):
    await store.save(turn(begun(), "one"))
    tracker = turn(await store.retrieve("conversation"), "two")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    since = time.monotonic()
    with pytest.raises(TurnAborted, match="write"):
        await store.save(tracker)
    assert time.monotonic() - since < 4
    other.execute("ROLLBACK")
    other.close()
    await store.save(tracker)
    assert len(rows(path)) == 7


async def test_a_broken_database_fails_the_turn(store, path):
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE events")
    with pytest.raises(TurnAborted, match="read"):
        await store.retrieve("conversation")
    with pytest.raises(TurnAborted, match="write"):
        await store.save(turn(begun(), "one"))


async def test_a_silent_turn_is_not_stored(store, path):
    spoken.set([])
    with pytest.raises(TurnAborted, match="said nothing"):
        await store.save(turn(begun(), "one"))
    spoken.set([{"text": "hello"}])
    await store.save(turn(begun(), "one"))
    spoken.set(None)
    assert len(rows(path)) == 4


SLOTS = {"answer": {"type": "text", "mappings": [{"type": "from_text"}]}}


@pytest.mark.parametrize(
    ("form", "slot"), [("contact_form", "answer"), ("start_form", "start__C1")]
)
async def test_only_what_the_domain_has_is_there_when_it_is_read(path, caplog, form, slot):
    domain = Domain.from_dict(
        {"slots": SLOTS, "forms": {"contact_form": {"required_slots": ["answer"]}}}
    )
    store = AideTrackerStore(domain, dialect="sqlite", db=str(path))
    tracker = begun(domain.slots)
    asked = [ActiveLoop(form), SlotSet(slot, "words"), SlotSet("requested_slot", slot)]
    tracker.update_with_events(asked, domain)
    await store.save(turn(tracker, "one"))
    caplog.clear()
    known = slot in SLOTS
    for number in (1, 2):
        tracker = await store.retrieve("conversation")
        assert tracker.active_loop_name == (form if known else None)
        assert tracker.get_slot("requested_slot") == (slot if known else None)
        assert tracker.get_slot("answer") == ("words" if known else None)
        assert len(tracker.events) == (7 if known else 4) + (number - 1) * 3
        await store.save(turn(tracker, "another"))
        await store.save(tracker)  # nothing new: nothing stored
        assert len(rows(path)) == 7 + number * 3
    assert caplog.records == []


async def test_install_holds_for_one_rasa_only(monkeypatch):
    assert rasa.__version__ == RASA_VERSION
    install()
    install()
    assert RemoteAction.run.aborts and LoopAction.run.aborts
    kept = object()
    assert rasa_agent.FailSafeTrackerStore(kept) is kept
    monkeypatch.setattr(rasa, "__version__", "3.6.20")
    with pytest.raises(RuntimeError, match=RASA_VERSION):
        install()


async def test_a_failing_action_aborts_and_is_not_swallowed():
    install()
    action = RemoteAction("action_welcome", EndpointConfig("http://127.0.0.1:9/webhook"))
    with pytest.raises(TurnAborted, match="action_welcome"):
        await action.run(None, None, begun(), Domain.empty())
    assert not issubclass(TurnAborted, Exception)
    with pytest.raises(TurnAborted):
        abort_on_circuit_break(None, None, None)
    await asyncio.sleep(0)
