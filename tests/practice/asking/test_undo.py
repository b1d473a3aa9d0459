"""What is taken back, and what stays."""

import pytest

from practice.asking.undo import undo
from practice.content import content
from tests.practice.recorder import Walk


def taken_back(walk):
    """The fields that an undo withdraws, and what is said."""
    step = undo(walk.record, walk.contact_id)
    assert {draft.change for draft in step.drafts} == {"withdrawn"}
    assert {draft.answer_state for draft in step.drafts} == {"not_recorded"}
    return [draft.field for draft in step.drafts], step.say


def test_there_is_nothing_to_take_back_at_the_beginning():
    walk = Walk("start")
    assert undo(walk.record, walk.contact_id) is None


def test_the_last_answer_is_withdrawn_where_it_stands():
    walk = Walk("start").to("A8")
    walk.say("to stay at home")
    [draft] = undo(walk.record, walk.contact_id).drafts
    entry = walk.entry("A8")
    assert (draft.field, draft.supersedes, draft.thread) == ("A8", entry.id, entry.thread_id)
    assert draft.kind == content().field("A8").kind
    walk.undo()
    assert walk.record.latest("A8") is None


def test_what_one_tap_wrote_goes_together():
    walk = Walk("start").to("C2")
    walk.tap("just_us")
    fields, said = taken_back(walk)
    assert fields == ["C2", "C3"]
    titles = ", ".join(content().field(field).title for field in fields)
    assert said == (content().say("undo.done", title=titles),)


def test_a_follow_up_goes_by_itself():
    walk = Walk("start").to("C3", C2="family")
    walk.tap("part")
    walk.say("her son came in")
    assert taken_back(walk)[0] == ["C3"]
    assert len(undo(walk.record, walk.contact_id).drafts) == 1


@pytest.mark.parametrize("stage", ["prepare", "end"])
def test_what_another_contact_holds_is_left(stage):
    walk = Walk("start").to("A8")
    later = Walk(stage, walk.recorder)
    assert undo(later.record, later.contact_id) is None
