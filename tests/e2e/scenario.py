"""Runs a YAML scenario (tests/e2e/scenarios) as a person would, turn by turn."""

from pathlib import Path
from typing import Any

import yaml

from tests.e2e.conversation import Conversation

FOLDER = Path(__file__).parent / "scenarios"


def load(name: str) -> dict[str, Any]:
    """The scenario in scenarios/<name>.yml."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def typed_words(scenario: dict[str, Any]) -> list[str]:
    """Every text that the scenario's person types."""
    stages = [rows for rows in scenario.values() if isinstance(rows, list)]
    return [row["say"] for rows in stages for row in rows if "say" in row]


def take(conversation: Conversation, step: dict[str, Any]) -> None:
    """One turn. A `case` step chooses the work by its reference, when that is asked."""
    if "case" in step:
        return _choose_case(conversation, step["case"])
    if "asks" in step:
        assert conversation.asks == step["asks"], f"{step}: {conversation.text}"
    message: dict[str, Any] = {}
    if "say" in step:
        message["text"] = step["say"]
    if "choose" in step:
        message["choice"] = chosen(step["choose"], conversation.choices)
    conversation.take_turn(**message)


def chosen(values: str | list[str], offered: list[str]) -> str | list[str]:
    """The choices as they were offered: `outcome:2` is the second outcome on offer."""
    if isinstance(values, list):
        return [chosen(value, offered) for value in values]
    kind, _, number = values.partition(":")
    outcomes = [value for value in offered if value.startswith("thread:")]
    return outcomes[int(number) - 1] if kind == "outcome" else values


def _choose_case(conversation: Conversation, case_ref: str) -> None:
    labels = {c["label"]: c["value"] for r in conversation.last["replies"] for c in r["choices"]}
    if case_ref in labels:
        conversation.choose(labels[case_ref])


def run(conversation: Conversation, steps: list[dict[str, Any]]) -> None:
    """All steps of one stage."""
    for step in steps:
        take(conversation, step)
