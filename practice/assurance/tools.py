"""The tools of managers and boards: what each asks, section by section.

They stand in content/assurance/tools/*.yml.

A tool's answers are its users' own. Nothing is filled in, rated or added up for them: figures
from the records stand beside a section and answer no question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practice.content import FOLDER
from practice.content.language import per_language, read_content

HERE = FOLDER / "assurance/tools"
WORDS, LINE, DATE, CHOICE = "words", "line", "date", "choice"
KINDS = (WORDS, LINE, DATE, CHOICE)


@dataclass(frozen=True)
class Choice:
    """What may be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question. kind: `words`, `line`, `date`, or `choice` (with words beside it)."""

    id: str
    kind: str
    ask: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()

    def label(self, value: str) -> str:
        """What people read of a choice; "" for one that is not offered."""
        return next((choice.label for choice in self.choices if choice.value == value), "")


@dataclass(frozen=True)
class Recorded:
    """Works with an answer to a field (or a part of it, "D7.msp_seen"), one of these if any."""

    field: str
    values: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, str]:
        """The field, and its part or ""."""
        field, _, part = self.field.partition(".")
        return field, part


@dataclass(frozen=True)
class Figure:
    """A count of works beside a section.

    has: what is counted; among: out of which works, all without it. counts: instead of both,
    works with a finished `audits`, or with `reviews`, a supervisor's decision.
    """

    id: str
    label: str
    has: Recorded | None = None
    among: Recorded | None = None
    counts: str = ""


@dataclass(frozen=True)
class Draws:
    """What is drawn by chance: how many cases, of those concluded in how many months."""

    cases: int
    months: int


@dataclass(frozen=True)
class Section:
    """Some questions that belong together."""

    id: str
    title: str
    questions: tuple[Question, ...]
    about: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    draws: Draws | None = None


@dataclass(frozen=True)
class Tool:
    """One tool; its id is the name of its file."""

    id: str
    title: str
    lead: str
    source: str
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section | None:
        """The section with this id, or None."""
        return next((section for section in self.sections if section.id == section_id), None)

    @property
    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        return (question for section in self.sections for question in section.questions)

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by id; the same id is the same count."""
        return {figure.id: figure for section in self.sections for figure in section.figures}


@dataclass(frozen=True)
class Answer:
    """What was given to a question: a choice, words, or both. A date is words: 2027-11-30."""

    choice: str = ""
    words: str = ""

    @property
    def is_given(self) -> bool:
        """Whether there is anything."""
        return bool(self.choice or self.words)


def answer_to(answers: Mapping[str, Mapping[str, str]], question_id: str) -> Answer:
    """What stored answers hold for a question."""
    return Answer(**answers.get(question_id, {}))


@per_language
def tools() -> Mapping[str, Tool]:
    """Every tool by its id, in the order of the file names."""
    return {path.stem: read_tool(path) for path in sorted(HERE.glob("*.yml"))}


def read_tool(path: Path) -> Tool:
    """A tool as its file gives it."""
    row = read_content(path)
    choices = {
        name: tuple(Choice(**choice) for choice in rows)
        for name, rows in row.get("choices", {}).items()
    }
    sections = tuple(_section(section, choices) for section in row["sections"])
    return Tool(path.stem, row["title"], row["lead"], row["source"], sections)


def _section(row: Mapping[str, Any], choices: Mapping[str, tuple[Choice, ...]]) -> Section:
    questions = tuple(
        Question(**{**question, "choices": choices.get(question.get("choices", ""), ())})
        for question in row["questions"]
    )
    return Section(
        row["id"],
        row["title"],
        questions,
        tuple(row.get("about", ())),
        tuple(_figure(figure) for figure in row.get("figures", ())),
        Draws(**row["draws"]) if "draws" in row else None,
    )


def _figure(row: Mapping[str, Any]) -> Figure:
    has = _recorded(row) if "field" in row else None
    among = _recorded(row["among"]) if "among" in row else None
    return Figure(row["id"], row["label"], has, among, row.get("counts", ""))


def _recorded(row: Mapping[str, Any]) -> Recorded:
    return Recorded(row["field"], tuple(row.get("values", ())))
