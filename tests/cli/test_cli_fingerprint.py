"""A model belongs to the training data it was trained on, and to no other."""

import ast
import dataclasses
import os
import sys

import pytest

from api.cli import model
from api.cli.child import Child
from api.cli.model import LEARNT_FROM, fingerprint, remove_old_models, timings
from api.cli.place import ROOT
from api.cli.trouble import Trouble


@pytest.fixture
def project(tmp_path):
    for name in ("domain.yml", "config.yml", "uv.lock", "data/nlu/a.yml", "data/rules.yml",
                 "content/asking/fields/start.yml", "bot/serve.py",
                 "practice/record.py"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"the content of {name}")
    return tmp_path


def test_same_files_same_fingerprint(project):
    assert fingerprint(project) == fingerprint(project)
    assert len(fingerprint(project)) == 16


@pytest.mark.parametrize(
    "name",
    [
        "domain.yml",
        "config.yml",
        "uv.lock",
        "data/nlu/a.yml",
        "content/asking/fields/start.yml",
        "bot/serve.py",
    ],
)
def test_every_file_that_is_learnt_from_counts(project, name):
    before = fingerprint(project)
    (project / name).write_text("something else")
    assert fingerprint(project) != before


def test_a_new_or_renamed_file_counts(project):
    before = fingerprint(project)
    (project / "data/nlu/a.yml").rename(project / "data/nlu/b.yml")
    renamed = fingerprint(project)
    (project / "data/nlu/c.yml").write_text("")
    assert len({before, renamed, fingerprint(project)}) == 3


def test_moving_text_from_one_file_to_the_next_counts(project):
    (project / "data/1.yml").write_text("ab")
    (project / "data/2.yml").write_text("c")
    before = fingerprint(project)
    (project / "data/1.yml").write_text("a")
    (project / "data/2.yml").write_text("bc")
    assert fingerprint(project) != before


@pytest.mark.parametrize(
    "name",
    ["practice/record.py", "bot/__pycache__/serve.py", "data/.a.yml.swp", "README.md"],
)
def test_other_files_do_not_count(project, name):
    before = fingerprint(project)
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("changed")
    assert fingerprint(project) == before


def test_only_the_last_two_models_are_kept(tmp_path):
    for age, name in enumerate(["newest", "middle", "oldest"]):
        path = tmp_path / f"{name}.tar.gz"
        path.touch()
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / ".1-unfinished.tar.gz").touch()
    remove_old_models(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "newest.tar.gz", "middle.tar.gz", ".1-unfinished.tar.gz",
    }  # fmt: skip


def test_an_existing_model_is_used_and_not_trained_again(project, tmp_path, place, monkeypatch):
    monkeypatch.setattr(model, "train", lambda *_: pytest.fail("trained for nothing"))
    wanted = model.model_path(place)
    wanted.parent.mkdir(parents=True)
    wanted.touch()
    assert model.ensure_model(place) == wanted


def test_times_are_read_from_what_the_training_printed(tmp_path):
    log = tmp_path / "train.log"
    log.write_text(
        "Loading\nclassifier: 12.5\nnote: not a time\nsave model: 3 s\n2026-01-01 10:20:30 INFO\n"
    )
    assert timings(log) == [("classifier", 12.5), ("save model", 3.0)]


@pytest.fixture
def training(project, place, monkeypatch):
    """Trains `project` with a script in place of Rasa; `also` is what it does beside that."""
    place = dataclasses.replace(place, root=project)

    def train(also="pass"):
        def trainer(place, out):
            code = f"import pathlib; {also}; pathlib.Path({str(out)!r}).write_text('model')"
            command = [sys.executable, "-c", code]
            return Child("train", command, dict(os.environ), place.logs / "train.log", project)

        monkeypatch.setattr(model, "trainer", trainer)
        return model.ensure_model(place)

    return train


def test_a_missing_model_is_trained_once(training, project):
    trained = training()
    assert trained.name == f"{fingerprint(project)}.tar.gz"
    assert training(also="raise SystemExit(1)") == trained


def test_a_model_goes_by_the_domain_that_the_training_wrote(training, project):
    trained = training(also="pathlib.Path('domain.yml').write_text('up to date')")
    assert trained.name == f"{fingerprint(project)}.tar.gz"


def test_what_a_person_changes_during_training_is_trained_next_time(training, project):
    trained = training(also="pathlib.Path('data/nlu/a.yml').write_text('edited meanwhile')")
    assert trained.name != f"{fingerprint(project)}.tar.gz"


def test_a_failed_training_leaves_no_model_and_shows_the_end_of_its_log(training, place):
    with pytest.raises(Trouble, match="no such intent"):
        training(also="print('no such intent', flush=True); raise SystemExit(1)")
    assert not list((place.home / "models").glob("*.tar.gz"))
    assert not list((place.home / "models").glob(".*.tar.gz"))


def test_the_tests_of_the_bot_name_their_model_alike():
    """Else a second model is trained in the middle of the tests."""
    path = ROOT / "tests/bot/conftest.py"
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "LEARNT_FROM":
            assert ast.literal_eval(node.value) == LEARNT_FROM
            return
    raise AssertionError("tests/bot/conftest.py names no LEARNT_FROM")
