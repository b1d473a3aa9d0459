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
# When the four safety intents share this much, the model's suspicion counts: for the likeliest of
# them, and for any other with a share worth saying beside it (docs/understanding.md).
SUSPICION, BESIDE = 0.45, 0.15
CALM = "calm"
ORDER = ("report_danger", "raise_coercion", "withdraw_consent", "practitioner_distress")


@lru_cache(maxsize=1)
def _rules() -> dict[str, re.Pattern[str]]:
    rows = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return {
        intent: re.compile("|".join(rf"\b(?:{p})\b" for p in patterns), re.I)
        for intent, patterns in rows.items()
    }


def safety_flags(text: str) -> list[str]:
    """The safety intents whose phrases occur in `text`, most urgent first.

    What the text says is absent ("no signs of pressure") is taken out first.
    """
    plain = _rules()[CALM].sub(" - ", text.replace("’", "'"))
    return [intent for intent in ORDER if _rules()[intent].search(plain)]


def heard(text: str, ranking: Sequence[Mapping[str, Any]]) -> list[str]:
    """The safety intents heard in `text`, most urgent first.

    ranking: the intent model's guesses as Rasa keeps them (`name`, `confidence`). Its doubt
    between two safety intents must not hide that it is one of them: their shares add up.
    """
    shares = {row["name"]: row["confidence"] for row in ranking if row["name"] in ORDER}
    suspected = set()
    if sum(shares.values()) >= SUSPICION:
        likeliest = max(shares, key=shares.__getitem__)
        suspected = {likeliest} | {name for name, share in shares.items() if share >= BESIDE}
    return [intent for intent in ORDER if intent in suspected | set(safety_flags(text))]
