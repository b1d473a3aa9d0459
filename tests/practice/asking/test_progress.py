"""How far a work is, and which stage comes next."""

import pytest

from practice.asking.progress import WISHES, is_finished, next_stages
from practice.content import content
from tests.practice.records import contact


def contacts(*stages):
    """One contact for each stage, in order; "start?" is still open."""
    return [
        contact(stage.rstrip("?"), day, not stage.endswith("?"))
        for day, stage in enumerate(stages, start=1)
    ]


@pytest.mark.parametrize(
    ("had", "finished", "following"),
    [
        ([], False, ("prepare", "start")),
        (["prepare?"], False, ()),
        (["prepare"], False, ("start",)),
        (["prepare", "start?"], False, ()),
        (["start"], False, ("during", "end")),
        (["start", "during"], False, ("during", "end")),
        (["start", "during", "during?"], False, ()),
        (["start", "prepare?"], False, ()),
        (["start", "end?"], False, ()),
        (["start", "end"], True, ()),
        (["end"], True, ()),
        (["start", "end", "during?"], False, ()),
        (["start", "end", "during"], True, ()),
    ],
)
def test_what_was_had_says_what_is_next(had, finished, following):
    assert is_finished(contacts(*had)) is finished
    assert next_stages(contacts(*had)) == following


def test_every_stage_has_a_wish():
    assert set(WISHES) == set(content().stages)
