"""The exact command grammar: which messages steer the conversation instead of answering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from practice.asking.naming import names_a_field

GRAMMAR = Path(__file__).with_name("commands.yml")
POLITE = re.compile(
    r"^(?:(?:please|sorry|ok|okay|oh|right|erm|um|actually|wait|hang on|can|could|would|you|"
    r"let'?s|let us|just)[,.]?\s+)+|"
    r"[\s,]+(?:please|thanks|thank you|sorry|mate|love)$",
    re.I,
)
# "I want to move on" may be the person's own wish: a command only when it names its object.
WISH = re.compile(r"^(?:i want to|i'?d like to|i need to)\s+", re.I)
OBJECT = re.compile(r"\b(?:skip|question|answer|undo|pause|summary|repeat|export|record)\b", re.I)
FILLER = frozenset(
    "what i said put told you did about answer answers question entry one bit earlier last "
    "previous first".split()
)
LONGEST_COMMAND = 200


@dataclass(frozen=True)
class Command:
    """A message that is a command. `rest` is the reason or target, as typed."""

    intent: str
    rest: str | None = None
    state: str | None = None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str, str | None]]:
    rows = yaml.safe_load(GRAMMAR.read_text(encoding="utf-8"))
    return [
        (
            re.compile(line["say"].replace("{reason}", r"(?P<rest>.+)"), re.I | re.S),
            intent,
            line.get("state"),
        )
        for intent, lines in rows.items()
        for line in lines
    ]


def read_command(text: str) -> Command | None:
    """The command that the whole of `text` is, or None when it is content.

    Politeness around it does not matter ("can you skip that one please").
    """
    tidy = " ".join(text.replace("’", "'").split()).rstrip("?!. ")
    if not tidy or len(tidy) > LONGEST_COMMAND:
        return None
    candidates = [tidy, POLITE.sub("", tidy)]
    wished = WISH.sub("", candidates[1])
    if OBJECT.search(wished):
        candidates.append(wished)
    for candidate in candidates:
        candidate = candidate.strip(" ,?!.")
        for pattern, intent, state in _patterns():
            if found := pattern.fullmatch(candidate):
                rest = found.groupdict().get("rest")
                if intent == "correct_answer" and rest and not names_a_field(rest, FILLER):
                    continue
                return Command(intent, rest.strip() if rest else None, state)
    return None
