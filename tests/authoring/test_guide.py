"""The worked example of docs/practice-content.md, followed to the letter, by YAML alone."""

import json
import re
import shutil
import subprocess
import sys
from datetime import date

import pytest

from api.cli.place import ROOT
from authoring.check import check

GUIDE = (ROOT / "docs/practice-content.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 21)
STEP = re.compile(
    r"at\s+the\s+end\s+of\s+`(?P<end>[^`]+)`:\s+```yaml\n(?P<added>.*?)```"
    r"|right\s+under\s+the\s+line\s+`(?P<line>[^`]+)`\s+of\s+`(?P<under>[^`]+)`:"
    r"\s+```yaml\n(?P<put>.*?)```"
    r"|[Ii]n\s+`(?P<file>[^`]+)`,\s+change\s+`(?P<old>[^`]+)`\s+into\s+`(?P<new>[^`]+)`",
    re.DOTALL,
)
STEPS = [match.groupdict() for match in STEP.finditer(GUIDE)]
# After which step how many mistakes are left.
LEFT = [
    ("content/asking/fields/end.yml", 0),
    ("content/asking/value_sets.yml", 0),
    ("content/asking/fields/start.yml", 4),
    ("content/asking/value_sets.yml", 3),
    ("content/asking/stages.yml", 2),
    ("content/papers/document.yml", 1),
    ("content/rules/audit_sets/bradford.yml", 0),
    ("content/rules/checks.yml", 0),
]
# Run with the copy's own practice package, as the product would after a restart.
WALK = """
from practice.rules.checks import findings
from practice.content import content
from practice.rules.coverage import coverage
from practice.papers.document import document
from practice.asking.gaps import gaps
from tests.practice.recorder import Walk

def b27():
    return coverage(walk.record)["bradford"]["B27"]

walk = Walk("start").to("A22")
print("asked:", walk.question.text)
print("offered:", [choice.value for choice in walk.question.choices])
print("before:", b27().state, b27().wants)
print("a gap:", "A22" in [gap.field.id for gap in gaps(walk.record, walk.contact_id)])
walk.tap("animal")
print("ticked:", b27().state, walk.at)
print("speaks up:", "own.1" in [finding.id for finding in findings(walk.record)])
walk.say("Her neighbour would take the dog")
print("answered:", b27().state, b27().entries == (walk.entry("A22").id,))
print("silent:", "own.1" not in [finding.id for finding in findings(walk.record)])
sections = document(walk.record, "today").sections
lines = [line.text for section in sections for block in section.blocks for line in block.lines]
print("written:", [line for line in lines if "dog" in line])
print("choice:", content().choices("contact_mode")[0].label)
print("prompt:", content().field("E7").say)
"""


@pytest.fixture
def product(tmp_path):
    """A copy of practice/, code and content, with the examples of guidance beside it."""
    shutil.copytree(ROOT / "practice", tmp_path / "practice")
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "data/nlu").mkdir(parents=True)
    shutil.copy(ROOT / "data/nlu/guidance.yml", tmp_path / "data/nlu")
    return tmp_path


def follow(step, product):
    """Does what one step of the guide says; the file it was done to."""
    name = step["end"] or step["under"] or step["file"]
    text = (product / name).read_text(encoding="utf-8")
    if step["end"]:
        text = text.rstrip("\n") + "\n" + step["added"]
    else:
        old = f"{step['line']}\n" if step["under"] else step["old"]
        assert text.count(old) == 1, f"{old!r} is not once in {name}: correct the guide"
        text = text.replace(old, old + step["put"] if step["under"] else step["new"])
    (product / name).write_text(text, encoding="utf-8")
    return name


def told(text):
    """The sentences of a check without their line numbers."""
    return set(re.sub(r"line (\d+|…):", "line:", text).splitlines())


def test_each_step_of_the_guide_leaves_the_mistakes_it_says(product):
    done = []
    for step in STEPS:
        name = follow(step, product)
        report = check(product / "content", "content", TODAY)
        done.append((name, len(report.errors)))
        assert report.warnings == [], report.text
        if step["end"] == "content/asking/fields/start.yml":
            shown = GUIDE.partition("what is still missing:\n\n```text\n")[2].partition("```")[0]
            assert told("\n".join(map(str, report.errors))) == told(shown.rstrip("\n"))
    assert done == LEFT


def test_the_new_field_is_asked_and_shows_the_new_standard(product):
    for step in STEPS:
        follow(step, product)
    walked = subprocess.run(
        [sys.executable, "-c", WALK],
        cwd=product, env={"PYTHONPATH": f"{product}:{ROOT}"}, capture_output=True, text=True,
    )  # fmt: skip
    assert walked.returncode == 0, walked.stderr
    assert walked.stdout.splitlines() == [
        "asked: Does anyone depend on them: a child, a partner, a pet?",
        "offered: ['nobody', 'child', 'adult', 'animal']",
        "before: no_evidence ('A22',)",
        "a gap: True",
        "ticked: no_evidence A22.if_away",
        "speaks up: True",
        "answered: evidenced True",
        "silent: True",
        "written: ['Who would step in: “Her neighbour would take the dog”']",
        "choice: By a messaging app",
        "prompt: Do you feel safer now than you did then?",
    ]


def test_the_guide_knows_every_word_of_a_field():
    schema = json.loads((ROOT / "content/schema/fields.json").read_text(encoding="utf-8"))
    words = set(schema["items"]["properties"])
    left_to_the_editor = {
        "groups_say", "shortcuts", "threads", "words_title", "states", "added",
    }  # fmt: skip
    named = set(re.findall(r"`([a-z_]+)(?:: [a-z]+)?`", GUIDE))
    assert words - named == left_to_the_editor
