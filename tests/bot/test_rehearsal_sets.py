"""Rehearsal on labelled sets through the shipped model: a report, and floors that must hold.

The goals are higher (docs/rehearsal.md); a floor only says that something broke. `transcripts_2`
was rated by someone else than `transcripts`, whose lines are among the examples (data/moves).
"""

import json
from pathlib import Path

import pytest

from bot.archive import trained_moves
from bot.evaluate import read_talks
from bot.understanding import debrief_scoring
from practice.training.rehearsal.engine import answer, start
from practice.training.rehearsal.moves import sentences
from practice.training.rehearsal.rubric import rubric
from practice.training.rehearsal.scenario import scenarios

SETS = Path(__file__).resolve().parents[1] / "rehearsal"
ASKS_BACK = {"nonsense", "dont_know", "acknowledge"}
LEAST_FITTING, MOST_BESIDE_THE_POINT = 0.69, 0.23
LEAST_MEDIAN_KAPPA, LEAST_KAPPA = 0.66, 0.33


@pytest.fixture(scope="module")
def moves(model):
    return trained_moves(model)


def outcome(moves, row):
    """`fits`, `asks back` (or takes note), or `beside the point`."""
    scenario = scenarios()[row["scenario"]]
    turn = sentences(moves.read(row["question"], scenario))
    reply, _ = answer(scenario, start(scenario), turn)
    if {reply.subject, reply.kind} & set(row["fits"]):
        return "fits"
    return "asks back" if reply.kind in ASKS_BACK else "beside the point"


def test_replies_fit_the_questions(moves):
    lines = (SETS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) >= 400
    # How likeness is weighed was learnt from the even ones, so only the odd ones count.
    found = [outcome(moves, row) for row in rows[1::2]]
    shares = {key: found.count(key) / len(found) for key in ("fits", "asks back")}
    print(f"\n{len(found)} questions: {shares}")
    assert shares["fits"] >= LEAST_FITTING
    assert 1 - sum(shares.values()) <= MOST_BESIDE_THE_POINT


def test_the_debrief_agrees_with_a_rater(model):
    talks = debrief_scoring.read_transcripts(SETS / "transcripts_2.jsonl")
    assert len(talks) >= 40
    cases = read_talks(talks, model)
    print("\n" + debrief_scoring.table(cases))
    found = debrief_scoring.scores(cases)
    assert found["median_kappa"] >= LEAST_MEDIAN_KAPPA
    assert found["min_kappa"] >= LEAST_KAPPA


def test_the_debriefs_own_words_are_understood_as_what_they_show(moves):
    """Whoever copies an example must not read "missed" for it."""
    missed, all_examples = [], 0
    for scenario in scenarios().values():
        for key in scenario.applies:
            own = scenario.examples.get(key)
            line = own.line if own else rubric()[key].example
            heard = {move for row in moves.read(line, scenario) for move in row["moves"]}
            all_examples += 1
            if not heard & set(rubric()[key].shown):
                missed.append((scenario.id, key, line))
    assert all_examples > 200
    assert len(missed) <= all_examples * 0.02, missed
