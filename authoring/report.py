"""The board report: every answer is counted somewhere, and the national labels are those shown."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from authoring.fields import once
from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.rules import RuleCheck
from authoring.source import Spot

FILE = "assurance/report.yml"
NOT_RECORDED = "not_recorded"


def report(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """Facts, answers, groups and rows that are not there, and labels that differ."""
    root = names.folder.root(FILE)
    facts = {row.key: row for row in root.get("facts").pairs}
    groups = {row.key: row for row in root.get("groups").pairs}
    yield from once(root.get("tables"), "id", "assurance/report.yml has the table")
    for fact in facts.values():
        yield from _values(fact, names)
    for table in root.get("tables").items:
        yield from _table(table, facts, groups, names)
    yield from _rules(root)


def _values(fact: Spot, names: Names) -> Iterator[Mistake]:
    """The answers of a fact with labels are the values of that set, and all of them."""
    spot = fact.get("labels")
    if not spot.text:
        return
    if spot.text not in names.sets:
        yield spot.mistake(
            f"The fact “{fact.key}” takes its labels from “{spot.text}”, which is not in"
            f" asking/value_sets.yml.{did_you_mean(spot.text, names.sets)}"
        )
        return
    values = {row.get("value").text for row in names.sets[spot.text].items}
    answers = {answer.text.partition(".")[0] for answer in fact.get("answers").texts}
    for value in sorted(values - answers):
        yield fact.mistake(
            f"The fact “{fact.key}” leaves out “{value}” of {spot.text}. Add it to “answers”."
        )
    for value in sorted(answers - values - {NOT_RECORDED}):
        yield fact.mistake(
            f"The fact “{fact.key}” has the answer “{value}”, which {spot.text} does not offer."
            f"{did_you_mean(value, values)}"
        )


def _table(
    table: Spot, facts: dict[str, Spot], groups: dict[str, Spot], names: Names
) -> Iterator[Mistake]:
    who = f"The table {table.get('id').text}"
    by = table.get("by")
    if by.text and by.text not in groups:
        yield by.mistake(f"{who} is split by “{by.text}”, which is not in “groups”.")
    fact = facts.get(table.get("fact").text)
    if not fact:
        yield table.get("fact").mistake(
            f"{who} counts “{table.get('fact').text}”, which is not in “facts”."
            f"{did_you_mean(table.get('fact').text, facts)}"
        )
        return
    answers = [answer.text for answer in fact.get("answers").texts]
    labels = _labels(fact, names)
    for row in table.get("rows").items:
        for pattern in row.get("counts").texts:
            taken = [answer for answer in answers if fnmatchcase(answer, pattern.text)]
            if not taken:
                yield pattern.mistake(f"{who} counts “{pattern.text}”, which is no answer.")
            yield from _label(row, taken, labels, who)
    yield from _placeholders(table, who)


def _labels(fact: Spot, names: Names) -> dict[str, str]:
    rows = names.sets.get(fact.get("labels").text)
    return {r.get("value").text: r.get("label").text for r in rows.items} if rows else {}


def _label(row: Spot, taken: list[str], labels: dict[str, str], who: str) -> Iterator[Mistake]:
    """A row of one stored value bears the label that the practitioner saw."""
    values = {answer.partition(".")[0] for answer in taken}
    shown = row.get("label").text
    if len(values) == 1 and shown in labels.values():
        wanted = labels.get(values.pop())
        if wanted and wanted != shown:
            yield row.get("label").mistake(
                f"{who} counts what people chose as “{wanted}” under “{shown}”. Put it right."
            )


def _placeholders(table: Spot, who: str) -> Iterator[Mistake]:
    rows = {row.get("id").text: "" for row in table.get("rows").items}
    try:
        table.get("words").text.format_map(rows)
    except (KeyError, ValueError, IndexError) as error:
        yield table.get("words").mistake(f"{who} has words for {error}, which is none of its rows.")


def _rules(root: Spot) -> Iterator[Mistake]:
    known = {
        f"{table.get('id').text}.{row.get('id').text}"
        for table in root.get("tables").items
        for row in table.get("rows").items
    }
    known |= {f"{name.partition('.')[0]}.*" for name in known}
    for rule in (*root.get("part_of").items, *root.get("adds_up").items):
        for key in ("part", "parts", "whole"):
            for spot in (rule.get(key), *rule.get(key).items):
                if spot.text and spot.text not in known:
                    yield spot.mistake(
                        f"A rule of the report names “{spot.text}”, which is no row."
                        f"{did_you_mean(spot.text, known)}"
                    )
