"""How the actions speak: neutral replies, which each channel shows in its own way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from practice.asking.pointer import Ask
from practice.content import Choice, content


def choice_json(choice: Choice) -> dict[str, Any]:
    """A choice as clients see it."""
    row: dict[str, Any] = {"label": choice.label, "value": choice.value}
    if choice.group:
        row["group"] = choice.group
    if choice.exclusive:
        row["exclusive"] = True
    if choice.ends:
        row["ends"] = True
    return row


def say(
    dispatcher: CollectingDispatcher,
    text: str,
    choices: Iterable[Choice] = (),
    card: dict[str, Any] | None = None,
    safety: Iterable[str] = (),
) -> None:
    """Say something that asks nothing of the record. safety: the kinds of advice it gives."""
    custom: dict[str, Any] = {"choices": [choice_json(c) for c in choices]}
    if card:
        custom["card"] = card
    if safety:
        custom["safety"] = list(safety)
    dispatcher.utter_message(text=text, json_message=custom)


def put(
    dispatcher: CollectingDispatcher,
    question: Ask,
    before: Iterable[str] = (),
    safety: Iterable[str] = (),
) -> None:
    """Ask a question, after what there is to say about the last answer."""
    field = content().fields.get(question.pointer.field)
    asks = None
    if field and question.pointer.mode not in ("choose", "finish"):
        asks = {"field": field.id, "name": field.name, "multiple": question.multiple}
    custom = {
        "choices": [choice_json(c) for c in question.choices],
        "pointer": question.pointer.to_json(),
        "asks": asks,
        "takes_words": question.takes_words,
        "safety": list(safety),
    }
    lines = [line for line in before if line]
    dispatcher.utter_message(text="\n".join([*lines, question.text]), json_message=custom)
