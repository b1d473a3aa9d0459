"""The polarity guard: when the words may mean the opposite, a person says what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("polarity.yml")
REACH = 5


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, Any]:
    rules = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    compiled = {
        name: [re.compile(pattern) for pattern in rules[name]]
        for name in ("not_yet", "hearsay", "past")
    }
    negations = re.compile(rf"(?:{'|'.join(rules['negations'])})$")
    return {**compiled, "negations": negations, "guarded": rules["guarded"]}


def marked(text: str) -> str:
    """`text` with the words that a negation reaches marked, for counting terms."""
    out, left = [], 0
    for word in re.findall(r"[\w']+|[.,;:!?]", text):
        if word in ".,;:!?" or word in ("but", "although", "though"):
            left = 0
            continue
        out.append(f"not_{word}" if left > 0 else word)
        left = REACH if _rules()["negations"].match(word) else left - 1
    return " ".join(out)


def negations(text: str) -> int:
    """How many negations `text` (small letters) holds."""
    words = re.findall(r"[\w']+", text)
    return sum(bool(_rules()["negations"].match(word)) for word in words)


def withheld(field: str, value: Any, quote: str) -> bool:
    """Whether a value must be chosen by the person, because of how the words are put.

    True for guarded fields where the words are hearsay, past, or not yet so; and where one
    negation stands by a value that a negation would turn, or two stand by any value.
    """
    rules = _rules()
    if value is None or field not in rules["guarded"]:
        return False
    text = quote.replace("’", "'").lower()
    if any(p.search(text) for name in ("not_yet", "hearsay", "past") for p in rules[name]):
        return True
    count = negations(text)
    return count > 1 or count == 1 and _names(value) & set(rules["guarded"][field]) != set()


def _names(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return set(value.values())
    return set(value) if isinstance(value, Sequence) and not isinstance(value, str) else {value}
