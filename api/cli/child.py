"""One process that this program started, its log, and how to end it with all its own children."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from api.cli.trouble import Trouble

LOGS_KEPT = 3
LINES_SHOWN = 15
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    def __init__(self, name: str, arguments: list[str], environment: dict[str, str],
                 log: Path, folder: Path):  # fmt: skip
        self.name = name
        self.arguments = arguments
        self.environment = environment
        self.log = log
        self.folder = folder
        self.process: subprocess.Popen | None = None
        self.started_at = 0.0

    def start(self) -> None:
        if not Path(self.arguments[0]).exists():
            raise Trouble(f"{self.arguments[0]} is missing. Run ./msp setup, which installs it.")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.arguments,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent if LIBC else None,
            )
        self.started_at = time.monotonic()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def signal(self, number: int) -> None:
        """Tells the whole group, so that nothing the child started is left behind."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def stop(self, within: float = 15) -> None:
        stop_all([self], within)

    def why_it_ended(self) -> str:
        code = self.exit_code
        if code == -signal.SIGKILL:
            return "it was killed, which often means that the machine ran out of memory"
        if code is not None and code < 0:
            return f"signal {-code}"
        return f"exit code {code}"

    def last_lines(self) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        lines = COLOURS.sub("", text).splitlines()[-LINES_SHOWN:]
        return "\n".join(f"    {line}" for line in lines)


def die_with_parent() -> None:
    """So that even a kill -9 of ./msp leaves no bot behind on its port."""
    if LIBC:
        LIBC.prctl(DIE_WITH_PARENT, signal.SIGTERM)


def stop_all(children: Iterable[Child], within: float = 15) -> None:
    """Asks all to end, waits, and kills what is left; a second Ctrl-C kills at once."""
    children = [child for child in children if child.process]
    try:
        for child in children:
            child.signal(signal.SIGTERM)
        wait_until_ended(children, within)
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.signal(signal.SIGKILL)
        wait_until_ended(children, 5)


def wait_until_ended(children: list[Child], within: float) -> None:
    until = time.monotonic() + within
    while any(child.running for child in children) and time.monotonic() < until:
        time.sleep(0.1)


def rotate(log: Path) -> None:
    """Keeps the logs of the last starts as name.log.1, .2 and .3."""
    for number in range(LOGS_KEPT, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)
