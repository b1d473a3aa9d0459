"""The words of a scenario: short, true to this life, told apart, and about nobody real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from practice.check.choices import does_not_compile
from practice.check.mistake import Mistake
from practice.check.source import Spot
from practice.fictional import looks_real

LONGEST_LINE = 40
# From here on two questions share so many of their words that they are hard to tell apart.
NEARLY_THE_SAME = 0.8
LITTLE_WORDS = frozenset(
    "a an the of to for in on at with and or but so is are was were be been am do does did has"
    " have had can could will would shall should may might i me my you your yours please".split()
)


def spoken_lines(root: Spot) -> Iterator[Mistake]:
    """What is wrong with the words of a scenario."""
    lines = [*person_lines(root)]
    for line in lines:
        count = len(line.text.split())
        if count > LONGEST_LINE:
            yield line.mistake(
                f"This line has {count} words. People talk in short turns: {LONGEST_LINE} at most."
            )
    yield from _never_said(root, lines)
    yield from _told_apart(root)
    yield from _nobody_real(root)


def person_lines(root: Spot) -> Iterator[Spot]:
    """Every line that the person may say, and what is seen when company goes."""
    for subject in root.get("subjects").items:
        yield from (rung.get("line") for rung in subject.get("says").items)
        yield subject.get("again")
    for lines in root.get("voice").pairs:
        yield from lines.texts
    yield root.get("company").get("leaves_line")


def _never_said(root: Spot, lines: list[Spot]) -> Iterator[Mistake]:
    for pattern in root.get("never_says").texts:
        broken = [*does_not_compile(pattern, pattern.text, "“never_says” has")]
        yield from broken
        for line in lines if not broken else ():
            if re.search(pattern.text, line.text, re.I):
                yield line.mistake(
                    f"This line says “{pattern.text}”, which “never_says” rules out (line"
                    f" {pattern.line}). Change one of them."
                )


def _told_apart(root: Spot) -> Iterator[Mistake]:
    """Questions of two subjects that are the same, or nearly."""
    asked = [
        (subject.get("id").text, question, *_words(question.text))
        for subject in root.get("subjects").items
        for question in subject.get("asked_by").texts
    ]
    for (one, first, words, said), (other, second, more, again) in combinations(asked, 2):
        if one == other or _asks(first) != _asks(second):
            continue
        if words == more:
            yield second.mistake(
                f"The subject “{other}” is asked for by “{second.text}”, and “{one}” by the same"
                f" words (line {first.line}). Nobody could tell which is meant: take one out."
            )
        elif len(said & again) >= NEARLY_THE_SAME * len(said | again):
            yield second.warning(
                f"“{second.text}” ({other}) is nearly “{first.text}” ({one}, line {first.line})."
                " Name what each is about, or take one out."
            )


def _asks(question: Spot) -> bool:
    return question.text.rstrip().endswith("?")


def _words(question: str) -> tuple[frozenset[str], frozenset[str]]:
    """All words of a question, and those that say what it is about."""
    words = frozenset(re.findall(r"\w+", question.lower()))
    return words, (words - LITTLE_WORDS) or words


def _nobody_real(root: Spot) -> Iterator[Mistake]:
    made_up = [name.text for name in root.get("fictional").texts]
    for spot in root.walk():
        for found in looks_real(spot.text, made_up) if spot.text else ():
            yield spot.mistake(
                f"“{found.text}” looks like it could be about someone real ({found.kind}). Take it"
                " out: first names are enough. A made-up place may stand in “fictional”."
            )
