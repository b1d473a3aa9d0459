"""The three questions of the doorstep, and what their answers become."""

import pytest

from practice.asking.doorstep import FIELDS, drafts, questions
from practice.content import content
from practice.record import Record
from tests.practice.recorder import Recorder


@pytest.fixture
def recorder():
    return Recorder("A-1")


def written(recorder, contact, answers):
    found = drafts(answers, recorder.record, contact)
    return [(d.field, d.change, d.value, words, d.supersedes) for d, words in found]


@pytest.mark.parametrize("stage", ["start", "during"])
def test_every_stage_of_a_write_up_can_note_them(stage):
    assert [field.id for field in questions()] == list(FIELDS)
    assert set(FIELDS) <= set(content().stages[stage].every_field)


def test_what_is_answered_becomes_entries_and_the_rest_nothing(recorder):
    contact, _ = recorder.open("start")
    answers = {"C3": "part", "A8": "to keep my flat", "A21": "  "}
    assert written(recorder, contact, answers) == [
        ("C3", "new", "part", None, None),
        ("A8", "new", None, "to keep my flat", None),
    ]
    [_, wish] = drafts(answers, recorder.record, contact)
    assert (wish[0].opens, wish[0].kind) == ("outcome", "person_words")


def test_a_choice_that_is_not_offered_is_refused(recorder):
    contact, _ = recorder.open("start")
    with pytest.raises(ValueError):
        drafts({"C3": "perhaps"}, recorder.record, contact)


def test_nothing_is_made_of_nothing():
    assert drafts({}, Record({}), "c") == []
