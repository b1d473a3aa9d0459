"""The four training exercises: their steps, the hint about “them”, the check cards, the board."""

import pytest

from practice.training.exercise import MESSAGES, exercises
from practice.training.exercise_board import (
    UNSORTED,
    Card,
    about,
    check,
    goes_with,
    in_box,
    numbered,
    says,
    unreached,
)

VALUES, BARRIERS, CONSENT, PRINCIPLES = exercises().values()


def test_the_four_exercises_in_their_order_each_ending_in_key_messages():
    assert list(exercises()) == ["values", "barriers", "consent", "principles"]
    for exercise in exercises().values():
        assert exercise.steps[-1].id == MESSAGES and len(exercise.messages) >= 3
        assert not exercise.steps[-1].boxes
        assert all(step.ask for step in exercise.steps[:-1])


def test_what_do_i_value_goes_from_the_value_to_the_trade_off():
    assert list(VALUES.boxes) == ["value", "good", "cost", "why", "trade_off"]
    assert {box.about for name, box in VALUES.boxes.items() if name != "value"} == {"value"}


def test_the_person_in_the_story_is_made_of_five_lines_and_a_rung_may_stand_on_many_bricks():
    person = BARRIERS.steps[0].boxes
    assert {b.id for b in person} == {"first_name", "age", "living", "needs", "circumstances"}
    assert all(box.one for box in person) and BARRIERS.boxes["first_name"].first_name
    assert BARRIERS.boxes["rung"].about == "brick" and BARRIERS.boxes["rung"].many


def test_valid_consent_stands_on_three_parts_with_the_four_abilities_beneath_capacity():
    tops = [place.id for place in CONSENT.places if not place.under]
    below = [place.id for place in CONSENT.places if place.under == "capacity"]
    assert tops == ["free_will", "capacity", "information"]
    assert below == ["understand", "remember", "weigh_up", "communicate"]
    named = [CONSENT.is_named(number) for number in range(len(CONSENT.steps))]
    assert named == [False, True, True, True, True]


def test_the_grid_asks_for_wants_and_options_of_each_of_the_four_principles():
    sides = [side.id for side in PRINCIPLES.sides]
    assert sides == ["autonomy", "beneficence", "non_maleficence", "justice"]
    for side in sides:
        boxes = [box for box in PRINCIPLES.boxes.values() if box.side == side]
        assert [box.title for box in boxes] == ["What they might want", "Issues and options"]


def test_a_box_takes_cards_from_its_own_step_on():
    assert list(VALUES.open_boxes(0)) == ["value"]
    assert list(VALUES.open_boxes(1)) == ["value", "good"]
    assert VALUES.open_boxes(len(VALUES.steps) - 1) == VALUES.boxes


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("They like a drink", "They"), ("what THEIR home means", "THEIR"), ("for them.", "them"),
        ("service users want tea", "service users"), ("these people", "these people"),
        ("they’re fine", "they’re"), ("our clients", "clients"),
        ("We like a drink", ""), ("the theme", ""), ("themes", ""), ("clientele", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_gentle_hint_where_words_speak_of_them(text, word):
    hint = VALUES.us_hint(VALUES.boxes["value"], text)
    assert hint == (VALUES.us["says"].format(word=word) if word else "")


def test_the_hint_is_for_the_first_exercise_only():
    assert BARRIERS.us_hint(BARRIERS.boxes["brick"], "They are afraid") == ""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("free from coercion and control", "free_will"), ("no bullying", "free_will"),
        ("not rushed", "free_will"), ("asked alone", "free_will"), ("Understanding", "understand"),
        ("retaining it", "remember"), ("weighing it up", "weigh_up"), ("pros and cons", "weigh_up"),
        ("communicate it", "communicate"), ("mental capacity", "capacity"),
        ("the right time of day", "capacity"), ("an advocate", "capacity"),
        ("easy read", "information"), ("an interpreter", "information"), ("options", "information"),
        ("knowing my rights", "information"), ("information in braille", "information"),
    ],
)  # fmt: skip
def test_a_known_answer_has_its_place_and_a_reason(text, place):
    card = CONSENT.check(text)
    assert card.place == place and card.why and CONSENT.place(place).asks


def test_an_answer_that_is_not_known_is_not_placed():
    assert CONSENT.check("a cup of tea") is None
    assert check(CONSENT, Card("1", "answer", "a cup of tea")) is None


def test_every_check_card_fits_itself_and_every_place_but_none_is_without_one():
    assert all(CONSENT.check(card.text) == card for card in CONSENT.cards)
    assert {card.place for card in CONSENT.cards} == {place.id for place in CONSENT.places}


@pytest.mark.parametrize(
    ("placed", "place", "minds"),
    [
        ({}, UNSORTED, False),
        ({"capacity": 1}, "capacity", False),
        ({"capacity": 2, "free_will": 1}, "capacity", True),
        ({"capacity": 1, "free_will": 1}, UNSORTED, True),
    ],
)
def test_a_card_stands_where_most_put_it(placed, place, minds):
    card = Card("1", "answer", "time", placed=placed)
    assert (card.place, card.in_two_minds) == (place, minds)


MONEY, FEAR = Card("b1", "brick", "no money", "money"), Card("b2", "brick", "fear")
BOTH, ONE = (
    Card("r1", "rung", "a friend", about=("b1", "b2")),
    Card("r2", "rung", "a lift", about=("b1",)),
)  # noqa: E501
WALL = (MONEY, FEAR, BOTH, ONE)


def test_rungs_stand_on_bricks_and_unreached_bricks_are_named():
    assert about(WALL, MONEY) == [BOTH, ONE] and about(WALL, FEAR, "rung") == [BOTH]
    assert about(WALL, FEAR, "brick") == []
    assert numbered(WALL, "rung") == {"r1": 1, "r2": 2}
    assert unreached(WALL, "brick") == [] and unreached(WALL[:2], "brick") == [MONEY, FEAR]
    assert in_box(WALL, "brick") == [MONEY, FEAR]


def test_what_is_about_nothing_else_goes_with_a_card():
    assert goes_with(WALL, MONEY) == [MONEY, ONE]
    assert goes_with(WALL, BOTH) == [BOTH]


def test_a_card_reads_as_its_choice_and_its_words():
    brick, age = BARRIERS.boxes["brick"], BARRIERS.boxes["age"]
    assert says(brick, MONEY) == "Money: no money" and says(brick, FEAR) == "fear"
    assert says(age, Card("1", "age", choice="from_18")) == "18 to 24"
    assert says(age, Card("1", "age", "x", choice="gone")) == "x"
