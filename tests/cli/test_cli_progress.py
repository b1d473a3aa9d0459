"""Progress that suits a terminal and a log file."""

import io

import pytest

from api.cli import progress
from api.cli.progress import Step


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_in_a_log_there_is_a_line_every_ten_seconds(clock):
    out = io.StringIO()
    with Step("Training", out) as step:
        for second in range(26):
            clock[0] = second
            step.tick()
    assert out.getvalue().splitlines() == [
        "  Training: 10 s so far", "  Training: 20 s so far", "  Training: done (25 s)",
    ]  # fmt: skip


def test_on_a_terminal_one_line_turns_and_is_cleared(clock):
    out = Terminal()
    with Step("Training", out) as step:
        step.tick()
        clock[0] = 3
        step.tick()
    shown = out.getvalue()
    assert "| Training (0 s)" in shown
    assert "/ Training (3 s)" in shown
    assert shown.endswith("\r\033[K  Training: done (3 s)\n")


def test_a_step_that_fails_is_not_called_done(clock):
    out = io.StringIO()
    with pytest.raises(RuntimeError), Step("Training", out):
        raise RuntimeError
    assert out.getvalue() == ""
