"""Starting, watching and stopping processes, with small ones in place of the real."""

import os
import signal
import subprocess
import sys
import time

import pytest

from api.cli import processes
from api.cli.child import Child, rotate, wait_until_ended
from api.cli.processes import PARTS, RESTARTS, Product
from api.cli.trouble import Trouble

KEYS = {"MSP_BOT_KEY": "b", "MSP_ACTIONS_KEY": "a", "MSP_TURN_KEY": "t"}
SLEEP = "import time; time.sleep(60)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " print('up', flush=True); time.sleep(60)"
)
PARENT = (
    "import subprocess, sys, time;"
    " child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    " print(child.pid, flush=True); time.sleep(60)"
)


@pytest.fixture
def child_of(tmp_path):
    children = []

    def make(code):
        command = [sys.executable, "-c", code]
        child = Child("part", command, dict(os.environ), tmp_path / "part.log", tmp_path)
        children.append(child)
        child.start()
        return child

    yield make
    for child in children:
        child.stop(within=0)


@pytest.fixture
def product(place, monkeypatch):
    """A product whose three parts only sleep."""
    monkeypatch.setattr(processes, "command", lambda *_: [sys.executable, "-c", SLEEP])
    product = Product(place, KEYS, place.home / "model.tar.gz")
    yield product
    product.stop()


def wait_for_log(child, lines=1):
    until = time.monotonic() + 10
    while child.log.read_text().count("\n") < lines and time.monotonic() < until:
        time.sleep(0.02)
    return child.log.read_text()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


def test_stop_ends_a_polite_child(child_of):
    child = child_of(SLEEP)
    child.stop()
    assert child.exit_code == -signal.SIGTERM


def test_stop_kills_a_child_that_will_not_end(child_of):
    child = child_of(DEAF)
    wait_for_log(child)
    child.stop(within=0.5)
    assert child.exit_code == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_stop_ends_the_childs_own_children(child_of):
    child = child_of(PARENT)
    grandchild = int(wait_for_log(child))
    child.stop()
    time.sleep(0.2)
    assert not is_alive(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends children with their parent")
def test_nothing_is_left_when_msp_itself_is_killed(tmp_path):
    code = (
        "import os, pathlib, sys, time; from api.cli.child import Child;"
        f" child = Child('x', [sys.executable, '-c', {SLEEP!r}], dict(os.environ),"
        f" pathlib.Path({str(tmp_path / 'x.log')!r}), pathlib.Path('/'));"
        " child.start(); print(child.process.pid, flush=True); time.sleep(60)"
    )
    msp = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(msp.stdout.readline())
    msp.kill()
    msp.wait()
    until = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(pid)


def test_a_part_that_does_not_start_is_named_with_the_end_of_its_log(product):
    broken = product.children["actions"]
    broken.arguments = [sys.executable, "-c", "print('no such setting'); raise SystemExit(3)"]
    product.start("actions")
    with pytest.raises(Trouble) as trouble:
        product.wait_until_ready(within=20)
    message = str(trouble.value)
    assert "The action server did not start (exit code 3)" in message
    assert "no such setting" in message
    assert str(broken.log) in message


def test_waiting_has_an_end(product):
    product.start("actions")
    with pytest.raises(Trouble, match="took too long"):
        product.wait_until_ready(within=0.5)


def test_a_crashed_part_comes_back_after_a_pause(product, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    told = []
    product.start()
    bot = product.children["bot"]
    bot.signal(signal.SIGKILL)
    bot.process.wait()
    product.revive("bot", told.append)
    product.revive("bot", told.append)
    assert not bot.running, "not before the pause is over"
    now[0] += 1.1
    product.revive("bot", told.append)
    assert bot.running
    assert len(told) == 1
    assert "The bot stopped unexpectedly (it was killed" in told[0]


def test_what_a_crashed_part_logged_is_not_shown(product):
    bot = product.children["bot"]
    bot.arguments = [sys.executable, "-c", "print('Mrs Jones said'); raise SystemExit(1)"]
    product.start("bot")
    bot.process.wait()
    told = []
    product.revive("bot", told.append)
    assert "Mrs Jones" not in told[0]
    assert str(bot.log) in told[0]


def test_a_part_that_keeps_crashing_is_given_up(product):
    bot = product.children["bot"]
    bot.arguments = [sys.executable, "-c", "raise SystemExit(1)"]
    product.start("bot")
    pauses = []
    with pytest.raises(Trouble, match="The bot keeps stopping"):
        for _ in range(RESTARTS + 1):
            bot.process.wait()
            pauses.append(product.plan_restart("bot", lambda _: None))
            bot.start()
    assert pauses == [1, 2, 4, 8, 16]


def test_stop_ends_all_three(product):
    product.start()
    product.stop()
    assert not any(product.children[part].running for part in PARTS)
    wait_until_ended(list(product.children.values()), 0)


def test_logs_of_earlier_starts_are_kept_and_then_dropped(tmp_path):
    log = tmp_path / "bot.log"
    for start in range(6):
        rotate(log)
        log.write_text(f"start {start}")
    assert [path.read_text() for path in sorted(tmp_path.iterdir())] == [
        "start 5", "start 4", "start 3", "start 2",
    ]  # fmt: skip
