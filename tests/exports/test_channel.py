"""The summary for a channel that others read: choices alone, whatever stands in the record."""

import copy
import json
import random

import pytest

from practice.content import content
from practice.papers.choices_only import channel_text
from practice.papers.lines import FIXED, STATE_LABELS
from practice.record import Record
from tests.exports.random_records import Maker
from tests.exports.reading import LAYOUT

NAMES = ["Mrs Zyx Quorn", "07700 900123", "12 Privet Drive", "QQ123456C", "zyx@quorn.example"]


def stuffed(seed: int) -> dict:
    """A record with names wherever text can stand, also where only the service itself writes."""
    raw, rng = copy.deepcopy(Maker(seed, entries=40).record), random.Random(seed)
    raw["work"] = {**raw["work"], "id": "Quorn-work", "case_ref": "QUORN-1"}
    for entry in raw["entries"]:
        entry |= {"author": "Zyx Quorn", "recorded_at": "2026-11-21T09:00:00Z"}
        for key in ("words", "reason"):
            entry[key] = entry[key] and " ".join(rng.sample(NAMES, 2))
        for key, value in entry["parts"].items():
            if isinstance(value, str) and not content_value(entry["field"], key, value):
                entry["parts"][key] = rng.choice(NAMES)
    return raw


def content_value(field: str, key: str, value: str) -> bool:
    parts = [part for part in content().field(field).parts if part.key == key]
    return any(part.choice(value) for part in parts)


def allowed_labels() -> set[str]:
    """Every label that the content holds: of fields, parts, groups and choices."""
    found = {*STATE_LABELS.values(), *FIXED.values()}
    for field in content().fields.values():
        parts = [field.main, *field.parts]
        for choice in (choice for part in parts for choice in part.choices):
            found |= {choice.label, f"{choice.group}: {choice.label}"}
        for group in field.repeat.tags if field.repeat else ():
            found |= {choice.label for choice in group.choices}
    return found


def titles() -> set[str]:
    found = set()
    for field in content().fields.values():
        tags = field.repeat.tags if field.repeat else ()
        found |= {field.title, *(f"{field.title}, {part.title}" for part in field.parts)}
        found |= {f"{field.title}, {group.label}" for group in tags}
    return found


def test_no_name_comes_through():
    told = 0
    for seed in range(500):
        raw = stuffed(seed)
        assert not raw["entries"] or "Quorn" in json.dumps(raw)
        for contact in raw["contacts"]:
            text = channel_text(Record.from_json(raw), contact["id"])
            for name in [*NAMES, "QUORN", "Quorn", contact["id"], "2026", "entry-", "Zyx"]:
                assert name not in text, (seed, name)
            told += text.count("\n") > 6
    assert told > 500


def test_every_line_is_made_of_labels_alone():
    labels, known = allowed_labels(), titles()
    fixed = set(LAYOUT["channel"].values()) | {""}
    for seed in range(300):
        raw = stuffed(seed)
        for contact in raw["contacts"]:
            for line in channel_text(Record.from_json(raw), contact["id"]).split("\n")[2:]:
                if line in fixed:
                    continue
                title = max((t for t in known if line.startswith(f"{t}: ")), key=len)
                said = line.removeprefix(f"{title}: ")
                assert is_labels(said, labels), line


def is_labels(said: str, labels: set[str]) -> bool:
    """Whether it is labels with “; ” between them."""
    return said in labels or any(
        said.startswith(f"{label}; ") and is_labels(said[len(label) + 2 :], labels)
        for label in labels
    )


def test_it_changes_with_the_choices_and_not_with_the_words():
    raw = stuffed(3)
    contact = raw["contacts"][0]["id"]
    before = channel_text(Record.from_json(raw), contact)
    for entry in raw["entries"]:
        entry["words"] = entry["words"] and "something else"
    assert channel_text(Record.from_json(raw), contact) == before
    chosen = [e for e in raw["entries"] if e["contact_id"] == contact and e["value"]
              and not e["superseded_by"] and e["answer_state"] == "answered"]  # fmt: skip
    chosen[0]["value"] = None
    assert channel_text(Record.from_json(raw), contact) != before


def test_private_worries_are_not_in_it_even_as_unanswered():
    raw = Maker(1).record
    raw["contacts"] = [{**raw["contacts"][0], "stage": "prepare"}]
    row = {**raw["entries"][0], "field": "P13", "contact_id": raw["contacts"][0]["id"],
           "answer_state": "asked_no_answer", "supersedes": None, "superseded_by": None,
           "change": "new"}  # fmt: skip
    text = channel_text(Record.from_json({**raw, "entries": [row]}), row["contact_id"])
    assert content().field("P13").title not in text and LAYOUT["channel"]["nothing"] in text


def test_over_http_nothing_about_it_names_anyone(person, case):
    address = f"/v1/works/{case.work_id}/contacts/{case.first}/export?format=channel"
    answer = person.get(address)
    assert answer.status_code == 200 and "content-disposition" not in answer.headers
    assert "Time alone with them: No" in answer.text
    for name in ("SA-2026", "her son", "Mrs B", "sister", "answered for her", case.work_id):
        assert name not in answer.text


@pytest.mark.parametrize("rest", ["/export?format=channel", "/contacts/nobody/export"])
def test_it_is_of_one_conversation(person, case, rest):
    assert person.get(f"/v1/works/{case.work_id}{rest}").status_code in (404, 422)
