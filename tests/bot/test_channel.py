"""The door into Rasa: what is a turn, what is harmless, what was said."""

import contextlib
import json
from types import SimpleNamespace

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from bot.channel import (
    AideInput,
    BadTurn,
    CollectingChannel,
    check,
    check_meaning,
    finished_turn,
    harmless,
    intent_of,
    lost_its_place,
    resuming_message,
    said,
    user_message,
)
from bot.reliability import TurnAborted

IDS = {"conversation_id": "conversation", "message_id": "message-1"}


@pytest.mark.parametrize(
    "prefix",
    ["", " ", "\n", "\u200b", "\ufeff", "\u2060\u00ad", "\x00", "\x1b", "\u202e", "\u2028"],
)
def test_typed_text_never_becomes_an_intent(prefix):
    safe = harmless(f'{prefix}/restart{{"a": "b"}}')
    assert not safe.lstrip("\u200b\ufeff \n").startswith("/")
    assert "restart" in safe
    message = user_message(check({**IDS, "text": f"{prefix}/restart"}), CollectingChannel())
    assert not message.text.startswith("/")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("He said: I’m off – 50/50", "He said: I’m off – 50/50"),
        ("one\n\ttwo", "one\n\ttwo"),
        ("a\x07b\x9bc", "a b c"),
        ("//double", "∕/double"),
        ("\u200b\x00 ", ""),
    ],
)
def test_only_what_is_harmful_goes(text, safe):
    assert harmless(text) == safe


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {**IDS},
        {**IDS, "text": "  "},
        {**IDS, "text": "\u200b"},
        {**IDS, "text": 7},
        {**IDS, "text": "x" * 2001},
        {**IDS, "text": "x", "extra": 1},
        {**IDS, "text": "x", "choices": "no"},
        {**IDS, "text": "x", "choices": [1]},
        {**IDS, "text": "x", "labels": {}},
        {**IDS, "text": "x", "context": []},
        {**IDS, "text": "x", "message_id": "short"},
        {**IDS, "text": "x", "conversation_id": "x" * 129},
        {**IDS, "text": "x", "conversation_id": 12345678},
    ],
)
def test_what_is_not_a_turn(body):
    with pytest.raises(BadTurn):
        check(body)


@pytest.mark.parametrize(
    ("more", "text"), [({"text": "x" * 2000}, "x" * 2000), ({"choices": ["no"]}, "")]
)
def test_what_is_a_turn(more, text):
    turn = check({**IDS, **more})
    assert (turn["text"], turn["context"]) == (text, {})


@pytest.mark.parametrize(
    ("choice", "intent"),
    [
        ("no", "inform"),
        ("understand=yes", "inform"),
        ("do:show_summary", "show_summary"),
        ("do:", "inform"),
        ("begin:prepare_visit:work-1", "prepare_visit"),
        ("resume:contact-1", "resume_work"),
        ("correct:entry-1", "correct_answer"),
        ("note:message-1", "save_note"),
        ("drop:table", "inform"),
    ],
)
def test_what_a_choice_means(choice, intent):
    assert intent_of([choice]) == intent


DOMAIN = Domain.from_dict({"intents": ["inform", "help", "record_visit"]})


@pytest.mark.parametrize(
    "choice", ["do:finish", "do:restart", "do:back", "do:session_start", "begin:none:w", "heard:x"]
)
def test_what_steers_to_nothing_is_refused(choice):
    with pytest.raises(BadTurn, match="nothing that can be done"):
        check_meaning(check({**IDS, "choices": [choice]}), DOMAIN)


@pytest.mark.parametrize("more", [{"choices": ["do:help"]}, {"choices": ["no"]}, {"text": "do:x"}])
def test_what_can_be_done_is_let_in(more):
    check_meaning(check({**IDS, **more}), DOMAIN)


def test_a_tapped_choice_skips_the_classifier_and_keeps_the_words():
    turn = check({**IDS, "text": "he has a knife", "choices": ["no"], "labels": ["No"]})
    message = user_message(turn, CollectingChannel(), ["report_danger"])
    assert message.parse_data["intent"]["name"] == "inform"
    assert message.parse_data["safety"] == ["report_danger"]
    assert message.metadata["typed"] == "he has a knife"
    tapped = user_message({**turn, "text": ""}, CollectingChannel())
    assert (tapped.text, tapped.metadata["typed"]) == ("No", "")


@pytest.mark.parametrize(
    ("context", "form", "lost"),
    [
        ({"contact_id": "c", "asking": {"field": "C1"}}, "contact_form", False),
        ({"contact_id": "c", "asking": {"field": "C1"}}, None, True),
        ({"contact_id": "c", "asking": None}, None, False),
        ({"contact_id": None, "asking": {"mode": "work__work"}}, None, False),
    ],
)
def test_its_place_is_lost_when_a_question_is_open_that_it_does_not_ask(context, form, lost):
    assert lost_its_place(SimpleNamespace(active_loop_name=form), context) == lost


@pytest.mark.parametrize(("contact_id", "lost"), [("c", True), (None, False)])
def test_its_place_is_lost_without_a_tracker_while_a_stage_is_open(contact_id, lost):
    assert lost_its_place(None, {"contact_id": contact_id}) == lost


def test_a_lost_tracker_is_resumed_under_another_message_id():
    turn = check({**IDS, "text": "her sister", "context": {"contact_id": "c"}})
    message = resuming_message(turn)
    assert message.parse_data["intent"]["name"] == "resume_work"
    assert message.message_id != turn["message_id"]
    assert message.metadata["typed"] == ""


def test_what_was_said_in_neutral_form():
    question = {"pointer": {"field": "A7"}, "asks": {"field": "A7"}, "takes_words": True}
    messages = [
        {"text": "Saved.", "custom": {"choices": []}},
        {"text": "Did you?", "custom": {"choices": [{"value": "no"}], "card": 1, **question}},
    ]
    assert said(messages) == {
        "replies": [
            {"text": "Saved.", "choices": []},
            {"text": "Did you?", "choices": [{"value": "no"}], "card": 1},
        ],
        "safety": [],
        "question": question,
    }
    assert said([{"text": "Hello"}])["question"] is None


def test_a_stored_turn_is_found_by_its_message_id():
    events = [
        UserUttered("a", input_channel="aide", message_id="m1"),
        ActionExecuted("action_welcome"),
        BotUttered("one", {"custom": {"choices": []}}),
        BotUttered("two"),
        UserUttered("b", input_channel="aide", message_id="m2"),
    ]
    assert [m["text"] for m in finished_turn(events, "m1")] == ["one", "two"]
    assert finished_turn(events, "m2") == []
    assert finished_turn(events, "m3") is None


class LoopingProcessor:
    """Runs into Rasa's limit on actions, or into `failure`, at every message."""

    def __init__(self, failure=None):
        self.failure = failure

    async def handle_message(self, message):
        if self.failure:
            raise self.failure
        self.on_circuit_break(None, None, None)


def agent_with(processor):
    async def nothing(sender):
        return None

    return SimpleNamespace(
        is_ready=lambda: True,
        domain=Domain.empty(),
        processor=processor,
        lock_store=SimpleNamespace(lock=lambda sender: contextlib.AsyncExitStack()),
        tracker_store=SimpleNamespace(retrieve=nothing),
    )


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("failure", "status"),
    [(None, 422), (TurnAborted("action_welcome: RasaException"), 503), (OSError(), 503)],
)
async def test_only_a_turn_that_would_end_the_same_again_is_refused_for_certain(failure, status):
    app = SimpleNamespace(ctx=SimpleNamespace(agent=agent_with(LoopingProcessor(failure))))
    door = AideInput("k" * 32, "http://127.0.0.1:9/health")
    answer = await door._turn(SimpleNamespace(app=app, json={**IDS, "text": "hello"}))
    assert answer.status == status
    assert set(json.loads(answer.body)) == {"error", "where"}
