"""The guides name files that are there, from the root or in content/."""

import re

import pytest

from tests.rooms import ROOT

GUIDES = ("CONTRIBUTING.md", "docs/architecture.md", "README.md", "docs/practice-content.md")
NAMED = re.compile(r"`((?:[a-z_]+/)+[\w.]*)`")
LEFT_OUT = ("var/", "internal/", "ask_guidance/")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_path_it_names_is_there(guide):
    named = set(NAMED.findall((ROOT / guide).read_text(encoding="utf-8")))
    named = {name for name in named if not name.startswith(LEFT_OUT)}
    assert named
    places = (ROOT, ROOT / "content")
    assert [name for name in sorted(named) if not any((p / name).exists() for p in places)] == []
