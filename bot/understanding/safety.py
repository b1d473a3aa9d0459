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
# When the four safety intents share this much, the model's suspicion counts; see
# docs/understanding.md.
# An answer is mostly about the person's life, so there suspicion has to be stronger.
SUSPICION, SUSPICION_IN_ANSWER, DANGER_IN_ANSWER = 0.05, 0.45, 0.20
# From here on the message is taken to be about nothing else.
SURE = 0.45
# Beside the likeliest, another safety intent counts from this share of what all four have.
BESIDE = 0.3
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


def heard(text: str, ranking: Sequence[Mapping[str, Any]], answering: bool = False) -> list[str]:
    """The safety intents heard in `text`, most urgent first.

    ranking: the intent model's guesses as Rasa keeps them (`name`, `confidence`). Its doubt
    between two safety intents must not hide that it is one of them: their shares add up.
    answering: a question is open, and the text answers it.
    """
    shares = _shares(ranking)
    limit = SUSPICION_IN_ANSWER if answering else SUSPICION
    suspected = set()
    if sum(shares.values()) >= limit:
        least = BESIDE * sum(shares.values())
        suspected = {max(shares, key=shares.__getitem__)}
        suspected |= {name for name, share in shares.items() if share >= least}
    if answering and shares.get(ORDER[0], 0.0) >= DANGER_IN_ANSWER:
        suspected.add(ORDER[0])
    return [intent for intent in ORDER if intent in suspected | set(safety_flags(text))]


def is_sure(text: str, ranking: Sequence[Mapping[str, Any]], otherwise: bool = False) -> bool:
    """Whether safety is what the message is about: by a strong suspicion, or by rule.

    otherwise: the message is plainly about something else; a rule's phrase in it, like a weaker
    suspicion, then adds its line, and what was asked for is done all the same.
    """
    suspected = sum(_shares(ranking).values()) >= SURE
    return suspected or bool(safety_flags(text)) and not otherwise


def _shares(ranking: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {row["name"]: row["confidence"] for row in ranking if row["name"] in ORDER}
