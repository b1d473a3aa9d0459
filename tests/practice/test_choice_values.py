"""The values of choices: what each means, and that steering leads somewhere."""

import re
from pathlib import Path

import pytest
import yaml

from practice import choice_values
from practice.choice_values import AT_THE_QUESTION, COMMANDS, STAGES, do, label, parse
from practice.content import content

ROOT = Path(__file__).resolve().parents[2]
ID = "1f0cbe6e-93a1-4d0c-8a41-3f4d8c1b0a55"


@pytest.mark.parametrize(
    ("value", "intent", "steers"),
    [
        ("do:skip", "skip", True),
        (f"begin:record_visit:{ID}", "record_visit", True),
        (f"resume:{ID}", "resume_work", True),
        (f"correct:{ID}", "correct_answer", True),
        ("ask:C2", "correct_answer", True),
        (f"note:{ID}:{ID}", "save_note", False),
        (f"heard:resume_work:{ID}", "resume_work", False),
        ("yes", "inform", False),
        ("who=mother", "inform", False),
        (f"thread:{ID}", "inform", False),
        ("understand=no", "inform", False),
    ],
)
def test_what_a_value_means(value, intent, steers):
    found = parse(value)
    assert (found.intent, found.steers, found.is_known) == (intent, steers, True)


@pytest.mark.parametrize(
    "value",
    [
        "do:", "do:finish", "do:inform", "do:skip:now", "do:Skip", "do:affirm", "do:nlu_fallback",
        "begin:", "begin:record_visit", f"begin:finish:{ID}", f"begin:record_visit:{ID}0",
        "resume:", "resume:not-mine", f"resume:{ID.upper()}", f"correct:{ID} ", "correct:C2",
        "ask:", "ask:Z99", f"ask:{ID}", "ask:c2",
    ],
)  # fmt: skip
def test_steering_that_leads_nowhere_is_known_for_what_it_is(value):
    assert parse(value).steers and not parse(value).is_known


def test_every_command_has_a_rule_of_the_dialogue():
    rules = "".join(path.read_text() for path in (ROOT / "data").rglob("*.yml"))
    handled = set(re.findall(r"- intent: (\w+)", rules))
    assert set(COMMANDS) <= handled
    assert set(COMMANDS) <= set(yaml.safe_load((ROOT / "domain.yml").read_text())["intents"])


def test_every_command_that_is_offered_by_name_is_known():
    offered = {k.partition(".")[2] for k in content().wording if k.startswith("intent.")}
    assert offered and offered <= set(COMMANDS) and set(STAGES) <= offered


HOME = "practice/choice_values.py"
# How a value begins, as text or as the beginning of one that is put together.
PREFIX = re.compile(
    r"""["'`](?:(?:do|begin|resume|correct|ask|note|heard|amend|thread):(?![\s<])|(?:who|work)=)"""
)


def written_by_hand(path):
    """Every line that writes a value, or the beginning of one, without its home."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{path.relative_to(ROOT)}:{n} {line}" for n, line in enumerate(lines, 1)
            if PREFIX.search(line)]  # fmt: skip


def test_no_value_is_written_by_hand_outside_its_home():
    found, looked_at = [], 0
    for folder in ("api", "actions", "bot", "practice", "authoring"):
        for path in (ROOT / folder).rglob("*.*"):
            if path.suffix in (".py", ".html", ".js"):
                looked_at += 1
                found += written_by_hand(path)
    assert looked_at > 300
    assert found and all(line.startswith(HOME) for line in found)


@pytest.mark.parametrize(
    "value",
    [
        choice_values.do("skip"),
        choice_values.begin("record_visit", ID),
        choice_values.resume(ID),
        choice_values.correct(ID),
        choice_values.ask("C2"),
        choice_values.note(ID, ID),
        choice_values.heard("record_visit"),
        choice_values.heard("resume_work", ID),
    ],
)
def test_what_is_built_is_read_again(value):
    found = parse(value)
    assert found.kind and found.is_known
    assert found.ids == re.findall(ID, value) or found.kind == "ask"


def test_what_an_answer_names():
    assert choice_values.thread_in(choice_values.thread(ID)) == ID
    assert choice_values.work_in(choice_values.work(choice_values.NEW_WORK)) == "new"
    assert choice_values.amended_in(choice_values.amend(0)) == 0
    assert choice_values.speaker_in("who=advocate") == "advocate"
    readers = ("thread_in", "work_in", "amended_in", "speaker_in")
    for other in ("yes", "", None, ["thread:1"], "do:skip"):
        assert [getattr(choice_values, name)(other) for name in readers] == [None] * 4


@pytest.mark.parametrize("command", COMMANDS)
def test_what_depends_on_the_question(command):
    assert parse(f"do:{command}").is_about_the_question == (command in AT_THE_QUESTION)


@pytest.mark.parametrize("value", ["yes", f"note:{ID}:{ID}", "heard:record_visit"])
def test_an_answer_depends_on_the_question(value):
    assert parse(value).is_about_the_question


def test_no_value_that_steers_is_shown_raw():
    commands = ("skip", "go_back", "explain_why", "suggest_wording", "show_summary", "pause")
    values = [f"ask:{field}" for field in content().fields] + [do(name) for name in commands]
    values += [f"{kind}:{ID}" for kind in ("resume", "begin", "correct", "note")]
    assert [value for value in values if label(value) in (None, value)] == []
    assert label("ask:C2") == content().field("C2").title
    assert label("yes") is None and label("ask:Z99") is None
