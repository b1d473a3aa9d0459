"""Every name in the content that another place may refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from authoring.folder import Folder
from authoring.source import Spot
from practice.choice_values import speaker_in
from practice.local.audit_sets import IN_CONTENT

# The note is offered everywhere, without a stage that names it.
NOTE = "N1"


@dataclass(frozen=True)
class Part:
    """What can be the answer of a question.

    threads: outcomes may be chosen too. unclear: a value set of it cannot be found.
    """

    values: frozenset[str]
    threads: bool = False
    unclear: bool = False

    def with_values(self, values: Iterable[str]) -> Part:
        """The part with more answers."""
        return replace(self, values=self.values | set(values))


@dataclass(frozen=True)
class KnownField:
    """A field as rules may ask for it. parts: by key."""

    spot: Spot
    main: Part
    parts: Mapping[str, Part]


class Names:
    """The names of one folder. What is not well formed gives no name."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    @cached_property
    def sets(self) -> dict[str, Spot]:
        """Value sets by name."""
        return {row.key: row for row in self.folder.root("asking/value_sets.yml").pairs}

    @cached_property
    def fields(self) -> dict[str, KnownField]:
        """Fields by id; the first of two with the same id."""
        found: dict[str, KnownField] = {}
        for row in self.folder.fields:
            if name := row.get("id").text:
                found.setdefault(name, self.field(row))
        return found

    def field(self, row: Spot) -> KnownField:
        """A field as its own entry gives it."""
        parts = {part.get("key").text: self._part(part) for part in row.get("parts").items}
        for key, value in self._preset(row):
            parts[key] = parts.get(key, Part(frozenset())).with_values([value])
        main = self._part(row)
        for tag in row.get("repeat").get("tags").items:
            if key := tag.get("key").text:
                parts[key] = self._part(tag)
            else:
                main = main.with_values(self._part(tag).values)
        main = main.with_values(["added"] if row.has("added") else [])
        return KnownField(row, main, parts)

    def _part(self, row: Spot) -> Part:
        """What a question offers: with each value set that it, or one of its groups, names."""
        rows = [row.get("choices"), row.get("with_choices")]
        rows += [group.get("choices") for group in row.get("groups").items]
        named = [spot.text for spot in rows if spot.text]
        choices = [c for name in named if name in self.sets for c in self.sets[name].items]
        values = {_meant(choice.get("value")) for choice in choices}
        answers = {value for value in values if value and not speaker_in(value)}
        return Part(frozenset(answers), row.has("threads"), not set(named) <= set(self.sets))

    def choices(self, row: Spot) -> list[Spot]:
        """All choices that a question offers, as value sets and shortcuts give them."""
        names = [row.get("choices").text, row.get("with_choices").text]
        found = [choice for name in names if name in self.sets for choice in self.sets[name].items]
        return found + row.get("shortcuts").items

    def _preset(self, row: Spot) -> list[tuple[str, str]]:
        """The parts that a choice, or the question itself, settles: (key, value)."""
        settled = [choice.get("parts") for choice in self.choices(row)] + [row.get("states")]
        return [(pair.key, pair.text) for spot in settled for pair in spot.pairs]

    @cached_property
    def stages(self) -> set[str]:
        """The stages."""
        return {row.key for row in self.folder.root("asking/stages.yml").pairs}

    @cached_property
    def askable(self) -> set[str]:
        """The ids that some stage asks, or can add."""
        lists = ("fields", "catch_up", "more")
        stages = self.folder.root("asking/stages.yml").pairs
        return {f.text for stage in stages for name in lists for f in stage.get(name).texts} | {
            NOTE
        }

    @cached_property
    def shared(self) -> dict[str, Spot]:
        """Shared rules by name."""
        return {row.key: row for row in self.folder.root("rules/rules.yml").pairs}

    @cached_property
    def lexicons(self) -> set[str]:
        """Word lists."""
        return {row.key for row in self.folder.root("asking/lexicon.yml").get("lexicons").pairs}

    @cached_property
    def audit_sets(self) -> dict[str, Spot]:
        """The sets of audit standards by id, which is their file's name."""
        found = self.folder.within(IN_CONTENT)
        return {Path(source.file).stem: source.root for source in found}

    @cached_property
    def standards(self) -> dict[str, Spot]:
        """The standards that have rules of their own, by id; groups of them are not among them."""
        rows = [row for root in self.audit_sets.values() for row in root.get("standards").items]
        return {row.get("id").text: row for row in rows if row.get("id").text}

    @cached_property
    def codes(self) -> set[str]:
        """Everything that `evidences` may name: standards, groups of them, national figures."""
        groups = [row for root in self.audit_sets.values() for row in root.get("groups").items]
        others = self.folder.root("rules/other_codes.yml").items
        named = [row.get("code").text for row in groups] + [row.get("id").text for row in others]
        return set(self.standards) | set(named)


def _meant(value: Spot) -> str:
    """A choice's value; "no" too where its quotation marks are missing, which is said elsewhere."""
    return {True: "yes", False: "no"}[value.value] if isinstance(value.value, bool) else value.text
