"""An exercise on paper: every card once, under the right heading, in words only."""

import pytest

from practice.training.exercise import exercises
from practice.training.exercise_board import Card
from practice.training.exercise_sheet import Row, Section, sheet

VALUES, BARRIERS, CONSENT, PRINCIPLES = exercises().values()


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda row: row.id)
def test_an_empty_exercise_has_no_sections(exercise):
    assert sheet(exercise, []) == []


def test_what_belongs_to_a_value_stands_under_it():
    cards = [
        Card("1", "value", "tea", "food"), Card("2", "value", "a walk"),
        Card("3", "cost", "sugar", about=("1",)), Card("4", "good", "warm", about=("1",)),
    ]  # fmt: skip
    under = (("What is good about it", "warm"), ("What it costs or risks", "sugar"))
    assert sheet(VALUES, cards) == [
        Section("What we value", (Row("Food and drink: tea", "1", under), Row("a walk", "2")))
    ]


def test_bricks_and_rungs_are_numbered_and_a_rung_says_which_it_gets_over():
    cards = [
        Card("1", "brick", "fear"), Card("2", "brick", "no money", "money"),
        Card("3", "rung", "a friend", about=("2", "1")),
        Card("4", "rung", "a lift", about=("gone",)),
        Card("5", "first_name", "Ada"), Card("6", "age", choice="from_85"),
    ]  # fmt: skip
    person, wall, ladder = sheet(BARRIERS, cards)
    assert person.rows == (Row("Ada", "First name"), Row("85 or over", "Age"))
    assert wall.rows == (Row("fear", "1"), Row("Money: no money", "2"))
    over = (("Over brick", "1, 2"),)
    assert ladder.rows == (Row("a friend", "1", over), Row("a lift", "2"))


def test_answers_stand_in_their_boxes_the_abilities_after_capacity():
    cards = [
        Card("1", "answer", "no threats", placed={"free_will": 2, "capacity": 1}),
        Card("2", "answer", "keep it in mind", placed={"remember": 1}),
        Card("3", "answer", "sober", placed={"capacity": 1}),
        Card("4", "answer", "facts", placed={"information": 1}),
        Card("5", "answer", "tea"),
    ]
    found = [
        (section.title, [row.text for row in section.rows]) for section in sheet(CONSENT, cards)
    ]
    assert found == [
        ("Free will", ["no threats"]), ("Mental capacity", ["sober"]),
        ("Mental capacity: Remember", ["keep it in mind"]), ("Information", ["facts"]),
        ("What we need to choose", ["tea"]),
    ]  # fmt: skip


def test_each_principle_has_its_wants_and_options():
    cards = [Card("1", "justice_options", "money back"), Card("2", "justice_wants", "fairness")]
    (justice,) = sheet(PRINCIPLES, cards)
    assert justice.title == "Justice" and justice.means
    assert justice.rows == (
        Row("fairness", "What they might want"), Row("money back", "Issues and options"),
    )  # fmt: skip


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda row: row.id)
def test_every_card_stands_there_once(exercise):
    first = {box.id: f"card of {box.id}" for box in exercise.boxes.values()}
    cards = [
        Card(
            box, box, text, about=(exercise.boxes[box].about,) if exercise.boxes[box].about else ()
        )
        for box, text in first.items()
    ]
    rows = [row for section in sheet(exercise, cards) for row in section.rows]
    said = [row.text for row in rows] + [text for row in rows for _, text in row.under]
    assert [said.count(text) for text in first.values()] == [1] * len(first)
