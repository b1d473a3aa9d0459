"""A scenario with a hole is left out, and takes none of the others with it."""

import logging
import shutil

import pytest

from practice.training.rehearsal.engine import BESIDE, start
from practice.training.rehearsal.required import voices
from practice.training.rehearsal.scenario import SCENARIOS, BadScenario, read_scenario, scenarios

SOUND = SCENARIOS / "friend_and_money.yml"
TEXT = SOUND.read_text(encoding="utf-8")
HOLES = {
    "no YAML": "title: [",
    "nothing": "",
    "a list": "- 1\n",
    "one key": "title: Ada\n",
    "no voice": TEXT[: TEXT.index("voice:")],
    "a voice is missing": TEXT.replace("  held_back: [", "  held: ["),
    "a voice is empty": TEXT.replace(
        "leaves: [\"I think you'd best go now. I'm tired.\"]", "leaves: []"
    ),
    "an unknown level": TEXT.replace("level: gentle", "level: easy"),
    "an unknown key": TEXT.replace("aim: Find", "aims: Find"),
    "an unknown standard": TEXT.replace("applies: [B1,", "applies: [B0,"),
    "an unknown sign": TEXT.replace("cue: sorry}", "cue: sad}"),
    "a subject without words": TEXT.replace(
        'says:\n      - {line: "If you like, love. It\'s a nice change to be asked."}', "says: []"
    ),
    "a subject that is none": TEXT.replace("subjects:\n", "subjects:\n  - nothing\n"),
    "facts as a list": TEXT.replace("facts:\n", "facts: []\nfact:\n"),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_refused_with_its_reason(tmp_path, name):
    assert HOLES[name] != TEXT
    path = tmp_path / "ada.yml"
    path.write_text(HOLES[name], encoding="utf-8")
    with pytest.raises(BadScenario, match="."):
        read_scenario(path)


def test_the_others_stay_and_the_log_names_the_file_alone(tmp_path, caplog):
    shutil.copy(SOUND, tmp_path)
    (tmp_path / "ada.yml").write_text(HOLES["an unknown level"], encoding="utf-8")
    (tmp_path / "ben.yml").write_text(HOLES["no YAML"], encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert list(scenarios(tmp_path)) == ["friend_and_money"]
    told = [record.getMessage() for record in caplog.records]
    assert [line.split()[0] for line in told] == ["ada.yml", "ben.yml"]
    assert not any("Jean" in line for line in told)


def test_every_voice_that_the_engine_may_ask_for_is_looked_for():
    assert set(BESIDE) <= set(voices())
    one = read_scenario(SOUND)
    assert set(one.voice) == set(voices())
    assert start(one).trust == one.trust
