"""Shows that a long step is alive: a spinner on a terminal, otherwise a line every ten seconds."""

import sys
import time
from typing import TextIO

MARKS = "|/-\\"
LINE_EVERY = 10.0
CLEAR_LINE = "\r\033[K"


class Step:
    def __init__(self, title: str, out: TextIO | None = None):
        self.title = title
        self.out = out or sys.stdout
        self.on_terminal = self.out.isatty()
        self.began = time.monotonic()
        self.next_line = LINE_EVERY
        self.ticks = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def tick(self, detail: str = "") -> None:
        """Call this a few times a second while waiting."""
        text = f"{self.title}{': ' if detail else ''}{detail[:40]}"
        if self.on_terminal:
            mark = MARKS[self.ticks % len(MARKS)]
            self.write(f"{CLEAR_LINE}{mark} {text} ({self.seconds:.0f} s)")
        elif self.seconds >= self.next_line:
            self.next_line = self.seconds + LINE_EVERY
            self.write(f"  {text}: {self.seconds:.0f} s so far\n")
        self.ticks += 1

    def __enter__(self) -> "Step":
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if self.on_terminal:
            self.write(CLEAR_LINE)
        if failure is None:
            self.write(f"  {self.title}: done ({self.seconds:.0f} s)\n")

    def write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()
