"""The trained model: what it understands, what it does next, and how a turn fails."""

import sqlite3

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.channel import check, heard_beside_a_tap, take_turn, user_message
from bot.reliability import TurnAborted, install
from bot.tracker_store import AideTrackerStore
from bot.understanding.safety import safety_flags
from practice.asking.corrections import LEAST

LISTEN = ActionExecuted("action_listen")
ACTION_OF = {
    "greet": "action_welcome", "goodbye": "action_goodbye", "thank": "action_thank",
    "help": "action_help", "affirm": "action_help", "deny": "action_help",
    "prepare_visit": "action_open_contact",
    "record_visit": "action_open_contact", "quick_capture": "action_open_contact",
    "review_closure": "action_open_contact", "resume_work": "action_open_contact",
    "rehearse": "action_rehearse", "end_rehearsal": "action_rehearse", "skip": "action_skip",
    "go_back": "action_go_back", "repeat": "action_repeat", "pause": "action_pause",
    "undo": "action_undo", "correct_answer": "action_correct_answer",
    "explain_why": "action_explain_why", "suggest_wording": "action_suggest_wording",
    "show_summary": "action_show_summary", "show_gaps": "action_show_gaps",
    "export_record": "action_export_record", "ask_guidance": "action_answer_guidance",
    "assert_myth": "action_answer_guidance", "report_danger": "action_safety",
    "raise_coercion": "action_safety", "withdraw_consent": "action_safety",
    "practitioner_distress": "action_safety", "out_of_scope": "action_outside",
    "save_note": "action_save_note", "nlu_clarify": "action_fallback",
    "nlu_fallback": "action_fallback",
}  # fmt: skip
ASKS = {"contact_form": "answer", "work_form": "work__work"}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return tmp_path_factory.mktemp("bot") / "bot.sqlite"


@pytest.fixture(scope="module")
def agent(model, database):
    """The model with its real store, and an action server that is down."""
    install()
    store = AideTrackerStore(Domain.empty(), dialect="sqlite", db=str(database))
    down = EndpointConfig("http://127.0.0.1:9/webhook")
    return Agent.load(model, tracker_store=store, action_endpoint=down)


def meant(intent):
    return UserUttered(intent, {"name": intent, "confidence": 1.0})


def opened(form, wanted="resume_work"):
    """The events of opening a form, up to waiting for its first answer."""
    return [
        LISTEN,
        meant(wanted),
        ActionExecuted("action_open_contact"),
        SlotSet("next_form", form),
        ActionExecuted(form),
        ActiveLoop(form),
        SlotSet("requested_slot", ASKS[form]),
        LISTEN,
    ]


def next_action(agent, *events):
    slots = agent.domain.slots
    tracker = DialogueStateTracker.from_events("c", list(events), slots)
    scores = agent.processor.predict_next_with_tracker(tracker)["scores"]
    return max(scores, key=lambda row: row["score"])["action"]


@pytest.mark.parametrize(("intent", "action"), ACTION_OF.items())
def test_outside_a_form_each_intent_has_its_action(agent, intent, action):
    assert next_action(agent, LISTEN, meant(intent)) == action
    if action != "action_open_contact":
        assert next_action(agent, LISTEN, meant(intent), ActionExecuted(action)) == "action_listen"


def test_an_answer_to_nothing_is_not_lost(agent):
    assert next_action(agent, LISTEN, meant("inform")) == "action_fallback"


@pytest.mark.parametrize("form", ASKS)
@pytest.mark.parametrize(("intent", "action"), ACTION_OF.items())
def test_inside_a_form_the_same_and_then_the_form_asks_on(agent, form, intent, action):
    said = [*opened(form), meant(intent)]
    assert next_action(agent, *said) == form
    said.append(ActionExecutionRejected(form))
    assert next_action(agent, *said) == action
    if action != "action_open_contact":
        assert next_action(agent, *said, ActionExecuted(action)) == form


@pytest.mark.parametrize("form", ASKS)
def test_an_answer_goes_to_the_form_and_then_the_form_listens(agent, form):
    said = [*opened(form), meant("inform")]
    assert next_action(agent, *said) == form
    asked = SlotSet("requested_slot", ASKS[form])
    assert next_action(agent, *said, ActionExecuted(form), asked) == "action_listen"


def test_a_stage_that_is_done_leads_to_the_finish_and_only_that(agent):
    done = [ActionExecuted("contact_form"), ActiveLoop(None), SlotSet("requested_slot", None)]
    said = [*opened("contact_form"), meant("inform"), *done]
    assert next_action(agent, *said) == "action_finish_contact"
    said += [ActionExecuted("action_finish_contact"), SlotSet("next_form", "nothing")]
    assert next_action(agent, *said) == "action_listen"


@pytest.mark.parametrize("form", ASKS)
def test_an_opened_contact_leads_to_its_form(agent, form):
    said = [LISTEN, meant("resume_work"), ActionExecuted("action_open_contact")]
    assert next_action(agent, *said, SlotSet("next_form", form)) == form
    assert next_action(agent, *said, SlotSet("next_form", "nothing")) == "action_listen"


def test_once_the_work_is_chosen_its_contact_is_opened(agent):
    said = [
        *opened("work_form", "record_visit"),
        meant("inform"),
        ActionExecuted("work_form"),
        ActiveLoop(None),
        SlotSet("requested_slot", None),
    ]
    assert next_action(agent, *said) == "action_open_contact"
    said += [ActionExecuted("action_open_contact"), SlotSet("next_form", "contact_form")]
    assert next_action(agent, *said) == "contact_form"


@pytest.mark.parametrize(
    ("offered", "answer", "action"),
    [
        ("resume", "affirm", "action_open_contact"),
        ("resume", "deny", "action_help"),
        ("nothing", "affirm", "action_help"),
        ("nothing", "deny", "action_goodbye"),
    ],
)
def test_what_a_yes_means_depends_on_what_was_offered(agent, offered, answer, action):
    said = [LISTEN, meant("greet"), ActionExecuted("action_welcome"), SlotSet("offered", offered)]
    assert next_action(agent, *said, LISTEN, meant(answer)) == action


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "asking", "intent", "flags"),
    [
        ("skip", False, "skip", []),
        ("skip", True, "skip", []),
        ("back pain is worse", True, "inform", []),
        ("what is an IMCA and when do I need one", True, "inform", []),
        ("what is an IMCA and when do I need one", False, "ask_guidance", []),
        ("he's hitting her right now", True, "inform", ["report_danger"]),
        ("he's hitting her right now", False, "report_danger", ["report_danger"]),
        ("I'd like to write up a visit", False, "record_visit", []),
        ("/restart", True, "inform", []),
        (
            "I need to get ready for seeing Mrs Lowe tomorrow morning so could you please take me"
            " through what I ought to ask her before I go out there to do the visit",
            False,
            "prepare_visit",
            [],
        ),
        (
            "She made us tea. Her sister came by at three. They talked about the garden.",
            False,
            "give_narrative",
            [],
        ),
    ],
)
async def test_reading_a_message(agent, text, asking, intent, flags):
    body = {"conversation_id": "conversation", "message_id": "message-1", "text": text}
    context = {"asking": {"field": "A5"}} if asking else {}
    message = user_message(check({**body, "context": context}), None)
    parsed = await agent.processor.parse_message(message)
    assert (parsed["intent"]["name"], parsed["safety"]) == (intent, flags)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("no, her son was there the whole time", "C2"),
        ("sorry, I did get some time with her on her own", "C3"),
        ("wait, it was by phone not at home", "C1"),
        ("actually she said yes to the enquiry", "A16"),
        ("I meant she turned down the advocate", "A18"),
        ("no, there was an interpreter", "C4"),
    ],
)
async def test_a_correction_in_words_is_heard_while_a_question_is_open(agent, text, field):
    body = {"conversation_id": "conversation", "message_id": "message-1", "text": text}
    for context, heard in (({"asking": {"field": "A5"}, "stage": "start"}, True), ({}, False)):
        message = user_message(check({**body, "context": context}), None)
        told = (await agent.processor.parse_message(message)).get("amends")
        assert bool(told) == heard
        if told:
            rows = [row for row in told["found"] if row["confidence"] >= LEAST]
            assert field in {row["field"] for row in rows}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "more",
    [
        {"text": "hello"},
        {"choices": ["do:record_visit"]},
        {"text": "her sister", "context": {"contact_id": "c", "asking": {"field": "C2"}}},
    ],
    ids=["words", "tap", "lost tracker"],
)
async def test_with_the_action_server_down_a_turn_leaves_nothing(agent, database, more):
    body = {"conversation_id": "conversation", "message_id": "message-1", **more}
    with pytest.raises(TurnAborted):
        await take_turn(agent, check(body))
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("he pulled her down the stairs by her hair this morning", "report_danger"),
        ("every time I asked her something she waited for his nod", "raise_coercion"),
        ("she has gone off the idea and would rather we left it", "withdraw_consent"),
    ],
)
async def test_what_no_rule_names_is_suspected_by_the_model(agent, text, intent):
    """Inside a question too, and in words that come with a tap."""
    asked = {**turn_of(text), "choices": ["no"], "labels": ["No"]}
    assert intent in await heard_beside_a_tap(agent.processor, asked)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    [
        "my own front door and a bit of company",
        "his sister in Leeds",
        "back pain is worse",
        "the friend still visits most days",
        "card kept by his sister, bank alerts on",
    ],
)
async def test_ordinary_answers_raise_no_alarm(agent, text):
    asked = {**turn_of(text), "choices": ["no"], "labels": ["No"]}
    assert await heard_beside_a_tap(agent.processor, asked) == safety_flags(text) == []


def turn_of(text):
    return check({"conversation_id": "c" * 12, "message_id": "m" * 12, "text": text})
