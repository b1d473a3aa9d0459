"""The counting behind `./msp eval extraction`, on notes small enough to count by hand."""

import json
import sys

import pytest

from bot.evaluate import main, note_table, wrong_notes
from bot.understanding.extraction_scoring import Heard, agrees, counts, f1, opposite, scores, valued
from bot.understanding.labelled_notes import LabelledNote

NOTE = "Saw her alone at home. She wants the locks changed. Kettle was off."
LABEL = LabelledNote(
    NOTE,
    {"C1": ["at home"], "C3": ["Saw her alone"], "A8": ["She wants the locks changed"]},
    {"C1": "home", "C3": "whole"},
    "start",
)


def row(field, quote, value=None):
    return {"field": field, "quote": quote, "value": value, "confidence": 0.5}


SAW, WANTS, KETTLE = "Saw her alone at home.", "She wants the locks changed.", "Kettle was off."
PERFECT = [row("C1", SAW, "home"), row("C3", SAW, "whole"), row("A8", WANTS), row(None, KETTLE)]
# One right with the opposite value, one with words from elsewhere, one made up, one missed.
POOR = [row("C3", SAW, "no"), row("C1", KETTLE, "home"), row("D1", WANTS, "changed")]


def test_all_that_is_labelled_and_nothing_else_is_full_marks():
    found = scores([Heard(LABEL, PERFECT)])
    rates = ("micro_f1", "macro_f1", "precision", "recall", "values_right")
    assert {key: found[key] for key in rates} == dict.fromkeys(rates, 1.0)
    assert (found["polarity_errors"], found["n"]) == (0, 1)


def test_the_figures():
    found = scores([Heard(LABEL, POOR)])
    assert found["precision"] == pytest.approx(1 / 3)
    assert found["recall"] == pytest.approx(1 / 3)
    assert found["micro_f1"] == pytest.approx(2 / 6)
    # C3 in full; C1, D1 and A8 not at all.
    assert found["macro_f1"] == pytest.approx(1 / 4)
    # Two values whose truth is labelled: C3 the opposite, C1 right.
    assert found["polarity_errors"] == pytest.approx(1 / 2)
    assert found["values_right"] == pytest.approx(1 / 2)


def test_the_right_field_with_words_from_elsewhere_is_wrong_and_missed():
    found = counts([Heard(LABEL, POOR)])
    assert found["C1"] == {"right": 0, "wrong": 1, "missed": 1}
    assert found["D1"] == {"right": 0, "wrong": 1, "missed": 0}
    assert found["A8"] == {"right": 0, "wrong": 0, "missed": 1}


@pytest.mark.parametrize("rows", [[], [row("A8", WANTS)], [row("A8", KETTLE)]])
def test_an_optional_field_counts_neither_way(rows):
    label = LabelledNote(NOTE, {"A8": ["locks"]}, {}, "start", ("A8",))
    found = scores([Heard(label, rows)])
    assert (found["precision"], found["recall"], found["micro_f1"]) == (None, None, None)
    assert wrong_notes([Heard(label, rows)]) == []


def test_two_proposals_of_one_field_count_once():
    rows = [row("C3", SAW), row("C3", KETTLE)]
    assert counts([Heard(LABEL, rows)])["C3"] == {"right": 1, "wrong": 0, "missed": 0}


def test_nothing_to_count_is_no_figure():
    assert f1({"right": 0, "wrong": 0, "missed": 0}) is None
    found = scores([])
    assert found.pop("n") == 0
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("wanted", "got", "agree", "against"),
    [
        ("whole", "whole", True, False),
        ("whole", "no", False, True),
        ("no", "part", False, True),
        ("whole", "part", False, False),
        ("accepted", "declined", False, True),
        ("no_sign", "signs_seen", False, True),
        # several at once: less than labelled agrees, more does not
        (["family", "friend"], ["family"], True, False),
        (["family"], ["family", "friend"], False, False),
        ("family", ["family"], True, False),
        ("just_us", ["family"], False, True),
        (["just_us", "interpreter"], ["interpreter"], True, False),
        # values with parts: part by part, those not labelled say nothing
        ({"retain": "no", "understand": "yes"}, {"retain": "no"}, True, False),
        ({"retain": "no"}, {"retain": "yes"}, False, True),
        ({"retain": "no"}, {"retain": "no", "understand": "yes"}, True, False),
        ({"retain": "unclear"}, {"retain": "yes"}, False, False),
    ],
)
def test_values_agree_or_say_the_opposite(wanted, got, agree, against):
    assert agrees(wanted, got) is agree
    assert opposite(wanted, got) is against
    assert opposite(got, wanted) is against


def test_each_outcome_is_held_against_its_own_rating():
    label = LabelledNote(
        "Locks done. Nephew still has the card.",
        {"E2": ["Nephew still has the card", "Locks done"]},
        {"E2": ["fully", "not"]},
    )
    rows = [row("E2", "Locks done.", "fully"), row("E2", "Nephew still has the card.", "fully")]
    assert valued(Heard(label, rows)) == [("fully", "fully"), ("not", "fully")]


def test_ratings_that_fit_no_outcome_are_not_counted():
    label = LabelledNote("Locks done.", {"E2": ["Locks done"]}, {"E2": ["fully", "not"]})
    assert valued(Heard(label, [row("E2", "Locks done.", "fully")])) == []


def test_a_value_left_to_the_person_is_not_counted():
    assert valued(Heard(LABEL, [row("C3", SAW, None), row("D1", WANTS, "changed")])) == []


def test_the_table_names_the_figures_and_every_field():
    table = note_table([Heard(LABEL, POOR)])
    assert table.startswith("1 notes\n")
    assert "  precision         0.333" in table
    lines = [line.split() for line in table.splitlines()]
    assert lines[-4:] == [
        ["A8", "0", "0", "1"], ["C1", "0", "1", "1"], ["C3", "1", "0", "0"], ["D1", "0", "1", "0"],
    ]  # fmt: skip


def test_the_table_leaves_out_what_was_not_labelled():
    table = note_table([Heard(LabelledNote("Kettle was off.", {}), [row(None, KETTLE)])])
    assert "precision" not in table
    assert "1 notes" in table


def test_notes_that_were_heard_otherwise_are_listed():
    [found] = wrong_notes([Heard(LABEL, PERFECT), Heard(LABEL, POOR)])
    assert found == {"note": NOTE, "labelled": LABEL.fields, "heard": POOR}
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "holds no notes"), ('{"note": "Saw her."}\n', "line 1: it needs the fields")],
)
def test_a_bad_file_of_notes_ends_with_its_reason(tmp_path, monkeypatch, capsys, content, says):
    path = tmp_path / "notes.jsonl"
    path.write_text(content, encoding="utf-8")
    command = ["evaluate", "extraction", str(path), "--model", str(tmp_path / "none.tar.gz")]
    monkeypatch.setattr(sys, "argv", command)
    assert main() == 1
    out, err = capsys.readouterr()
    assert says in err and str(path) in err and not out
