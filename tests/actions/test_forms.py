"""The form of a stage and the work form, turn by turn, over HTTP."""

import pytest

from practice.content import content
from tests.actions.dialogue import say, to

pytestmark = pytest.mark.asyncio


async def test_opening_asks_the_first_question(first):
    assert first.text == f"{say('begin.start', case='A-1')}\n{content().field('C1').main.ask}"
    assert first.replies[-1]["asks"] == {"field": "C1", "name": "contact_time", "multiple": False}
    assert (first.form, first.slots["requested_slot"]) == ("contact_form", "answer")


async def test_an_answer_is_filed_and_the_next_asked(first, desk):
    await first.say("At her home, on Tuesday")
    [entry] = desk.record.heads
    assert (entry.field, entry.value, entry.words) == ("C1", "home", "At her home, on Tuesday")
    assert (first.at, first.slots["requested_slot"]) == ("C2", "answer")
    assert first.text.startswith(say("saved"))
    assert desk.calls[-1] == "/entries"


async def test_an_unclear_answer_is_asked_again_with_its_words_kept(first, desk):
    await to(first, "A7")
    await first.say("sort of")
    assert first.at == "A7"
    await first.tap("no")
    assert (desk.record.latest("A7").value, desk.record.latest("A7").words) == ("no", "sort of")


@pytest.mark.parametrize("leave", ["pause", "goodbye", "undo", "go_back"])
async def test_words_that_waited_for_a_choice_become_a_note(first, desk, leave):
    await to(first, "A7")
    await first.say("sort of")
    await first.do(leave)
    assert desk.record.latest("N1").words == "sort of"
    assert say("words.noted") in first.text


async def test_a_choice_of_an_earlier_question_changes_nothing(first, desk):
    await first.tap("whole")
    assert (first.at, desk.record.heads) == ("C1", [])
    assert first.text.startswith(say("choose.stale"))


async def test_a_command_is_left_to_the_rules(first, desk):
    await first.do("help")
    assert first.ran == ["validate_contact_form", "action_help", "validate_contact_form"]
    assert first.text == f"{say('help')}\n{content().field('C1').main.ask}"
    assert desk.record.heads == []


@pytest.mark.parametrize(
    ("intent", "says"),
    [
        ("explain_why", "Bradford MSP pack"),
        ("repeat", ""),
        ("thank", "welcome"),
        ("show_summary", "Nothing is recorded"),
        ("show_gaps", "Asked what they want"),
        ("rehearse", "made-up person"),
        ("export_record", "write-up for A-1"),
        ("greet", ""),
        ("go_back", "first question"),
        ("undo", "nothing to take back"),
        ("suggest_wording", "no suggested words"),
    ],
)
async def test_a_digression_asks_the_same_question_again(first, intent, says):
    await first.do(intent)
    assert says in first.text
    assert first.text.endswith(content().field("C1").main.ask)
    assert (first.at, first.form) == ("C1", "contact_form")


async def test_a_digression_keeps_the_follow_up_open(first):
    await to(first, "C3", C2="family")
    await first.tap("no")
    await first.do("explain_why")
    assert first.at == "C3.why_not"


async def test_safety_is_answered_first_and_the_words_are_kept(first, desk):
    await to(first, "A5")
    await first.say("He has a knife", safety=["report_danger"])
    assert first.text.startswith(say("safety.report_danger"))
    assert (desk.record.latest("A5").words, first.at) == ("He has a knife", "A7")


async def test_a_danger_in_a_reason_is_answered_too(first, desk):
    command = {"state": "not_asked_reason", "rest": "he was hitting her"}
    text = "didn't ask because he was hitting her"
    await first.do("skip", text=text, command=command, safety=["report_danger"])
    assert first.text.startswith(say("safety.report_danger"))
    assert desk.record.latest("C1").reason == "he was hitting her"


async def test_what_was_sent_too_early_becomes_a_note(first, desk):
    await first.say("She also lost her purse", early=True)
    assert [e.field for e in desk.record.heads] == ["N1"]
    assert first.at == "C1"
    assert first.text.startswith(say("early.note"))


async def test_a_refusal_is_said_and_the_question_stays(first, desk):
    desk.work.finish(desk.contact_id)
    await first.tap("home")
    assert first.text.startswith("This conversation is finished.")
    assert (first.at, desk.record.heads) == ("C1", [])


@pytest.mark.parametrize(
    ("end", "says", "finished"),
    [
        (("", "finish"), "finish.done", True),
        (("Finish this record",), "finish.done", True),
        (("", "keep_open"), "finish.kept_open", False),
    ],
)
async def test_the_end_of_a_stage(first, desk, end, says, finished):
    await to(first, "FINISH")
    await first.say(*end)
    assert first.text == say(says)
    assert bool(desk.record.contacts[0].finished_at) == finished
    assert (first.form, first.at) == (None, None)


async def test_skip_at_the_end_keeps_it_open(first, desk):
    await to(first, "FINISH")
    await first.do("skip")
    assert (first.text, first.form) == (say("finish.kept_open"), None)
    assert not desk.record.contacts[0].finished_at


async def test_what_was_left_is_named_at_the_end(first):
    await first.do("skip", command={"state": "later"})
    await to(first, "FINISH")
    assert say("finish.later", titles="How you were in touch") in first.text


# --- which piece of work ---


async def test_a_new_work_from_nothing(dialogue, desk):
    await dialogue.do("record_visit")
    assert (dialogue.form, dialogue.at) == ("work_form", "work__case_ref")
    await dialogue.say("?")
    assert dialogue.text.startswith(say("work.case_ref_bad"))
    await dialogue.say("B-7")
    assert dialogue.choices == ["yes", "no", "not_decided"]
    await dialogue.say("perhaps")
    assert dialogue.at == "work__section_42"
    await dialogue.say("not decided yet")
    assert (dialogue.form, dialogue.at) == ("contact_form", "C1")
    assert (desk.work.work["case_ref"], desk.stage) == ("B-7", "start")
    assert say("work.ready", case="B-7") in dialogue.text


@pytest.mark.parametrize("answer", [("", "work={id}"), ("a-1",)])
async def test_a_known_work_by_tap_or_by_reference(dialogue, desk, answer):
    work = desk.add_work().work["id"]
    desk.add_work("A-2")
    await dialogue.do("prepare_visit")
    assert dialogue.choices[-1] == "work=new"
    await dialogue.say(*(a.format(id=work) for a in answer))
    assert (desk.work_id, dialogue.at) == (work, "P1")


@pytest.mark.parametrize("answer", [("Mrs Jones",), ("", "work=gone")])
async def test_an_unknown_work_is_asked_again(dialogue, desk, answer):
    desk.add_work()
    await dialogue.do("review_closure")
    await dialogue.say(*answer)
    assert (dialogue.form, dialogue.at, desk.work_id) == ("work_form", "work__work", None)
    assert say("work.which") in dialogue.text


async def test_danger_is_answered_while_choosing_the_work(dialogue):
    await dialogue.do("record_visit")
    await dialogue.say("He has a knife!!", safety=["report_danger"])
    assert dialogue.text.startswith(say("safety.report_danger"))
    assert dialogue.at == "work__case_ref"
