"""What a correction keeps, and what goes with it."""

import pytest

from tests.practice.recorder import Walk


def values(walk, field):
    return [e.value for e in walk.record.heads if e.field == field]


def test_correcting_who_was_there_takes_back_what_the_same_tap_said():
    walk = Walk("start").to("C2")
    walk.tap("just_us")
    assert values(walk, "C3") == ["whole"]
    walk.correct("C2")
    walk.tap("family")
    assert values(walk, "C2") == [["family"]]
    assert values(walk, "C3") == []
    assert walk.at == "C3"


def test_correcting_to_only_the_two_of_us_corrects_time_alone():
    walk = Walk("start").to("C2")
    walk.tap("family")
    walk.tap("no")
    walk.correct("C2")
    walk.tap("just_us")
    assert values(walk, "C3") == ["whole"]
    assert [e.change for e in walk.record.entries if e.field == "C3"] == ["new", "corrected"]


def test_a_change_to_and_fro_takes_back_what_came_with_it():
    walk = Walk("start").to("C2")
    for tap in ("family", "just_us", "family"):
        walk.tap(tap)
        walk.correct("C2")
    assert values(walk, "C3") == []


def test_what_was_said_about_time_alone_itself_stays():
    walk = Walk("start").to("C2")
    walk.tap("just_us")
    walk.correct("C3")
    walk.say("She saw me to the door", "whole")
    walk.correct("C2")
    walk.tap("family")
    assert values(walk, "C3") == ["whole"]


@pytest.mark.parametrize(
    ("stage", "field", "kind"), [("start", "A8", "outcome"), ("during", "D2", "option")]
)
def test_a_skipped_wish_that_is_told_after_all_opens_its_thread(stage, field, kind):
    walk = Walk(stage).to(field, A7="asked_expressed")
    walk.skip()
    walk.tap("asked_no_answer")
    assert walk.record.threads(kind) == []
    walk.correct(field)
    walk.say("A lock on my own door")
    assert [t.text for t in walk.record.threads(kind)] == ["A lock on my own door"]
    walk.correct(field)
    walk.say("A bolt on my own door")
    assert [t.text for t in walk.record.threads(kind)] == ["A bolt on my own door"]


def test_undo_takes_back_the_whole_tap():
    walk = Walk("start").to("C2")
    walk.tap("just_us")
    walk.undo()
    assert values(walk, "C2") == values(walk, "C3") == []
    assert walk.at == "C2"


def test_rewording_an_outcome_keeps_its_kinds():
    walk = Walk("start").to("A8")
    walk.say("peace and quiet")
    walk.tap("safer", "control", "done")
    walk.correct("A8")
    walk.say("peace, quiet and my own key")
    [outcome] = walk.record.outcomes
    assert outcome.text == "peace, quiet and my own key"
    assert outcome.first.value == ["safer", "control"]


def test_undoing_the_only_outcome_asks_for_outcomes_again():
    walk = Walk("start").to("A8")
    walk.say("peace and quiet")
    walk.tap("done")
    walk.undo()
    assert walk.at == "A8"


@pytest.mark.parametrize(("first", "then"), [("my sister", "no_one"), ("no_one", "my sister")])
def test_correcting_between_words_and_a_choice_keeps_nothing_of_the_other(first, then):
    walk = Walk("start").to("A9")
    for answer in (first, then):
        walk.tap(answer) if answer == "no_one" else walk.say(answer)
        if answer == first:
            walk.correct("A9")
    entry = walk.entry("A9")
    assert (entry.value, entry.words) == (
        ("no_one", None) if then == "no_one" else (None, "my sister")
    )


def test_the_same_question_twice_is_one_answer():
    walk = Walk("start").to("C1")
    walk.tap("home")
    draft = walk.filing["drafts"][0]
    message = walk.recorder.receive("again")
    walk.recorder.file(message, walk.contact_id, [{**draft, "value": "phone"}])
    assert values(walk, "C1") == ["phone"]
