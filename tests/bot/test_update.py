"""A conversation goes on when the product is updated under it, and loses nothing.

Its tracker was stored by a version with other names: a form for each stage, and a slot in it for
each question.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import pytest_asyncio
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channel import take_turn
from bot.reliability import TurnAborted
from bot.tracker_store import AideTrackerStore
from tests.actions.desk import Desk
from tests.bot.talk import CONVERSATION, Bot, Talk

pytestmark = pytest.mark.asyncio
OPENS = {"prepare": "prepare_visit", "start": "record_visit", "end": "review_closure"}
NOTE = (
    "Her sister was in the room the whole time. She told me she wants to stay at home."
    " She said no to an advocate. There was no interpreter."
)
SAYINGS = {
    "words": ("some words of hers",),
    "a note": (NOTE,),
    "a skip": ("skip",),
    "why": ("why",),
    "a way back": ("back",),
    "a pause": ("pause",),
    "an undo": ("", "do:undo"),
    "a summary": ("", "do:show_summary"),
    "another stage": ("", "do:prepare_visit"),
    "danger": ("he's hitting her right now",),
}


class Updated(Talk):
    """A talk that goes on from a tracker in the product's own store."""

    store: AideTrackerStore

    async def say(self, text: str = "", *choices: str) -> Updated:
        """One turn. Raises TurnAborted when the bot does not take it."""
        return await self.send(self.turn(text, *choices))

    async def send(self, turn: dict[str, Any]) -> Updated:
        """A turn, for the first time or again."""
        self.bot.hatch.desk = self.desk
        self.bot.keep_in(self.store)
        try:
            self.said = await take_turn(self.bot.agent, turn)
        finally:
            self.bot.keep_in(self.bot.store)
        self.question = self.said["question"]
        return self


@pytest.fixture(scope="module")
def bot(model):
    made = Bot(model)
    yield made
    made.close()


@pytest_asyncio.fixture
async def moment(bot, stage):
    """Where a talk stands at the second question of a stage."""
    desk = Desk()
    desk.work_id = desk.add_work("A-1").work["id"]
    talk = await Talk(bot, desk).mean(OPENS[stage])
    taps = [choice for choice in talk.offered if not choice.startswith("who=")]
    return (await talk.say("" if taps else "some words", *taps[:1])).moment()


@pytest_asyncio.fixture
async def updated(bot, moment, tmp_path):
    """The same talk, with its tracker as the earlier version stored it."""
    talk = Updated.at(bot, moment)
    talk.store = AideTrackerStore(bot.agent.domain, dialect="sqlite", db=str(tmp_path / "b.sqlite"))
    names = {
        "contact_form": f"{talk.stage}_form",
        "answer": f"{talk.stage}__{talk.pointer['field']}",
    }
    events = [earlier(event, names) for event in json.loads(moment.memory)["events"]]
    tracker = DialogueStateTracker.from_dict(CONVERSATION, events, bot.agent.domain.slots)
    assert tracker.active_loop_name == names["contact_form"]
    assert tracker.get_slot("requested_slot") == names["answer"]
    await talk.store.save(tracker)
    return talk


def earlier(event: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """An event of Rasa with the names that the earlier version had."""
    named = {key: event[key] for key in ("name", "value") if isinstance(event.get(key), str)}
    return {**event, **{key: names.get(value, value) for key, value in named.items()}}


def asked(talk: Talk) -> dict[str, Any]:
    """The open question, with an entry it is about by its place in the record."""
    ids = [entry["id"] for entry in talk.entries]
    entry = talk.pointer.get("entry")
    return {**talk.pointer, "entry": ids.index(entry) if entry else None}


def filed(talk: Talk) -> list[tuple[Any, ...]]:
    """What is in the record, without what is another each time."""
    keys = ("field", "change", "value", "words", "answer_state", "conversation_turn")
    return [tuple(entry[key] for key in keys) for entry in talk.entries]


@pytest.mark.parametrize(
    ("stage", "name"),
    [*(("start", name) for name in SAYINGS), ("prepare", "words"), ("end", "words")],
)
async def test_the_next_turns_are_taken_as_if_nothing_had_been_updated(bot, moment, updated, name):
    expected = Talk.at(bot, moment)
    for saying in (SAYINGS[name], ("carry on",), ("and then some",)):
        await expected.say(*saying)
        await updated.say(*saying)
        assert updated.text == expected.text
        assert asked(updated) == asked(expected)
        assert filed(updated) == filed(expected)


@pytest.mark.parametrize("stage", ["start"])
async def test_a_turn_that_fails_after_the_update_is_taken_again(bot, moment, updated):
    turn = updated.turn("some words")
    updated.desk.broken_with = 500
    with pytest.raises(TurnAborted):
        await updated.send(turn)
    updated.desk.broken_with = None
    await updated.send(turn)
    expected = await Talk.at(bot, moment).say("some words")
    assert (updated.text, filed(updated)) == (expected.text, filed(expected))
    assert (await updated.send(turn)).text == expected.text
    assert filed(updated) == filed(expected)
