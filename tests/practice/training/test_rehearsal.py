"""The simulated person: what they say follows from the scenario and the moves, and nothing else."""

import re
from dataclasses import replace

import pytest

from practice.training.rehearsal.engine import answer, play, start
from practice.training.rehearsal.moves import Sentence, moves, sentences
from practice.training.rehearsal.scenario import scenarios
from tests.practice.rehearsing import asked_better, talk

EVERY = list(scenarios().values())
JEAN = scenarios()["friend_and_money"]
RANDOM_TALKS = 10_000
BETTER_TALKS = 3_000


def said(*made, subject=None, text="Something."):
    return (Sentence(text, made, ((subject, 1.0),) if subject else ()),)


def test_there_are_enough_people_to_talk_with():
    assert len(EVERY) >= 14
    assert {"gentle", "middle", "hard"} == {scenario.level for scenario in EVERY}


def everything_said(scenario):
    """Each line of a scenario with the facts it tells and hides, read from the scenario itself."""
    found = {}
    for subject in scenario.subjects.values():
        for rung in subject.says:
            tells, hides = found.setdefault(rung.line, (set(), set()))
            tells |= set(rung.tells)
            hides |= set(rung.hides)
    return found


def test_ten_thousand_random_talks_contradict_no_fact():
    """Nothing told is denied later, every word is the scenario's own, a rung's needs are met."""
    for number in range(RANDOM_TALKS):
        scenario = EVERY[number % len(EVERY)]
        known = everything_said(scenario)
        told = set()
        for reply, state in play(scenario, talk(scenario, number)):
            lines = [line for line in known if line in reply.text and reply.kind == "tells"]
            if reply.kind == "tells":
                rung = scenario.subjects[reply.subject].says[reply.rung]
                assert rung.line in lines or scenario.subjects[reply.subject].again in reply.lines
                assert not set(rung.hides) & told, (scenario.id, number, rung.line)
                assert state.alone or not rung.alone
                assert state.trust >= rung.trust
                told |= set(rung.tells)
            assert state.told == told
            for never in scenario.never_says:
                assert not re.search(never, reply.text, re.I), (scenario.id, reply.text)
            assert 0 <= state.trust <= 100


@pytest.mark.parametrize("scenario", EVERY, ids=lambda scenario: scenario.id)
def test_asking_better_never_tells_less(scenario):
    for seed in range(BETTER_TALKS // len(EVERY)):
        turns = talk(scenario, seed)
        better = asked_better(turns, seed)
        pairs = zip(play(scenario, turns), play(scenario, better), strict=True)
        for place, ((_, state), (_, improved)) in enumerate(pairs):
            assert state.told <= improved.told, (seed, place)
            assert state.trust <= improved.trust, (seed, place)


def test_better_talks_do_tell_more_somewhere():
    """The property above is not true for want of anything to tell."""
    more = 0
    for number in range(200):
        scenario = EVERY[number % len(EVERY)]
        turns = talk(scenario, number)
        better = asked_better(turns, number)
        more += play(scenario, turns)[-1][1].told < play(scenario, better)[-1][1].told
    assert more > 20


def test_the_same_moves_give_the_same_replies():
    for scenario in EVERY:
        assert play(scenario, talk(scenario, 7)) == play(scenario, talk(scenario, 7))


def test_trust_time_alone_and_manner_open_her_up():
    account = said("ask_account", "open")
    warm = said("empathise", "reflect", "give_time", "say_believed")
    alone = said("offer_time_alone", "closed")
    rungs = [
        play(JEAN, before + [account])[-1][0].rung
        for before in ([], [warm], [warm, alone], [warm, warm, alone, alone])
    ]
    assert rungs == sorted(rungs) and rungs[0] < rungs[-1] == len(JEAN.subjects["account"].says) - 1


def test_a_leading_question_gets_less_than_an_open_one():
    before = [said("empathise", "reflect", "give_time"), said("offer_time_alone", "closed")]
    asked = {kind: play(JEAN, [*before, said("ask_account", kind)])[-1][0] for kind in
             ("open", "closed", "leading")}  # fmt: skip
    assert asked["open"].rung > asked["leading"].rung
    assert set(asked["leading"].tells) <= set(asked["closed"].tells) <= set(asked["open"].tells)


def test_what_was_told_is_not_denied_when_trust_is_gone():
    opened = [said("offer_time_alone"), *[said("empathise", "say_believed", "reflect")] * 2]
    turns = [*opened, said("ask_account", "open"), *[said("judge")] * 3]
    state = play(JEAN, turns)[-1][1]
    assert state.told and state.trust < 40
    reply, _ = answer(JEAN, state, said("ask_account", "open"))
    assert not set(reply.hides) & state.told


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        ((), "silence"),
        (said(text="  "), "silence"),
        (said("nonsense", text="dfg hjkl"), "nonsense"),
        (said(text="Glorp the what?"), "nonsense"),
        (said("out_of_role"), "out_of_role"),
        (said("insult"), "insult"),
        (said("push_solution"), "push_solution"),
        (said("push_solution", "ask_wants", "open"), "push_solution"),
        (said("greet"), "greet"),
        (said("ask_daily_life", "open"), "dont_know"),
        (said(text="I want you to be safe."), "acknowledge"),
        (said("ask_wants", "open"), "tells"),
    ],
)
@pytest.mark.parametrize("scenario", EVERY, ids=lambda scenario: scenario.id)
def test_whatever_comes_is_answered_in_their_own_voice(scenario, turn, kind):
    subjects = {k: replace(s, moves=()) for k, s in scenario.subjects.items()}
    bare = replace(scenario, subjects=subjects) if kind == "dont_know" else scenario
    reply, _ = answer(bare, start(bare), turn)
    if kind == "greet" and reply.kind == "tells":  # someone may have more to say to a hello
        return
    kinds = {kind, "leaves"} if kind == "insult" else {kind}
    assert reply.kind in kinds and reply.text.strip()


def test_repeating_does_not_win():
    once = play(JEAN, [said("affirm_worth")] * 2)[-1][1].trust
    assert play(JEAN, [said("affirm_worth")] * 9)[-1][1].trust == once


def test_someone_who_is_treated_badly_enough_ends_the_talk():
    for scenario in EVERY:
        replies = [reply for reply, _ in play(scenario, [said("insult")] * 6)]
        assert replies[-1].kind == "gone" and replies[-1].ended
        assert any(reply.kind == "leaves" for reply in replies)


def test_someone_tired_says_less_until_they_rest():
    tiring = [scenario for scenario in EVERY if scenario.tires_after is not None]
    assert tiring
    for scenario in tiring:
        rested = {r.line for s in scenario.subjects.values() for r in s.says if r.rested}
        assert rested
        waits = [said("answer_them")] * (scenario.tires_after + 1)
        tired = play(scenario, [*waits, *[said("ask_wants", "open")]])[-1][1]
        assert tired.since_rest > scenario.tires_after
        assert play(scenario, [*waits, said(scenario.rests_on[0])])[-1][1].since_rest == 0


def test_stored_sentences_are_read_back():
    rows = [{"text": "Hello", "moves": ["greet", "unheard_of"], "subjects": [["wants", 0.5]]}]
    assert sentences(rows) == (Sentence("Hello", ("greet",), (("wants", 0.5),)),)


def test_every_move_has_a_plain_label():
    assert len(moves()) > 50 and all(move.label and move.means for move in moves().values())
