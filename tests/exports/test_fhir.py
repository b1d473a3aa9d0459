"""The FHIR document: valid R4, whole in itself, and naming nobody but those who recorded."""

import copy
import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaire import Questionnaire

from api.exports.fhir import as_fhir
from api.exports.fhir_questionnaire import QUESTIONNAIRE, questionnaire
from practice.content import content
from practice.papers.document import document
from practice.record import Record
from tests.exports.fhir_rules import faults_of_fhir, references_in
from tests.exports.making import AT, MADE, make
from tests.exports.random_records import Maker

# One field of each shape: choices, groups, a repeated one with tags, an option, threads, words.
SHAPES = {"A7", "A14", "A8", "D2", "D8", "E12", "P9", "N1", "A11", "A9"}


def light(bundle: dict[str, Any]) -> dict[str, Any]:
    """Without the Questionnaire, which is looked at by itself: it takes the validator long."""
    kept = [row for row in bundle["entry"] if row["fullUrl"] != QUESTIONNAIRE]
    return {**bundle, "entry": kept}


def some_bundle() -> dict[str, Any]:
    return light(make(Maker(7, entries=25).record, None, "fhir")["fhir"])


def test_every_document_is_valid():
    for seed in range(25):
        raw = Maker(seed, entries=20).record
        for about in [None, *[c["id"] for c in raw["contacts"][:1]]]:
            bundle = make(raw, about, "fhir")["fhir"]
            assert faults_of_fhir(light(bundle)) == [], (seed, about)
            text = as_fhir(
                Record.from_json(raw), document(Record.from_json(raw), MADE, about), AT, about
            )
            assert json.loads(text)["entry"][1:] == bundle["entry"][1:]
            assert Bundle.model_validate_json(text).type == "document"


def test_it_begins_with_its_composition_and_every_reference_is_in_it():
    bundle = make(Maker(7, entries=25).record, None, "fhir")["fhir"]
    kinds = [row["resource"]["resourceType"] for row in bundle["entry"]]
    assert kinds[0] == "Composition" and kinds[-1] == "Questionnaire"
    there = {row["fullUrl"] for row in bundle["entry"]}
    assert len(there) == len(bundle["entry"])
    assert references_in(bundle) and references_in(bundle) <= there
    answers = {row["fullUrl"] for row in bundle["entry"]
               if row["resource"]["resourceType"] == "QuestionnaireResponse"}  # fmt: skip
    told = [row["resource"]["target"][0]["reference"] for row in bundle["entry"]
            if row["resource"]["resourceType"] == "Provenance"]  # fmt: skip
    assert set(told) == answers and len(told) == len(answers) > 1


def test_an_empty_record_is_a_valid_document():
    raw = {"work": {"id": "w", "case_ref": "A-1", "section_42": "yes"}, "contacts": [],
           "entries": []}  # fmt: skip
    bundle = make(raw, None, "fhir")["fhir"]
    assert faults_of_fhir(light(bundle)) == []
    assert bundle["entry"][0]["resource"]["author"] == [
        {"type": "Practitioner", "display": "Not recorded"}
    ]


def test_the_questionnaire_has_every_field_and_each_name_once():
    made = questionnaire()
    assert Questionnaire.model_validate(made).url == QUESTIONNAIRE
    assert [item["linkId"] for item in made["item"]] == [
        field.id for field in content().fields.values() if field.exported
    ]
    names = [item["linkId"] for item in made["item"]]
    names += [child["linkId"] for item in made["item"] for child in item["item"]]
    assert len(set(names)) == len(names) > 500
    some = [item for item in made["item"] if item["linkId"] in SHAPES]
    assert len(some) == len(SHAPES)
    assert faults_of_fhir({**made, "item": some}) == []


def test_it_names_only_those_who_recorded():
    raw = Maker(7, entries=25).record
    bundle = light(make(raw, None, "fhir")["fhir"])
    names = {ref["display"] for row in bundle["entry"] for ref in people(row["resource"])}
    said = {"said by a representative for the person", "said by an advocate for the person",
            "said by others"}  # fmt: skip
    assert names <= {e["author"] for e in raw["entries"]} | said
    subject = bundle["entry"][0]["resource"]["subject"]
    assert subject["identifier"]["value"] == raw["work"]["case_ref"] and "display" not in subject


def people(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if value.get("type") in ("Practitioner", "RelatedPerson") else []
        return own + [found for row in value.values() for found in people(row)]
    return [found for row in value for found in people(row)] if isinstance(value, list) else []


def _answers(bundle: dict[str, Any]) -> dict[str, Any]:
    return next(row["resource"] for row in bundle["entry"]
                if row["resource"]["resourceType"] == "QuestionnaireResponse")  # fmt: skip


FAULTS = {
    "unknown question": lambda b: _answers(b)["item"][0].update(linkId="Z9"),
    "unknown question inside": lambda b: _answers(b)["item"][0]["item"][0].update(linkId="Z9-x"),
    "no status": lambda b: _answers(b).pop("status"),
    "wrong status": lambda b: _answers(b).update(status="done"),
    "two kinds of answer": lambda b: _answers(b)["item"][0]["item"][0]["answer"][0].update(
        valueString="x"
    ),
    "no title": lambda b: b["entry"][0]["resource"].pop("title"),
    "no author": lambda b: b["entry"][0]["resource"].pop("author"),
    "composition not first": lambda b: b["entry"].reverse(),
    "nobody to say who": lambda b: b["entry"][-1]["resource"].pop("agent"),
    "not xhtml": lambda b: b["entry"][0]["resource"]["section"][0]["text"].update(div="<p>x"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_validators_find_a_planted_fault(fault):
    bundle = copy.deepcopy(some_bundle())
    assert faults_of_fhir(bundle) == []
    FAULTS[fault](bundle)
    assert faults_of_fhir(bundle) != []
