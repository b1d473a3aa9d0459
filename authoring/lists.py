"""Stages, checks, shared rules, audit forms and the write-up: what each names is there."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.fields import once
from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.rules import RuleCheck
from authoring.source import Spot


def stages(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """Unknown fields, fields named twice, and fields that nobody is ever asked."""
    for stage in names.folder.root("asking/stages.yml").pairs:
        for name in ("fields", "catch_up", "more"):
            yield from field_list(stage.get(name), names, rules, f"The stage “{stage.key}”")
    for name, field in names.fields.items():
        if name not in names.askable:
            yield field.spot.mistake(
                f"No stage asks {name}, so nobody would ever see it. In asking/stages.yml, add"
                f" it to"
                " “fields” of a stage (asked), to “catch_up” (asked when missing), or to “more”"
                " (offered)."
            )


def field_list(rows: Spot, names: Names, rules: RuleCheck, who: str) -> Iterator[Mistake]:
    """Fields of a list that are not there, or named twice. who: begins the sentence."""
    seen: set[str] = set()
    for spot in rows.texts:
        yield from rules.field_name(spot, who)
        if spot.text in seen:
            yield spot.mistake(f"{who} names {spot.text} twice in “{rows.key}”. Remove one.")
        seen.add(spot.text)


def shared_rules(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong with rules/rules.yml."""
    for name, rule in names.shared.items():
        yield from rules.rule(rule, f"The shared rule “{name}”")
    yield from rules.circles()


def checks(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong with rules/checks.yml."""
    root = names.folder.root("rules/checks.yml")
    yield from once(root, "id", "rules/checks.yml has the id")
    for row in root.items:
        yield from rules.rule(row.get("when"), f"The check {row.get('id').text}")


def audit_forms(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """Ids given twice in assurance/audit_forms.yml, and standards that are not there."""
    for form in names.folder.root("assurance/audit_forms.yml").pairs:
        yield from once(form.get("questions"), "id", f"The audit form “{form.key}” has the id")
        yield from once(form.get("ratings"), "value", f"The audit form “{form.key}” has the rating")
        for row in form.get("questions").items:
            spot = row.get("shows")
            if spot.text and spot.text not in names.standards:
                yield spot.mistake(
                    f"The audit question {row.get('id').text} shows “{spot.text}”, which is in no"
                    f" file of rules/audit_sets.{did_you_mean(spot.text, names.standards)}"
                )


def document(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """Every exported field stands in the write-up once, and no other does."""
    root = names.folder.root("papers/document.yml")
    placed: dict[str, Spot] = {}
    # A field of the header may have two rows: one for the day, one for the rest.
    for row in root.get("header").items:
        yield from rules.field_name(row.get("field"), f"The row “{row.get('title').text}”")
        placed.setdefault(row.get("field").text, row.get("field"))
        field, part = names.fields.get(row.get("field").text), row.get("part")
        if field and part.text and part.text not in field.parts:
            yield part.mistake(f"{row.get('field').text} has no part “{part.text}”.")
    for section in root.get("sections").items:
        for spot in section.get("fields").texts:
            yield from rules.field_name(spot, f"The section “{section.get('title').text}”")
            if spot.text in placed:
                yield spot.mistake(
                    f"{spot.text} already stands in the write-up, on line"
                    f" {placed[spot.text].line}. Remove it in one place."
                )
            placed.setdefault(spot.text, spot)
    for name, field in names.fields.items():
        yield from _placed(name, field.spot, placed.get(name))
    yield from _named_besides(root, names, rules)


def _named_besides(root: Spot, names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What papers/document.yml says about fields apart from where they stand."""
    for row in root.get("titles").pairs:
        name, _, part = row.key.partition(".")
        field = names.fields.get(name)
        if not field or part and part not in field.parts:
            yield row.mistake(f"“titles” names {row.key}, which is no field or part of one.")
    for spot in root.get("decided_by_person").texts:
        yield from rules.field_name(spot, "“decided_by_person”")
    interpreted = root.get("interpreted")
    yield from rules.field_name(interpreted.get("field"), "“interpreted”")
    field = names.fields.get(interpreted.get("field").text)
    for spot in interpreted.get("values").texts:
        if field and not field.main.unclear and spot.text not in field.main.values:
            yield spot.mistake(
                f"“interpreted” names “{spot.text}”, which {interpreted.get('field').text} does"
                f" not offer.{did_you_mean(spot.text, field.main.values)}"
            )


def _placed(name: str, field: Spot, place: Spot | None) -> Iterator[Mistake]:
    exported = field.get("exported").value is not False
    if exported and not place:
        yield field.mistake(
            f"{name} stands in no section of papers/document.yml, so the write-up would leave it"
            f" out. Add"
            " it to a section there, or write “exported: false” here."
        )
    if place and not exported:
        yield place.mistake(
            f"{name} stands in the write-up, but is not to be exported ({field.source.file} line"
            f" {field.line}). Take it out here."
        )
