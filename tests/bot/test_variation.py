"""Phone typing for the training examples."""

import random

import pytest

from bot.understanding.variation import (
    bare,
    neighbours,
    shortened,
    slipped,
    varied,
    with_rare_varied,
    with_variations,
)

TEXTS = ["what have I missed", "I don't want to skip that", "ok"]
LABELS = ["show_gaps", "deny", "affirm"]


def test_the_same_seed_gives_the_same_variations_and_another_gives_others():
    assert with_variations(TEXTS, LABELS) == with_variations(TEXTS, LABELS)
    assert with_variations(TEXTS, LABELS, seed=1) != with_variations(TEXTS, LABELS, seed=2)


def test_the_examples_stay_and_nothing_is_said_twice():
    texts, labels = with_variations(TEXTS, LABELS, copies=3)
    assert texts[:3] == TEXTS and labels[:3] == LABELS
    assert len(texts) == len(labels) == len({text.lower() for text in texts})
    assert set(labels[3:]) == {"show_gaps", "deny"}


def test_no_copies_no_variations():
    assert with_variations(TEXTS, LABELS, copies=0) == (TEXTS, LABELS)


@pytest.mark.parametrize("seed", range(40))
def test_a_slip_touches_one_letter_of_a_longer_word(seed):
    text = slipped("an export of it", random.Random(seed))
    assert text.startswith("an ") and text.endswith(" of it")
    assert abs(len(text) - len("an export of it")) <= 1


@pytest.mark.parametrize(
    ("letter", "beside"), [("q", "w"), ("s", "ad"), ("m", "n"), ("é", ""), ("7", "")]
)
def test_neighbours(letter, beside):
    assert neighbours(letter) == beside


def test_short_forms_and_bare_words():
    assert shortened("are you there", random.Random(0)) == "r u there"
    assert bare("don't, please.", random.Random(0)) == "dont please"


@pytest.mark.parametrize("text", ["", "ok", "?!", "Zoë", "日本"])
def test_short_and_foreign_words_do_no_harm(text):
    assert isinstance(varied(text, random.Random(0)), str)


def test_only_labels_with_few_examples_are_varied():
    many = [f"there was trouble number {n}" for n in range(9)]
    texts, labels = with_rare_varied([*many, "what is missing"], ["inform"] * 9 + ["show_gaps"])
    assert labels == ["inform"] * 9 + ["show_gaps"] * 2
    assert with_rare_varied([], []) == ([], [])
