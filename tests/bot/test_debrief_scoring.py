"""The counting behind `./msp eval debrief`, on talks small enough to count by hand."""

import json
import sys

import pytest

from bot.evaluate import main
from bot.understanding.debrief_scoring import (
    BadTranscript,
    Read,
    by_standard,
    kappa,
    read_transcripts,
    scores,
    table,
    wrong,
)
from practice.training.rehearsal.moves import Sentence

BOTH, NEITHER, PEOPLE, DEBRIEF = (True, True), (False, False), (True, False), (False, True)
WANTS = (Sentence("What would you like?", ("open", "ask_wants")),)
TRUST = (Sentence("Who do you trust?", ("open", "ask_trust")),)
LEADING = (Sentence("You want him gone, don't you?", ("leading", "ask_wants")),)
TALK = {
    "scenario": "friend_and_money",
    "turns": [{"speaker": "trainee", "text": "Hello."}, {"speaker": "person", "text": "Who?"}],
    "shown": ["B1"],
    "partly": ["B9"],
    "missed": ["B10"],
}


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        # The example of two readers of 50 grant proposals: (0.7 - 0.5) / (1 - 0.5).
        ([BOTH] * 20 + [NEITHER] * 15 + [PEOPLE] * 5 + [DEBRIEF] * 10, 0.4),
        # 60 of 100 agree either way; by chance 54, and 46 where the sides differ more.
        ([BOTH] * 45 + [NEITHER] * 15 + [PEOPLE] * 15 + [DEBRIEF] * 25, 0.1304348),
        ([BOTH] * 25 + [NEITHER] * 35 + [PEOPLE] * 35 + [DEBRIEF] * 5, 0.2592593),
        ([BOTH, NEITHER], 1.0),
        ([PEOPLE, DEBRIEF], -1.0),
        # One side calls everything the same, the other does not: no better than chance.
        ([BOTH, BOTH, PEOPLE], 0.0),
        ([NEITHER, DEBRIEF], 0.0),
        # Both call everything the same: not defined.
        ([BOTH, BOTH], None),
        ([NEITHER], None),
        ([], None),
    ],
)
def test_kappa_against_values_worked_out_by_hand(pairs, value):
    assert kappa(pairs) == (None if value is None else pytest.approx(value))


def talks(tmp_path, *rows):
    path = tmp_path / "talks.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return read_transcripts(path)


def cases(tmp_path, *rows):
    """rows: (turns, shown, partly, missed)."""
    labels = [{**TALK, "shown": s, "partly": p, "missed": m} for _, s, p, m in rows]
    read = zip(talks(tmp_path, *labels), rows, strict=True)
    return [Read(talk, row[0]) for talk, row in read]


def four(tmp_path):
    return cases(
        tmp_path,
        ([WANTS], ["B1"], [], ["B11"]),
        ([WANTS, TRUST], ["B1", "B11"], [], []),
        ([LEADING], [], ["B1"], ["B11"]),
        ([], ["B11"], [], ["B1"]),
    )


def test_the_figures(tmp_path):
    found = scores(four(tmp_path))
    assert found["per_standard"] == {
        "B1": {"kappa": 1.0, "agreement": 1.0, "n": 4},
        # Rated shown twice, read so once: 3 of 4 agree, 2 of 4 by chance.
        "B11": {"kappa": pytest.approx(0.5), "agreement": 0.75, "n": 4},
    }
    assert found["median_kappa"] == pytest.approx(0.75)
    assert found["min_kappa"] == pytest.approx(0.5)
    assert found["n"] == 4
    low, high = found["median_interval"]
    assert -1 <= low <= 0.75 <= high <= 1
    assert scores(four(tmp_path)) == found, "the same file gives the same figures"


def test_partly_is_not_shown_on_either_side(tmp_path):
    [case] = cases(tmp_path, ([LEADING], [], ["B1"], []))
    assert case.states == {"B1": "partly"}
    assert by_standard([case]) == {"B1": [NEITHER]}
    assert wrong([case]) == []


def test_a_standard_counts_only_where_it_was_rated(tmp_path):
    found = by_standard(cases(tmp_path, ([WANTS], ["B1"], [], []), ([TRUST], [], [], ["B11"])))
    assert found == {"B1": [BOTH], "B11": [DEBRIEF]}


def test_kappa_that_is_not_defined_is_left_out(tmp_path):
    rows = cases(tmp_path, ([WANTS], ["B1"], [], ["B11"]), ([WANTS, TRUST], ["B1", "B11"], [], []))
    found = scores(rows)
    assert found["per_standard"]["B1"] == {"kappa": None, "agreement": 1.0, "n": 2}
    assert (found["median_kappa"], found["min_kappa"]) == (1.0, 1.0)
    nothing = scores(rows[:1])
    assert (nothing["median_kappa"], nothing["min_kappa"]) == (None, None)
    assert nothing["median_interval"] is None


def test_where_the_two_differ_is_listed_with_the_lines(tmp_path):
    assert wrong(four(tmp_path)) == [
        {
            "scenario": "friend_and_money",
            "standard": "B11",
            "rated": "shown",
            "debrief": "missed",
            "lines": [],
        }
    ]
    [found] = wrong(cases(tmp_path, ([WANTS, LEADING], [], [], ["B1"])))
    assert found["lines"] == [
        ["What would you like?", ["open", "ask_wants"]],
        ["You want him gone, don't you?", ["leading", "ask_wants"]],
    ]


def test_the_table_has_a_line_for_each_standard(tmp_path):
    lines = [line.split() for line in table(four(tmp_path)).splitlines()]
    assert lines[0] == ["4", "talks"]
    assert ["B1", "4", "2", "2", "1.00", "1.00"] in lines
    assert ["B11", "4", "2", "1", "0.75", "0.50"] in lines
    assert lines[-1] == ["least", "kappa", "0.50"]


def test_only_the_trainees_lines_are_read_and_any_scenario_will_do(tmp_path):
    [talk] = talks(tmp_path, {**TALK, "scenario": "someone_elses"})
    assert talk.lines == ("Hello.",)
    assert talk.rated == {"B1": True, "B9": False, "B10": False}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([], "it needs a scenario"),
        ({**TALK, "scenario": None}, "it needs a scenario"),
        ({**TALK, "turns": "Hello"}, "it needs a list of turns"),
        ({**TALK, "turns": ["Hello"]}, "turn 1 needs a speaker and a text"),
        ({**TALK, "turns": [{"speaker": "trainee"}]}, "turn 1 needs a speaker and a text"),
        ({**TALK, "turns": [{"speaker": "person", "text": "Who?"}]}, "no turn has the speaker"),
        ({**TALK, "shown": "B1"}, "“shown” must be a list"),
        ({**TALK, "shown": ["B27"]}, "“B27” is no standard from B1 to B26"),
        ({**TALK, "missed": [["B1"]]}, "is no standard"),
        ({**TALK, "missed": ["B1"]}, "B1 is rated twice"),
        ({**TALK, "shown": [], "partly": [], "missed": []}, "nothing is rated"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(tmp_path, row, says):
    with pytest.raises(BadTranscript, match="talks.jsonl line 2: ") as refused:
        talks(tmp_path, TALK, row)
    assert says in str(refused.value)


@pytest.mark.parametrize("content", ["", "\n", "{", '{"scenario": "x"}'])
def test_a_bad_file_ends_with_its_reason(tmp_path, monkeypatch, capsys, content):
    path = tmp_path / "talks.jsonl"
    path.write_text(content, encoding="utf-8")
    command = ["evaluate", "debrief", str(path), "--model", str(tmp_path / "none.tar.gz")]
    monkeypatch.setattr(sys, "argv", command)
    assert main() == 1
    out, err = capsys.readouterr()
    assert str(path) in err and not out


def test_a_file_that_is_no_model_ends_with_its_reason(tmp_path, monkeypatch, capsys):
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps(TALK), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["evaluate", "debrief", str(path), "--model", str(path)])
    assert main() == 1
    assert "is no trained model that knows moves" in capsys.readouterr().err


def test_the_products_own_model_reads_the_talks(tmp_path, monkeypatch, capsys, model):
    rows = [
        {
            "scenario": scenario,
            "turns": [{"speaker": "trainee", "text": text}],
            "shown": shown,
            "missed": missed,
        }
        for scenario, text, shown, missed in [
            ("friend_and_money", "Who do you trust most?", ["B11"], ["B22"]),
            ("someone_elses", "Would you like an advocate?", ["B22"], ["B11"]),
        ]
    ]
    path, missed = tmp_path / "talks.jsonl", tmp_path / "wrong.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    command = ["evaluate", "debrief", str(path), "--model", str(model), "--wrong", str(missed)]
    monkeypatch.setattr(sys, "argv", command)
    assert main() == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"median_kappa", "min_kappa", "per_standard", "n"} <= set(last)
    assert (last["n"], last["median_kappa"]) == (2, 1.0)
    assert missed.read_text(encoding="utf-8").strip() == ""
