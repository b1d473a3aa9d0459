"""Steering: what to open, skip, back, correct, undo, notes, and what was not understood."""

import pytest

from actions.contact import stage_for
from practice.asking.safety import safety_lines
from practice.content import content
from practice.record import Contact, Record
from tests.actions.dialogue import say, to

pytestmark = pytest.mark.asyncio
LATER = Record({}, (Contact("c", "start", finished_at="2026-11-21"),))
OPEN = Record({}, (Contact("c", "start"),))


@pytest.mark.parametrize(
    ("wanted", "record", "stage"),
    [
        ("prepare_visit", OPEN, "prepare"),
        ("prepare_visit", LATER, "prepare"),
        ("record_visit", Record({}), "start"),
        ("record_visit", OPEN, "start"),
        ("record_visit", LATER, "during"),
        ("quick_capture", OPEN, "start"),
        ("quick_capture", LATER, "during"),
        ("review_closure", OPEN, "end"),
    ],
)
async def test_which_stage_a_wish_opens(wanted, record, stage):
    assert stage_for(wanted, record) == stage


@pytest.mark.parametrize("unfinished", [0, 1, 2])
async def test_welcome_offers_to_carry_on(dialogue, desk, unfinished):
    for number in range(unfinished):
        desk.add_work(f"A-{number}").open("start")
    await dialogue.do("greet")
    carry_on = [c for c in dialogue.choices if c.startswith("resume:")]
    assert len(carry_on) == unfinished
    assert dialogue.choices[-3:] == ["do:prepare_visit", "do:record_visit", "do:review_closure"]
    assert dialogue.slots["offered"] == ("resume" if unfinished == 1 else "nothing")


@pytest.mark.parametrize("then", ["help", "thank", "resume_work", "nlu_fallback"])
async def test_what_was_offered_stands_for_one_turn(dialogue, desk, then):
    desk.add_work("A-0")
    await dialogue.do("greet")
    await dialogue.do(then)
    assert dialogue.slots["offered"] is None


async def test_a_yes_to_the_open_record_is_not_about_what_was_wanted_before(dialogue, desk):
    desk.add_work("A-0").open("prepare")
    await dialogue.do("review_closure")
    await dialogue.do("pause")
    await dialogue.do("greet")
    dialogue.message = {**dialogue.message, "intent": {"name": "affirm"}}
    await dialogue.run("action_open_contact")
    assert (dialogue.slots["next_form"], desk.stage) == ("contact_form", "prepare")
    assert dialogue.slots["offered"] is None


async def test_carry_on_where_one_left_off(first, desk):
    await first.tap("home")
    await first.do("pause")
    assert (first.text, first.form, first.at) == (say("pause.done"), None, None)
    await first.do("resume_work")
    assert (first.form, desk.stage, first.at) == ("contact_form", "start", "C2")
    assert "Picking up where you left off" in first.text


async def test_resume_by_tap_turns_to_the_other_work(first, desk):
    other, _ = desk.add_work("A-2").open("prepare")
    await first.do("resume_work", f"resume:{other}")
    assert (first.form, first.at) == ("contact_form", "P1")
    assert (desk.work.work["case_ref"], desk.stage) == ("A-2", "prepare")


@pytest.mark.parametrize("unfinished", [0, 2])
async def test_resume_without_one_clear_contact_offers_the_menu(dialogue, desk, unfinished):
    for number in range(unfinished):
        desk.add_work(f"A-{number}").open("start")
    await dialogue.do("resume_work")
    assert dialogue.text == say("work.which" if unfinished else "resume.none")
    assert dialogue.form is None


async def test_a_refused_opening_opens_no_form(first, desk):
    contact, _ = desk.add_work("A-2").open("prepare")
    list(desk.works.values())[1].finish(contact)
    await first.do("pause")
    await first.do("resume_work", f"resume:{contact}")
    assert "finished" in first.text
    assert (first.slots["next_form"], first.form) == ("nothing", None)


@pytest.mark.parametrize(
    ("text", "command", "state", "reason"),
    [
        (
            "skip because she’s asleep",
            {"rest": "she's asleep", "state": "not_asked_reason"},
            "not_asked_reason",
            "she’s asleep",
        ),
        (
            "n/a, phone call",
            {"rest": "phone call", "state": "not_applicable_reason"},
            "not_applicable_reason",
            "phone call",
        ),
    ],
)
async def test_skip_with_its_reason_in_one_message(first, desk, text, command, state, reason):
    await first.do("skip", text=text, command=command)
    entry = desk.record.latest("C1")
    assert (entry.answer_state, entry.reason, first.at) == (state, reason, "C2")


@pytest.mark.parametrize(
    ("command", "at"),
    [
        ({}, "skip C1"),
        ({"rest": "she was asleep"}, "skip C1"),
        ({"state": "not_asked_reason"}, "reason C1"),
        ({"state": "later"}, "C2"),
    ],
)
async def test_skip_asks_for_what_is_missing(first, desk, command, at):
    await first.do("skip", text="skip because she was asleep", command=command)
    assert (first.at, desk.record.heads) == (at, [])


async def test_a_reason_without_a_state_waits_for_it(first, desk):
    command = {"rest": "she was asleep"}
    await first.do("skip", text="skip because she was asleep", command=command)
    await first.tap("not_asked_reason")
    assert "she was asleep" in desk.record.latest("C1").reason
    assert first.at == "C2"


async def test_back_shows_what_is_recorded_and_asks_again(first, desk):
    await first.tap("home")
    await first.do("go_back")
    assert "How you were in touch: In person, at their home" in first.text
    assert first.at == "correct C1"
    await first.tap("phone")
    assert (desk.record.latest("C1").value, first.at) == ("phone", "C2")


@pytest.mark.parametrize(
    ("rest", "at"),
    [
        ("how we were in touch", "correct C1"),
        ("the locks", "choose FINISH"),
        (None, "choose FINISH"),
    ],
)
async def test_correct_by_name_or_by_list(first, rest, at):
    await first.tap("home")
    await first.do("correct_answer", command={"rest": rest})
    assert first.at == at


async def test_correct_by_choice(first, desk):
    await first.tap("home")
    await first.do("correct_answer", command={})
    [choice] = [c for c in first.choices if c.startswith("correct:")]
    await first.do("correct_answer", choice)
    assert first.at == "correct C1"
    await first.tap("video")
    assert [e.value for e in desk.record.heads] == ["video"]


async def test_undo_takes_back_the_last_answer_and_asks_it_again(first, desk):
    await first.tap("home")
    await first.do("undo")
    assert (first.at, desk.record.heads) == ("C1", [])
    assert say("undo.done", title="How you were in touch") in first.text
    assert [e.change for e in desk.record.entries] == ["new", "withdrawn"]


@pytest.mark.parametrize(
    "intent", ["skip", "go_back", "undo", "correct_answer", "repeat", "explain_why"]
)
async def test_steering_with_nothing_open_offers_the_menu(dialogue, intent):
    await dialogue.do(intent)
    assert dialogue.text == say("pause.empty")
    assert "do:record_visit" in dialogue.choices


async def test_summary_says_what_was_said(first):
    await first.say("At his flat, Monday")
    await first.do("show_summary")
    assert "“At his flat, Monday”" in first.text
    assert first.replies[0]["card"]["href"].startswith("/works/work-")


# --- what was not understood, and notes ---


async def test_fallback_offers_likely_meanings(dialogue):
    ranking = [{"name": n} for n in ("out_of_scope", "pause", "greet", "help", "show_gaps")]
    await dialogue.do("nlu_clarify", text="mmm", intent_ranking=ranking)
    assert dialogue.choices == ["do:pause", "do:greet", "do:help"]


@pytest.mark.parametrize("intent", ["nlu_fallback", "inform"])
async def test_fallback_offers_the_menu_and_a_note(desk, dialogue, intent):
    desk.work_id = desk.add_work().work["id"]
    await dialogue.do(intent, text="She rang me at six")
    [note] = [c for c in dialogue.choices if c.startswith("note:")]
    assert "do:record_visit" in dialogue.choices
    await dialogue.do("save_note", note)
    assert dialogue.text == say("note.saved")
    [entry] = desk.record.heads
    assert (entry.field, entry.words, entry.contact_id) == ("N1", "She rang me at six", None)


async def test_no_note_without_a_work(dialogue):
    await dialogue.do("nlu_fallback", text="She rang me at six")
    assert not [c for c in dialogue.choices if c.startswith("note:")]
    await dialogue.do("save_note")
    assert dialogue.text == say("note.none")


@pytest.mark.parametrize(
    ("intent", "flags", "says"),
    [
        ("report_danger", [], ["report_danger"]),
        (
            "raise_coercion",
            ["report_danger", "raise_coercion"],
            ["report_danger", "raise_coercion"],
        ),
    ],
)
async def test_safety_outside_a_form_says_every_kind_once(dialogue, intent, flags, says):
    await dialogue.do(intent, safety=flags)
    assert dialogue.text == "\n".join(safety_lines(says))


@pytest.mark.parametrize("topic", ["advocacy", "myth_1", None])
async def test_guidance_has_its_source(dialogue, topic):
    await dialogue.do("ask_guidance", topic=topic)
    assert ("(Source: " in dialogue.text) == (topic is not None)


async def test_a_correction_of_a_finished_stage_is_still_asked_what_follows(first, desk):
    await to(first, "A9")
    await first.do("correct_answer", command={"rest": "asked what they want"})
    await first.tap("no")
    assert first.at == "A7.reason_if_no"
    assert content().field("A7").part("reason_if_no").ask in first.text
