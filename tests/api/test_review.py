"""How contacts stand with the supervisor, as rules; and the JSON of reviews and audits."""

from datetime import UTC, datetime, timedelta

import pytest

from api.openapi import AUDIT, REVIEW
from api.review.standing import STATES, Decided, Standing, state_of_work
from api.review.team import TeamWork
from api.works.models import Contact, Work
from practice.assurance.audit_forms import audit_forms
from practice.content import content
from practice.rules.coverage import STATES as SHOWN

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def decided(decision, seq):
    return Decided("r", "c", decision, "", "S", seq, NOON)


def standing(*decisions, seq=7, finished=True, at=NOON):
    contact = Contact(id="c", stage="start", started_at=at, finished_at=at if finished else None)
    return Standing(contact, seq, decisions)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (standing(finished=False), "open"),
        (standing(), "waiting"),
        (standing(seq=0), "waiting"),
        (standing(decided("approved", 7)), "approved"),
        (standing(decided("returned", 7)), "returned"),
        (standing(decided("approved", 6)), "changed"),
        (standing(decided("returned", 6)), "waiting"),
        (standing(decided("returned", 6), decided("approved", 7)), "approved"),
        (standing(decided("approved", 6), decided("returned", 7)), "returned"),
        (standing(decided("approved", 5), decided("returned", 6)), "waiting"),
    ],
)
def test_the_state_of_a_contact(standing, state):
    assert standing.state == state


def test_the_version_changes_with_entries_and_with_decisions():
    versions = {
        standing().version, standing(seq=8).version,
        standing(decided("approved", 7)).version, standing(decided("approved", 7), seq=8).version,
    }  # fmt: skip
    assert len(versions) == 4


WAITING, APPROVED = standing(), standing(decided("approved", 7))
RETURNED, OPEN = standing(decided("returned", 7)), standing(finished=False)
CHANGED = standing(decided("approved", 6))


@pytest.mark.parametrize(
    ("standings", "state"),
    [
        ([], "not_begun"),
        ([OPEN], "open"),
        ([APPROVED, OPEN], "open"),
        ([APPROVED, APPROVED], "approved"),
        ([OPEN, RETURNED], "returned"),
        ([RETURNED, CHANGED, OPEN], "changed"),
        ([CHANGED, WAITING, RETURNED], "waiting"),
    ],
)
def test_a_work_stands_as_its_most_pressing_contact(standings, state):
    assert state_of_work(standings) == state


def test_what_waits_longest_comes_first_then_the_latest_contact():
    def work(*standings):
        return TeamWork(Work(created_at=NOON - timedelta(days=9)), "P", standings)

    early, late = NOON - timedelta(days=3), NOON - timedelta(days=1)
    rows = {
        "long wait": work(standing(at=early)),
        "short wait": work(standing(decided("approved", 6), at=late)),
        "returned": work(standing(decided("returned", 7))),
        "open, late": work(standing(finished=False, at=late)),
        "open, early": work(standing(finished=False, at=early)),
        "approved": work(standing(decided("approved", 7))),
        "not begun": work(),
    }
    backwards = list(rows)[::-1]
    assert sorted(backwards, key=lambda name: rows[name].order) == list(rows)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_words(state):
    assert content().say(f"review.state.{state}")


def test_the_examples_are_of_the_real_content():
    form = audit_forms()[AUDIT["form"]]
    answer = AUDIT["answers"][0]
    question = form.questions[0]
    assert (answer["question"], answer["asks"]) == (question.id, question.ask)
    assert form.rating(answer["rating"]) and answer["shown"]["state"] in SHOWN
    assert REVIEW["state"] in STATES and REVIEW["stage"] in content().stages
