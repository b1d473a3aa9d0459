"""How well messages were understood, against labels that people gave. Pure counting.

Terms: a message is *acted on* when the gate lets its intent through; `nlu_clarify` (three
meanings are offered) and `nlu_fallback` (asked to say it again) act on nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

OUTSIDE = "out_of_scope"
NOT_ACTED_ON = frozenset({"nlu_fallback", "nlu_clarify", OUTSIDE})
SAFETY = ("report_danger", "raise_coercion", "withdraw_consent", "practitioner_distress")
Z95 = 1.96


@dataclass(frozen=True)
class Case:
    """One message: its label, what was understood, and the safety lines that were said.

    label, understood: an intent, or `intent/topic`. heard: safety intents.
    """

    text: str
    label: str
    understood: str
    heard: tuple[str, ...] = ()

    @property
    def intent(self) -> str:
        """The labelled intent without its topic."""
        return self.label.partition("/")[0]

    @property
    def right(self) -> bool:
        """Whether it was understood as labelled; topics count only when both name one."""
        wanted, _, topic = self.label.partition("/")
        got, _, got_topic = self.understood.partition("/")
        return wanted == got and (not topic or not got_topic or topic == got_topic)

    @property
    def acted_on(self) -> bool:
        """Whether the gate let an intent through."""
        return self.understood.partition("/")[0] not in NOT_ACTED_ON


def scores(cases: Sequence[Case]) -> dict[str, Any]:
    """The figures of contract.md, as rates between 0 and 1; None where nothing was labelled so."""
    inside = [case for case in cases if case.intent != OUTSIDE]
    outside = [case for case in cases if case.intent == OUTSIDE]
    taken_as_outside = [case for case in cases if not case.acted_on]
    wrong = [case for case in cases if case.acted_on and not case.right]
    return {
        "accuracy": rate(sum(case.right for case in inside), len(inside)),
        "oos_recall": rate(sum(not case.acted_on for case in outside), len(outside)),
        "oos_precision": rate(
            sum(case.intent == OUTSIDE for case in taken_as_outside), len(taken_as_outside)
        ),
        "wrong_action": rate(len(wrong), len(cases)),
        "mcc": correlation([(case.intent, case.understood.partition("/")[0]) for case in cases]),
        "safety_recall": {name: _heard(cases, name) for name in SAFETY},
        "safety_false_alarms": rate(
            sum(bool(case.heard) for case in inside if case.intent not in SAFETY),
            sum(case.intent not in SAFETY for case in inside),
        ),
        "n": len(cases),
    }


def _heard(cases: Iterable[Case], name: str) -> float | None:
    own = [case for case in cases if case.intent == name]
    return rate(sum(name in case.heard or case.intent == _got(case) for case in own), len(own))


def _got(case: Case) -> str:
    return case.understood.partition("/")[0]


def rate(part: int, whole: int) -> float | None:
    """`part` of `whole`; None when there is nothing to count."""
    return part / whole if whole else None


def interval(value: float | None, n: int) -> tuple[float, float] | None:
    """Wilson's 95% interval of a rate over `n`; None when there is no rate."""
    if value is None or not n:
        return None
    centre = value + Z95**2 / (2 * n)
    spread = Z95 * math.sqrt(value * (1 - value) / n + Z95**2 / (4 * n**2))
    scale = 1 + Z95**2 / n
    return (max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def correlation(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Matthews correlation over (labelled, understood), for any number of classes."""
    n, right = len(pairs), sum(wanted == got for wanted, got in pairs)
    wanted, got = Counter(w for w, _ in pairs), Counter(g for _, g in pairs)
    together = sum(wanted[name] * got[name] for name in wanted)
    spread = (n**2 - sum(c**2 for c in got.values())) * (n**2 - sum(c**2 for c in wanted.values()))
    return (right * n - together) / math.sqrt(spread) if spread else None


def by_intent(cases: Iterable[Case]) -> dict[str, tuple[int, int]]:
    """For each labelled intent: how many were right, of how many."""
    found: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        found[case.intent].append(case.right or (case.intent == OUTSIDE and not case.acted_on))
    return {name: (sum(rows), len(rows)) for name, rows in sorted(found.items())}


def confusions(cases: Iterable[Case]) -> list[tuple[str, str, int]]:
    """(labelled, understood, how often) of what went wrong, most often first."""
    wrong = Counter((case.label, case.understood) for case in cases if not case.right)
    return [(wanted, got, count) for (wanted, got), count in wrong.most_common()]
