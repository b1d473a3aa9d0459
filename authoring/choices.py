"""Value sets: choices that can be told apart, patterns that work, what a tap answers besides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.fields import once
from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.rules import RuleCheck
from authoring.source import Spot


def choices(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong with the value sets, and with the shortcuts of fields."""
    for name, rows in names.sets.items():
        for key in ("value", "label"):
            yield from once(rows, key, f"The value set “{name}” has the {key}")
        for choice in rows.items:
            yield from _choice(choice, f"“{name}”, choice “{choice.get('value').text}”,", names)
    for row in names.folder.fields:
        yield from _settled_parts(row, names)


def _choice(choice: Spot, who: str, names: Names) -> Iterator[Mistake]:
    for pattern in choice.get("match").texts:
        yield from does_not_compile(pattern, rf"\b(?:{pattern.text})\b", f"{who} has in “match”")
    for also in choice.get("also").pairs:
        field = names.fields.get(also.key)
        if not field:
            yield also.mistake(
                f"{who} also answers “{also.key}”, which no file in fields/ defines."
                f"{did_you_mean(also.key, names.fields)}"
            )
        elif also.text not in field.main.values:
            yield also.mistake(
                f"{who} also answers {also.key} with “{also.text}”, which {also.key} does not"
                f" offer.{did_you_mean(also.text, field.main.values)}"
            )


def _settled_parts(row: Spot, names: Names) -> Iterator[Mistake]:
    """A choice settles a part: each field that offers it must have that part."""
    field = row.get("id").text
    asked = {part.get("key").text for part in row.get("parts").items}
    for choice in names.choices(row):
        for pair in choice.get("parts").pairs:
            if pair.key not in asked:
                yield pair.mistake(
                    f"The choice “{choice.get('value').text}” answers the part “{pair.key}”, which"
                    f" {field} does not have.{did_you_mean(pair.key, asked)}"
                )
    groups = {group.get("key").text for group in row.get("groups").items}
    for shortcut in row.get("shortcuts").items:
        yield from _shortcut(shortcut, field, groups, row, names)


def _shortcut(
    shortcut: Spot, field: str, groups: set[str], row: Spot, names: Names
) -> Iterator[Mistake]:
    for pair in shortcut.get("sets").pairs:
        group = next((g for g in row.get("groups").items if g.get("key").text == pair.key), None)
        offered = names.sets.get(group.get("choices").text) if group else None
        if not group:
            yield pair.mistake(
                f"{field} has a shortcut that sets “{pair.key}”, which is none of its groups."
                f"{did_you_mean(pair.key, groups)}"
            )
        elif offered and pair.text not in {c.get("value").text for c in offered.items}:
            yield pair.mistake(
                f"{field} has a shortcut that sets “{pair.key}” to “{pair.text}”, which is none of"
                " its choices."
            )


def word_lists(names: Names) -> Iterator[Mistake]:
    """Patterns of asking/lexicon.yml that do not work."""
    root = names.folder.root("asking/lexicon.yml")
    for words in root.get("lexicons").pairs:
        for pattern in words.texts:
            yield from does_not_compile(pattern, pattern.text, f"The word list “{words.key}” has")
    for name in root.get("relations").pairs:
        yield from does_not_compile(name, name.text, f"The relation “{name.key}” has")


def does_not_compile(spot: Spot, pattern: str, what: str) -> Iterator[Mistake]:
    """What is wrong with a pattern. what: begins the sentence."""
    try:
        re.compile(pattern, re.I)
    except re.error as error:
        yield spot.mistake(
            f"{what} the pattern “{spot.text}”, which cannot be read ({error.msg}). Brackets come"
            " in pairs; write \\( for one that people type."
        )
