"""The tools of managers and boards: ids given once, choices and fields that are there."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.fields import once
from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.rules import RuleCheck
from authoring.source import Source, Spot


def tools(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong across each file in tools/."""
    for source in names.folder.within("assurance/tools"):
        yield from _ids(source)
        for name, rows in ((row.key, row) for row in source.root.get("choices").pairs):
            yield from once(rows, "value", f"The choices “{name}” have the value")
        for section in source.root.get("sections").items:
            yield from _questions(section, source)
            for figure in section.get("figures").items:
                yield from _figure(figure, names, rules)


def _ids(source: Source) -> Iterator[Mistake]:
    yield from once(source.root.get("sections"), "id", "The tool has the section")
    for kind in ("questions", "figures"):
        seen: dict[str, Spot] = {}
        for section in source.root.get("sections").items:
            for spot in (row.get("id") for row in section.get(kind).items):
                if spot.text in seen:
                    yield spot.mistake(
                        f"The id “{spot.text}” is taken: line {seen[spot.text].line} has it too."
                        " Choose another one."
                    )
                seen.setdefault(spot.text, spot)


def _questions(section: Spot, source: Source) -> Iterator[Mistake]:
    known = {row.key for row in source.root.get("choices").pairs}
    for question in section.get("questions").items:
        who, named = f"The question {question.get('id').text}", question.get("choices")
        is_choice = question.get("kind").text == "choice"
        if is_choice and not question.has("choices"):
            yield question.mistake(f"{who} offers nothing. Name its “choices”.")
        elif question.has("choices") and not is_choice:
            yield named.mistake(f"{who} has “choices”, which only the kind “choice” has.")
        elif is_choice and named.text not in known:
            yield named.mistake(
                f"{who} offers “{named.text}”, which this file does not have in “choices”."
                f"{did_you_mean(named.text, known)}"
            )


def _figure(figure: Spot, names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    who = f"The figure “{figure.get('id').text}”"
    if figure.has("field") == figure.has("counts"):
        yield figure.mistake(f"{who} must have either “field” or “counts”.")
    for row in (figure, figure.get("among")):
        if row.has("field"):
            yield from rules.reference(row.get("field"), who)
            yield from _values(row, names, who)


def _values(row: Spot, names: Names, who: str) -> Iterator[Mistake]:
    ref = row.get("field").text
    name, _, key = ref.partition(".")
    field = names.fields.get(name)
    part = (field.parts.get(key) if key else field.main) if field else None
    for value in row.get("values").texts:
        if not (part is None or part.unclear or value.text in part.values):
            yield value.mistake(
                f"{who} counts “{value.text}”, which {ref} does not offer."
                f"{did_you_mean(value.text, part.values)}"
            )
