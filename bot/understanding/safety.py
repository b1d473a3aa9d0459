"""Safety phrases: rules that are read ahead of any classifier."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

RULES = Path(__file__).with_name("safety.yml")
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
