"""The small scenario of docs/rehearsal.md, as a facilitator would put it into the folder."""

import json
import re
import shutil
from datetime import date

import pytest

from api.cli.content_play import mistakes
from api.cli.place import ROOT
from authoring.check import check
from practice.training.rehearsal.debrief import debrief
from practice.training.rehearsal.engine import play
from practice.training.rehearsal.moves import Sentence
from practice.training.rehearsal.scenario import read_scenario

GUIDE = (ROOT / "docs/rehearsal.md").read_text(encoding="utf-8")
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
[SHOWN] = re.findall(r"```text\n(.*?)\n```", GUIDE, re.DOTALL)
SCHEMA = json.loads((ROOT / "content/schema/scenario.json").read_text(encoding="utf-8"))


@pytest.fixture
def ada(tmp_path):
    path = tmp_path / "ada.yml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_the_example_has_no_mistake_in_the_folder_or_out_of_it(ada, tmp_path):
    assert mistakes(ada) == []
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy)
    shutil.copy(ada, copy / "training/scenarios")
    report = check(copy, "content", date(2026, 11, 21))
    assert report.errors == [], report.text


def test_the_mistake_that_the_guide_shows_is_what_the_check_says(ada):
    text = EXAMPLE.replace(", tells: [clock]", "").replace("hides: [clock], ", "")
    ada.write_text(text, encoding="utf-8")
    [found] = mistakes(ada)
    assert str(found).partition("ada.yml")[2] == SHOWN.partition("ada.yml")[2]


def test_the_example_can_be_talked_with(ada):
    scenario = read_scenario(ada)
    said = {subject.id: ((subject.id, 1.0),) for subject in scenario.subjects.values()}

    def asks(subject, *moves):
        return (Sentence(subject, ("open", *moves), said[subject]),)

    guarded = asks("clock")
    better = [asks("alone", "offer_time_alone"), asks("trusted", "ask_trust"), asks("clock")]
    assert play(scenario, [guarded])[-1][0].text == "(looks at the hall) It is at the mender's."
    assert play(scenario, better)[-1][0].text == "He sold it. He said I owed him for the soup."
    found = debrief(scenario, better)
    assert {f.standard: f.state for f in found.findings}["B12"] == "shown"
    assert (found.strength, found.next) == ("B12", "B1")


def words(schema):
    """Every word that may stand in a scenario, but for the names that an author chooses."""
    for name, row in schema.get("properties", {}).items():
        yield name
        yield from words(row) if name != "voice" else ()
    for inner in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from words(inner)


def test_the_guide_knows_every_word_of_a_scenario():
    named = set(re.findall(r"`:?([a-z_]+)`", GUIDE))
    seen_in_the_example = {
        "name",
        "age",
        "home",
        "relation",
        "where",
        "leaves_line",
        "what",
        "holds",
    }
    assert set(words(SCHEMA)) - named == seen_in_the_example
    assert all(re.search(rf"\b{word}:", EXAMPLE) for word in seen_in_the_example)
    assert all(f"  {voice}: [" in EXAMPLE for voice in SCHEMA["properties"]["voice"]["required"])
