"""Audit sets are data: found by being there, chosen by the council, known to no code by name."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from authoring.check import check
from practice.assurance.report.tables import counted_sets, standard_ids, tables
from practice.local.audit_sets import audit_sets
from practice.local.settings import local
from practice.rules.coverage import audited, coverage
from tests.practice.records import record, say

ROOT = Path(__file__).resolve().parents[3]
OURS = """
title: Our own three questions
short_title: Ours
source: "Our own practice group"
gaps: true
report: {table: O1, title: What our own questions show, source: "Our own practice group"}
standards:
  - id: X1
    title: Asked what they want
    source: "Our own practice group"
    fields: [A7]
    evidenced: {field: A8, words: true}
"""
# Run with a copy's own practice package, as the product would after a restart.
WALK = """
from practice.asking.gaps import gaps
from practice.assurance.report.tables import standard_ids, tables
from practice.rules.coverage import audited, coverage
from tests.practice.recorder import Walk

walk = Walk("start").to("A8")
print([each.title for each in audited()])
found = coverage(walk.record)
print({name: {key: row.state for key, row in rows.items()} for name, rows in found.items()})
walk.say("To have her card back")
print(coverage(walk.record)["ours"]["X1"].state)
print(standard_ids(), [table.id for table in tables({}) if table.states])
"""


@pytest.fixture
def chosen(monkeypatch):
    """Lets the council audit with other sets."""

    def choose(*names):
        changed = replace(local(), audit_sets=names)
        monkeypatch.setattr("practice.rules.coverage.local", lambda: changed)

    return choose


def test_no_code_knows_a_set_by_its_name():
    names = "|".join(re.escape(name) for name in audit_sets())
    named = re.compile(rf"""["'](?:{names})["'](?!>)""")  # `id="principles">` names a place
    files = [
        path
        for folder in ("api", "actions", "bot", "practice", "authoring")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".html", ".js")
    ]
    assert len(files) > 300 and len(audit_sets()) >= 4
    assert [str(path) for path in files if named.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("names", [("lga",), ("lga", "bradford"), ("principles",), ()])
def test_what_the_council_chooses_is_shown_in_its_order(chosen, names):
    chosen(*names)
    found = coverage(record(say("A7", value="asked_expressed")))
    assert tuple(found) == names == tuple(each.id for each in audited())
    for name in names:
        assert list(found[name]) == [row["id"] for row in audit_sets()[name].standards]


def test_principles_stand_as_their_standards_whether_these_are_audited_or_not(chosen):
    given = record(say("A7", value="asked_expressed"))
    chosen("bradford", "principles")
    with_them = coverage(given)["principles"]
    chosen("principles")
    assert coverage(given)["principles"] == with_them


def test_the_report_counts_the_chosen_sets_that_have_a_table(chosen):
    chosen("bradford", "lga")
    every = {each.id for each in counted_sets()}
    assert "bradford" in every
    chosen("lga")
    assert standard_ids() == [] and not any(table.states for table in tables({}))


def test_a_set_is_one_file(tmp_path):
    """It is checked, shown, and counted once the council names it; no field is touched."""
    for part in ("practice", "content"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / "content/rules/audit_sets/ours.yml").write_text(OURS, encoding="utf-8")
    council = tmp_path / "content/local/bradford.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(re.sub(r"audit_sets: .*", "audit_sets: [ours, lga]", text), encoding="utf-8")
    report = check(tmp_path / "content", "content", date(2026, 11, 21))
    assert [str(m) for m in report.errors + report.warnings if "audit_sets" in str(m)] == []
    walked = subprocess.run(
        [sys.executable, "-c", WALK],
        cwd=tmp_path, env={"PYTHONPATH": f"{tmp_path}:{ROOT}"}, capture_output=True, text=True,
    )  # fmt: skip
    assert walked.returncode == 0, walked.stderr
    titles, before, after, counted = walked.stdout.splitlines()
    assert titles == "['Our own three questions', 'LGA outcomes framework']"
    assert before.startswith("{'ours': {'X1': 'no_evidence'}, 'lga': {")
    assert (after, counted) == ("evidenced", "['X1'] ['O1']")


def test_a_set_that_is_not_there_is_said_with_its_line(tmp_path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    council = tmp_path / "content/local/bradford.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(re.sub(r"audit_sets: .*", "audit_sets: [bradfrod]", text), encoding="utf-8")
    found = [str(m) for m in check(tmp_path / "content", "content", date(2026, 11, 21)).errors]
    assert len(found) == 1 and "local/bradford.yml line" in found[0]
    assert "Did you mean “bradford”?" in found[0]
