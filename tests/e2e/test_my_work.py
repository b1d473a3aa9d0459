"""One tap on My work, with the real bot behind it."""

import uuid

import pytest

from practice.asking.progress import WISHES


@pytest.fixture
def work_id(client):
    case_ref = f"WORK-{uuid.uuid4().hex[:8]}"
    body = {"case_ref": case_ref, "section_42": "yes"}
    return client.http.post("/v1/works", json=body).json()["id"]


@pytest.mark.parametrize("stage", ["prepare", "start", "end"])
def test_begin_opens_the_stage_and_asks_its_first_question(client, work_id, stage):
    client.take_turn(choice=f"begin:{WISHES[stage]}:{work_id}", work_id=work_id)
    assert client.asks == {"prepare": "P1", "start": "C1", "end": "C1"}[stage]
    record = client.http.get(f"/v1/works/{work_id}/record").json()
    assert [contact["stage"] for contact in record["contacts"]] == [stage]
    assert "What is next" in client.http.get("/work").text
