"""Stages, checks, shared rules, standards, audits and the write-up: what each names is there."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.fields import once
from authoring.mistake import Mistake, did_you_mean
from authoring.names import AUDITS, Names
from authoring.rules import RuleCheck
from authoring.source import Spot


def stages(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """Unknown fields, fields named twice, and fields that nobody is ever asked."""
    for stage in names.folder.root("asking/stages.yml").pairs:
        for name in ("fields", "catch_up", "more"):
            yield from _field_list(stage.get(name), names, rules, f"The stage “{stage.key}”")
    for name, field in names.fields.items():
        if name not in names.askable:
            yield field.spot.mistake(
                f"No stage asks {name}, so nobody would ever see it. In asking/stages.yml, add"
                f" it to"
                " “fields” of a stage (asked), to “catch_up” (asked when missing), or to “more”"
                " (offered)."
            )


def _field_list(rows: Spot, names: Names, rules: RuleCheck, who: str) -> Iterator[Mistake]:
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


def standards(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong with rules/standards.yml, and where it and the fields' `evidences` differ."""
    root = names.folder.root("rules/standards.yml")
    yield from _standard_ids(root)
    for row in names.standards.values():
        yield from _standard(row, names, rules)
    for principle in root.get("principles").items:
        known = {row.get("id").text for row in root.get("bradford").items}
        for spot in principle.get("standards").texts:
            if spot.text not in known:
                yield spot.mistake(
                    f"The principle {principle.get('id').text} rests on “{spot.text}”, which is no"
                    f" standard of “bradford”.{did_you_mean(spot.text, known)}"
                )
    yield from _both_ways(names)


def _standard_ids(root: Spot) -> Iterator[Mistake]:
    seen: dict[str, int] = {}
    for row in (
        row for name in (*AUDITS, "principles", "other_codes") for row in root.get(name).items
    ):
        for spot in (row.get("id"), row.get("code")):
            if spot.text in seen:
                yield spot.mistake(
                    f"The id “{spot.text}” is taken: line {seen[spot.text]} has it too. Choose"
                    " another one."
                )
            elif spot.text:
                seen[spot.text] = spot.line


def _standard(row: Spot, names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    name = row.get("id").text
    who = f"The standard {name}"
    yield from _field_list(row.get("fields"), names, rules, who)
    for key in ("evidenced", "not_done"):
        yield from rules.rule(row.get(key), who)
    for condition in row.get("not_applicable").items:
        yield from rules.rule(condition.get("when"), who)
    named = row.get("fields").texts + rules.fields_in(row.get("evidenced"))
    for spot in named:
        if spot.text in names.fields and spot.text not in names.askable:
            yield row.mistake(
                f"{who} waits for {spot.text}, which no stage asks, so it could never be shown."
                " Add the field to a stage in asking/stages.yml, or name another one."
            )
    if not rules.fields_in(row.get("evidenced")) and row.has("evidenced"):
        yield row.get("evidenced").mistake(
            f"{who} is evidenced by no field at all. Name at least one in “evidenced”."
        )


def audit_forms(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """Ids given twice in assurance/audit_forms.yml, and standards that are not there."""
    for form in names.folder.root("assurance/audit_forms.yml").pairs:
        yield from once(form.get("questions"), "id", f"The audit form “{form.key}” has the id")
        yield from once(form.get("ratings"), "value", f"The audit form “{form.key}” has the rating")
        for row in form.get("questions").items:
            spot = row.get("shows")
            if spot.text and spot.text not in names.standards:
                yield spot.mistake(
                    f"The audit question {row.get('id').text} shows “{spot.text}”, which is not in"
                    f" rules/standards.yml.{did_you_mean(spot.text, names.standards)}"
                )


def _both_ways(names: Names) -> Iterator[Mistake]:
    """A standard's `fields` and the fields' `evidences` should say the same."""
    for name, row in names.standards.items():
        for spot in row.get("fields").texts:
            field = names.fields.get(spot.text)
            if field and name not in {code.text for code in field.spot.get("evidences").texts}:
                yield spot.warning(
                    f"The standard {name} names {spot.text}, but {spot.text} does not name {name}"
                    f" in “evidences” ({field.spot.source.file} line"
                    f" {field.spot.get('evidences').line}). Add it there, or take it out here."
                )
    for name, field in names.fields.items():
        for code in field.spot.get("evidences").texts:
            shown = names.standards.get(code.text)
            if shown and name not in {spot.text for spot in shown.get("fields").texts}:
                yield code.warning(
                    f"{name} says that it evidences {code.text}, but {code.text} does not name"
                    f" {name} in “fields” ({shown.source.file} line {shown.get('fields').line})."
                    " Add it there, or take it out here."
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
