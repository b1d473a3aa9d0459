"""The record as lines: labels and typed words, nothing else."""

import pytest

from practice.asking.gaps import gap_titles
from practice.asking.naming import find_field
from practice.content import content
from practice.papers.lines import sections, summary_text
from tests.practice.recorder import Walk

WISH = "I want “my” key – and peace"


@pytest.fixture
def walk():
    walk = Walk("start").to("C2")
    walk.say("Her son, for the first half", "family")
    walk.to("A7").skip()
    walk.say("Her son came back in", "not_asked_reason")
    return walk


def lines(walk):
    return [line.text for section in sections(walk.record) for line in section.lines]


def test_lines_hold_labels_and_words_as_typed(walk):
    walk.to("A14").tap("understand=no")
    found = lines(walk)
    assert "Who was there: Family member – “Her son, for the first half”" in found
    assert "Asked what they want: Not asked – “Her son came back in”" in found
    assert any(line.endswith(": Understand the information: Could not") for line in found)


def test_who_said_an_outcome_stands_beside_it():
    walk = Walk("start").to("A8")
    walk.say(WISH, "who=best_interests")
    assert f"What they want: decided in the person's best interests – “{WISH}”" in lines(walk)


def test_what_was_corrected_or_taken_back_is_not_shown(walk):
    walk.correct("C2")
    walk.tap("partner")
    walk.undo()
    assert "family" not in summary_text(walk.record).casefold()


def test_stages_follow_each_other_under_their_titles(walk):
    Walk("prepare", walk.recorder).to("P2")
    titles = [section.title for section in sections(walk.record)]
    assert titles == [content().stages[s].title for s in ("start", "prepare")]
    assert summary_text(Walk("start").record) == ""


def test_gaps_are_the_questions_still_to_come():
    walk = Walk("start").to("A7")
    walk.tap("asked_none")
    titles = gap_titles(walk.record, walk.contact_id)
    assert titles == [content().field(f).title for f in
                      ("A9", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "A18")]  # fmt: skip
    assert gap_titles(walk.to_the_end().record, walk.contact_id) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("who was there", "C2"),
        ("what matters to them", "A5"),
        ("who they trust", "A9"),
        ("advocacy", "A18"),
        ("C3", "C3"),
        ("the locks", None),
        ("outcome", None),
        ("", None),
    ],
)
def test_a_field_is_found_by_what_people_call_it(said, field):
    found = find_field(said)
    assert (found.id if found else None) == field
