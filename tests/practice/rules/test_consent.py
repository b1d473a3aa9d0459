"""Valid consent: free will, information and capacity, each by itself and decision by decision."""

import pytest

from practice.content import content
from practice.rules.consent import consent, consent_line, lacks_shown, matters
from tests.practice.recorder import Recorder, Walk
from tests.practice.records import corrected, left, record, say, withdrawn

ALL_FOUR = dict.fromkeys(("understand", "retain", "use_or_weigh", "communicate"), "yes")
FREE, THREATENED = say("A12", "no_sign"), say("A12", "signs_seen", "They will hurt my sister")
INFORMED, NOT_INFORMED = (
    say("A13", "yes"),
    say("A13", "no", missing="Who helps, and what police do"),
)


def capacity(conclusion=None, ability="no", decision="enquiry", **parts):
    if conclusion:
        parts["conclusion"] = conclusion
    abilities = {**ALL_FOUR, "use_or_weigh": ability}
    return say("A14", abilities, decision=decision, **parts)


CAN = capacity(ability="yes")
LACKS = capacity("lacks", cause="Alzheimer's")


def states(*answers, matter="enquiry"):
    found = consent(record(*answers), matter)
    return (
        found.state,
        *(found.parts[key].state for key in ("free_will", "information", "capacity")),
    )


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], ("not_settled", "not_settled", "not_settled", "there")),
        ([FREE, INFORMED, CAN], ("valid", "there", "there", "there")),
        # Each part by itself takes validity away, and leaves the others as they are.
        ([THREATENED, INFORMED, CAN], ("not_valid", "missing", "there", "there")),
        ([FREE, NOT_INFORMED, CAN], ("not_valid", "there", "missing", "there")),
        ([FREE, INFORMED, LACKS], ("not_valid", "there", "there", "missing")),
        ([THREATENED, NOT_INFORMED, LACKS], ("not_valid", "missing", "missing", "missing")),
        ([FREE, say("A13", "partly"), CAN], ("not_valid", "there", "missing", "there")),
        (
            [say("A12", "believed_under_influence"), INFORMED, CAN],
            ("not_valid", "missing", "there", "there"),
        ),
        # What could not be explored, or was left, settles nothing.
        ([say("A12", "not_explored"), INFORMED], ("not_settled", "not_settled", "there", "there")),
        ([FREE, left("A13")], ("not_settled", "there", "not_settled", "there")),
        ([THREATENED], ("not_valid", "missing", "not_settled", "there")),
    ],
)
def test_three_parts_kept_apart(answers, expected):
    assert states(*answers) == expected


@pytest.mark.parametrize(
    ("given", "state"),
    [
        # Presumed (Mental Capacity Act, section 1(2)), whatever doubt there was.
        ([], "there"),
        ([say("P8", "doubt", decision="the enquiry")], "there"),
        ([left("A14")], "there"),
        ([say("A14", {}, conclusion="presumed")], "there"),
        ([CAN], "there"),
        ([capacity("has", ability="unclear")], "there"),
        # The functional test first, then the cause: "lacks" needs both.
        ([LACKS], "missing"),
        ([capacity("lacks")], "not_settled"),
        ([capacity("lacks", ability="unclear", cause="Alzheimer's")], "not_settled"),
        ([capacity("lacks", ability="yes", cause="Alzheimer's")], "not_settled"),
        ([say("A14", {}, "He is 91", conclusion="lacks", cause="Alzheimer's")], "not_settled"),
        # An ability that fails or is unclear, and no conclusion yet.
        ([capacity()], "not_settled"),
        ([capacity(ability="unclear")], "not_settled"),
        ([capacity("not_established", ability="unclear")], "not_settled"),
        # Capacity may come back.
        ([LACKS, CAN], "there"),
        ([CAN, LACKS], "missing"),
    ],
)
def test_capacity_is_presumed_and_only_taken_away_with_a_cause(given, state):
    assert consent(record(*given)).parts["capacity"].state == state


def test_what_lacks_needs():
    assert lacks_shown(LACKS)
    assert not lacks_shown(capacity("lacks"))
    assert not lacks_shown(left("A14"))


# --- the two examples of the Bradford pack, exercise 3 ---


def test_trafficked_person_has_capacity_but_neither_free_will_nor_information():
    found = consent(record(THREATENED, NOT_INFORMED, CAN, say("A15", ["no_freewill"])))
    assert (found.state, found.missing) == ("not_valid", ("free_will", "information"))
    assert found.parts["capacity"].state == "there"
    assert found.parts["free_will"].entries == ("A12",)
    assert not found.disagrees


def test_person_with_sight_and_hearing_impairment_needs_information_in_braille():
    before = record(FREE, say("A13", "no", missing="Braille"), CAN)
    found = consent(before)
    assert (found.state, found.missing) == ("not_valid", ("information",))
    assert {found.parts[key].state for key in ("free_will", "capacity")} == {"there"}
    after = corrected(before, "A13", value="yes", words="Read in braille", parts={})
    assert consent(after).state == "valid"


# --- decision by decision ---


def test_a_lack_for_another_decision_leaves_consent_to_the_enquiry():
    money = capacity("lacks", decision="money", cause="Alzheimer's")
    both = record(FREE, INFORMED, CAN, money, say("A15", ["yes"]))
    assert matters(both) == ["enquiry", "money"]
    assert (consent(both).state, consent(both).disagrees) == ("valid", False)
    assert (consent(both, "money").state, consent(both, "money").said) == ("not_valid", ())


def test_a_decision_may_be_named_in_words():
    loan = capacity("lacks", decision="the loan from the shop", cause="Alzheimer's")
    assert matters(record(loan)) == ["enquiry", "the loan from the shop"]
    assert states(loan, matter="the loan from the shop")[-1] == "missing"


def test_without_any_answer_the_enquiry_is_the_one_matter():
    assert matters(record()) == ["enquiry"]


@pytest.mark.parametrize(
    ("answers", "said", "disagrees"),
    [
        ([FREE, INFORMED, CAN], "yes", False),
        ([THREATENED, INFORMED], "yes", True),
        ([FREE, NOT_INFORMED], "yes", True),
        ([LACKS], "yes", True),
        ([], "yes", False),
        ([THREATENED], "no_freewill", False),
        ([FREE], "no_freewill", True),
        ([INFORMED], "no_information", True),
        ([NOT_INFORMED], "no_information", False),
        # Presumed to be there.
        ([], "no_capacity", True),
        ([LACKS], "no_capacity", False),
        ([capacity("lacks")], "no_capacity", False),
        ([THREATENED], "not_yet", False),
    ],
)
def test_what_was_said_of_it_against_its_parts(answers, said, disagrees):
    found = consent(record(*answers, say("A15", [said])))
    assert (found.said, found.disagrees) == ((said,), disagrees)


def test_what_was_taken_back_no_longer_counts():
    found = consent(withdrawn(record(THREATENED, INFORMED), "A12"))
    assert (found.state, found.not_settled) == ("not_settled", ("free_will",))


def test_said_before_the_question_in_one_sentence():
    say_it = content().say
    missing = ", ".join(say_it(f"consent.{part}") for part in ("free_will", "information"))
    line = consent_line(record(THREATENED, NOT_INFORMED))
    assert line == say_it("consent.missing", parts=missing)
    assert consent_line(record(FREE)) == say_it("consent.open", parts=say_it("consent.information"))
    assert consent_line(record(FREE, INFORMED)) == ""


def test_the_question_about_consent_leads_with_what_is_missing():
    walk = Walk("start").to("A15", A12="signs_seen", A13="yes")
    assert walk.question.lead == consent_line(walk.record)
    assert content().say("consent.free_will") in walk.question.lead
    assert Walk("start").to("A15", A14="all_four").question.lead == ""


# --- refusal is not the end ---

FOLLOW_UPS = ["A20", "A20.acceptable_how", "A20.others_at_risk", "A20.trust"]


@pytest.mark.parametrize("answer", ["no", "partly"])
def test_a_refusal_leads_on_to_why_and_what_would_be_acceptable(answer):
    walk = Walk("start").to("C2").to("A16", C2="family", C3="no")
    walk.tap(answer)
    walk.to("FINISH")
    after = walk.asked[walk.asked.index("A16") + 1 :]
    assert after[:4] == FOLLOW_UPS
    assert {"C3", "A12"} <= set(walk.asked)
    assert after.index("A17") == len(FOLLOW_UPS)


def test_a_refusal_comes_back_at_every_visit_with_time_alone_and_a_new_way():
    recorder = Recorder()
    first = Walk("start", recorder).to_the_end(A16="no")
    recorder.finish(first.contact_id)
    for _ in range(2):
        walk = Walk("during", recorder).to("C2")
        walk.to_the_end(C2="family")
        assert {"C3", "D9", "D9.next"} <= set(walk.asked)
        recorder.finish(walk.contact_id)


def test_who_changes_their_mind_is_asked_why_and_whether_they_are_free():
    recorder = Recorder()
    walk = Walk("during", recorder).to("C2").to("FINISH", C2="family")
    walk.tap("add")
    walk.tap("ask:A16")
    walk.tap("withdrawn")
    assert walk.asked[-1] == "A20"
    walk.to("FINISH")
    assert [*FOLLOW_UPS, "D9"] == [at for at in walk.asked if at in (*FOLLOW_UPS, "D9")]
    assert {"C3", "A12"} <= set(walk.asked)


def test_who_agrees_later_is_not_asked_why_not_again():
    recorder = Recorder()
    first = Walk("start", recorder).to_the_end(A16="no")
    recorder.finish(first.contact_id)
    walk = Walk("during", recorder).to("D9")
    walk.correct("A16")
    before = len(walk.asked)
    walk.tap("yes")
    assert "D9" not in walk.to("FINISH").asked[before:]


def test_closing_because_they_do_not_want_it_asks_why_first():
    walk = Walk("end").to("FINISH", E15="person_did_not_want")
    assert walk.asked[-len(FOLLOW_UPS) - 1 :] == [*FOLLOW_UPS, "FINISH"]
    walk.tap("add")
    offered = {choice.value for choice in walk.question.choices}
    assert {"ask:A12", "ask:A16", "ask:D9"} <= offered


def test_closing_because_contact_was_lost_can_note_what_was_tried():
    walk = Walk("end").to("FINISH", E15="lost_contact")
    walk.tap("add")
    assert "ask:D9" in [choice.value for choice in walk.question.choices]
