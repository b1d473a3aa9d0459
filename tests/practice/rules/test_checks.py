"""The cross-field checks, each speaking up and each keeping quiet."""

import pytest

from practice.rules.checks import checks, findings, new_findings
from tests.practice.recorder import Walk
from tests.practice.records import contact, corrected, left, record, say, withdrawn

ALL_FOUR = dict.fromkeys(("understand", "retain", "use_or_weigh", "communicate"), "yes")
PROPER = {
    "help_given": "Pictures, twice",
    "evidence": "She could not say what the card is for",
    "cause": "Alzheimer's, diagnosed in 2024",
}


def lacks(decision="enquiry", ability="no", **parts):
    return say("A14", {"use_or_weigh": ability}, conclusion="lacks", decision=decision, **parts)


def can(decision="enquiry"):
    return say("A14", ALL_FOUR, decision=decision)


ASKED = say("A7", "asked_expressed")
WISH = say("A8", None, "I want my key back")
RATED = say("E2", "fully", thread="A8")
ASKED_AGAIN = say("D1", "unchanged", thread="A8")
BEST_INTERESTS = say("D5", None, "The bank holds the card")
SIGNS = say("A12", "signs_seen")
REFUSED, AGREED = say("A16", "no"), say("A16", "yes")
SAID_SON = say("P1", None, "Money is missing", said_source="her son")
CLOSED_ON_NO = say("E15", ["person_did_not_want"])
WHY_NOT = say("A20", None, "I do not want a fuss", others_at_risk=["none_known"])
FREE = say("A12", "no_sign")
TRIED = say("D9", None, "A cup of tea with the nurse")


def wish(words, source="adult"):
    return say("A8", None, words, source=source)


def representative(words="She wants peace"):
    return wish(words, "representative")


# check: (records in which it speaks up, records in which it keeps quiet)
CASES = {
    "8.6.1": (
        [
            [say("E3", "fully")],
            [say("A7", "no"), say("E3", "fully")],
            [say("A7", "asked_none"), say("E3", "not")],
            [left("A7"), say("E3", "fully")],
        ],
        [[ASKED, say("E3", "fully")], [say("A7", "no")], [left("E3")], []],
    ),
    "8.6.2": (
        [
            [lacks(), say("E15", ["outcomes_reached"])],
            [BEST_INTERESTS],
            [can(), BEST_INTERESTS],
        ],
        [
            # Not before the end: a best-interests decision takes its time.
            [lacks()],
            [lacks(), BEST_INTERESTS, say("E15", ["outcomes_reached"])],
            [lacks(), left("D5"), say("E15", ["outcomes_reached"])],
            [can(), say("E15", ["outcomes_reached"])],
        ],
    ),
    "8.6.3": (
        [
            [say("A14", {"understand": "no"}, conclusion="lacks")],
            [say("E11", "lacked")],
            [can(), say("E11", "lacked")],
        ],
        [[lacks()], [lacks("money"), say("E11", "lacked")], [can()], [say("E11", "did_not_lack")]],
    ),
    "8.6.4": (
        [
            [SIGNS],
            [say("C3", "no"), say("A12", "believed_under_influence")],
            [say("C3", "could_not_confirm"), say("C3", "no"), SIGNS],
        ],
        [
            [say("C3", "whole"), SIGNS],
            [say("C3", "no"), say("C3", "part"), SIGNS],
            [say("C3", "no"), FREE],
            [say("C3", "no"), say("A12", "not_explored")],
        ],
    ),
    "8.6.5": (
        [
            [REFUSED, say("A17", ["agreed"])],
            [say("A16", "withdrawn"), say("A17", ["agreed"])],
            [AGREED, say("A17", ["agreed"]), say("A16", "withdrawn")],
            [REFUSED, say("D12", None, "The police are told")],
        ],
        [
            [REFUSED, say("A17", ["agreed", "child"])],
            [REFUSED, say("A17", ["not_shared"])],
            [REFUSED, say("A17", ["asking_adds_risk"])],
            [REFUSED, say("D12", None, "The police are told", basis=["serious_crime"])],
            [say("A16", "partly"), say("A17", ["agreed"])],
            [AGREED, say("A17", ["agreed"])],
            [AGREED, say("A17", ["agreed"]), say("A16", "withdrawn"), say("A17", ["not_shared"])],
            # No at first, and later yes: what counts is what they say now.
            [REFUSED, AGREED, say("A17", ["agreed"])],
            [REFUSED],
        ],
    ),
    "8.6.6": (
        [
            [
                say(
                    "P9",
                    {"retain": "yes"},
                    appropriate_person="Ali",
                    suitability=["source_of_harm"],
                )
            ],
            [say("C4", ["interpreter_other"], "A friend", interpreter_safe="yes")],
            [SAID_SON, say("A9", None, "Her eldest son")],
            [SAID_SON, say("P9", {"retain": "yes"}, appropriate_person="the son")],
            [SAID_SON, say("C4", ["interpreter_other"], interpreter_who="her son")],
            [SAID_SON, say("C4", ["interpreter_other"], "Her son did it")],
        ],
        [
            [SAID_SON, say("A9", None, "Her daughter")],
            [SAID_SON, say("A9", None, "Her son-in-law")],
            [SAID_SON, say("A9", None, "Her grandson")],
            [SAID_SON, say("A9", "no_one")],
            [
                say("P1", None, "Her son rang", said_source="a neighbour"),
                say("A9", None, "Her son"),
            ],
            [say("C4", ["interpreter_other"], "A friend", interpreter_safe="no")],
            [say("P9", {"retain": "yes"}, appropriate_person="Ali", suitability=["suitable"])],
            [say("A9", None, "Her son")],
        ],
    ),
    "8.6.7": (
        [
            [say("P6", ["signer"], can_express="yes"), representative()],
            [say("A5", None, "My cat"), representative(), wish("Peace", "best_interests")],
        ],
        [
            [say("P6", ["signer"], can_express="no"), representative()],
            [say("P6", ["signer"], can_express="unclear"), representative()],
            [say("A5", None, "My cat"), representative(), WISH],
            [say("A5", None, "My cat")],
            [representative()],
        ],
    ),
    "8.6.8": (
        [
            [say("E7", "no"), say("E10", "removed")],
            [say("E7", "yes"), say("E10", "remained")],
        ],
        [
            [say("E7", "yes"), say("E10", "removed")],
            [say("E7", "yes"), say("E10", "remained", reason="She chooses to see him")],
            [say("E7", "no"), say("E10", "removed", "He moved away; she is still afraid")],
            [say("E7", "partly"), say("E10", "remained")],
            [say("E7", "no"), say("E10", "reduced")],
            [say("E7", "no")],
        ],
    ),
    "8.6.10": (
        [
            [wish("Increased monitoring")],
            [wish("Monitoring by the home")],
            [wish("To be monitored")],
            [wish("The concern is substantiated")],
            [wish("Unsubstantiated")],
            [wish("A strategy meeting")],
            [wish("Care package in place")],
            [wish("Referred to the falls team")],
            [wish("More visits from the social worker")],
            [wish("No further action")],
            [WISH, say("D1", "added", "Case closed")],
            # What one wish would change says nothing about another.
            [say("A8", None, "More supervision", difference="I sleep"), wish("NFA")],
        ],
        [
            [WISH],
            [wish("More visits from my sister")],
            [wish("Regular visits to the mosque")],
            [wish("I want him to stop monitoring my phone")],
            [wish("I do not want to be monitored")],
            [wish("I want him to take more care of me")],
            [wish("A real meeting with my son")],
            [say("A8", None, "Increased monitoring", difference="I would sleep again")],
            [WISH, say("D1", "added", "To sing again")],
            [WISH, say("D1", "added", "Case closed", difference="It is over")],
            # A wish that was dropped needs no better words.
            [wish("More supervision"), say("D1", "dropped", thread="A8")],
        ],
    ),
    "8.6.11": (
        [
            [say("A5", None, "She likes her garden")],
            [wish("She wants to see her son more")],
            [wish("He doesn't want any help")],
            [wish("The person would like to go home")],
            [say("A11", None, "He is worried about money")],
            [say("A6", None, "They said it was an accident")],
            [say("A20", None, "“He feels it is private”")],
        ],
        [
            [wish("I want him to stop")],
            [wish("He has my card and I want it back")],
            [wish("Tell them it was my fault")],
            [wish("Her to leave me alone")],
            [say("A20", None, "I want no fuss")],
            [say("A6", None, "He took the card from the drawer")],
            [say("A6", None, "He said he would put me in a home")],
            [say("A11", None, "They are only words")],
            [say("A6", None, "She was always shouting")],
            [say("A5", None, "My cat. She wants feeding at six")],
            # A representative tells about somebody.
            [representative("She wants to see her son more")],
            [say("P7", ["statement"], "She likes her garden")],
        ],
    ),
    "8.6.12": (
        [
            [CLOSED_ON_NO],
            [FREE, CLOSED_ON_NO],
            [WHY_NOT, CLOSED_ON_NO],
            [FREE, say("A20", None, "No fuss"), CLOSED_ON_NO],
            [say("E15", ["person_did_not_want", "other"])],
        ],
        [
            [FREE, WHY_NOT, CLOSED_ON_NO],
            *(
                [say("E15", ["person_did_not_want", reason])]
                for reason in (
                    "outcomes_reached",
                    "no_longer_at_risk",
                    "plan_in_place",
                    "passed_on",
                )
            ),
            [say("E15", ["other"])],
            [REFUSED],
        ],
    ),
    "8.6.13": (
        [
            [REFUSED, CLOSED_ON_NO],
            [REFUSED, TRIED, CLOSED_ON_NO],
            [say("A16", "partly"), say("E15", ["plan_in_place"])],
            [CLOSED_ON_NO],
        ],
        [
            [REFUSED, TRIED, TRIED, CLOSED_ON_NO],
            [REFUSED],
            [REFUSED, AGREED, say("E15", ["outcomes_reached"])],
            [say("E15", ["plan_in_place"])],
        ],
    ),
    "8.6.14": (
        [
            [lacks(ability="unclear", **PROPER)],
            [lacks(**{**PROPER, "cause": "She keeps going back to him"})],
            [lacks(**{**PROPER, "cause": "no"})],
            [lacks(**{**PROPER, "evidence": "An unwise choice"})],
            [lacks(help_given="Pictures", evidence="She could not say it back")],
            # A proper finding about one decision does not carry another.
            [lacks("money", **PROPER), lacks()],
        ],
        [
            [lacks(**PROPER)],
            [lacks(**{**PROPER, "evidence": "She keeps forgetting what the card is for"})],
            [lacks("money", **PROPER), can()],
            [can()],
            [say("A14", {"retain": "no"}, evidence="An unwise choice", conclusion="has")],
            [say("A14", {"retain": "unclear"}, conclusion="not_established")],
        ],
    ),
    "consent.1": (
        [
            [SIGNS, say("A15", ["yes"])],
            [say("A12", "believed_under_influence"), say("A15", ["yes"])],
            [say("A13", "partly"), say("A15", ["yes"])],
            [say("A13", "no"), say("A15", ["yes"])],
            [lacks(), say("A15", ["yes"])],
            [can(), lacks("money"), say("A15", ["yes"], matter="money")],
        ],
        [
            [FREE, say("A13", "yes"), can(), say("A15", ["yes"])],
            [say("A14", {"retain": "unclear"}, conclusion="has"), say("A15", ["yes"])],
            [SIGNS, say("A15", ["no_freewill"])],
            [say("A12", "not_explored"), say("A15", ["yes"])],
            # Capacity is decided one decision at a time.
            [can(), lacks("money"), say("A15", ["yes"])],
            # What was missing once has been put right, and what was there may be lost.
            [lacks(), say("A15", ["no_capacity"]), can(), say("A15", ["yes"])],
            [say("A15", ["yes"]), SIGNS, say("A15", ["no_freewill"])],
            [SIGNS, FREE, say("A15", ["yes"])],
            [
                say("A13", "no"),
                say("A15", ["no_information"]),
                say("A13", "yes"),
                say("A15", ["yes"]),
            ],
        ],
    ),
    "consent.2": (
        [
            [lacks()],
            [lacks(cause="Dementia")],
            [lacks("money", **PROPER), lacks()],
        ],
        [[lacks(**PROPER)], [can()], [say("A14", {"retain": "no"}, conclusion="has")]],
    ),
}
TIMED = "8.6.9"
MONTHS = (contact("start", 1), contact("end", 30))
ABOUT_4_WEEKS = (contact("start", 1), contact("end", 29))


def spoken(answers, contacts=()):
    return {finding.id for finding in findings(record(*answers, contacts=tuple(contacts)))}


def cases(index):
    return [(check, answers) for check, rows in CASES.items() for answers in rows[index]]


@pytest.mark.parametrize(("check", "answers"), cases(0))
def test_check_speaks_up(check, answers):
    assert check in spoken(answers)


@pytest.mark.parametrize(("check", "answers"), cases(1))
def test_check_keeps_quiet(check, answers):
    assert check not in spoken(answers)


@pytest.mark.parametrize(
    ("answers", "contacts", "speaks"),
    [
        ([WISH, RATED], MONTHS, True),
        ([WISH, RATED, ASKED_AGAIN], MONTHS, True),
        ([WISH, ASKED_AGAIN, RATED], MONTHS, False),
        ([WISH, RATED], ABOUT_4_WEEKS, False),
        ([WISH], MONTHS, False),
    ],
)
def test_wishes_are_asked_about_again_in_long_work(answers, contacts, speaks):
    assert (TIMED in spoken(answers, contacts)) is speaks


def test_best_interests_is_missed_when_the_end_was_finished_without_closing():
    assert "8.6.2" in spoken([lacks(**PROPER)], [contact("end")])
    assert "8.6.2" not in spoken([lacks(**PROPER)], [contact("start")])


def test_an_empty_record_says_nothing():
    assert findings(record()) == []


def test_all_fourteen_and_consent_are_tried_and_two_block():
    ids = [check["id"] for check in checks()]
    assert ids == [f"8.6.{n}" for n in range(1, 15)] + ["consent.1", "consent.2"]
    assert {*CASES, TIMED} == set(ids)
    assert [c["id"] for c in checks() if c["severity"] == "block"] == ["8.6.1", "8.6.5"]
    assert {c["severity"] for c in checks()} == {"block", "warn"}


def test_a_finding_names_its_message_and_its_entries():
    [found] = findings(record(REFUSED, say("A17", ["agreed"])))
    assert (found.id, found.severity, found.entries) == ("8.6.5", "block", ("A16", "A17"))
    assert found.message == next(c["message"] for c in checks() if c["id"] == "8.6.5")


def test_what_was_corrected_or_taken_back_no_longer_counts():
    wrong = record(say("A7", "no"), say("E3", "fully"))
    assert [f.id for f in findings(wrong)] == ["8.6.1"]
    assert findings(corrected(wrong, "A7", value="asked_expressed")) == []
    assert findings(withdrawn(wrong, "E3")) == []


# --- said once, and when the answer is complete ---


def heard(walk):
    """What a turn brings up: nothing while a follow-up of the same answer is still to come."""
    if walk.pointer.entry and walk.pointer.mode == "answer":
        return []
    turn = walk.filing["message_id"]
    return [finding.id for finding in new_findings(walk.record, turn)]


def heard_until(walk, field, **answers):
    """Every check that speaks up on the way to a question, in order."""
    said = []
    while walk.pointer.field != field:
        walk.answer(answers)
        said += heard(walk)
    return said


def test_a_finding_is_said_once_after_the_last_follow_up():
    walk = Walk("start").to("C2").to("A12", C2="family", C3="no")
    walk.tap("signs_seen")
    assert (walk.at, heard(walk)) == ("A12.evidence", [])
    walk.say("He answered for her")
    assert (walk.at, heard(walk)) == ("A12.asked_alone", [])
    walk.tap("no")
    assert (walk.at, heard(walk)) == ("A13", ["8.6.4"])
    assert heard_until(walk, "FINISH") == ["consent.1"]


def test_a_finding_that_its_own_follow_ups_answer_is_never_said():
    walk = Walk("start").to("A14")
    answers = {"A14": ("", "use_or_weigh=no"), "A14_conclusion": "lacks", "A15": "no_capacity"}
    assert heard_until(walk, "FINISH", **answers) == []


def test_a_correction_says_only_what_is_new():
    walk = Walk("start").to("A18", A16="yes")
    walk.correct("A16")
    walk.tap("no")
    assert heard(walk) == ["8.6.5"]
    walk.correct("A17")
    walk.tap("not_shared")
    assert (heard(walk), findings(walk.record)) == ([], [])


def test_a_finding_that_went_away_and_comes_back_is_said_again():
    walk = Walk("start").to("A18", A16="no", A17="not_shared")
    for basis, said in (("agreed", ["8.6.5"]), ("not_shared", []), ("agreed", ["8.6.5"])):
        walk.correct("A17")
        walk.tap(basis)
        assert heard(walk) == said
