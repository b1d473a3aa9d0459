"""A question whose waiting words have gone into a note: what follows is stored without them."""

from practice.asking.modes import ask, interpret
from practice.asking.note_confirmation import Heard, Hearing, pointer_to
from practice.asking.pointer import Pointer
from practice.asking.steps import Message, Step, Text
from practice.asking.waiting_words import left_behind, let_go
from practice.record import Record


def answered(pointer, choice):
    question = ask(pointer, Record({}))
    return interpret(question, Message("message-tap", choices=(choice,)))


def test_a_tap_that_follows_is_stored_without_the_words():
    waiting = Pointer("C1", words_from="message-words")
    assert left_behind(waiting, Step()).words == Text("message-words")
    assert answered(waiting, "home").drafts[0].words == Text("message-words")
    gone = let_go(waiting)
    assert left_behind(gone, Step()) is None
    [draft] = answered(gone, "home").drafts
    assert (draft.value, draft.words) == ("home", None)


def test_what_was_heard_in_a_note_may_still_be_kept_and_is_noted_once():
    rows = (Heard("C1", ("at home",), "home"),)
    waiting = pointer_to(Hearing("message-words", rows, ("and more",)))
    assert left_behind(waiting, Step()).field == "N1"
    gone = let_go(waiting)
    assert left_behind(gone, Step()) is None
    assert [d.field for d in answered(gone, "keep").drafts] == ["C1"]
    assert answered(gone, "leave").drafts == ()


def amending(value="home"):
    row = {"entry": "entry-1", "field": "C1", "value": value}
    held = {"text": "no, at home", "rows": [row], "asked": Pointer("A5").to_json()}
    return let_go(Pointer("A5", mode="amend", words_from="message-words", amends=held))


def test_a_change_that_was_heard_is_made_without_the_words():
    [draft] = answered(amending(), "amend:0").drafts
    assert (draft.value, draft.words, draft.supersedes) == ("home", None, "entry-1")


def test_words_that_were_no_change_are_not_filed_a_second_time():
    step = answered(amending(), "here")
    assert step.drafts == () and step.next == Pointer("A5")
