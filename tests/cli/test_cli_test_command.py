"""./msp test: which tests run where, what is reported, and when a skip is a failure."""

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import place as places
from api.cli import test as command
from api.cli.place import ROOT
from api.cli.test import (
    NOTHING_COLLECTED,
    Outcome,
    paths_for,
    read_report,
    split_paths,
    summary,
    verdict,
)
from api.cli.trouble import Trouble


def test_paths_are_told_from_options():
    paths, options = split_paths(["-k", "tests", "./tests/cli/", "-x", "tests/conftest.py::it"])
    assert paths == ["tests/cli", "tests/conftest.py::it"]
    assert options == ["-k", "tests", "-x"]


def test_the_folder_of_all_tests_means_all():
    assert split_paths(["tests"]) == ([], [])


def test_a_named_path_runs_only_where_it_belongs():
    assert paths_for("bot", ["tests/cli"]) is None
    assert paths_for("api", ["tests/cli"]) == ["tests/cli"]
    assert paths_for("bot", ["tests/bot/test_x.py"]) == ["tests/bot/test_x.py"]
    assert paths_for("api", ["tests/actions"]) is None


def test_without_paths_each_side_runs_its_own():
    assert paths_for("api", []) == ["tests", "--ignore=tests/bot", "--ignore=tests/actions"]


def both_sides(monkeypatch, tmp_path, train):
    """`./msp test` where each side has one test in a folder of its own; the API's side fails."""
    python = Path(sys.executable)
    place = dataclasses.replace(
        places.from_environment(), home=tmp_path, bot_python=python, api_python=python
    )
    examples = {"bot": "def test_of_the_bot(): pass", "api": "def test_api(): assert 1 == 2"}
    for side, text in examples.items():
        (tmp_path / side).mkdir()
        (tmp_path / side / "test_it.py").write_text(text)
    monkeypatch.setattr(command.places, "from_environment", lambda: place)
    monkeypatch.setattr(command, "install_what_is_missing", lambda: None)
    monkeypatch.setattr(command, "paths_for", lambda side, _: [str(tmp_path / side)])
    monkeypatch.setattr(command, "ensure_model", train)
    return command.run_tests([])


def test_both_sides_run_at_once_and_both_are_told(monkeypatch, tmp_path, capfd):
    trained = []
    assert both_sides(monkeypatch, tmp_path, trained.append) == 1
    shown = capfd.readouterr().out
    assert len(trained) == 1
    assert "bot environment" in shown and shown.rstrip().endswith("1 passed, 1 failed, 0 skipped")
    assert "test_of_the_bot" not in (tmp_path / "tests" / "api.xml").read_text()


def test_a_model_that_cannot_be_trained_is_said(monkeypatch, tmp_path):
    def fails(_):
        raise Trouble("no memory")

    with pytest.raises(Trouble, match="no memory"):
        both_sides(monkeypatch, tmp_path, fails)


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        ([0, 0], 0),
        ([NOTHING_COLLECTED, 0], 0),
        ([0, NOTHING_COLLECTED], 0),
        ([NOTHING_COLLECTED, NOTHING_COLLECTED], NOTHING_COLLECTED),
        ([1, 0], 1),
        ([0, 2], 1),
        ([NOTHING_COLLECTED, 1], 1),
        ([4, 0], 1),
    ],
)
def test_exit_code(codes, wanted):
    assert verdict([Outcome(code) for code in codes]) == wanted


def test_skipped_tests_are_named_with_their_reason():
    skipped = ["tests.e2e.test_page::test_it: no chromium"]
    outcomes = [Outcome(0, passed=3), Outcome(1, 2, 1, skipped)]
    lines = summary(outcomes).splitlines()
    assert "  tests.e2e.test_page::test_it: no chromium" in lines
    assert lines[-1] == "5 passed, 1 failed, 1 skipped"


EXAMPLES = """
import pytest

def test_passes(): pass

def test_fails(): assert False

@pytest.mark.skip(reason="no chromium here")
def test_skipped(): pass

def test_skipped_inside(): pytest.skip("no redis here")

@pytest.mark.xfail(reason="known")
def test_expected_to_fail(): assert False
"""


@pytest.fixture
def run_examples(tmp_path):
    """Runs the examples under the project's own tests/conftest.py."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_examples.py").write_text(EXAMPLES)
    whole_file = "import pytest\npytest.importorskip('no_such_module')\n"
    (tmp_path / "test_whole_file.py").write_text(whole_file)

    def run(**settings):
        report = tmp_path / "report.xml"
        environment = {k: v for k, v in os.environ.items() if k != "MSP_TEST_REQUIRE"} | settings
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
             f"--junitxml={report}", "."],
            cwd=tmp_path, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        return read_report(report, finished.returncode), finished.stdout

    return run


def test_skips_are_only_named_as_a_rule(run_examples):
    outcome, _ = run_examples()
    assert (outcome.passed, outcome.failed) == (2, 1)
    assert sorted(text.split(": ")[-1] for text in outcome.skipped)[-2:] == [
        "no chromium here", "no redis here",
    ]  # fmt: skip


def test_skips_are_failures_when_all_is_required(run_examples):
    outcome, shown = run_examples(MSP_TEST_REQUIRE="all")
    assert outcome.exit_code != 0
    assert not outcome.skipped
    assert "no_such_module" in shown
    assert "a skipped test counts as failed" in shown


def test_a_lacking_program_is_installed_only_by_root_on_debian(monkeypatch, capsys):
    monkeypatch.setattr(command, "find_program", lambda _: None)
    monkeypatch.setattr(command.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(command, "apt_install", lambda _: pytest.fail("not allowed"))
    command.install_what_is_missing()
    assert "Not on this machine: chromium, redis-server" in capsys.readouterr().out
