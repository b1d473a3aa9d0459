"""A scenario played in the terminal: the engine's answers, and what is told about them."""

import io
import sys

import pytest

from bot import play
from bot.archive import NoMoves, trained_moves
from bot.play import Talk
from practice.training.rehearsal.scenario import SCENARIOS, scenarios

JEAN = scenarios()["friend_and_money"]
# What the trained model would make of a few lines, so that the talk itself can be tested.
UNDERSTOOD = {
    "Hello.": (["greet"], []),
    "Could we talk alone?": (["closed", "offer_time_alone"], [["alone", 0.9]]),
    "What do you want?": (["open", "ask_wants"], [["wants", 0.9]]),
    "Who has your card?": (["closed"], [["money", 0.95], ["darren", 0.4]]),
    "I promise it stays between us.": (["promise_secrecy"], []),
}


def understand(line):
    moves, subjects = UNDERSTOOD.get(line, (["nonsense"], []))
    return [{"text": line, "moves": moves, "subjects": subjects}]


@pytest.fixture
def talk():
    return Talk(JEAN, understand)


def test_a_line_is_answered_as_the_engine_answers(talk):
    assert talk.hear("Hello.") == ["Jean: Hello, love."]
    [reply] = talk.hear("Could we talk alone?")
    assert reply.startswith("Jean: (Darren goes to the shop.")
    assert talk.hear("blurble") == ["Jean: What do you mean, love?"]


def test_why_tells_what_was_understood_and_what_came_of_it(talk):
    talk.hear("Could we talk alone?")
    talk.hear("Who has your card?")
    assert talk.hear(":why") == [
        "  “Who has your card?”: closed; like: money 0.95, darren 0.40",
        "  subject money, line 1 of 4",
        "  trust 31 to 31; alone",
        "  0 of 10 facts told; nothing new",
    ]
    talk.hear("What do you want?")
    assert talk.hear(":why")[-1] == "  1 of 10 facts told; new: keeps_home"
    talk.hear("Hello.")
    assert "  no subject; answered by “greet” of the voice" in talk.hear(":why")


def test_a_line_can_be_taken_back(talk):
    talk.hear("What do you want?")
    before = talk.turns[:]
    talk.hear("I promise it stays between us.")
    assert talk.hear(":back") == ["Taken back: I promise it stays between us."]
    assert talk.turns == before
    talk.hear(":back")
    assert talk.hear(":back") == ["There is no line to take back."]


def test_the_debrief_has_one_strength_one_thing_to_try_and_the_rest(talk):
    talk.hear("Could we talk alone?")
    talk.hear("I promise it stays between us.")
    lines = talk.hear(":debrief")
    assert lines[0] == "A strength"
    assert lines[1].startswith("  B12 ") and lines[1].endswith(": shown")
    assert "    line 1: “Could we talk alone?”" in lines
    assert lines[lines.index("One thing to try") + 1].startswith("  B1 ")
    assert any(line.startswith("    the answer would have been: “") for line in lines)
    named = [line.split()[0] for line in lines if line.startswith("  B")]
    assert sorted(named) == sorted(JEAN.applies)
    assert any("(Promised secrecy): “I promise it stays between us.”" in line for line in lines)


def test_a_debrief_of_nothing_said_and_a_why_of_nothing_said(talk):
    assert "One thing to try" in talk.hear(":debrief")
    assert talk.hear(":why") == ["Say something first; then there is something to look back on."]


def test_examples_that_would_not_be_read_as_showing_their_standard_are_named(talk):
    lines = talk.hear(":examples")
    assert len(lines) == len(JEAN.applies)
    assert lines[0] == (
        "  B1: “What would you like to be different?” would not be read as showing it (nonsense)"
    )
    sure = Talk(JEAN, lambda line: [{"text": line, "moves": ALL, "subjects": []}])
    assert sure.hear(":examples") == ["Every example is read as showing its standard."]


ALL = sorted({move for name in JEAN.applies for move in play.rubric()[name].shown})


@pytest.mark.parametrize("line", ["", "   "])
def test_an_empty_line_is_not_a_turn(talk, line):
    assert talk.hear(line) == ["Type what you would say first."]
    assert talk.turns == []


def test_an_unknown_command_shows_them_all(talk):
    [shown] = talk.hear(":help")
    assert all(command in shown for command in (*play.COMMANDS, ":quit"))


def test_what_looks_real_is_stopped(talk):
    [shown] = talk.hear("Her number is 07700 900123.")
    assert "a phone number" in shown and "900123" not in shown
    assert talk.turns == []


def test_lines_come_from_a_pipe_and_end_with_quit(talk, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("Hello.\n:quit\nWhat do you want?\n"))
    play.run(talk, play.typed())
    out = capsys.readouterr().out
    assert out.startswith("Jean, and the friend who borrows (gentle)\n")
    assert "Your aim: " in out
    assert out.endswith("You: Hello.\nJean: Hello, love.\nYou: :quit\n")


def test_a_file_that_cannot_be_played_is_said(tmp_path, monkeypatch, capsys):
    path = tmp_path / "hole.yml"
    path.write_text("title: A hole\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["play", str(path), "--model", str(path)])
    assert play.main() == 1
    assert "hole.yml cannot be played" in capsys.readouterr().err


def test_an_archive_without_moves_is_refused(tmp_path):
    with pytest.raises(NoMoves):
        trained_moves(tmp_path / "none.tar.gz")


def test_the_products_own_model_plays(monkeypatch, capsys, model):
    lines = (
        "Could you and I have a few minutes on our own?\nWho do you trust most?\n:why\n:debrief\n"
    )
    path = SCENARIOS / "friend_and_money.yml"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    monkeypatch.setattr(sys, "argv", ["play", str(path), "--model", str(model)])
    assert play.main() == 0
    out = capsys.readouterr().out
    assert "(Darren goes to the shop." in out
    assert "Jean: My niece Sheila." in out
    assert "subject trusted, line 2 of 2" in out
    assert "B12 A safe space or time to talk: shown" in out
