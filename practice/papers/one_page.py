"""How much fits on one printed page: long words are cut, and what goes beyond the room is left."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from practice.papers.lines import Line

# A date that stands behind a line: “(30 September 2026)”, in letters.
DATE = 19


@dataclass(frozen=True)
class Item:
    """What one entry says on paper. at: when it was recorded, where that is to be shown."""

    lines: tuple[Line, ...]
    entry_id: str = ""
    at: str = ""


@dataclass(frozen=True)
class Paper:
    """letters: that fit on a line. longest: of one answer's words, before `cut` ends them."""

    letters: int
    longest: int
    cut: str

    def fitting(self, items: Sequence[Item], room: int) -> tuple[Item, ...]:
        """The first items that fit into `room` lines, shortened; one at least.

        When some are left out, a line is kept free to say how many.
        """
        kept: list[Item] = []
        for number, item in enumerate(map(self._shortened, items), start=1):
            left = room - (number < len(items))
            if kept and self.height([*kept, item]) > left:
                break
            kept.append(item)
        return tuple(kept)

    def _shortened(self, item: Item) -> Item:
        lines = (replace(line, quoted=self._begun(line.quoted)) for line in item.lines)
        return replace(item, lines=tuple(lines))

    def _begun(self, words: str | None) -> str | None:
        """The words on one line, or their beginning when they are too long."""
        if words is None:
            return None
        words = " ".join(words.split())
        if len(words) <= self.longest:
            return words
        return (words[: self.longest + 1].rpartition(" ")[0] or words[: self.longest]) + self.cut

    def height(self, items: Iterable[Item]) -> int:
        """How many lines they take, rather too many than too few."""
        return sum(map(self._height, items))

    def _height(self, item: Item) -> int:
        dates = [DATE if item.at else 0] + [0] * len(item.lines)
        rows = zip(item.lines, dates, strict=False)
        return sum(self._printed_lines(line.text, date) for line, date in rows)

    def _printed_lines(self, text: str, date: int) -> int:
        """Filled word by word; a date never breaks, and a word only when no line could hold it."""
        lines, used = 1, 0.0
        for width in [*(sum(map(_letter_width, word)) for word in text.split()), date]:
            if used and used + width > self.letters:
                lines, used = lines + 1, 0
            lines += int(width // self.letters)
            used += width % self.letters + 1
        return lines


def _letter_width(letter: str) -> float:
    """How wide it prints, in ordinary letters."""
    if unicodedata.combining(letter):
        return 0
    if letter in "mwMW@%—…" or ord(letter) > 0x900:
        return 1.8
    return 1.3 if letter.isupper() else 1
