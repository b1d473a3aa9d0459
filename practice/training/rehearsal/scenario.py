"""A simulated person (content/training/scenarios/*.yml): who they are, what they tell, and when."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from practice.content import FOLDER
from practice.content.language import per_language, read_content
from practice.training.rehearsal.required import LEVELS, voices
from practice.training.rehearsal.rubric import rubric

logger = logging.getLogger(__name__)
SCENARIOS = FOLDER / "training/scenarios"


@dataclass(frozen=True)
class Rung:
    """Something the person says on a subject, once all that it needs is there.

    trust: points of 100; alone: nobody else hears; after: moves the trainee has made, in this turn
    or before; rested: the person is not tired. tells and hides: facts that it gives away, or
    denies; what was told is never denied afterwards. cue: a planted sign that shows with it.
    """

    line: str
    trust: int = 0
    alone: bool = False
    rested: bool = False
    after: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    cue: str | None = None


@dataclass(frozen=True)
class Subject:
    """Something the person can be asked about. says: from guarded to frank.

    moves: the moves that raise it; asked_by: questions that do, for likeness in meaning.
    """

    id: str
    says: tuple[Rung, ...]
    moves: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    again: str | None = None


@dataclass(frozen=True)
class Company:
    """Someone else in the room or within earshot, who goes when `leaves_on` is done."""

    name: str
    relation: str
    where: str
    leaves_line: str
    leaves_on: tuple[str, ...] = ("offer_time_alone",)
    trust: int = 0


@dataclass(frozen=True)
class Cue:
    """A planted sign. noticed_by: the moves that answer it within the next two turns."""

    what: str
    noticed_by: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """What is so in the scenario. known_by: who knows it."""

    holds: str
    known_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """Words that would have shown a standard here, and the subject they raise."""

    line: str
    subject: str | None = None


@dataclass(frozen=True)
class Scenario:
    """One person to rehearse with. applies and key: standards; key is what matters most here."""

    id: str
    title: str
    stage: str
    level: str
    source: str
    about: str
    aim: str
    person: Mapping[str, Any]
    trust: int
    facts: Mapping[str, Fact]
    subjects: Mapping[str, Subject]
    voice: Mapping[str, tuple[str, ...]]
    applies: tuple[str, ...]
    key: tuple[str, ...]
    fictional: tuple[str, ...]
    company: Company | None = None
    cues: Mapping[str, Cue] = field(default_factory=dict)
    effects: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Example] = field(default_factory=dict)
    tires_after: int | None = None
    rests_on: tuple[str, ...] = ("adapt", "give_time")
    never_says: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How the person is called in the page."""
        return str(self.person["name"])

    def raised_by(self, move: str) -> Subject | None:
        """The first subject that a move raises; None when there is none."""
        return next((s for s in self.subjects.values() if move in s.moves), None)


class BadScenario(ValueError):
    """A scenario cannot be played; the message says what is missing, in no words of the file."""


def scenario_from(identity: str, row: Any) -> Scenario:
    """A scenario from its file's content. Raises BadScenario for a hole in it."""
    try:
        found = _scenario(identity, row)
        missing = list(_missing(found))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise BadScenario(f"{type(error).__name__}: {error}") from None
    if missing:
        raise BadScenario(f"not right or missing: {', '.join(missing)}")
    return found


def _scenario(identity: str, row: Mapping[str, Any]) -> Scenario:
    company, rest = row.get("company"), dict(row)
    for key in ("facts", "subjects", "voice", "company", "cues", "examples"):
        rest.pop(key, None)
    return Scenario(
        id=identity,
        facts={key: Fact(**_tuples(fact)) for key, fact in row["facts"].items()},
        subjects={one["id"]: _subject(one) for one in row["subjects"]},
        voice={key: tuple(lines) for key, lines in row["voice"].items()},
        company=Company(**_tuples(company)) if company else None,
        cues={key: Cue(**_tuples(cue)) for key, cue in (row.get("cues") or {}).items()},
        examples={key: Example(**one) for key, one in (row.get("examples") or {}).items()},
        **_tuples(rest),
    )


def _subject(row: Mapping[str, Any]) -> Subject:
    says = tuple(Rung(**_tuples(rung)) for rung in row["says"])
    return Subject(**_tuples({**row, "says": says}))


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file; its id is the file's name. Raises BadScenario, OSError."""
    try:
        content = read_content(path)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise BadScenario("it is no YAML in UTF-8") from None
    return scenario_from(path.stem, content)


@per_language
def scenarios(folder: Path = SCENARIOS) -> Mapping[str, Scenario]:
    """Every scenario of a folder by its id, gentle ones first. One with a hole is left out."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        try:
            found.append(read_scenario(path))
        except BadScenario as error:
            logger.warning("%s is left out; see ./msp content check (%s)", path.name, error)
    return {one.id: one for one in sorted(found, key=lambda s: (LEVELS.index(s.level), s.title))}


def _missing(scenario: Scenario) -> Iterator[str]:
    """What is missing, each as the name of a place in the file.

    Only what would raise an error: `./msp content check` looks at all the rest.
    """
    if scenario.level not in LEVELS:
        yield "level"
    yield from (f"voice.{key}" for key in voices() if not scenario.voice.get(key))
    yield from (f"applies.{key}" for key in scenario.applies if key not in rubric())
    for subject in scenario.subjects.values():
        if not subject.says:
            yield f"subjects.{subject.id}.says"
        for rung in subject.says:
            if rung.cue and rung.cue not in scenario.cues:
                yield f"cues.{rung.cue}"
