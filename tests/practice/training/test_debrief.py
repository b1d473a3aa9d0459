"""The debrief: the trainee's own lines, the moments that could have been, the same every time."""

import pytest

from practice.training.rehearsal.debrief import debrief, states
from practice.training.rehearsal.engine import play
from practice.training.rehearsal.learning import differences, tally, work_on
from practice.training.rehearsal.moves import Sentence
from practice.training.rehearsal.rubric import rubric
from practice.training.rehearsal.scenario import scenarios
from tests.practice.rehearsing import talk

EVERY = list(scenarios().values())
JEAN = scenarios()["friend_and_money"]


def turn(text, *made):
    return (Sentence(text, made),)


GOOD = [
    turn("Hello Jean, I'm Sam.", "greet", "introduce"),
    turn("Could we have ten minutes alone?", "offer_time_alone", "closed"),
    turn("Thank you for telling me. What makes a good day?", "empathise", "ask_matters", "open"),
    turn("What would you like to be different?", "ask_wants", "open"),
]


def finding(found, standard):
    return next(f for f in found.findings if f.standard == standard)


@pytest.mark.parametrize("standard", rubric())
def test_each_standard_is_shown_partly_or_missed_by_its_moves(standard):
    criterion = rubric()[standard]
    for move in criterion.shown:
        assert states([turn("x", move)], [standard]) == {standard: "shown"}
        assert states([turn("x", move, "leading")], [standard]) == {standard: "partly"}
    for move in criterion.partly:
        assert states([turn("x", move)], [standard]) == {standard: "partly"}
    assert states([turn("x", "greet")], [standard]) == {standard: "missed"}
    assert states([], [standard]) == {standard: "missed"}


def test_all_26_standards_are_read():
    assert list(rubric()) == [f"B{n}" for n in range(1, 27)]
    used = {standard for scenario in EVERY for standard in scenario.applies}
    assert used == set(rubric())


def test_a_shown_standard_quotes_the_trainees_own_line():
    found = debrief(JEAN, GOOD)
    assert [(q.turn, q.text) for q in finding(found, "B1").quotes] == [
        (4, "What would you like to be different?")
    ]
    assert found.strength == "B12" and found.counts.before_wants == 3


def test_a_missed_standard_shows_its_moment_and_the_answer_to_it():
    found = debrief(JEAN, GOOD)
    moment = finding(found, "B11").moment
    played = play(JEAN, GOOD)
    before = [state for _, state in played][moment.after - 1]
    assert moment.said == played[moment.after - 1][0].text
    assert moment.example == rubric()["B11"].example
    # What it says she would have answered is what she does answer to that example there.
    tried = (Sentence(moment.example, ("ask_trust", "open"), (("trusted", 1.0),)),)
    again = play(JEAN, [*GOOD[: moment.after], tried])[-1][0]
    assert moment.reply == again.text and before.trust > 0


def test_the_moment_is_never_after_the_talk_is_over():
    turns = [*GOOD, *[turn("You fool", "insult")] * 5]
    found = debrief(JEAN, turns)
    over = next(n for n, (reply, _) in enumerate(play(JEAN, turns), 1) if reply.ended)
    assert found.ended_early
    assert all(f.moment.after < over for f in found.findings if f.moment)


def test_a_planted_sign_is_noticed_or_not():
    asked = turn("What has been going on?", "ask_account", "open")
    before = turn("You are right to tell me.", "empathise", "say_believed")
    noticed = debrief(JEAN, [before, asked, turn("Shall we talk alone?", "offer_time_alone")])
    missed = debrief(JEAN, [before, asked, turn("Right.")])
    assert [cue.quote.text for cue in noticed.cues] == ["Shall we talk alone?"]
    assert [(cue.turn, cue.quote) for cue in missed.cues] == [(2, None)]


def test_what_closed_them_down_is_quoted():
    found = debrief(JEAN, [turn("You must leave.", "push_solution"), *GOOD])
    assert [(label, q.text) for label, q in found.closed_down] == [
        ("Pushed an own solution", "You must leave.")
    ]


@pytest.mark.parametrize("scenario", EVERY, ids=lambda scenario: scenario.id)
def test_the_same_talk_gives_the_same_debrief(scenario):
    for seed in range(20):
        turns = talk(scenario, seed)
        first = debrief(scenario, turns).to_json()
        assert debrief(scenario, list(turns)).to_json() == first
        assert [f["standard"] for f in first["findings"]] == list(scenario.applies)
        for found in first["findings"]:
            assert (found["state"] == "missed") == (not found["quotes"])
            assert (found["moment"] is None) == (found["state"] == "shown")
            lines = {one.text for said in turns for one in said}
            assert all(quote["text"] in lines for quote in found["quotes"])


@pytest.mark.parametrize("scenario", EVERY, ids=lambda scenario: scenario.id)
def test_an_example_is_answered_on_its_subject(scenario):
    """Every example of a standard that applies raises something the person answers."""
    for found in debrief(scenario, [turn("Hello.", "greet")]).findings:
        assert found.moment and found.moment.reply.strip()
        own = scenario.examples.get(found.standard)
        raised = scenario.subjects.get(own.subject or "") if own else None
        raised = raised or scenario.raised_by(rubric()[found.standard].shown[0])
        assert raised, found.standard
        assert any(rung.line in found.moment.reply for rung in raised.says), found.standard


def test_progress_and_what_to_work_on():
    bad, good = debrief(JEAN, [turn("Hi.", "greet")]).to_json(), debrief(JEAN, GOOD).to_json()
    counted = tally(good)
    assert (counted.shown, counted.all) == (2, len(JEAN.applies))
    assert tally(bad).shown == 0
    prompts = work_on([good, bad])
    assert len(prompts) == 3 and "B12" not in {p.id for p in prompts}
    assert work_on([]) == []
    changed = differences(bad, good)
    assert ("Asked what they want to happen", "missed", "shown") in changed
    assert differences(good, good) == differences(good, bad) == []
