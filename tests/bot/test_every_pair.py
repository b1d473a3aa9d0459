"""Whatever is said in whatever state of the dialogue is answered, and files nothing untrue.

Every intent, every short answer and every kind of choice is put to the real bot (trained model,
real actions) in every state that a conversation can be in. A state is named by what is asked.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import re
from collections.abc import Callable, Iterator

import pytest
import structlog
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import DEFAULT_ACTION_MAPPINGS

from bot.channel import STEERING, BadTurn
from bot.quiet import quiet_rasa
from bot.reliability import TurnAborted
from practice.asking.questions import Pointer, ask
from practice.content import content
from tests.actions.desk import Desk
from tests.bot.talk import Bot, Moment, Talk

OPENS = {
    "prepare": "prepare_visit",
    "start": "record_visit",
    "during": "record_visit",
    "end": "review_closure",
}
WORDS = [
    "yes", "no", "ok", "not sure", "thanks", "stop", "hello", "how are you", "carry on", "?",
    "he has a knife", "cancel", "skip", "later", "1",
]  # fmt: skip
NOTE = (
    "Her sister was in the room the whole time. She told me she wants to stay at home."
    " She said no to an advocate. There was no interpreter."
)
LONGEST_STAGE = 120
# Words that end as one sentence at least.
SENTENCE = re.compile(r"\w.*[.?!:”)]", re.S)


@pytest.fixture(scope="module")
def loop():
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture(scope="module")
def bot(model):
    quiet_rasa()
    # The format of an action's answer is rasa-sdk's own; checking it is most of a turn's time.
    checked, RemoteAction._validate_action_result = (
        RemoteAction._validate_action_result,
        lambda *_: True,
    )
    made = Bot(model)
    yield made
    made.close()
    RemoteAction._validate_action_result = checked
    structlog.reset_defaults()


# --- the states ---


def one_open() -> Desk:
    """One piece of work with an unfinished first conversation."""
    desk = Desk()
    desk.add_work("A-1").open("start")
    return desk


def two_open() -> Desk:
    """Two of them."""
    desk = one_open()
    desk.add_work("A-2").open("start")
    return desk


def begun() -> Desk:
    """A piece of work that the conversation is about, with nothing in it."""
    desk = Desk()
    desk.work_id = desk.add_work("A-1").work["id"]
    return desk


# A path is what is said ("words") or tapped ("tap:value", "first:" the first that begins so).
TALKS: dict[str, tuple[Callable[[], Desk], list[str]]] = {
    "nothing said yet": (Desk, []),
    "nothing said yet, two open": (two_open, []),
    "greeted, nothing open": (Desk, ["hello"]),
    "greeted, one open": (one_open, ["hello"]),
    "greeted, two open": (two_open, ["hello"]),
    "asked which to carry on with": (two_open, ["hello", "carry on"]),
    "carry on with nothing": (begun, ["carry on"]),
    "meanings offered": (two_open, ["tap:do:nlu_clarify"]),
    "not understood": (one_open, ["tap:do:nlu_fallback"]),
    "out of scope": (two_open, ["how are you"]),
    "help shown": (one_open, ["hello", "tap:do:help"]),
    "thanked": (one_open, ["hello", "thanks"]),
    "goodbye said": (one_open, ["hello", "goodbye"]),
    "guidance given": (two_open, ["what is an IMCA and when do I need one"]),
    "safety advice given": (two_open, ["he's hitting her right now"]),
    "a note told, place asked": (two_open, [NOTE]),
    "a note kept": (begun, [NOTE, "first:note:"]),
    "summary of nothing": (one_open, ["tap:do:show_summary"]),
    "write-up of nothing": (one_open, ["tap:do:export_record"]),
    "rehearsal named": (one_open, ["tap:do:rehearse"]),
    "work asked": (two_open, ["tap:do:record_visit"]),
    "work asked, then left": (two_open, ["tap:do:record_visit", "tap:do:pause"]),
    "case reference asked": (Desk, ["tap:do:record_visit"]),
    "case reference not understood": (Desk, ["tap:do:record_visit", "?"]),
    "kind of enquiry asked": (Desk, ["tap:do:record_visit", "B-7"]),
    "stage opened by yes": (one_open, ["hello", "yes"]),
    "stage opened for a note": (begun, [NOTE, "tap:heard:record_visit"]),
    "another stage opened from within": (begun, ["tap:do:record_visit", "tap:do:prepare_visit"]),
    "paused": (begun, ["tap:do:record_visit", "tap:do:pause"]),
    "goodbye in a stage": (begun, ["tap:do:record_visit", "tap:do:goodbye"]),
}
# What may be said at a question of a stage, and is answered before the question is put again.
ASIDES: dict[str, list[str]] = {
    "summary shown": ["tap:do:show_summary"],
    "what is missing shown": ["tap:do:show_gaps"],
    "safety advice given": ["he's hitting her right now"],
    "skipped, reason to pick": ["tap:do:skip"],
    "skipped, reason to type": ["tap:do:skip", "first:not_asked_reason"],
    "correction to pick": ["tap:do:correct_answer"],
    "correction waits": ["tap:do:correct_answer", "first:correct:"],
    "paused": ["tap:do:pause"],
    "words wait for a tap": ["tap:do:correct_answer", "her sister said so"],
}
HEARD: dict[str, list[str]] = {
    "note to confirm": [NOTE],
    "note to go through": [NOTE, "tap:each"],
}


async def step(talk: Talk, what: str) -> Talk:
    """One step of a path."""
    kind, _, value = what.partition(":")
    if kind == "tap":
        return await talk.tap(value)
    if kind == "first":
        return await talk.tap(next(c for c in talk.offered if c.startswith(value)))
    return await talk.say(what)


async def go(bot: Bot, desk: Desk, path: list[str]) -> Talk:
    """A talk at the end of a path."""
    talk = Talk(bot, desk)
    for what in path:
        await step(talk, what)
    return talk


def answer(talk: Talk) -> tuple[str, tuple[str, ...]]:
    """Words or a tap that answer the open question."""
    if talk.pointer.get("mode") == "more":
        return "", ("done",)
    offered = [c for c in talk.offered if not c.startswith(("who=", "ask:"))]
    return ("", (offered[0],)) if offered else ("some words", ())


async def walk(bot: Bot) -> dict[str, Moment]:
    """One piece of work through its four stages: a state for each kind of question in each."""
    found, desk = {}, begun()
    for stage, intent in OPENS.items():
        desk.contact_id = None
        talk = await Talk(bot, desk).mean(intent)
        for _ in range(LONGEST_STAGE):
            found.setdefault(f"{stage}, {talk.kind}", talk.moment())
            # A short memory, as after a restart of the bot: it finds its place again by itself.
            talk.memory = None
            text, choices = answer(talk)
            await talk.say(text, *choices)
            if not talk.question:
                break
        found[f"{stage}, finished"] = talk.moment()
    return found


async def asides(bot: Bot, walked: dict[str, Moment]) -> dict[str, Moment]:
    """In each stage, what may come up at its last kind of question with choices."""
    found = {}
    for stage in OPENS:
        place = walked[f"{stage}, answer taps words"]
        for name, path in [*ASIDES.items(), *HEARD.items()]:
            talk = Talk.at(bot, place)
            for what in path:
                await step(talk, what)
            found[f"{stage}, {name}"] = talk.moment()
    return found


@pytest.fixture(scope="module")
def states(bot, loop):
    async def every() -> dict[str, Moment]:
        talked = {
            name: (await go(bot, desk(), path)).moment() for name, (desk, path) in TALKS.items()
        }
        walked = await walk(bot)
        return {**talked, **walked, **await asides(bot, walked)}

    return loop.run_until_complete(every())


# --- what is said in each ---


def intents(bot: Bot) -> list[str]:
    """Every intent there is, as a tap."""
    known = set(bot.agent.domain.intents) - set(DEFAULT_ACTION_MAPPINGS)
    return [f"do:{intent}" for intent in sorted(known)]


def steering(talk: Talk) -> list[str]:
    """Every kind of steering choice, to what is there and to what is not."""
    contact = talk.desk.contact_id or "none"
    work = next(iter(talk.desk.works), "none")
    message = next(iter(talk.desk.messages), "none")
    entry = next((e["id"] for e in talk.entries), "none")
    return [
        "begin:record_visit", f"begin:review_closure:{work}", "begin:prepare_visit:none",
        f"resume:{contact}", "resume:none", f"correct:{entry}", "correct:none", "ask:A7",
        "ask:none", f"note:{message}:{work}", "note:none:none", "note:none",
        "heard:record_visit", "heard:resume_work:none", f"heard:resume_work:{contact}",
    ]  # fmt: skip


def offered(talk: Talk) -> list[str]:
    """One choice of each kind that is on offer, and some that are not."""
    kinds = {re.split("[:=]", c)[0]: c for c in reversed(talk.offered)}
    return [*kinds.values(), "yes", "thread:none", "work=none", "no such choice"]


def sayings(bot: Bot, moment: Moment) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every turn to try, as words and taps."""
    talk = Talk.at(bot, moment)
    yield from ((words, ()) for words in WORDS)
    taps = dict.fromkeys([*intents(bot), *steering(talk), *offered(talk)])
    yield from (("", (tap,)) for tap in taps)


# --- what must hold ---


def active_form(talk: Talk) -> str | None:
    """The form that the bot remembers to be in."""
    events = json.loads(talk.memory)["events"]
    names = [event["name"] for event in events if event["event"] == "active_loop"]
    return names[-1] if names else None


def faults(talk: Talk, before: Moment, text: str, choices: tuple[str, ...]) -> list[str]:
    """What is wrong with the turn that has just been taken."""
    found = []
    if not SENTENCE.search(talk.text):
        found.append(f"no sentence: {talk.text!r}")
    if bool(active_form(talk)) != bool(talk.question):
        found.append(f"form {active_form(talk)}, asked {talk.question}")
    return [*found, *_wrongly_put(talk), *_untrue(talk, before, text, choices)]


def _wrongly_put(talk: Talk) -> list[str]:
    """The open question is one of the stage that is open, and was put in its own words."""
    if not talk.question or talk.pointer.get("mode", "").startswith("work"):
        return []
    contact = talk.stage and talk.desk.work.contact(talk.desk.contact_id)
    if not contact or contact["finished_at"]:
        return ["asked, and no stage is open"]
    question = ask(Pointer.from_json(talk.pointer), talk.desk.record, contact_id=talk.desk.contact_id)
    return [] if question.text in talk.text else [f"not put: {question.text!r}"]


def _untrue(talk: Talk, before: Moment, text: str, choices: tuple[str, ...]) -> list[str]:
    """New entries that say what nobody said."""
    known = {e["id"] for w in before_works(before) for e in w.entries}
    fresh = [e for e in talk.entries if e["id"] not in known]
    typed = list(talk.desk.messages.values())
    found = [
        f"invented: {e['words']!r}" for e in fresh if e["words"] and not _is_in(e["words"], typed)
    ]
    if choices and choices[0].partition(":")[0] in STEERING:
        found += [f"filed by steering: {e}" for e in fresh if not _may_be_filed(e, choices[0])]
    elif not choices:
        found += [f"nobody said so: {e}" for e in fresh if not _is_named(e, text)]
    return found


def before_works(moment: Moment) -> list:
    """The pieces of work as they were."""
    return list(pickle.loads(moment.desk).works.values())


def _is_in(words: str, typed: list[str]) -> bool:
    return any(words in text or text in words for text in typed if text)


def _may_be_filed(entry: dict, choice: str) -> bool:
    """Steering takes back, or keeps as a note what was typed before; nothing else."""
    if choice == "do:undo":
        return entry["change"] == "withdrawn"
    return entry["field"] == "N1" and bool(entry["words"])


def _is_named(entry: dict, text: str) -> bool:
    """Whether what was typed names the value that was filed."""
    if not isinstance(entry["value"], str):
        return True
    choice = content().field(entry["field"]).main.choice(entry["value"])
    return not choice or choice.is_named(text) or choice.matches(text)


async def tried(bot: Bot, moment: Moment, text: str, choices: tuple[str, ...]) -> list[str]:
    """The faults of one turn; a choice that steers nowhere may be refused at the door."""
    talk = Talk.at(bot, moment)
    try:
        await talk.say(text, *choices)
    except BadTurn:
        return [] if choices else ["refused"]
    except TurnAborted as aborted:
        return [str(aborted)]
    return faults(talk, moment, text, choices)


async def wrong(bot: Bot, states: dict[str, Moment]) -> list[str]:
    """Every turn in every state that goes wrong."""
    found = []
    for name, moment in states.items():
        for text, choices in sayings(bot, moment):
            for fault in await tried(bot, moment, text, choices):
                found.append(f"{name} | {text or choices[0]} | {fault}")
    return found


def test_every_pair_of_state_and_saying_has_an_answer(bot, loop, states):
    found = loop.run_until_complete(wrong(bot, states))
    assert found == []
