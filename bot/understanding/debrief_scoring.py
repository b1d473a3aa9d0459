"""How far the debrief agrees with people who rated the same talks. Pure counting.

A standard counts in the talks in which it was rated. `partly` counts as not shown, on both sides.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

from bot.understanding.json_lines import read_rows
from practice.training.rehearsal.debrief import SHOWN, states
from practice.training.rehearsal.engine import Turn
from practice.training.rehearsal.rubric import rubric

RATINGS = ("shown", "partly", "missed")
TRAINEE = "trainee"
RESAMPLES, SEED = 1000, 0
Pair = tuple[bool, bool]


class BadTranscript(ValueError):
    """A line is not a rated talk; the message names the file and the line."""


@dataclass(frozen=True)
class Transcript:
    """A talk with its ratings. lines: the trainee's own; rated: each standard and whether shown."""

    scenario: str
    lines: tuple[str, ...]
    rated: Mapping[str, bool]


@dataclass(frozen=True)
class Read:
    """A rated talk with its lines as they were understood, and the states that follow."""

    transcript: Transcript
    turns: Sequence[Turn]

    @cached_property
    def states(self) -> Mapping[str, str]:
        """What the debrief calls each standard that was rated."""
        return states(self.turns, list(self.transcript.rated))

    def pair(self, standard: str) -> Pair:
        """Whether people, and whether the debrief, call a standard shown."""
        return self.transcript.rated[standard], self.states[standard] == SHOWN


def read_transcripts(path: Path) -> list[Transcript]:
    """The talks of a file. Raises BadTranscript for a line that is none, OSError without a file."""
    return [_transcript(row, where) for where, row in read_rows(path, BadTranscript, "talks")]


def _transcript(row: Mapping[str, Any], where: str) -> Transcript:
    if not isinstance(row.get("scenario"), str):
        raise BadTranscript(f"{where}: it needs a scenario")
    return Transcript(row["scenario"], _lines(row.get("turns"), where), _rated(row, where))


def _lines(turns: Any, where: str) -> tuple[str, ...]:
    if not isinstance(turns, list):
        raise BadTranscript(f"{where}: it needs a list of turns")
    for number, turn in enumerate(turns, start=1):
        texts = [turn.get(key) for key in ("speaker", "text")] if isinstance(turn, dict) else []
        if len(texts) != 2 or not all(isinstance(text, str) for text in texts):
            raise BadTranscript(f"{where}: turn {number} needs a speaker and a text")
    said = tuple(turn["text"] for turn in turns if turn["speaker"].lower() == TRAINEE)
    if turns and not said:
        raise BadTranscript(f"{where}: no turn has the speaker “{TRAINEE}”")
    return said


def _rated(row: Mapping[str, Any], where: str) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for rating in RATINGS:
        standards = row.get(rating, [])
        if not isinstance(standards, list):
            raise BadTranscript(f"{where}: “{rating}” must be a list of standards")
        for standard in standards:
            if not isinstance(standard, str) or standard not in rubric():
                raise BadTranscript(f"{where}: “{standard}” is no standard from B1 to B26")
            if standard in found:
                raise BadTranscript(f"{where}: {standard} is rated twice")
            found[standard] = rating == "shown"
    if not found:
        raise BadTranscript(f"{where}: nothing is rated")
    return found


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa; None where both sides call everything the same, and it is not defined."""
    n = len(pairs)
    by_people, by_debrief = (sum(side) for side in zip(*pairs, strict=True)) if n else (0, 0)
    chance = by_people * by_debrief + (n - by_people) * (n - by_debrief)
    if chance == n * n:
        return None
    return (n * sum(a == b for a, b in pairs) - chance) / (n * n - chance)


def by_standard(cases: Sequence[Read]) -> dict[str, list[Pair]]:
    """The pairs of every standard that was rated, in the rubric's order."""
    found = {
        standard: [case.pair(standard) for case in cases if standard in case.transcript.rated]
        for standard in rubric()
    }
    return {standard: pairs for standard, pairs in found.items() if pairs}


def scores(cases: Sequence[Read]) -> dict[str, Any]:
    """The figures of contract.md; None where kappa is not defined.

    median_interval: the middle 95% of the medians of resampled talks.
    """
    found = {
        standard: {"kappa": kappa(pairs), "agreement": _agreement(pairs), "n": len(pairs)}
        for standard, pairs in by_standard(cases).items()
    }
    defined = _defined(cases)
    return {
        "median_kappa": median(defined) if defined else None,
        "min_kappa": min(defined, default=None),
        "median_interval": _interval(cases),
        "per_standard": found,
        "n": len(cases),
    }


def _agreement(pairs: Sequence[Pair]) -> float:
    return sum(a == b for a, b in pairs) / len(pairs)


def _defined(cases: Sequence[Read]) -> list[float]:
    found = (kappa(pairs) for pairs in by_standard(cases).values())
    return [one for one in found if one is not None]


def _interval(cases: Sequence[Read]) -> list[float] | None:
    chance = random.Random(SEED)
    samples = (_defined(chance.choices(cases, k=len(cases))) for _ in range(RESAMPLES))
    medians = sorted(median(sample) for sample in samples if sample)
    if not medians:
        return None
    cut = round(0.025 * len(medians))
    return [medians[cut], medians[-1 - cut]]


def wrong(cases: Sequence[Read]) -> list[dict[str, Any]]:
    """Every standard on which the two differ, with the trainee's lines and their moves."""
    return [
        {
            "scenario": case.transcript.scenario,
            "standard": standard,
            "rated": "shown" if rated else "not shown",
            "debrief": case.states[standard],
            "lines": [[s.text, list(s.moves)] for turn in case.turns for s in turn],
        }
        for case in cases
        for standard, rated in case.transcript.rated.items()
        if rated != (case.states[standard] == SHOWN)
    ]


def table(cases: Sequence[Read]) -> str:
    """The figures for people, standard by standard."""
    found = scores(cases)
    lines = [f"{len(cases)} talks", "", "  standard     n  rated shown  read shown  agree  kappa"]
    for standard, pairs in by_standard(cases).items():
        rated, read = (sum(side) for side in zip(*pairs, strict=True))
        row = found["per_standard"][standard]
        cells = f"{row['n']:>5}{rated:>13}{read:>12}{row['agreement']:>7.2f}"
        lines.append(f"  {standard:<8}{cells}{_shown(row['kappa']):>7}")
    interval = found["median_interval"]
    spread = f"  ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    lines += ["", f"  median kappa  {_shown(found['median_kappa'])}{spread}"]
    return "\n".join([*lines, f"  least kappa   {_shown(found['min_kappa'])}"])


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
