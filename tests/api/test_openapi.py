"""The OpenAPI document says what comes back, with examples that are true."""

import pytest

from api.openapi import ENTRY, RECORD, REPLY
from practice.content import content
from practice.record import Record


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json()


def test_every_request_body_and_its_answer_has_an_example(document):
    for path, methods in document["paths"].items():
        if not path.startswith("/v1/"):
            continue
        for method, route in methods.items():
            if method != "post" or "requestBody" not in route:
                continue
            body = route["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            assert document["components"]["schemas"][body.rpartition("/")[2]]["examples"], path


def test_refusals_are_problem_details(document):
    answers = document["paths"]["/v1/chat/messages"]["post"]["responses"]
    for status in ("401", "404", "409", "413", "422", "503"):
        example = answers[status]["content"]["application/problem+json"]["example"]
        assert example["status"] == int(status)
        assert {"type", "title", "detail"} <= set(example)


def test_the_examples_are_of_the_real_content():
    field = content().field(ENTRY["field"])
    assert (ENTRY["name"], ENTRY["kind"]) == (field.name, field.kind)
    assert Record.from_json(RECORD).latest("A5").words == ENTRY["words"]
    offered = {choice.value for choice in content().field(REPLY["asks"]["field"]).main.choices}
    assert {c["value"] for c in REPLY["replies"][0]["choices"]} <= offered
