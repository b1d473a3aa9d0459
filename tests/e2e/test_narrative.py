"""A note told in one go, over the real processes: proposed, kept by a tap, nothing dropped."""

import uuid

import pytest

NOTE = (
    "Saw her at home this afternoon, only the two of us there from start to finish. I said who I "
    "was and why I had come. “I want my bank card back,” she said. The lift was out again. "
    "Advocate offered and she would like one."
)


@pytest.fixture
def told(client):
    """A conversation in which the note was told and put to a new work's first conversation."""
    case_ref = f"NOTE-{uuid.uuid4().hex[:8]}"
    client.say(NOTE)
    assert "heard:record_visit" in client.choices
    client.choose("heard:record_visit")
    if "work=new" in client.choices:
        client.choose("work=new")
    client.say(case_ref)
    client.choose("yes")
    return client


def standing(conversation):
    record = conversation.http.get(f"/v1/works/{conversation.last['work_id']}/record").json()
    rows = [entry for rows in record["fields"].values() for entry in rows]
    return [e for e in rows if not e["superseded_by"] and e["answer_state"] == "answered"]


def words_of(text):
    return {word.strip(".,;:“”\"'").casefold() for word in text.split()} - {""}


def lines_of(entries):
    return [line for entry in entries for line in (entry["words"] or "").split("\n") if line]


def test_nothing_is_written_before_a_tap(told):
    assert told.choices == ["keep", "each", "leave"]
    assert standing(told) == []


def test_what_is_kept_is_quoted_and_the_rest_is_a_note(told):
    told.choose("keep")
    while "leave" in told.choices:
        told.choose("leave")
    entries = standing(told)
    held = {entry["field"]: entry for entry in entries}
    assert held["C1"]["value"] == "home"
    assert held["C2"]["value"] == ["just_us"]
    assert all(line in NOTE for line in lines_of(entries))
    assert "The lift was out again." in held["N1"]["words"]
    assert words_of(NOTE) <= words_of(" ".join(lines_of(entries)))


def test_it_can_be_left_as_a_note_only(told):
    told.choose("leave")
    [entry] = standing(told)
    assert (entry["field"], entry["words"]) == ("N1", NOTE)
    assert told.asks == "C1"


def test_one_by_one_a_value_can_be_changed(told):
    told.choose("each")
    while told.asks != "C1":
        told.choose("leave")
    told.choose("elsewhere")
    [entry] = [e for e in standing(told) if e["field"] == "C1"]
    assert entry["value"] == "elsewhere"


def test_whoever_goes_away_in_the_middle_loses_nothing(told):
    told.say("pause")
    [entry] = standing(told)
    assert (entry["field"], entry["words"]) == ("N1", NOTE)


def test_keeping_twice_keeps_once(told):
    tap = {"client_message_id": str(uuid.uuid4()), "choice": "keep"}
    first, second = told.post(**tap), told.post(**tap)
    assert first.json() == second.json()
    fields = [entry["field"] for entry in standing(told)]
    assert len(fields) == len(set(fields)) or fields.count("A8") > 1


def test_an_earlier_answer_put_right_in_words(client):
    case_ref = f"NOTE-{uuid.uuid4().hex[:8]}"
    work = client.http.post("/v1/works", json={"case_ref": case_ref, "section_42": "yes"}).json()
    client.take_turn(text="hello", work_id=work["id"])
    client.choose("do:record_visit")
    client.choose("home")
    client.choose("family")
    assert client.asks == "C3"
    client.say("sorry, I meant by phone")
    assert client.choices == ["amend:0", "here"]
    assert {e["field"]: e["value"] for e in standing(client)} == {"C1": "home", "C2": ["family"]}
    client.choose("amend:0")
    if "phone" in client.choices:
        client.choose("phone")
    held = {e["field"]: e for e in standing(client)}
    assert (held["C1"]["value"], held["C1"]["words"]) == ("phone", "sorry, I meant by phone")
    assert client.asks == "C3"


def test_a_note_told_where_a_choice_was_asked_for(client):
    case_ref = f"NOTE-{uuid.uuid4().hex[:8]}"
    work = client.http.post("/v1/works", json={"case_ref": case_ref, "section_42": "yes"}).json()
    client.take_turn(text="hello", work_id=work["id"])
    client.choose("do:record_visit")
    assert client.asks == "C1"
    client.say(NOTE)
    assert client.choices == ["keep", "each", "leave"]
    client.choose("keep")
    assert {"C1", "C2"} <= {entry["field"] for entry in standing(client)}
