"""The modes of a question: one table, and every one of them can be asked, skipped and cancelled."""

import inspect
import re

import pytest

from practice.asking import modes
from practice.asking.modes.mode import MODES, mode_of
from practice.asking.pointer import Pointer
from practice.asking.steps import Step


def test_the_pointer_names_every_mode():
    told = inspect.getdoc(Pointer).partition("entry:")[0]
    assert set(re.findall(r"`(\w+)`", told)) == set(MODES)


@pytest.mark.parametrize("name", MODES)
def test_every_mode_has_its_four_answers(name):
    mode = MODES[name]
    assert all(callable(getattr(mode, part)) for part in ("ask", "interpret", "skip", "cancel"))
    asked = Pointer("C2").to_json()
    pointer = Pointer("C2", mode=name, amends={"asked": asked, "rows": [], "text": "no"})
    assert isinstance(modes.skip(pointer), Step)
    assert modes.cancel(pointer) is None or isinstance(modes.cancel(pointer), Step)


def test_a_mode_of_another_version_is_asked_as_a_question():
    assert mode_of(Pointer("C2", mode="of the future")) is MODES["answer"]
