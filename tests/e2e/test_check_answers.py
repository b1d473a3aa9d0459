"""The page that checks one contact's answers, and the real conversation that copes with it."""

import uuid

import pytest

from practice.content import content


@pytest.fixture
def begun(client):
    """A first conversation of a new work in which the second question is open."""
    case_ref = f"CHK-{uuid.uuid4().hex[:8]}"
    work = client.http.post("/v1/works", json={"case_ref": case_ref, "section_42": "yes"}).json()
    client.take_turn(text="hello", work_id=work["id"])
    client.choose("do:record_visit")
    client.choose("home")
    assert client.asks == "C2"
    client.work_id = work["id"]
    return client


def record(conversation):
    return conversation.http.get(f"/v1/works/{conversation.work_id}/record").json()


def contact(conversation):
    return record(conversation)["contacts"][-1]


def asks(conversation):
    """The field that the conversation asks about now."""
    return (conversation.look_again()["asks"] or {}).get("field")


def page(conversation, rest, **form):
    path = f"/works/{conversation.work_id}/contacts/{contact(conversation)['id']}/{rest}"
    form.setdefault("client_message_id", str(uuid.uuid4()))
    answer = conversation.http.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def finish(conversation):
    page(conversation, "check")
    assert contact(conversation)["finished_at"]


@pytest.mark.parametrize("before", ["", "pause"])
def test_change_and_answer_lead_straight_to_the_question(begun, before):
    if before:
        begun.say(before)
    [entry] = record(begun)["fields"]["C1"]
    there = f"/chat/{begun.conversation_id}#latest"
    assert page(begun, "carry-on", choice=f"correct:{entry['id']}") == there
    assert asks(begun) == "C1"
    begun.choose("phone")
    assert record(begun)["fields"]["C1"][-1]["value"] == "phone"
    assert page(begun, "carry-on", choice="ask:A5") == there
    assert asks(begun) == "A5"
    begun.say("Her garden.")
    assert record(begun)["fields"]["A5"][0]["words"] == "Her garden."


def test_a_conversation_that_was_finished_on_its_page_goes_on_without_it(begun):
    finish(begun)
    stale = begun.post(choice="family")
    assert stale.status_code == 409
    assert stale.json()["detail"] == content().say("choose.finished")
    begun.say("Her son was there the whole time.")
    assert begun.asks is None
    note = next(choice for choice in begun.choices if choice.startswith("note:"))
    begun.choose(note)
    fields = record(begun)["fields"]
    assert "C2" not in fields
    assert fields["N1"][0]["words"] == "Her son was there the whole time."
    assert len(record(begun)["contacts"]) == 1 and contact(begun)["finished_at"]


@pytest.mark.parametrize("command", ["skip", "back", "summary", "carry on"])
def test_every_command_copes_with_it(begun, command):
    finish(begun)
    before = record(begun)
    begun.say(command)
    assert begun.text and begun.asks is None
    assert record(begun) == before


def test_the_next_conversation_can_change_what_was_finished(begun):
    finish(begun)
    sealed = contact(begun)
    [entry] = record(begun)["fields"]["C1"]
    begun.choose("do:record_visit")
    assert begun.asks == "C1"
    begun.choose(f"correct:{entry['id']}")
    begun.choose("phone")
    newer = record(begun)["fields"]["C1"][-1]
    assert (newer["supersedes"], newer["contact_id"]) == (entry["id"], sealed["id"])
    check = begun.http.get(f"/works/{begun.work_id}/contacts/{sealed['id']}/check").text
    assert "Changed after it was finished." in check
