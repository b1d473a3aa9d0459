"""A note in its clauses, each with its place in the text and the sentence around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.sentences import sentence_spans

# Where a sentence may be parted: at marks, and before a new subject after a joining word.
MARK = r"\s*[,;:]\s+|\s+[-–—•*]+\s+|\s*\n\s*"
SUBJECT = (
    r"(?:i|we|he|she|they|it|this|that|there|his|her|their|my|no|not|said|asked|told|then|when)"
)
JOINED = (
    rf"\s+(?=(?:but|although|though|however|whereas|and then)\b)|\s+(?=(?:and|so)\s+{SUBJECT}\b)"
)
PARTING = re.compile(f"{MARK}|{JOINED}", re.I)
BULLET = re.compile(r"^(?:[-–—•*>✓☑]|\d{1,2}[.)])\s+")
FEWEST_WORDS = 3


@dataclass(frozen=True)
class Clause:
    """Part of a note. start, end: its place in characters; sentence: what stands around it."""

    text: str
    start: int
    end: int
    sentence: str


def clauses(note: str) -> list[Clause]:
    """The clauses of `note` in order; together they hold every word of it."""
    found = []
    for start, end in sentence_spans(note):
        sentence = note[start:end]
        for first, last in _pieces(sentence):
            found.append(Clause(sentence[first:last], start + first, start + last, sentence))
    return found


def _pieces(sentence: str) -> list[tuple[int, int]]:
    """The spans of a sentence's clauses; short ones stay with the clause before them."""
    bullet = BULLET.match(sentence)
    start = bullet.end() if bullet else 0
    spans: list[tuple[int, int]] = []
    for cut in [*PARTING.finditer(sentence, start), None]:
        end = cut.start() if cut else len(sentence)
        if sentence[start:end].strip():
            spans.append((start, end))
        start = cut.end() if cut else end
    return _joined(sentence, spans)


def _joined(sentence: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        if whole and _words(sentence[whole[-1][0] : whole[-1][1]]) < FEWEST_WORDS:
            whole[-1] = (whole[-1][0], end)
        elif whole and _words(sentence[start:end]) < FEWEST_WORDS:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _words(text: str) -> int:
    return len(re.findall(r"\w[\w'’]*", text))
