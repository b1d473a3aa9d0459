"""A model belongs to the training data it was trained on, and to no other."""

import dataclasses
import os
import sys

import pytest

from api.cli import model
from api.cli.child import Child
from api.cli.model import fingerprint, remove_old_models, timings
from api.cli.test import environment_of
from api.cli.trouble import Trouble
from api.fingerprints import code_only, what_it_says

FIELD = """
- {id: A1, title: Who was there, why: To know who could hear., multiple: true}
- {id: A2, title: Privacy, why: To speak freely., multiple: true}
"""
NOTE = '{"note": "Her sister stayed.", "fields": {"A1": ["Her sister stayed."]}}\n'
FIELDS = "content/asking/fields/start.yml"
PYTHON = '"""What it is for."""\n\n\ndef read(text):\n    """A line."""\n    return text  # as is\n'
PROJECT = {
    "domain.yml": "intents: [greet]",
    "config.yml": "pipeline: []",
    "uv.lock": "version = 1",
    "data/nlu/a.yml": "nlu: []",
    "data/narrative/a.jsonl": NOTE,
    "data/rules.yml": "rules: []",
    FIELDS: FIELD,
    "content/asking/stages.yml": "start: {title: Start, fields: [A1], more: [A2]}",
    "content/asking/guidance.yml": "topics: {}",
    "content/training/rehearsal/moves.yml": "moves: []",
    "content/help.yml": "screens: []",
    "content/local/bradford.yml": "phone: 1",
    "bot/understanding/safety.yml": "danger: []",
    "bot/components/reader.py": PYTHON,
    "bot/serve.py": PYTHON,
    "practice/record.py": PYTHON,
}


@pytest.fixture
def project(tmp_path):
    for name, text in PROJECT.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_same_files_same_fingerprint(project):
    assert fingerprint(project) == fingerprint(project)
    assert len(fingerprint(project)) == 16


LEARNT = {
    "the domain": ("domain.yml", "greet", "goodbye"),
    "the pipeline": ("config.yml", "[]", "[spacy]"),
    "a library": ("uv.lock", "1", "2"),
    "an example": ("data/nlu/a.yml", "[]", "[one]"),
    "a rule": ("data/rules.yml", "[]", "[one]"),
    "a note": ("data/narrative/a.jsonl", "stayed", "left"),
    "a field that is heard in notes": (FIELDS, "id: A1", "id: A3"),
    "how many of its answers may hold": (FIELDS, ", multiple: true", ""),
    "groups of its answers": (FIELDS, "title: Who", "groups: [], title: Who"),
    "a field's first note": ("data/narrative/a.jsonl", '{"A1"', '{"A2": ["stayed"], "A1"'),
    "a trainee's move": ("content/training/rehearsal/moves.yml", "[]", "[one]"),
    "a safety phrase": ("bot/understanding/safety.yml", "[]", "[one]"),
    "how text is read": ("bot/components/reader.py", "return text", "return text.lower()"),
}
NOT_LEARNT = {
    "a question's help": (FIELDS, "To speak freely", "So they can talk"),
    "a field that no note names": (FIELDS, "id: A2", "id: A3"),
    "how many of its answers may hold": (FIELDS, "freely., multiple: true", "freely."),
    "a stage's questions": ("content/asking/stages.yml", "[A1]", "[A1, A2]"),
    "a question's title": (FIELDS, "Privacy", "Time alone"),
    "a stage's title": ("content/asking/stages.yml", "title: Start", "title: The start"),
    "the help pages": ("content/help.yml", "[]", "[one]"),
    "guidance": ("content/asking/guidance.yml", "{}", "{one: two}"),
    "a telephone number": ("content/local/bradford.yml", "1", "2"),
    "a docstring": ("bot/components/reader.py", "A line.", "One line of text."),
    "a module's docstring": ("bot/components/reader.py", "What it is for", "What it does"),
    "a comment": ("bot/components/reader.py", "  # as is", ""),
    "how the bot is served": ("bot/serve.py", "return text", "return None"),
    "how a record is kept": ("practice/record.py", "return text", "return None"),
}


def change(project, name, old, new):
    path = project / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("name", LEARNT)
def test_what_is_learnt_from_counts(project, name):
    before = fingerprint(project)
    change(project, *LEARNT[name])
    assert fingerprint(project) != before


@pytest.mark.parametrize("name", NOT_LEARNT)
def test_what_is_not_learnt_from_trains_nothing(project, name):
    before = fingerprint(project)
    change(project, *NOT_LEARNT[name])
    assert fingerprint(project) == before


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


@pytest.mark.parametrize("name", ["bot/components/__pycache__/reader.py", "data/.a.yml.swp"])
def test_by_products_do_not_count(project, name):
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


@pytest.mark.parametrize("name", ["domain.yml", "data/nlu/a.yml"])
def test_what_is_changed_during_training_is_trained_next_time(training, project, name):
    before = fingerprint(project)
    trained = training(also=f"pathlib.Path('{name}').write_text('edited meanwhile')")
    assert trained.name == f"{before}.tar.gz" != f"{fingerprint(project)}.tar.gz"


def test_a_failed_training_leaves_no_model_and_shows_the_end_of_its_log(training, place):
    with pytest.raises(Trouble, match="no such intent"):
        training(also="print('no such intent', flush=True); raise SystemExit(1)")
    assert not list((place.home / "models").glob("*.tar.gz"))
    assert not list((place.home / "models").glob(".*.tar.gz"))


def test_the_tests_of_the_bot_are_told_the_same_model(place):
    """Else a second model is trained in the middle of the tests."""
    told = environment_of(place, "bot")["MSP_MODEL"]
    assert told == os.environ.get("MSP_MODEL", str(model.model_path(place)))


def test_code_is_what_is_left_without_comments_and_docstrings():
    source = '"""One."""\n\nx = "# no comment"  # é\n\n\nclass A:\n    """é."""\n\n    y = 1\n'
    assert code_only(source) == 'x = "# no comment"\n\nclass A:\n\n    y = 1'.replace("\n\n", "\n")


def test_what_is_no_whole_python_counts_as_it_is(tmp_path):
    (tmp_path / "a.py").write_text("def (")
    assert what_it_says(tmp_path / "a.py") == b"def ("
