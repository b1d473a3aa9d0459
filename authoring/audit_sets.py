"""The sets of audit standards: what each names is there, and its fields say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authoring.lists import field_list
from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.rules import RuleCheck
from authoring.source import Spot

REPORT = "assurance/report.yml"


def audit_sets(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong in rules/audit_sets/, and where it and the fields' `evidences` differ."""
    yield from _ids(names)
    yield from _tables(names)
    for root in names.audit_sets.values():
        yield from _kind(root)
        for row in root.get("standards").items:
            yield from _standard(row, names, rules)
        yield from _groups(root, names)
    yield from _both_ways(names)


def _ids(names: Names) -> Iterator[Mistake]:
    """Every id and code is that of one standard only, whichever file it is in."""
    lists = [root.get(key) for root in names.audit_sets.values() for key in ("standards", "groups")]
    rows = [row for found in lists for row in found.items]
    rows += names.folder.root("rules/other_codes.yml").items
    yield from _once([row.get(key) for row in rows for key in ("id", "code")], "id")


def _tables(names: Names) -> Iterator[Mistake]:
    """The board's report has each of its tables once."""
    listed = names.folder.root(REPORT).get("tables").items
    known = {row.get("id").text: row.get("id") for row in listed}
    own = [root.get("report").get("table") for root in names.audit_sets.values()]
    yield from _once(own, "table", known)


def _once(
    spots: list[Spot], what: str, known: Mapping[str, Spot] | None = None
) -> Iterator[Mistake]:
    """Names that are taken already, in this file or in another one. known: those taken before."""
    seen = dict(known or {})
    for spot in spots:
        first = seen.setdefault(spot.text, spot) if spot.text else spot
        if first is not spot:
            file = "" if first.source.file == spot.source.file else f"{first.source.file} "
            yield spot.mistake(
                f"The {what} “{spot.text}” is taken: {file}line {first.line} has it too. Choose"
                " another one."
            )


def _kind(root: Spot) -> Iterator[Mistake]:
    """A set has standards of its own, or groups those of another."""
    if root.has("standards") == root.has("groups"):
        yield root.mistake(
            "A set has either “standards” with rules of their own, or “groups” of another set’s."
            " Write one of them."
        )
    if root.has("groups") != root.has("groups_of"):
        yield root.mistake("“groups” and “groups_of” belong together. Write both, or neither.")


def _standard(row: Spot, names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    name = row.get("id").text
    who = f"The standard {name}"
    yield from field_list(row.get("fields"), names, rules, who)
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


def _groups(root: Spot, names: Names) -> Iterator[Mistake]:
    """Groups rest on standards of one other set, which has rules of its own."""
    base = root.get("groups_of")
    of = names.audit_sets.get(base.text)
    if base.text and not (of and of.has("standards")):
        yield base.mistake(
            f"“groups_of” names “{base.text}”, which is no set with standards of its own."
            f"{did_you_mean(base.text, names.audit_sets)}"
        )
    if not of:
        return
    known = {row.get("id").text for row in of.get("standards").items}
    for group in root.get("groups").items:
        for spot in group.get("standards").texts:
            if spot.text not in known:
                yield spot.mistake(
                    f"The group {group.get('id').text} rests on “{spot.text}”, which is no"
                    f" standard of “{base.text}”.{did_you_mean(spot.text, known)}"
                )


def _both_ways(names: Names) -> Iterator[Mistake]:
    """A standard's `fields` and the fields' `evidences` say the same.

    A set that no field names stands by its own `fields`: whoever adds one need not touch the
    fields.
    """
    codes = {
        name: {code.text for code in field.spot.get("evidences").texts}
        for name, field in names.fields.items()
    }
    named = set().union(*codes.values())
    for root in names.audit_sets.values():
        rows = {row.get("id").text: row for row in root.get("standards").items}
        if named & rows.keys():
            yield from _named_by_its_fields(rows, codes, names)
    yield from _names_its_fields(names)


def _named_by_its_fields(
    rows: dict[str, Spot], codes: dict[str, set[str]], names: Names
) -> Iterator[Mistake]:
    for name, row in rows.items():
        for spot in row.get("fields").texts:
            if spot.text in codes and name not in codes[spot.text]:
                field = names.fields[spot.text].spot
                yield spot.warning(
                    f"The standard {name} names {spot.text}, but {spot.text} does not name {name}"
                    f" in “evidences” ({field.source.file} line"
                    f" {field.get('evidences').line}). Add it there, or take it out here."
                )


def _names_its_fields(names: Names) -> Iterator[Mistake]:
    for name, field in names.fields.items():
        for code in field.spot.get("evidences").texts:
            shown = names.standards.get(code.text)
            if shown and name not in {spot.text for spot in shown.get("fields").texts}:
                yield code.warning(
                    f"{name} says that it evidences {code.text}, but {code.text} does not name"
                    f" {name} in “fields” ({shown.source.file} line {shown.get('fields').line})."
                    " Add it there, or take it out here."
                )
