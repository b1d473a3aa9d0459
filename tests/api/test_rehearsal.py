"""Rehearsals over HTTP: one's own, once each, and apart from every case record."""

import ast
import json
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

import api.models  # noqa: F401
from api.audit.models import AuditEvent
from api.rehearsal.models import Rehearsal, RehearsalTurn
from api.tables import Base
from practice.training.rehearsal.scenario import scenarios

ROOT = Path(__file__).resolve().parents[2]
JEAN = "friend_and_money"
WANTS = "What would you like to be different?"


class Understanding:
    """What the bot would hear in a line; it can be away."""

    def __init__(self):
        self.away = False
        self.asked = []
        self.moves = {WANTS: ["ask_wants", "open"], "Have you?": ["nonsense"]}

    def answer(self, request):
        if self.away:
            raise httpx.ConnectError("refused")
        line = json.loads(request.content)
        self.asked.append(line)
        if not any(c.isalnum() for c in line["text"]):
            return httpx.Response(422, json={"error": "text is empty"})
        said = {"text": line["text"], "moves": self.moves.get(line["text"], []), "subjects": []}
        return httpx.Response(200, json={"said": [said]})


@pytest.fixture
def bot(client):
    found = Understanding()
    transport = httpx.MockTransport(found.answer)
    client.app.state.bot_client = httpx.AsyncClient(transport=transport, base_url="http://bot")
    return found


@pytest.fixture
def trainee(signed_in, bot):
    return signed_in("trainee")


def begin(person, scenario=JEAN, **more):
    answer = person.post("/v1/rehearsals", json={"scenario": scenario, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def say(person, rehearsal_id, text, key="line-number-one"):
    body = {"client_message_id": key, "text": text}
    return person.post(f"/v1/rehearsals/{rehearsal_id}/turns", json=body)


def finished(person, *lines):
    rehearsal_id = begin(person)
    for number, line in enumerate(lines or (WANTS,)):
        assert say(person, rehearsal_id, line, f"line-number-{number}").status_code == 200
    person.post(f"/v1/rehearsals/{rehearsal_id}/finish")
    return rehearsal_id


def test_the_people_to_talk_with(trainee):
    found = trainee.get("/v1/scenarios").json()
    assert [row["id"] for row in found] == list(scenarios()) and found[0]["aim"]


def test_a_talk_and_its_debrief(trainee):
    rehearsal_id = begin(trainee)
    reply = say(trainee, rehearsal_id, WANTS).json()
    assert reply["reply"] == scenarios()[JEAN].subjects["wants"].says[0].line
    debrief = trainee.post(f"/v1/rehearsals/{rehearsal_id}/finish").json()
    shown = [f["standard"] for f in debrief["findings"] if f["state"] == "shown"]
    assert shown == ["B1"] and debrief["findings"][0]["quotes"][0]["text"] == WANTS
    for _ in range(3):
        assert trainee.get(f"/v1/rehearsals/{rehearsal_id}/debrief").json() == debrief
    assert trainee.post(f"/v1/rehearsals/{rehearsal_id}/finish").json() == debrief
    assert say(trainee, rehearsal_id, "More?", "line-number-two").status_code == 409


def test_the_same_line_twice_is_said_once(trainee, bot, database):
    rehearsal_id = begin(trainee, key="begin-just-once")
    assert begin(trainee, key="begin-just-once") == rehearsal_id
    first, second = (say(trainee, rehearsal_id, WANTS).json() for _ in range(2))
    assert first == second and len(bot.asked) == 1
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(RehearsalTurn)) == 1


def test_other_words_under_the_id_of_a_line_are_refused_and_not_dropped(trainee, bot):
    rehearsal_id = begin(trainee)
    assert say(trainee, rehearsal_id, WANTS).status_code == 200
    answer = say(trainee, rehearsal_id, "What scares you?")
    assert answer.status_code == 422 and "send it again" in answer.json()["detail"]
    assert say(trainee, rehearsal_id, f" {WANTS}\r\n").status_code == 200
    kept = trainee.get(f"/v1/rehearsals/{rehearsal_id}").json()["turns"]
    assert [turn["text"] for turn in kept] == [WANTS] and len(bot.asked) == 1


def test_a_key_begins_one_rehearsal_and_no_other(trainee):
    key = "begin-just-once"
    first = finished(trainee)
    begun = begin(trainee, key=key)
    other = next(one for one in scenarios() if one != JEAN)
    asked = {"scenario": other, "key": key}
    assert trainee.post("/v1/rehearsals", json=asked).status_code == 422
    again = f"/v1/rehearsals/{first}/again"
    assert trainee.post(again, json={"after": 0, "key": key}).status_code == 422
    moment = {"after": 1, "key": "again-just-once"}
    tried = [trainee.post(again, json=moment).json()["id"] for _ in range(2)]
    assert tried[0] == tried[1]
    assert trainee.post(again, json=moment | {"after": 0}).status_code == 422
    own = [row["id"] for row in trainee.get("/v1/rehearsals").json()]
    assert sorted(own) == sorted([first, begun, tried[0]])


def test_a_line_is_kept_while_the_bot_is_away(trainee, bot):
    rehearsal_id = begin(trainee)
    bot.away = True
    answer = say(trainee, rehearsal_id, WANTS)
    assert answer.status_code == 503 and "kept" in answer.json()["detail"]
    kept = trainee.get(f"/v1/rehearsals/{rehearsal_id}").json()["turns"]
    assert [(turn["text"], turn["reply"]) for turn in kept] == [(WANTS, None)]
    assert say(trainee, rehearsal_id, "And then?", "another-line").status_code == 409
    assert trainee.post(f"/v1/rehearsals/{rehearsal_id}/finish").status_code == 409
    bot.away = False
    assert say(trainee, rehearsal_id, WANTS).json()["reply"]
    assert say(trainee, rehearsal_id, "And then?", "another-line").status_code == 200


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Mrs Eileen Thackray told me", "full name"),
        ("Her number is 07700 900123", "phone number"),
        ("This is about case AB-12345", "case reference"),
        ("NHS 943 476 5919", "NHS number"),
    ],
)
def test_what_looks_like_a_real_case_is_stopped_and_not_kept(trainee, bot, database, line, kind):
    rehearsal_id = begin(trainee)
    answer = say(trainee, rehearsal_id, line)
    assert answer.status_code == 422
    assert kind in answer.json()["detail"] and "Nothing was kept" in answer.json()["detail"]
    assert line not in answer.text and bot.asked == []
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(RehearsalTurn)) == 0


@pytest.mark.parametrize("line", ["", "   ", "\u200b"])
def test_nothing_is_no_line(trainee, line):
    assert say(trainee, begin(trainee), line).status_code == 422


def test_marks_without_a_word_are_a_silence(trainee):
    assert (
        say(trainee, begin(trainee), "...?!").json()["reply"]
        in (scenarios()[JEAN].voice["silence"])
    )


def test_a_line_may_be_long_but_not_endless(trainee):
    assert say(trainee, begin(trainee), "so " * 400).status_code == 413


def test_a_moment_is_tried_again(trainee):
    first = finished(trainee, "Hello.", "Have you?", WANTS)
    again = trainee.post(f"/v1/rehearsals/{first}/again", json={"after": 1, "key": "once-again"})
    assert again.status_code == 201
    row = again.json()
    assert (row["again_of"], row["again_after"], len(row["turns"])) == (first, 1, 1)
    same = trainee.post(f"/v1/rehearsals/{first}/again", json={"after": 1, "key": "once-again"})
    assert same.json()["id"] == row["id"]
    assert say(trainee, row["id"], WANTS, "the-new-line").json()["position"] == 2
    assert trainee.post(f"/v1/rehearsals/{first}/again", json={"after": 4}).status_code == 422
    assert len(trainee.get(f"/v1/rehearsals/{first}").json()["turns"]) == 3


def test_only_their_own_and_what_is_shared(trainee, signed_in, database):
    mine = finished(trainee)
    facilitator, other_team = signed_in("facilitator"), signed_in("facilitator", team="team-2")
    supervisor, peer = signed_in("supervisor"), signed_in("trainee")
    people = (facilitator, other_team, supervisor, peer)
    for person in people:
        assert person.get(f"/v1/rehearsals/{mine}").status_code == 404
        assert person.get(f"/v1/rehearsals/{mine}/debrief").status_code == 404
        assert say(person, mine, "Hello").status_code == 404
        assert person.delete(f"/v1/rehearsals/{mine}").status_code == 404
        assert person.post(f"/v1/rehearsals/{mine}/again", json={"after": 0}).status_code == 404
    share = f"/rehearse/{mine}/share"
    assert trainee.post(share, data={"shared": "yes"}).status_code == 303
    found = [person.get(f"/v1/rehearsals/{mine}/debrief").status_code for person in people]
    assert found == [200, 404, 404, 404]
    assert facilitator.delete(f"/v1/rehearsals/{mine}").status_code == 404
    assert facilitator.post(share, data={"shared": "no"}).status_code == 404
    trainee.post(share, data={"shared": "no"})
    assert facilitator.get(f"/v1/rehearsals/{mine}").status_code == 404


def test_it_can_be_removed_for_good(trainee, database):
    mine = finished(trainee, "Hello.", WANTS)
    again = trainee.post(f"/v1/rehearsals/{mine}/again", json={"after": 1}).json()["id"]
    assert trainee.delete(f"/v1/rehearsals/{mine}").status_code == 204
    assert trainee.get(f"/v1/rehearsals/{mine}").status_code == 404
    assert trainee.get(f"/v1/rehearsals/{again}").json()["again_of"] is None
    with database.reader() as session:
        left = session.scalars(select(RehearsalTurn.rehearsal_id)).all()
    assert set(left) == {again}


def test_no_words_in_the_audit_trail(trainee, database):
    finished(trainee, "Hello, are you keeping well?")
    with database.reader() as session:
        events = session.scalars(select(AuditEvent)).all()
    told = [e for e in events if e.action.startswith("rehearsal.")]
    assert [e.action for e in told] == ["rehearsal.begun", "rehearsal.finished"]
    assert "keeping well" not in json.dumps([str(vars(e)) for e in events])


def test_someone_unknown_and_someone_gone(trainee, database):
    assert trainee.post("/v1/rehearsals", json={"scenario": "nobody"}).status_code == 404
    mine = begin(trainee)
    with database.writer() as session:
        session.get_one(Rehearsal, mine).scenario = "taken_out"
    assert trainee.get("/rehearse").status_code == 200
    assert say(trainee, mine, "Hello").status_code == 404


APART = {"rehearsal", "rehearsal_turn"}
BOTH = {"account"}


def test_no_key_joins_rehearsals_to_case_records():
    """Neither way, over any number of steps, except through the account."""
    joins = {
        (table.name, key.column.table.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
    }
    assert ("rehearsal_turn", "rehearsal") in joins and ("entry", "work") in joins
    for left, right in joins:
        assert (left in APART) == (right in APART) or right in BOTH, (left, right)


def imported(folder):
    for path in sorted((ROOT / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield path.name, node.module or ""
            elif isinstance(node, ast.Import):
                yield from ((path.name, alias.name) for alias in node.names)


def test_the_code_of_each_does_not_know_the_other():
    records = ("api.works", "api.chat", "api.exports", "api.review", "api.case_audit")
    found = list(imported("api/rehearsal"))
    assert found and not [row for row in found if row[1].startswith(records)]
    for folder in records:
        rows = list(imported(folder.replace(".", "/")))
        assert rows and not [row for row in rows if "rehears" in row[1]], folder
    training = list(imported("practice/training/rehearsal"))
    known = ("practice.record", "practice.asking", "practice.papers")
    assert training and not [row for row in training if row[1].startswith(known)]
