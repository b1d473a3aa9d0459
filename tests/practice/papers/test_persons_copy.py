"""The person's copy: their words, decisions and next steps, and nothing that could endanger."""

from dataclasses import replace

import pytest

from practice.content import content
from practice.papers.read_back import PERSONS_COPY, layout, read_back
from tests.practice.records import record, say

PAPER = layout(PERSONS_COPY)


def shown(*answers, **how):
    found = read_back(record(*answers), paper=PERSONS_COPY, **how)
    return [line for heading in found.headings for s in heading.statements for line in s.lines]


def test_their_words_stand_in_quotation_marks_and_ours_do_not():
    step = say("D8", words="Ring the bank together", owner="Ada, by Friday", agreed_by_person="yes")
    mine = replace(say("A5", words="My garden"), kind="person_words")
    assert shown(mine, step, say("A16", "yes")) == [
        "“My garden”", "You said yes to them.", "Ring the bank together", "Ada, by Friday",
    ]  # fmt: skip


@pytest.mark.parametrize(("agreed", "there"), [("yes", 1), ("partly", 1), ("no", 0), (None, 0)])
def test_only_steps_that_they_agreed_to_are_on_it(agreed, there):
    parts = {"agreed_by_person": agreed} if agreed else {}
    assert len(shown(say("D8", words="Ring the bank", **parts))) == there


@pytest.mark.parametrize(
    ("words", "owner"), [("Tell the police", "Ada"), ("Ring the bank", "when he is out")]
)
def test_a_step_that_could_endanger_stays_off_until_it_is_put_on(words, owner):
    step = say("D8", words=words, owner=owner, agreed_by_person="yes")
    assert shown(step) == []
    assert shown(step, put_on=["D8"]) == [words, owner]
    assert shown(step, put_on=["D8"], leave_out=["D8"]) == []


def test_several_reasons_for_closing_are_put_to_them():
    assert shown(say("E15", ["outcomes_reached", "passed_on", "other"])) == [
        "What you wanted has happened. Other people go on helping."
    ]
    assert shown(say("E15", ["other"])) == []


def test_what_others_said_and_what_could_endanger_is_never_on_it():
    rows = [row["field"].partition(".")[0] for row in PAPER["rows"] if "field" in row]
    assert not set(rows) & set(PAPER["never"])
    fields = [content().field(field) for field in rows]
    assert not [field.id for field in fields if field.kind == "third_party_words"]
    for field in ("P1", "P3", "P10", "A6", "A11", "A12", "A17", "A20", "D7", "D12", "E7"):
        assert field in PAPER["never"]
        words = "the bank card was used"
        assert shown(say(field, words=words)) == []


def test_words_of_a_representative_are_not_theirs():
    assert shown(say("A5", words="The garden", source="representative")) == []


def test_the_paper_says_nothing_of_what_it_is_about():
    fixed = " ".join([PAPER["title"], PAPER["intro"], PAPER["nothing"], str(PAPER["rows"])])
    for word in ("safeguard", "abuse", "risk", "harm", "enquiry", "MSP"):
        assert word.casefold() not in fixed.casefold()
