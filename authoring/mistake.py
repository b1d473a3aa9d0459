"""One mistake in the content, said so that whoever edits it can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Mistake:
    """What is wrong, and where. line 0: the file as a whole. warning: it works all the same."""

    file: str
    line: int
    text: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file} line {self.line}" if self.line else self.file
        return f"{'Warning: ' if self.warning else ''}{where}: {self.text}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """ " Did you mean “...”?" when one of the known names is close; otherwise ""."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    return f" Did you mean “{close[0]}”?" if close else ""


def listed(names: Iterable[str]) -> str:
    """Names as a readable list: a, b or c."""
    rows = list(names)
    return f"{', '.join(rows[:-1])} or {rows[-1]}" if len(rows) > 1 else "".join(rows)
