"""What one contact holds and lacks: nothing left out, nothing twice, each with its reason."""

from dataclasses import replace

import pytest

from practice.asking.gaps import open_at
from practice.asking.questions import next_question, open_questions
from practice.content import content
from practice.papers.check_answers import changed_after, review
from practice.papers.document import layout
from practice.record import Contact, Entry
from tests.practice.recorder import Walk

STAGES = list(content().stages)
TITLES = [row["title"] for row in layout()["sections"]]


def of(walk):
    return review(walk.record, walk.contact_id)


def shown(found):
    """The ids of every entry that the review shows, in order."""
    sections = [entry.id for _, rows in found.sections for entry in rows]
    return sections + [entry.id for entry in found.without_answer]


def titles(rows):
    return [row.title for row in rows]


@pytest.mark.parametrize("stage", STAGES)
def test_before_the_first_answer_all_is_not_reached(stage):
    found = of(Walk(stage))
    assert found.sections == found.without_answer == found.later == ()
    first = content().field(content().stages[stage].fields[0]).title
    assert titles(found.not_reached)[0] == first
    assert len(set(titles(found.not_reached))) == len(found.not_reached)


@pytest.mark.parametrize("stage", STAGES)
def test_all_that_stands_is_shown_once_at_every_step(stage):
    walk = Walk(stage)
    while not walk.finished:
        walk.answer({})
        own = [e.id for e in walk.record.heads if e.contact_id == walk.contact_id]
        assert sorted(shown(of(walk))) == sorted(own)
    found = of(walk)
    assert found.not_reached == found.later == ()
    places = [TITLES.index(title) for title, _ in found.sections if title]
    assert places == sorted(places)


@pytest.mark.parametrize("stage", STAGES)
def test_the_question_that_is_next_is_the_first_that_is_open(stage):
    walk = Walk(stage)
    while walk.pointer.mode != "finish":
        following = next_question(walk.record, walk.contact_id)
        waiting = open_questions(walk.record, walk.contact_id)
        if following.mode == "answer":
            assert following == waiting[0]
        walk.answer({})
    assert open_questions(walk.record, walk.contact_id) == []


def test_each_tap_opens_its_question():
    walk = Walk("start").to("A5")
    rows = of(walk).not_reached
    assert [row.choice for row in rows if row.choice]
    for row in rows:
        opens = open_at(row.field, walk.record, walk.contact_id)
        assert row.choice == (f"ask:{row.field.id}" if opens else None)


def test_left_for_later_is_told_apart_from_not_reached():
    walk = Walk("start").to("A4")
    walk.skip()
    walk.tap("later")
    found = of(walk)
    assert titles(found.later) == ["Said back in their words"]
    assert "Said back in their words" not in titles(found.not_reached)


def test_what_was_left_stands_with_its_reason_and_not_among_the_answers():
    walk = Walk("start").to("A4")
    walk.skip()
    walk.tap("not_asked_reason")
    walk.say("She was too tired.")
    found = of(walk)
    assert [(e.field, e.reason) for e in found.without_answer] == [("A4", "She was too tired.")]
    assert "A4" not in [e.field for _, rows in found.sections for e in rows]
    assert "Said back in their words" not in titles(found.not_reached)


def test_a_follow_up_that_is_open_is_named_with_its_question():
    walk = Walk("start").to("C3", C2="family")
    walk.tap("no")
    assert "Time alone with them: Why not" in titles(of(walk).not_reached)
    walk.say("Her son stayed.")
    assert "Time alone with them: Why not" not in titles(of(walk).not_reached)


def test_what_else_is_worth_adding_is_never_what_is_asked_anyway():
    walk = Walk("start").to("A7")
    found = of(walk)
    asked = {row.field.id for row in found.not_reached}
    worth = {gap.field.id for gap in found.worth_adding}
    assert worth and not worth & asked


def test_own_notes_come_last_under_no_title():
    walk = Walk("prepare").to("P2")
    walk.recorder.file(
        walk.recorder.receive("My own worry"), walk.contact_id, [draft("P13", "My own worry")]
    )
    assert of(walk).sections[-1][0] == ""
    assert [entry.field for entry in of(walk).sections[-1][1]] == ["P13"]


def draft(field, words, **more):
    row = {"field": field, "change": "new", "words": words, "parts": {}, "value": None}
    rest = {"answer_state": "answered", "reason": None, "kind": "observation"}
    return {**row, **rest, "source_person": "adult", "supersedes": None, "thread": None, **more}


FINISHED = Contact("c", "start", "2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z")


@pytest.mark.parametrize(
    ("recorded_at", "after"),
    [
        ("2026-11-21T09:59:59.999999Z", False),
        ("2026-11-21T10:00:00Z", False),
        ("2026-11-21T10:00:00.000001Z", True),
        ("2026-11-22T09:00:00Z", True),
        ("", False),
    ],
)
def test_what_was_written_after_the_finish_says_so(recorded_at, after):
    entry = Entry("e", "C2", "start", "c", recorded_at=recorded_at)
    assert changed_after(entry, FINISHED) is after
    assert not changed_after(entry, replace(FINISHED, finished_at=None))


def test_taken_back_after_the_finish_is_not_hidden():
    walk = Walk("start").to("C4")
    walk.recorder.finish(walk.contact_id)
    held = walk.entry("C2")
    gone = draft("C2", None, change="withdrawn", supersedes=held.id, answer_state="not_recorded")
    walk.recorder.file(walk.recorder.receive("undo"), walk.contact_id, [gone])
    for row in walk.recorder.entries:
        row["recorded_at"] = "2026-11-22T09:00:00Z" if row["supersedes"] else "2026-11-20T09:00:00Z"
    found = of(walk)
    # With it goes what the same tap answered.
    assert [entry.field for entry in found.taken_back] == ["C2", "C3"]
    assert found.taken_back[0].supersedes == held.id
    assert held.id not in shown(found)
