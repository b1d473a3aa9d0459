"""The forms of a case audit: every question of the appendix, and what an audit needs to be done."""

import pytest

from practice.assurance.audit_forms import Answer, AuditForm, Missing, Question, Rating, audit_forms
from practice.local.audit_sets import audit_sets

CASE_FILE, WORKER = audit_forms()["case_file"], audit_forms()["worker"]
GREEN = Answer("green")


def test_the_case_file_form_has_the_eight_questions_with_what_the_record_shows():
    ids = [row["id"] for row in audit_sets()["leicestershire"].standards]
    assert len(ids) == 8
    assert [question.id for question in CASE_FILE.questions] == ids
    assert [question.shows for question in CASE_FILE.questions] == ids


def test_ratings_are_red_amber_green_or_does_not_apply():
    assert [r.value for r in CASE_FILE.ratings] == ["green", "amber", "red", "not_applicable"]
    assert CASE_FILE.rating("amber").label == "Amber"
    assert CASE_FILE.rating("") is None and CASE_FILE.rating("gold") is None


def test_the_worker_is_asked_in_words_only_and_apart():
    assert [question.id for question in WORKER.questions] == ["W1", "W2", "W3"]
    assert WORKER.ratings == ()


TWO = (Question("L1", "?"), Question("L2", "?"))
RATINGS = (Rating("green", "Green", ""), Rating("red", "Red", "", comment=True))
FORM = AuditForm("f", "F", "", "", "", "", TWO, RATINGS)
IN_WORDS = AuditForm("w", "W", "", "", "", "", TWO)


@pytest.mark.parametrize(
    ("form", "answers", "missing"),
    [
        (FORM, {}, [("L1", "rating"), ("L2", "rating")]),
        (FORM, {"L1": GREEN}, [("L2", "rating")]),
        (FORM, {"L1": GREEN, "L2": GREEN}, []),
        (FORM, {"L1": GREEN, "L2": Answer("red")}, [("L2", "comment")]),
        (FORM, {"L1": GREEN, "L2": Answer("red", " \n")}, [("L2", "comment")]),
        (FORM, {"L1": GREEN, "L2": Answer("red", "Why")}, []),
        (FORM, {"L1": GREEN, "L2": Answer("", "Words alone")}, [("L2", "rating")]),
        (FORM, {"L1": GREEN, "L2": Answer("gold", "Why")}, [("L2", "rating")]),
        (IN_WORDS, {}, [("L1", "comment"), ("L2", "comment")]),
        (IN_WORDS, {"L1": Answer(comment="So"), "L2": Answer(comment="So")}, []),
    ],
)
def test_what_an_audit_still_needs(form, answers, missing):
    assert form.missing(answers) == [Missing(*row) for row in missing]
