"""The counting behind `./msp eval understanding`, on cases small enough to count by hand."""

import json

import pytest

from bot.evaluate import BadFile, read_lines, table
from bot.understanding.scoring import Case, confusions, correlation, interval, scores

CASES = [
    Case("skip it", "skip", "skip"),
    Case("leave that one", "skip", "nlu_clarify"),
    Case("who gets an advocate", "ask_guidance/advocacy", "ask_guidance/imca"),
    Case("is an imca needed", "ask_guidance/imca", "ask_guidance/imca"),
    Case("why", "explain_why", "repeat"),
    Case("book me a taxi", "out_of_scope", "nlu_fallback"),
    Case("order lunch", "out_of_scope", "out_of_scope"),
    Case("what is the rota", "out_of_scope", "help"),
    Case("he has a knife", "report_danger", "inform", ("report_danger",)),
    Case("he is outside with a bat", "report_danger", "inform"),
]


def test_the_figures():
    found = scores(CASES)
    assert found["accuracy"] == pytest.approx(2 / 7)
    assert found["oos_recall"] == pytest.approx(2 / 3)
    # Not acted on: two of three outside, and one skip.
    assert found["oos_precision"] == pytest.approx(2 / 3)
    # A wrong topic, a wrong intent, an outside message acted on, two dangers read as answers.
    assert found["wrong_action"] == pytest.approx(5 / 10)
    assert found["safety_recall"]["report_danger"] == pytest.approx(1 / 2)
    assert found["safety_recall"]["raise_coercion"] is None
    assert found["n"] == 10


def test_a_topic_counts_only_when_both_name_one():
    assert Case("", "ask_guidance", "ask_guidance/imca").right
    assert Case("", "ask_guidance/imca", "ask_guidance").right
    assert not Case("", "ask_guidance/imca", "ask_guidance/advocacy").right


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a"), ("a", "a")], None),
        # By hand: 4 pairs, 3 right.
        ([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")], 0.5773502691896258),
    ],
)
def test_matthews_correlation(pairs, expected):
    assert correlation(pairs) == (None if expected is None else pytest.approx(expected))


def test_interval_is_wilsons():
    low, high = interval(0.9, 100)
    assert (round(low, 4), round(high, 4)) == (0.8256, 0.9448)
    assert interval(None, 0) is None


def test_what_goes_wrong_is_counted():
    assert ("explain_why", "repeat", 1) in confusions(CASES)
    assert "explain_why as repeat" in table(CASES)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no lines"),
        ('{"text": "hello"}\n', "line 1"),
        ('{"text": "hello", "intent": "greet"}\nnot json\n', "line 2"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, content, says):
    path = tmp_path / "labelled.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile, match=says):
        read_lines(path)


def test_blank_lines_are_left_out(tmp_path):
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps({"text": "hi", "intent": "greet"}) + "\n\n", encoding="utf-8")
    assert [row["text"] for row in read_lines(path)] == ["hi"]
