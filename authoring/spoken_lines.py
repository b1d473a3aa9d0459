"""The words of a scenario: short, true to this life, told apart, and about nobody real."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from authoring.choices import does_not_compile
from authoring.mistake import Mistake
from authoring.source import Spot
from practice.training.fictional import looks_real

LONGEST_LINE = 40
# Of this many words that say what a question is about, one more or less makes no difference.
ENOUGH_WORDS = 5
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
    index = _Index()
    for subject in root.get("subjects").items:
        name = subject.get("id").text
        questions = [Question(name, spot) for spot in subject.get("asked_by").texts]
        for question in questions:
            for other in index.like(question):
                yield _alike(other, question)
        for question in questions:
            index.add(question)


def _alike(first: Question, second: Question) -> Mistake:
    if first.words == second.words:
        return second.spot.mistake(
            f"The subject “{second.subject}” is asked for by “{second.spot.text}”, and"
            f" “{first.subject}” by the same words (line {first.spot.line}). Nobody could tell"
            " which is meant: take one out."
        )
    return second.spot.warning(
        f"“{second.spot.text}” ({second.subject}) is nearly “{first.spot.text}” ({first.subject},"
        f" line {first.spot.line}). Name what each is about, or take one out."
    )


class Question:
    """A question of a subject. weighty: the words that say what it is about."""

    def __init__(self, subject: str, spot: Spot) -> None:
        self.subject, self.spot = subject, spot
        self.asks = spot.text.rstrip().endswith("?")
        self.words = frozenset(re.findall(r"\w+(?:['’]\w+)?", spot.text.lower()))
        # A single word says too little to be told apart by.
        weighty = self.words - LITTLE_WORDS
        self.weighty = weighty if len(weighty) > 1 else self.words

    @property
    def shorter(self) -> list[frozenset[str]]:
        """Its weighty words but for one, where enough are left to be about the same."""
        words = self.weighty
        return [words - {word} for word in words] if len(words) >= ENOUGH_WORDS else []


class _Index:
    """Questions by their weighty words."""

    def __init__(self) -> None:
        self.whole: dict[frozenset[str], list[Question]] = defaultdict(list)
        self.shorter: dict[frozenset[str], list[Question]] = defaultdict(list)

    def add(self, question: Question) -> None:
        """Remember a question."""
        self.whole[question.weighty].append(question)
        for words in question.shorter:
            self.shorter[words].append(question)

    def like(self, question: Question) -> list[Question]:
        """Those that have the same weighty words, or one more, or one less."""
        same = self.whole.get(question.weighty, []) + self.shorter.get(question.weighty, [])
        same += [hit for words in question.shorter for hit in self.whole.get(words, [])]
        return [hit for hit in same if hit.asks == question.asks]


def _nobody_real(root: Spot) -> Iterator[Mistake]:
    made_up = [name.text for name in root.get("fictional").texts]
    for spot in root.walk():
        for found in looks_real(spot.text, made_up) if spot.text else ():
            yield spot.mistake(
                f"“{found.text}” looks like it could be about someone real ({found.kind}). Take it"
                " out: first names are enough. A made-up place may stand in “fictional”."
            )
