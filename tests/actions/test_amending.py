"""An earlier answer put right in words, and what was begun cancelled."""

import pytest
import pytest_asyncio

from practice.asking.corrections import LEAST
from tests.actions.dialogue import say, to

pytestmark = pytest.mark.asyncio
TYPED = "no, she was on her own"
WORDS = "she was on her own"


def row(field, value=None, confidence=LEAST):
    return {"field": field, "quote": WORDS, "value": value, "confidence": confidence}


ALONE = row("C3", "whole")


async def put_right(dialogue, *found, text=TYPED):
    return await dialogue.say(text, amends={"words": WORDS, "found": list(found or [ALONE])})


@pytest_asyncio.fixture
async def asked(first):
    """The first conversation with C3 answered "no", at a later question."""
    await to(first, "C3", C2="partner")
    await first.tap("no")
    return await to(first, "A1")


def held(desk, field):
    entry = desk.record.latest(field)
    return entry and (entry.value, entry.words)


async def test_a_change_is_asked_about_and_nothing_is_written(asked, desk):
    before = desk.record.entries
    await put_right(asked)
    assert asked.at == "amend A1"
    assert asked.choices == ["amend:0", "here"]
    assert asked.text == say("amend.ask")
    label = asked.replies[-1]["choices"][0]["label"]
    assert label == "Change “Time alone with them” to “Yes, the whole time”"
    assert desk.record.entries == before


@pytest.mark.parametrize("yes", ["amend:0", "yes", "yes please", "Change it"])
async def test_it_is_changed_with_the_words_and_the_question_is_asked_again(asked, desk, yes):
    await put_right(asked)
    await (asked.tap(yes) if yes.startswith("amend") else asked.say(yes))
    assert held(desk, "C3") == ("whole", TYPED)
    assert [e.change for e in desk.record.entries if e.field == "C3"][-1] == "corrected"
    assert (asked.at, say("correct.saved") in asked.text) == ("A1", True)


@pytest.mark.parametrize("no", ["here", "no", "no thanks"])
async def test_or_it_answers_the_question_at_hand(asked, desk, no):
    await to(asked, "A5")
    await put_right(asked)
    await (asked.tap(no) if no == "here" else asked.say(no))
    assert held(desk, "A5") == (None, TYPED)
    assert held(desk, "C3")[0] == "no"
    assert asked.at != "A5"


async def test_where_a_choice_is_asked_for_the_words_wait_for_it(asked, desk):
    await put_right(asked)
    await asked.tap("here")
    assert (asked.at, say("words.pick") in asked.text) == ("A1", True)
    await asked.tap(asked.choices[0])
    assert held(desk, "A1")[1] == TYPED


async def test_without_a_value_the_earlier_question_is_asked_and_the_words_kept(asked, desk):
    await put_right(asked, row("C3"))
    await asked.tap("amend:0")
    assert asked.at == "correct C3"
    await asked.tap("part")
    assert held(desk, "C3") == ("part", TYPED)


async def test_two_answers_in_question_are_both_offered_likeliest_first(asked, desk):
    await put_right(asked, row("C1", "phone"), row("C3", "whole", 0.9), row("C2", ["just_us"], 0.5))
    await asked.say("yes")
    assert (asked.at, asked.choices) == ("amend A1", ["amend:0", "amend:1", "here"])
    assert say("note.saved") in asked.text
    await asked.tap("amend:1")
    assert held(desk, "C2") == (["just_us"], TYPED)


@pytest.mark.parametrize(
    "found",
    [
        [row("C3", "whole", LEAST - 0.001)],
        [row("C3", "no")],
        [row(None)],
        [row("A1", "explained"), ALONE],
        [row("A18", ["offered"])],
        [row("C5")],
    ],
    ids=["unsure", "says the same", "nothing", "about this question", "not answered", "words"],
)
async def test_what_is_no_change_is_an_answer_as_ever(asked, desk, found):
    await put_right(asked, *found)
    assert "amend" not in (asked.at or "")


async def test_other_words_are_kept_as_a_note_and_it_is_asked_again(asked, desk):
    await put_right(asked)
    await asked.say("what do you mean")
    assert asked.at == "amend A1"
    assert held(desk, "N1") == (None, "what do you mean")


@pytest.mark.parametrize("intent", ["skip", "go_back", "pause", "undo"])
async def test_whoever_leaves_it_finds_the_words_as_a_note(asked, desk, intent):
    await put_right(asked)
    await asked.do(intent, command={})
    assert TYPED in [e.words for e in desk.record.entries if e.field == "N1"]


# --- cancel


async def cancel(dialogue):
    return await dialogue.do("skip", text="cancel", command={"state": "cancel"})


async def test_cancel_leaves_an_answer_as_it_was(first, desk):
    await first.tap("home")
    await first.do("go_back")
    before = desk.record.entries
    await cancel(first)
    assert (first.at, desk.record.entries) == ("C2", before)
    assert say("cancel.done") in first.text


@pytest.mark.parametrize("begun", ["choose", "add"])
async def test_cancel_leaves_a_list(first, desk, begun):
    await first.tap("home")
    state = {"state": "add"} if begun == "add" else {}
    await first.do("correct_answer", command=state)
    assert first.at == f"{begun} FINISH"
    await cancel(first)
    assert first.at == "C2"


@pytest.mark.parametrize("command", [{}, {"state": "not_asked_reason"}])
async def test_cancel_of_a_skip_asks_the_question_again(first, desk, command):
    await first.do("skip", command=command)
    await cancel(first)
    assert (first.at, desk.record.heads) == ("C1", [])


async def test_cancel_of_a_change_in_words_keeps_the_words(asked, desk):
    await put_right(asked)
    await cancel(asked)
    assert asked.at == "A1"
    assert held(desk, "N1") == (None, TYPED)
    assert held(desk, "C3")[0] == "no"


async def test_cancel_with_nothing_begun_says_so_and_asks_again(first, desk):
    await cancel(first)
    assert say("cancel.nothing") in first.text
    assert first.at == "C1"
