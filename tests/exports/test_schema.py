"""The published JSON Schema: every export keeps to it, and it would notice one that did not."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator, ValidationError

from api.exports.published import FILE
from tests.exports.making import make
from tests.exports.random_records import Maker

SCHEMA = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def with_names(raw):
    """What the API adds to each row of the database."""
    work = {**raw["work"], "created_at": "2026-11-21T09:00:00Z"}
    contacts = [{**contact, "work_id": work["id"]} for contact in raw["contacts"]]
    return {**raw, "work": work, "contacts": contacts}


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_random_records_keep_to_it():
    for seed in range(300):
        raw = with_names(Maker(seed).record)
        for about in [None, *[c["id"] for c in raw["contacts"]]]:
            VALIDATOR.validate(json.loads(make(raw, about, "json")["json"]))


def test_what_the_service_answers_keeps_to_it(person, database):
    from tests.web.covered_record import CoveredRecord

    case = CoveredRecord(database, person.account.actor)
    address = f"/v1/works/{case.work_id}"
    for rest in ("", f"/contacts/{case.first}", f"/contacts/{case.later}"):
        made = person.get(f"{address}{rest}/export?format=json").json()
        VALIDATOR.validate(made)
        assert made["about"] == {
            "work_id": case.work_id,
            "contact_id": rest.rpartition("/")[2] or None,
        }


def test_it_is_served_to_anyone(client):
    answer = client.get(SCHEMA["$id"])
    assert answer.status_code == 200 and answer.json() == SCHEMA
    assert answer.headers["content-type"] == "application/schema+json"
    questions = client.get("/v1/fhir/Questionnaire/record")
    assert questions.json()["resourceType"] == "Questionnaire"


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.pop("record"),
        lambda made: made.update(more=1),
        lambda made: made["header"][0]["lines"][0].pop("entry_id"),
        lambda made: made["header"][0]["lines"][0].update(label=None),
        lambda made: made["record"]["work"].update(section_42="perhaps"),
        lambda made: made["record"]["fields"].update(a7=[]),
        lambda made: next(iter(made["record"]["fields"].values()))[0].update(kind="rumour"),
        lambda made: next(iter(made["record"]["fields"].values()))[0].pop("author"),
    ],
)
def test_it_notices_what_is_wrong(change):
    made = json.loads(make(with_names(Maker(7).record), None, "json")["json"])
    VALIDATOR.validate(made)
    wrong = copy.deepcopy(made)
    change(wrong)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(wrong)
