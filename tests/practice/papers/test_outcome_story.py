"""What became of each outcome, in order, and only in words that people chose or typed."""

import pytest

from practice.content import content
from practice.papers.outcome_story import outcome_stories
from tests.practice.asking.test_any_walk import labels
from tests.practice.records import corrected, record, say

WISH = say("A8", words="my card back")


def story(*answers):
    return outcome_stories(record(*answers))[0]


def kinds(found):
    return [step.kind for step in found.steps]


def test_from_the_wish_to_both_ratings_in_order():
    found = story(
        WISH,
        say("D1", "unchanged", thread="A8"),
        say("D1", "changed", "a card of my own", thread="A8", why="He kept it."),
        say("D8", words="Ask the bank", serves=["thread:A8"]),
        say("E2", "partially", "Nearly", thread="A8", practitioner_view="fully", reason="The bus"),
    )
    assert kinds(found) == ["wish", "unchanged", "changed", "plan", "rating", "own_view"]
    assert found.thread.text == "a card of my own"
    assert found.result == (("rating", ("Partly achieved",)), ("own_view", ("Fully achieved",)))
    why = [line.quoted for step in found.steps for line in step.lines if line.label == "Why"]
    assert why == ["He kept it."]


@pytest.mark.parametrize(
    ("part", "value"),
    [("frank_discussion", ["not_possible"]), ("plan_a", "The bank"), ("plan_b", "Her sister")],
)
def test_the_talk_about_a_wish_is_a_step_of_its_own(part, value):
    found = story(say("A8", words="my card back", **{part: value}))
    assert kinds(found) == ["wish", "talk"]
    assert {step.entry.id for step in found.steps} == {"A8"}
    assert [line.quoted for line in found.steps[0].lines] == ["my card back"]


@pytest.mark.parametrize("value", ["dropped", "changed", "unchanged"])
def test_what_was_last_said_stands_while_nothing_is_rated(value):
    words = "a car" if value == "changed" else None
    found = story(WISH, say("D1", value, words, thread="A8"))
    label = content().field("D1").main.label(value)
    assert kinds(found) == ["wish", value]
    assert found.result == (("last_said", (label,)),)


def test_nothing_chosen_says_nothing_of_how_it_ended():
    assert story(WISH).result == ()


def test_a_wish_added_later_begins_its_own_story():
    later = say("D1", "added", "to see my sister", thread="D1")
    found = outcome_stories(record(WISH, later))
    assert [kinds(row) for row in found] == [["wish"], ["added"]]
    assert found[1].result == ()


def test_a_rating_that_was_not_asked_is_shown_with_its_reason_and_rates_nothing():
    left = say("E2", state="not_asked_reason", left_because="Too ill", thread="A8")
    found = story(WISH, left)
    assert kinds(found) == ["wish", "unanswered"]
    assert found.steps[-1].lines[0].quoted == "Too ill" and found.result == ()


def test_a_plan_for_another_wish_is_not_told_here():
    other = say("A8", words="my garden")
    plan = say("D8", words="Ask the bank", serves=["thread:A8/2"])
    first, second = outcome_stories(record(WISH, other, plan))
    assert kinds(first) == ["wish"] and kinds(second) == ["wish", "plan"]


def test_a_corrected_wish_keeps_its_place_and_says_when_it_was_corrected():
    before = record(WISH, say("D1", "unchanged", thread="A8"))
    after = corrected(before, "A8", words="my own card", recorded_at="2026-11-22T09:00:00Z")
    found = outcome_stories(after)[0]
    assert kinds(found) == ["wish", "unchanged"]
    assert found.steps[0].changed_at == "2026-11-22T09:00:00Z"
    assert found.steps[1].changed_at is None


def test_every_label_is_a_fixed_one():
    known, titles, _ = labels()
    found = story(
        say("A8", ["safer"], "my card back", frank_discussion=["family_differs"], plan_a="A"),
        say("D1", "dropped", thread="A8", why="Tired"),
        say("E2", "not", thread="A8", practitioner_view="partially", reason="x"),
    )
    for step in found.steps:
        for line in step.lines:
            assert line.label in titles and set(line.chosen) <= known
    assert {label for _, chosen in found.result for label in chosen} <= known


def test_every_kind_of_step_has_its_title():
    wanted = ("wish", "added", "talk", "unchanged", "changed", "dropped", "plan", "rating",
              "own_view", "unanswered", "last_said")  # fmt: skip
    for kind in wanted:
        assert content().say(f"page.outcome.{kind}")
