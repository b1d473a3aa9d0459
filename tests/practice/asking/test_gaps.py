"""What has been missed: the most useful questions first, and only what can be asked here."""

import pytest

from practice.asking.gaps import OFFERED, gaps, open_at, with_gaps
from practice.asking.modes import ask
from practice.asking.pointer import Pointer
from practice.content import content
from practice.local.audit_sets import audit_sets
from practice.rules.coverage import coverage
from tests.practice.recorder import Recorder, Walk

STAGES = list(content().stages)


def found(walk):
    return gaps(walk.record, walk.contact_id)


def ids(walk):
    return [gap.field.id for gap in found(walk)]


def offered(walk):
    """What the end of a conversation offers to tap, under "worth adding"."""
    question = ask(Pointer("FINISH", mode="finish"), walk.record)
    choices = with_gaps(question, walk.record, walk.contact_id).choices
    return [choice for choice in choices if choice.group == content().say("gaps.group")]


@pytest.mark.parametrize("stage", STAGES)
def test_what_shows_most_comes_first(stage):
    use = [gap.use for gap in found(Walk(stage))]
    assert use == sorted(use, reverse=True)
    assert use[0] > 1


@pytest.mark.parametrize("stage", STAGES)
def test_between_equals_the_order_is_that_of_the_stage(stage):
    order = content().stages[stage].every_field
    rows = [(-gap.use, order.index(gap.field.id)) for gap in found(Walk(stage))]
    assert rows == sorted(rows)
    assert ids(Walk(stage)) == ids(Walk(stage))


@pytest.mark.parametrize("stage", STAGES)
def test_each_gap_names_what_it_would_show(stage):
    walk = Walk(stage)
    shown = coverage(walk.record)
    waiting = [row for name in ("bradford", "leicestershire") for row in shown[name].values()]
    for gap in found(walk):
        assert set(gap.shows) == {row.title for row in waiting if gap.field.id in row.wants}


@pytest.mark.parametrize("stage", STAGES)
def test_the_nudge_is_of_the_first_standard_that_it_shows(stage):
    walk = Walk(stage)
    by_title = {row["title"]: row["nudge"] for row in audit_sets()["bradford"].standards}
    nudged = [gap for gap in found(walk) if any(title in by_title for title in gap.shows)]
    assert nudged
    for gap in nudged:
        first = next(title for title in gap.shows if title in by_title)
        assert gap.nudge == by_title[first]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("until_the_end", [False, True])
def test_only_what_this_stage_can_ask_and_each_tap_opens_it(stage, until_the_end):
    walk = Walk(stage)
    if until_the_end:
        walk.to("FINISH")
    for gap in found(walk):
        assert gap.field.id in content().stages[stage].every_field
        pointer = open_at(gap.field, walk.record, walk.contact_id)
        assert pointer.field == gap.field.id
        assert ask(pointer, walk.record).text


@pytest.mark.parametrize(
    ("answers", "until", "field"),
    [
        # Only of those who refuse, who lack capacity, or against whose wishes somebody acts.
        ({"A16": "no"}, "A18", "D9"),
        ({"A14": ("", "retain=no"), "A14_conclusion": "lacks"}, "A18", "D5"),
        ({"A16": "no", "A17": "child"}, "D12", "D12"),
    ],
)
def test_a_question_that_does_not_apply_is_no_gap(answers, until, field):
    assert field not in ids(Walk("start").to("FINISH"))
    recorder = Recorder()
    first = Walk("start", recorder).to(until, **answers)
    recorder.finish(first.contact_id)
    assert field in ids(Walk("during", recorder))


def test_what_is_shown_is_no_gap_any_more():
    walk = Walk("start").to("A9")
    assert "A9" in ids(walk)
    walk.say("Her niece")
    walk.tap("yes")
    assert "A9" not in ids(walk)


def test_what_was_left_with_a_reason_is_no_gap():
    walk = Walk("start").to("A9")
    walk.skip()
    walk.say("Her son was there", "not_asked_reason")
    assert "A9" not in ids(walk)


def test_a_tick_waits_for_its_words():
    walk = Walk("end").to("FINISH")
    assert "E6" in ids(walk)
    gap = next(gap for gap in found(walk) if gap.field.id == "E6")
    pointer = open_at(gap.field, walk.record, walk.contact_id)
    assert (pointer.part, pointer.entry) == ("words", walk.entry("E6").id)


def test_three_are_offered_to_tap_before_the_record_is_finished():
    walk = Walk("start").to("FINISH")
    first = found(walk)[:OFFERED]
    assert [tap.value for tap in offered(walk)] == [f"ask:{gap.field.id}" for gap in first]
    assert [tap.label for tap in offered(walk)] == [gap.field.title for gap in first]


def test_nothing_missing_offers_nothing():
    recorder = Recorder()
    walk = Walk("prepare", recorder)
    while walk.at != "FINISH":
        walk.say("In words", *(["none_hard"] if walk.at == "P9" else first_choice(walk)))
    assert (found(walk), offered(walk)) == ([], [])


def first_choice(walk):
    return [choice.value for choice in walk.question.choices[:1]]
