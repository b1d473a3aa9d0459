"""Leaving a question with more said than "skip"."""

import pytest

from practice.asking.pointer import Pointer
from practice.asking.skip import cancel, skip, skip_with_words
from practice.asking.steps import Step, Text
from practice.content import content

ASKED = Pointer("A7")
REASON = "he was in the room"


def test_a_reason_of_a_known_kind_is_written_with_its_words():
    step = skip_with_words(ASKED, "message-1", "not_asked_reason", REASON)
    [draft] = step.drafts
    assert (draft.field, draft.change, draft.answer_state) == ("A7", "new", "not_asked_reason")
    assert (draft.reason, draft.kind) == (Text(part=REASON), content().field("A7").kind)
    assert (step.say, step.next) == ((content().say("skip.saved"),), None)


def test_a_reason_for_leaving_a_corrected_answer_takes_its_place():
    pointer = Pointer("A7", entry="entry-1", thread="thread-1")
    [draft] = skip_with_words(pointer, "message-1", "not_asked_reason", REASON).drafts
    assert (draft.change, draft.supersedes, draft.thread) == ("corrected", "entry-1", "thread-1")


@pytest.mark.parametrize(
    ("state", "said", "next_"),
    [
        (None, None, Pointer("A7", mode="skip")),
        (None, REASON, Pointer("A7", mode="skip", words_from="message-1", said=REASON)),
        ("not_asked_reason", None, Pointer("A7", mode="reason", state="not_asked_reason")),
    ],
)
def test_what_is_missing_of_the_reason_is_asked(state, said, next_):
    assert skip_with_words(ASKED, "message-1", state, said) == Step(next=next_)


def test_later_writes_nothing():
    step = skip_with_words(ASKED, "message-1", "later", REASON)
    assert step == Step(later=("A7",), say=(content().say("skip.later"),))


def test_words_for_leaving_a_follow_up_become_a_note():
    pointer = Pointer("A7", "reason_if_no", entry="entry-1")
    step = skip_with_words(pointer, "message-1", None, REASON)
    [note] = step.drafts
    assert (note.field, note.words) == ("N1", Text(part=REASON))
    assert step.settle == (pointer.key,)
    assert skip_with_words(pointer, "message-1", None, None) == skip(pointer)


def test_cancel_goes_back_to_the_question_that_was_being_left():
    left = skip_with_words(ASKED, "message-1", "not_asked_reason", None).next
    assert cancel(left).next == ASKED
    assert cancel(ASKED) is None


@pytest.mark.parametrize(
    "pointer",
    [
        Pointer("A7"),
        Pointer("A7", "reason_if_no"),
        Pointer("A7", "reason_if_no", entry="entry-1"),
        Pointer("E2", thread="thread-1"),
        Pointer("E2", "reason", thread="thread.1@x", entry="entry-2"),
    ],
)
def test_a_key_tells_its_field(pointer):
    assert Pointer.field_of(pointer.key) == pointer.field
