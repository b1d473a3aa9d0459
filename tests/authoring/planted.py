"""A copy of the shipped content in which a test plants a mistake."""

import shutil
from datetime import date

from api.cli.place import ROOT
from practice.content import FOLDER

TODAY = date(2026, 11, 21)
JEAN = "training/scenarios/friend_and_money.yml"


def copied_content(folder, *scenarios):
    """The content in `folder`/content, with these of its scenarios: all take long.

    The examples of guidance stand beside it.
    """
    copy = folder / "content"
    left_out = shutil.ignore_patterns("schema", "scenarios")
    shutil.copytree(FOLDER, copy, ignore=left_out)
    (copy / "training/scenarios").mkdir()
    for name in scenarios:
        shutil.copy(FOLDER / name, copy / name)
    examples = folder / "data/nlu"
    examples.mkdir(parents=True)
    shutil.copy(ROOT / "data/nlu/guidance.yml", examples)
    return copy


def change(path, old, new):
    """Replaces the first `old` in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r} any more: choose another place for the test"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(path, marker):
    """The number of the line on which `marker` first stands."""
    text = path.read_text(encoding="utf-8")
    return text[: text.index(marker)].count("\n") + 1
