"""What a trainee's own rehearsals add up to: progress, and what to work on next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practice.training.rehearsal.debrief import MISSED, PARTLY, SHOWN
from practice.training.rehearsal.rubric import Criterion, rubric

PROMPTS, LOOKED_AT = 3, 5
WEIGHT = {MISSED: 2, PARTLY: 1, SHOWN: 0}


@dataclass(frozen=True)
class Tally:
    """How many of the standards that apply were shown, partly shown, missed."""

    shown: int
    partly: int
    missed: int

    @property
    def all(self) -> int:
        """How many apply."""
        return self.shown + self.partly + self.missed


def tally(debrief: Mapping[str, Any]) -> Tally:
    """The tally of a stored debrief."""
    counts = Counter(finding["state"] for finding in debrief["findings"])
    return Tally(counts[SHOWN], counts[PARTLY], counts[MISSED])


def work_on(debriefs: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    """Up to three standards to work on next: most often not shown in the latest five.

    debriefs: stored ones, latest first.
    """
    owed: Counter[str] = Counter()
    for debrief in debriefs[:LOOKED_AT]:
        for finding in debrief["findings"]:
            owed[finding["standard"]] += WEIGHT[finding["state"]]
    order = list(rubric())
    ranked = sorted(owed, key=lambda key: (-owed[key], order.index(key)))
    return [rubric()[key] for key in ranked if owed[key]][:PROMPTS]


def differences(first: Mapping[str, Any], again: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The standards that went further in `again` than in `first`: (title, before, now).

    What was left out the second time is not named: a moment tried again is often one line long.
    """
    before = {finding["standard"]: finding["state"] for finding in first["findings"]}
    return [
        (found["title"], before[found["standard"]], found["state"])
        for found in again["findings"]
        if found["standard"] in before
        and WEIGHT[found["state"]] < WEIGHT[before[found["standard"]]]
    ]
