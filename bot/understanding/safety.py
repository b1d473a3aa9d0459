"""Safety: phrases read by rule, and the intent model's own suspicion beside them.

A false alarm costs one line, a miss is a defect: so either is enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).with_name("safety.yml")
# At this probability the model's guess of a safety intent counts (docs/understanding.md).
SUSPICION = 0.4
ORDER = ("report_danger", "raise_coercion", "withdraw_consent", "practitioner_distress")


@lru_cache(maxsize=1)
def _rules() -> dict[str, re.Pattern[str]]:
    rows = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return {
        intent: re.compile("|".join(rf"\b(?:{p})\b" for p in patterns), re.I)
        for intent, patterns in rows.items()
    }


def safety_flags(text: str) -> list[str]:
    """The safety intents whose phrases occur in `text`, most urgent first."""
    plain = text.replace("’", "'")
    return [intent for intent in ORDER if _rules()[intent].search(plain)]


def heard(text: str, ranking: Sequence[Mapping[str, Any]]) -> list[str]:
    """The safety intents heard in `text`, most urgent first.

    ranking: the intent model's guesses as Rasa keeps them (`name`, `confidence`).
    """
    suspected = {
        row["name"]
        for row in ranking
        if row["name"] in ORDER and row["confidence"] >= SUSPICION
    }
    return [intent for intent in ORDER if intent in suspected | set(safety_flags(text))]
