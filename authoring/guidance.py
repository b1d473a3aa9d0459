"""Guidance: each answer with its examples, short enough, and looked at again in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.source import Spot
from practice.local.dates import written

LONGEST_ANSWER = 90
INTENTS = {"topics": "ask_guidance", "myths": "assert_myth"}
# What an answer may add from the council's own settings, besides the ids of items.
OPEN_NOW = "contacts"
LOCAL_LISTS = ("contacts", "providers", "pathways", "cards")


def guidance(names: Names, today: date) -> Iterator[Mistake]:
    """What is wrong with asking/guidance.yml and the examples that lead to it."""
    root = names.folder.root("asking/guidance.yml")
    cards = [card for kind in INTENTS for card in root.get(kind).pairs]
    yield from _twice(cards)
    for card in cards:
        yield from _answer(card)
        yield from _local(card, names)
        yield from overdue(card, f"The answer “{card.key}”", today)
    yield from _examples(names, root)


def _twice(cards: list[Spot]) -> Iterator[Mistake]:
    seen: dict[str, int] = {}
    for card in cards:
        if card.key in seen:
            yield card.mistake(
                f"“{card.key}” is a topic and a myth: line {seen[card.key]} has it too. Rename one."
            )
        seen.setdefault(card.key, card.line)


def _answer(card: Spot) -> Iterator[Mistake]:
    words = len(card.get("answer").text.split())
    if words > LONGEST_ANSWER:
        yield card.get("answer").mistake(
            f"The answer “{card.key}” has {words} words. Shorten it to {LONGEST_ANSWER} at most."
        )


def _local(card: Spot, names: Names) -> Iterator[Mistake]:
    spot = card.get("local")
    wanted = [spot] if spot.text else spot.texts
    councils = [s for s in names.folder.within("local") if not s.file.endswith("/national.yml")]
    national = [s for s in names.folder.within("local") if s.file.endswith("/national.yml")]
    for key in wanted:
        for council in councils:
            known = {OPEN_NOW} | _items([council, *national])
            if key.text not in known:
                yield key.mistake(
                    f"The answer “{card.key}” adds “{key.text}”, which {council.file} and"
                    f" national.yml do not have.{did_you_mean(key.text, known)}"
                )


def _items(sources: list) -> set[str]:
    rows = (row for s in sources for name in LOCAL_LISTS for row in s.root.get(name).items)
    return {row.get("id").text for row in rows}


def overdue(row: Spot, what: str, today: date) -> Iterator[Mistake]:
    """Warns when the day to look at it again has passed. what: begins the sentence."""
    due = row.get("review_by")
    if type(due.value) is date and due.value < today:
        yield due.warning(
            f"{what} was to be looked at again by {written(due.value)}. Check that it still"
            " holds, then write the next date."
        )
    for day in (due, row.get("checked_on")):
        if day.is_quoted:
            yield day.mistake(
                f"{what} has a date in quotation marks, “{day.text}”. Take the marks away."
            )


def _examples(names: Names, root: Spot) -> Iterator[Mistake]:
    taught = {
        row.get("intent").text: row
        for row in names.folder.examples.root.get("nlu").items
        if row.get("intent").text
    }
    for kind, intent in INTENTS.items():
        known = {card.key for card in root.get(kind).pairs}
        for card in root.get(kind).pairs:
            row = taught.get(f"{intent}/{card.key}")
            if _count(row) < 2:
                yield card.mistake(
                    f"Nobody could ask for “{card.key}”: {names.folder.examples.file} has fewer"
                    f" than two examples of {intent}/{card.key}. Add how people would ask."
                )
        for name, row in taught.items():
            first, _, topic = name.partition("/")
            if first == intent and topic not in known:
                yield row.get("intent").mistake(
                    f"“{topic}” has examples, but no answer in asking/guidance.yml under"
                    f" “{kind}”. Add"
                    f" the answer, or take the examples out.{did_you_mean(topic, known)}"
                )


def _count(row: Spot | None) -> int:
    return sum(line.strip().startswith("-") for line in _lines(row)) if row else 0


def _lines(row: Spot) -> list[str]:
    return row.get("examples").text.splitlines()
