"""Whatever is said in whatever state of the dialogue is answered, and files nothing untrue.

Every intent, every short answer and every kind of choice is put to the real bot (trained model,
real actions) in every state that a conversation can be in. A state is named by what is asked.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable

import pytest
import structlog
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import DEFAULT_ACTION_MAPPINGS

from bot.channel import BadTurn
from bot.quiet import quiet_rasa
from bot.reliability import TurnAborted
from practice.asking.choice_values import parse
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
    "yes", "no", "ok", "stop", "thanks", "carry on",
    "not sure", "hello", "how are you", "?", "he has a knife", "cancel", "skip", "later", "1",
]  # fmt: skip
# Of the intents, those that words like the above may be taken for.
SHORT = ["do:affirm", "do:deny", "do:nlu_fallback", "do:resume_work"]
# Steering that leads nowhere.
NOWHERE = ["do:finish", "do:restart", "begin:none:none", "heard:none"]
# Answers that are not on offer.
STALE = ["yes", "thread:none", "work=none", "no such choice"]
Saying = tuple[str, tuple[str, ...]]
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
    message = next((id_ for id_, text in talk.desk.messages.items() if text), "none")
    entry = next((e["id"] for e in talk.entries), "none")
    return [
        "begin:record_visit", f"begin:review_closure:{work}", "begin:prepare_visit:none",
        f"resume:{contact}", "resume:none", f"correct:{entry}", "correct:none", "ask:A7",
        "ask:none", f"note:{message}:{work}", "note:none:none", "note:none",
        "heard:record_visit", "heard:resume_work:none", f"heard:resume_work:{contact}",
    ]  # fmt: skip


def offered(talk: Talk) -> list[str]:
    """One choice of each kind that is on offer."""
    kinds = {re.split("[:=]", choice)[0]: choice for choice in reversed(talk.offered)}
    return list(kinds.values())


def sayings(bot: Bot, moment: Moment, whole: bool) -> list[Saying]:
    """Turns to try, as words and taps: all of them, or what is short and what is offered."""
    talk = Talk.at(bot, moment)
    taps = [*intents(bot), *steering(talk), *NOWHERE, *STALE] if whole else SHORT
    taps = dict.fromkeys([*taps, *offered(talk)])
    words = WORDS if whole else WORDS[:4]
    return [*((text, ()) for text in words), *(("", (tap,)) for tap in taps)]


# --- what must hold ---


def active_form(talk: Talk) -> str | None:
    """The form that the bot remembers to be in."""
    events = json.loads(talk.memory)["events"] if talk.memory else []
    names = [event["name"] for event in events if event["event"] == "active_loop"]
    return names[-1] if names else None


def faults(talk: Talk, known: set[str], text: str, choices: tuple[str, ...]) -> list[str]:
    """What is wrong with the turn that has just been taken."""
    found = []
    if not SENTENCE.search(talk.text):
        found.append(f"no sentence: {talk.text!r}")
    if bool(active_form(talk)) != bool(talk.question):
        found.append(f"form {active_form(talk)}, asked {talk.question}")
    return [*found, *_wrongly_put(talk), *_untrue(talk, known, text, choices)]


def _wrongly_put(talk: Talk) -> list[str]:
    """The open question is one of the stage that is open, and was put in its own words."""
    if not talk.question or talk.pointer.get("mode", "").startswith("work"):
        return []
    contact = talk.stage and talk.desk.work.contact(talk.desk.contact_id)
    if not contact or contact["finished_at"]:
        return ["asked, and no stage is open"]
    question = ask(
        Pointer.from_json(talk.pointer), talk.desk.record, contact_id=talk.desk.contact_id
    )
    return [] if question.text in talk.text else [f"not put: {question.text!r}"]


def _untrue(talk: Talk, known: set[str], text: str, choices: tuple[str, ...]) -> list[str]:
    """New entries that say what nobody said."""
    fresh = [e for e in talk.entries if e["id"] not in known]
    typed = list(talk.desk.messages.values())
    found = [f"invented: {e['words']!r}" for e in fresh if not _is_in(e["words"] or "", typed)]
    if choices and parse(choices[0]).kind:
        found += [f"filed by steering: {e}" for e in fresh if not _may_be_filed(e, choices[0])]
    elif not choices:
        found += [f"nobody said so: {e}" for e in fresh if not _is_named(e, text)]
    return found


def _is_in(words: str, typed: list[str]) -> bool:
    """Whether each line of an entry stands in something typed; a note may be kept in pieces."""
    return all(any(line in text for text in typed) for line in words.splitlines())


def _may_be_filed(entry: dict, choice: str) -> bool:
    """Steering takes back, or keeps as a note what was typed before; nothing else."""
    if choice == "do:undo":
        return entry["change"] == "withdrawn"
    return entry["field"] == "N1" and bool(entry["words"])


def _is_named(entry: dict, text: str) -> bool:
    """Whether what was typed names the value that was filed, or the value stood before."""
    if not isinstance(entry["value"], str) or entry["change"] == "continued":
        return True
    choice = content().field(entry["field"]).main.choice(entry["value"])
    return not choice or choice.is_named(text) or choice.matches(text)


class Walker:
    """Says things in states, and keeps what goes wrong and which further states come of it."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.turns = self.states = 0
        self.wrong: list[str] = []
        self.seen: set[tuple] = set()
        self.after: dict[tuple, tuple[str, Moment]] = {}

    async def say_all(self, name: str, moment: Moment, sayings: list[Saying]) -> None:
        """Each saying in this state."""
        self.states += 1
        for saying in sayings:
            talk = Talk.at(self.bot, moment)
            found = await tried(talk, *saying)
            said = saying[0] or saying[1][0]
            self.wrong += [f"{name} | {said} | {fault}" for fault in found]
            self.turns += 1
            if not found and talk.said["replies"]:
                self.after.setdefault(mark(talk), (f"{name}, then {said}", talk.moment()))

    def whole(self, name: str, moment: Moment) -> bool:
        """Whether everything is said there: in talk, at every kind of state, and in every stage.

        The stages share their code, so the same kind of state in another stage gets what is short.
        """
        place, *kind = mark(Talk.at(self.bot, moment))
        fresh = {("place", place), ("kind", *kind)} - self.seen
        self.seen |= fresh
        return name in TALKS or bool(fresh)

    async def walk(self, states: dict[str, Moment]) -> None:
        """All of `states`, and something short in whatever else comes of them."""
        for name, moment in states.items():
            await self.say_all(name, moment, sayings(self.bot, moment, self.whole(name, moment)))
        walked = {mark(Talk.at(self.bot, moment)) for moment in states.values()}
        further = {m: row for m, row in self.after.items() if m not in walked}
        for name, moment in further.values():
            await self.say_all(name, moment, sayings(self.bot, moment, whole=False))


async def tried(talk: Talk, text: str, choices: tuple[str, ...]) -> list[str]:
    """The faults of one turn; a choice that steers nowhere may be refused at the door."""
    known = {entry["id"] for entry in talk.entries}
    try:
        await talk.say(text, *choices)
    except BadTurn:
        return [] if choices and choices[0] in NOWHERE else ["refused"]
    except TurnAborted as aborted:
        return [str(aborted)]
    return faults(talk, known, text, choices)


def mark(talk: Talk) -> tuple:
    """What tells one state of the dialogue from another."""
    events = json.loads(talk.memory)["events"] if talk.memory else []
    slots = {e["name"]: e["value"] for e in events if e["event"] == "slot"}
    kinds = frozenset(re.split("[:=]", choice)[0] for choice in talk.offered if ":" in choice)
    place = talk.stage if active_form(talk) == "contact_form" else active_form(talk)
    return place, slots.get("offered"), talk.kind, kinds


def test_every_saying_in_every_state_has_an_answer_and_files_nothing_untrue(bot, loop, states):
    walker = Walker(bot)
    loop.run_until_complete(walker.walk(states))
    print(walker.states, "states,", walker.turns, "turns")
    assert walker.wrong == []
