"""A refusal over the real processes: worked out, named plainly, and never led to closing."""

import pytest

from practice.content import content
from tests.e2e import scenario
from tests.e2e.conversation import Conversation

CASE = scenario.load("refusal")


@pytest.fixture(scope="module")
def visit(product):
    """The conversation that stands before its end."""
    for stage in ("prepare", "start"):
        conversation = Conversation(product.url).sign_in(*product.accounts["practitioner"])
        scenario.run(conversation, CASE[stage])
    yield conversation
    conversation.close()


def record_of(visit):
    return visit.http.get(f"/v1/works/{visit.last['work_id']}/record").json()


def test_the_son_is_refused_as_appropriate_person_and_interpreter(visit):
    record = record_of(visit)
    duty = record["advocacy"]
    assert duty["level"] == "must"
    assert content().say("advocacy.person.source_of_harm") in duty["working"]
    assert "8.6.6" in [check["id"] for check in record["checks"]]


def test_consent_names_what_is_missing(visit):
    [consent] = record_of(visit)["consent"]
    assert consent["state"] == "not_valid"
    assert consent["missing"] == ["free_will", "information"]
    assert consent["parts"]["capacity"]["state"] == "there"


def test_finishing_waits_for_a_ground_and_offers_what_to_change(visit):
    visit.choose("finish")
    assert "no ground is named" in visit.text
    record = record_of(visit)
    assert [c["finished_at"] for c in record["contacts"]][-1] is None
    sharing = next(e for e in record["fields"]["A17"] if not e["superseded_by"])
    assert f"correct:{sharing['id']}" in visit.choices
    visit.choose(f"correct:{sharing['id']}")
    assert visit.asks == "A17"
    visit.say_and_choose("the nurse, so that she is seen alone", "asking_adds_risk")
    assert visit.asks == "A17"  # whether she was told
    visit.choose("unsafe")
    while visit.asks:
        visit.say("skip")
    visit.choose("finish")
    record = record_of(visit)
    assert record["contacts"][-1]["finished_at"]
    history = record["fields"]["A17"]
    assert [e["value"] for e in history] == [["agreed"], ["asking_adds_risk"], ["asking_adds_risk"]]
