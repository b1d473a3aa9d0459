"""A note told in one go: where it belongs, what is proposed, and what becomes of it."""

import pytest
import pytest_asyncio

from practice.asking.note_proposals import LEAST_BESIDE_AN_ANSWER
from practice.content import content
from tests.actions.dialogue import say, to

pytestmark = pytest.mark.asyncio
HOME, WISH, LIFT = "Saw her at home", "She wants her bank card back", "The lift was out again"
NOTE = f"{HOME}. {WISH}. {LIFT}."
BELOW = LEAST_BESIDE_AN_ANSWER - 0.001


def row(field, quote, value=None, confidence=0.9):
    return {"field": field, "quote": quote, "value": value, "confidence": confidence}


FOUND = [row("C1", HOME, "home"), row("A8", WISH), row(None, LIFT, confidence=0.0)]


async def tell(dialogue, *found, **more):
    return await dialogue.do("give_narrative", text=NOTE, heard=list(found or FOUND), **more)


async def put(dialogue, place="heard:record_visit"):
    """Tap where the note belongs."""
    return await dialogue.say("", place, intent=place.split(":")[1])


def held(desk):
    return [(e.field, e.value, e.words) for e in desk.record.heads]


@pytest.fixture
def work(desk):
    desk.work_id = desk.add_work().work["id"]
    return desk.work


@pytest_asyncio.fixture
async def told(work, dialogue):
    """A dialogue in which the note was told and put to the first conversation of A-1."""
    await tell(dialogue)
    return await put(dialogue)


# --- told while nothing is asked ---


async def test_it_is_asked_where_a_note_belongs_and_nothing_is_written(work, desk, dialogue):
    contact, _ = work.open("prepare")
    await tell(dialogue)
    [message] = desk.messages
    assert dialogue.text == say("heard.where")
    begin = [f"heard:{w}" for w in ("prepare_visit", "record_visit", "review_closure")]
    keep = f"note:{message}:{work.work['id']}"
    assert dialogue.choices == [f"heard:resume_work:{contact}", *begin, keep]
    assert (dialogue.form, held(desk)) == (None, [])


@pytest.mark.parametrize("works", [0, 1])
async def test_a_note_in_which_nothing_was_heard_is_only_offered_as_a_note(desk, dialogue, works):
    if works:
        desk.work_id = desk.add_work().work["id"]
    await tell(dialogue, row(None, NOTE))
    assert dialogue.text == say("fallback.narrative" if works else "fallback.no_work")
    assert any(c.startswith("note:") for c in dialogue.choices) == bool(works)
    assert dialogue.slots.get("heard") is None


async def test_a_note_of_danger_is_answered_first_and_then_asked_for_its_place(
    work, desk, dialogue
):
    flags = ["report_danger"]
    await dialogue.do("report_danger", text=NOTE, heard=list(FOUND), safety=flags)
    assert dialogue.text.index("999") < dialogue.text.index(say("heard.where"))
    assert "heard:record_visit" in dialogue.choices
    assert dialogue.replies[-1]["safety"] == flags
    await put(dialogue)
    assert (dialogue.at, held(desk)) == ("heard", [])


async def test_what_is_outside_can_be_kept_as_a_note(work, dialogue, desk):
    await dialogue.do("out_of_scope", text=NOTE)
    [message] = desk.messages
    assert f"note:{message}:{work.work['id']}" in dialogue.choices


async def test_its_place_opens_the_stage_and_puts_what_was_heard(told, desk):
    assert (told.form, desk.stage) == ("contact_form", "start")
    assert (told.at, told.choices) == ("heard", ["keep", "each", "leave"])
    assert say("begin.start", case="A-1") in told.text
    assert told.text.endswith(say("heard.ask"))
    assert (held(desk), told.slots["heard"]) == ([], None)


async def test_its_place_is_found_through_the_work_form(desk, dialogue):
    await tell(dialogue)
    await put(dialogue)
    assert dialogue.form == "work_form"
    await dialogue.say("B-7")
    await dialogue.tap("yes")
    assert (dialogue.form, dialogue.at) == ("contact_form", "heard")
    assert (desk.work.work["case_ref"], desk.stage) == ("B-7", "start")
    await dialogue.tap("keep")
    assert held(desk) == [("C1", "home", HOME), ("A8", None, WISH), ("N1", None, LIFT)]


async def test_it_goes_into_the_unfinished_conversation_that_is_tapped(work, desk, dialogue):
    contact, _ = desk.add_work("A-2").open("during")
    await tell(dialogue)
    await put(dialogue, f"heard:resume_work:{contact}")
    assert (dialogue.form, dialogue.at) == ("contact_form", "heard")
    assert (desk.contact_id, desk.stage) == (contact, "during")


@pytest.mark.parametrize("another", ["record_visit", "prepare_visit", "resume_work"])
async def test_another_opening_forgets_the_note(work, desk, dialogue, another):
    work.open("start")
    await tell(dialogue)
    await dialogue.do(another)
    assert dialogue.slots["heard"] is None
    assert not dialogue.at.startswith("hear")
    assert held(desk) == []


async def test_a_note_that_is_saved_as_one_is_not_put_again(work, desk, dialogue):
    await tell(dialogue)
    keep = next(c for c in dialogue.choices if c.startswith("note:"))
    await dialogue.say("", keep, intent="save_note")
    await put(dialogue)
    assert (dialogue.at, held(desk)) == ("C1", [("N1", None, NOTE)])


async def test_what_fits_no_question_of_the_stage_is_kept_as_a_note(work, desk, dialogue):
    await tell(dialogue)
    await put(dialogue, "heard:prepare_visit")
    assert (held(desk), dialogue.at) == ([("N1", None, NOTE)], "P1")
    assert say("note.saved") in dialogue.text


async def test_safety_is_answered_before_the_place_is_asked(work, dialogue):
    await tell(dialogue, safety=["report_danger"])
    assert dialogue.text.startswith(say("safety.report_danger"))
    assert dialogue.text.endswith(say("heard.where"))


# --- the proposals ---


async def test_all_is_kept_with_one_tap(told, desk):
    await told.tap("keep")
    assert held(desk) == [("C1", "home", HOME), ("A8", None, WISH), ("N1", None, LIFT)]
    assert told.text.startswith(f"{say('saved')}\n{say('heard.noted')}")
    assert (told.at, told.slots["requested_slot"]) == ("C2", "answer")


async def test_one_by_one_a_value_is_changed_and_one_is_left(told, desk):
    await told.tap("each")
    assert (told.at, told.replies[-1]["asks"]["field"]) == ("hear C1", "C1")
    await told.tap("phone")
    assert held(desk) == [("C1", "phone", HOME)]
    await told.tap("leave")
    assert held(desk)[1:] == [("N1", None, f"{LIFT}\n{WISH}")]
    assert told.at == "C2"


@pytest.mark.parametrize("leave", ["pause", "goodbye", "skip", "go_back", "undo"])
async def test_what_is_undecided_becomes_a_note_when_the_person_leaves(told, desk, leave):
    await told.tap("each")
    await told.tap("keep")
    await told.do(leave)
    notes = [words for field, _, words in held(desk) if field == "N1"]
    assert notes == [f"{LIFT}\n{WISH}"]
    assert say("words.noted") in told.text
    assert bool(desk.record.latest("C1")) == (leave != "undo")


async def test_undo_takes_back_all_that_one_tap_kept(told, desk):
    await told.tap("keep")
    await told.do("undo")
    assert held(desk) == []
    titles = [content().field(f).title for f in ("C1", "A8", "N1")]
    assert say("undo.done", title=", ".join(titles)) in told.text


@pytest.mark.parametrize(
    ("taps", "at"), [((), "heard"), (("each",), "hear C1"), (("each", "keep"), "hear A8")]
)
@pytest.mark.parametrize("intent", ["explain_why", "repeat", "help", "thank", "show_summary"])
async def test_a_digression_puts_the_same_proposal_again(told, desk, intent, taps, at):
    for tap in taps:
        await told.tap(tap)
    before = held(desk)
    await told.do(intent)
    assert (told.at, held(desk)) == (at, before)
    if intent == "explain_why" and at != "heard":
        assert content().field(at.split()[1]).why in told.text


async def test_undo_with_nothing_written_leaves_the_proposals_open(told, desk):
    await told.do("undo")
    assert say("undo.none") in told.text
    assert (told.at, held(desk)) == ("heard", [])


@pytest.mark.parametrize("taps", [(), ("each",)])
async def test_what_was_sent_too_early_is_a_note_and_the_proposals_stay(told, desk, taps):
    for tap in taps:
        await told.tap(tap)
    at = told.at
    await told.say("She also lost her purse", early=True)
    assert (told.at, held(desk)) == (at, [("N1", None, "She also lost her purse")])


async def test_a_refusal_is_said_and_the_proposals_stay(told, desk):
    desk.work.finish(desk.contact_id)
    await told.tap("keep")
    assert told.text.startswith("This conversation is finished.")
    assert (told.at, held(desk)) == ("heard", [])


async def test_a_conversation_that_is_carried_on_does_not_put_them_again(told, desk):
    await told.do("pause")
    await told.do("resume_work")
    assert (told.at, held(desk)) == ("C1", [("N1", None, NOTE)])


async def test_the_same_message_is_filed_once(told, desk):
    await told.tap("keep")
    written = desk.work.flat()
    # The turn is done again, as after a crash.
    told._did("action_listen")
    await told._follow("inform")
    assert desk.work.flat() == written


# --- told where something was asked ---


async def test_a_note_told_where_a_choice_was_asked_for_is_put(first, desk):
    await to(first, "C3", C2="family")
    found = [row("C3", HOME, "part"), row("A8", WISH), row(None, LIFT)]
    before = held(desk)
    await first.say(NOTE, heard=found)
    assert (first.at, held(desk)) == ("heard", before)
    await first.tap("keep")
    kept = [("C3", "part", HOME), ("A8", None, WISH), ("N1", None, LIFT)]
    assert held(desk) == [*before, *kept]


async def test_safety_is_answered_before_what_was_heard_is_put(first):
    await first.say(NOTE, heard=FOUND, safety=["report_danger"])
    assert first.text.startswith(say("safety.report_danger"))
    assert first.at == "heard"


async def test_words_that_waited_for_a_choice_become_a_note_when_a_note_is_told(first, desk):
    await to(first, "A7")
    await first.say("sort of")
    await first.say(NOTE, heard=[row("A11", WISH)])
    assert (first.at, held(desk)[-1]) == ("heard", ("N1", None, "sort of"))


@pytest.mark.parametrize(
    ("field", "sure", "put"),
    [
        ("A11", LEAST_BESIDE_AN_ANSWER, True),
        ("A11", BELOW, False),
        # The question that was answered, one that holds its answer, one of another stage.
        ("A5", 1.0, False),
        ("C1", 1.0, False),
        ("E9", 1.0, False),
    ],
)
async def test_what_is_heard_beside_an_answer_is_put_when_it_is_sure(first, desk, field, sure, put):
    await to(first, "A5")
    value = "home" if field == "C1" else None
    await first.say(NOTE, heard=[row("A5", HOME), row(field, WISH, value, sure)])
    assert held(desk)[-1] == ("A5", None, NOTE)
    assert first.at == ("heard" if put else "A7")


@pytest.mark.parametrize(
    ("tap", "more"), [("keep", [("A11", None, WISH)]), ("leave", []), (None, [])]
)
async def test_an_answer_that_holds_the_note_leaves_no_second_one(first, desk, tap, more):
    await to(first, "A5")
    await first.say(NOTE, heard=[row("A5", HOME), row("A11", WISH), row(None, LIFT)])
    before = held(desk)
    await (first.tap(tap) if tap else first.do("skip"))
    assert (held(desk), first.at) == ([*before, *more], "A7")


@pytest.mark.parametrize("leave", [False, True])
async def test_where_the_record_is_finished_or_a_reason_is_asked_nothing_is_put(first, leave):
    await to(first, "A7" if leave else "FINISH")
    if leave:
        await first.do("skip")
    await first.say(NOTE, heard=[row("A6", WISH)])
    assert not first.at.startswith("hear")
