"""The practice content as typed objects, read once from the YAML files in content/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from practice.content.language import gettext, per_language, read_content

# All YAML, in folders named as the rooms of practice/; no Python.
FOLDER = Path(__file__).parents[2] / "content"

ANSWER_STATES = (
    "answered",
    "asked_no_answer",
    "not_asked_reason",
    "not_applicable_reason",
    "not_recorded",
)
KINDS = (
    "person_words",
    "person_paraphrase",
    "third_party_words",
    "observation",
    "action_taken",
    "professional_view",
    "decision",
)
WORDS = ("none", "optional", "wanted", "required")


class ContentError(ValueError):
    """The YAML content contradicts itself; the message names the file and the field."""


@dataclass(frozen=True)
class Choice:
    """One allowed answer: `value` is stored, `label` is shown.

    exclusive: cannot stand beside another. ends: ends a list of answers ("That is all").
    tells: what is said back when it is chosen.
    """

    value: str
    label: str
    match: tuple[str, ...] = ()
    exclusive: bool = False
    also: Mapping[str, str] = dataclass_field(default_factory=dict)
    parts: Mapping[str, str] = dataclass_field(default_factory=dict)
    sets: Mapping[str, str] = dataclass_field(default_factory=dict)
    group: str | None = None
    ends: bool = False
    tells: str = ""

    def is_named(self, text: str) -> bool:
        """Whether typed text is this choice's label and nothing else."""
        return text.strip().rstrip(".!").casefold() == self.label.casefold()

    def matches(self, text: str) -> bool:
        """Whether typed text picks this choice by one of its `match` patterns."""
        return any(re.search(rf"\b(?:{pattern})\b", text, re.I) for pattern in self.match)

    def is_all_of(self, text: str) -> bool:
        """Whether typed text says nothing but this choice's `match` patterns."""
        said = [phrase.strip() for phrase in re.split(r"[.,;!]", text) if phrase.strip()]
        return bool(said) and all(
            any(re.fullmatch(pattern, phrase, re.I) for pattern in self.match) for phrase in said
        )


@dataclass(frozen=True)
class Part:
    """One thing asked in one turn. The main part of a field has the key "".

    states: parts that the question itself settles ("for the enquiry"). threads: the outcomes
    (or options) of the record are offered as choices too, as `thread:<id>`. kind: what sort of
    statement it is, where that is not the field's own.
    """

    key: str
    title: str
    ask: str
    choices: tuple[Choice, ...] = ()
    grouped: bool = False
    multiple: bool = False
    words: str = "none"
    words_ask: str = ""
    words_required_when: Mapping[str, Any] | None = None
    tap: bool = False
    when: Mapping[str, Any] | None = None
    unless_words: bool = False
    states: Mapping[str, str] = dataclass_field(default_factory=dict)
    threads: str | None = None
    kind: str = ""

    def choice(self, value: str) -> Choice | None:
        """The choice with this value, or None."""
        return next((c for c in self.choices if c.value == value), None)

    def label(self, value: str) -> str:
        """The label of a stored value; the value itself where it is free text."""
        found = self.choice(value)
        return found.label if found else str(value)


@dataclass(frozen=True)
class Tags:
    """Choices about the answer just given. key: the part they go to; "" is the value."""

    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Repeat:
    """How a field that may be answered several times asks for the next one.

    always: an answer (by value) that is asked about when nobody has named it.
    """

    ask: str
    done: str
    tags: tuple[Tags, ...] = ()
    always: Choice | None = None
    always_ask: str = ""


@dataclass(frozen=True)
class Again:
    """How a field that holds for one matter is answered for another.

    part: names the matter. ask: the field's question with {matter} in it.
    """

    title: str
    part: str
    ask: str


@dataclass(frozen=True)
class Field:
    """One field of the record (record model, section 7).

    when: a rule (practice/rules/rule_language.py). lead: what is said before it is asked.
    ideas: prompts to think with, shown with the suggested words. exported: False keeps it out of
    exports.
    """

    id: str
    name: str
    title: str
    stage: str
    why: str
    source: str
    kind: str
    main: Part
    say: str = ""
    parts: tuple[Part, ...] = ()
    words_title: str = "Words"
    each: str | None = None
    opens: str | None = None
    repeat: Repeat | None = None
    again: Again | None = None
    added: Part | None = None
    when: Mapping[str, Any] | None = None
    lead: str = ""
    ideas: tuple[str, ...] = ()
    exported: bool = True
    evidences: tuple[str, ...] = ()

    def part(self, key: str) -> Part:
        """The part with this key. Raises KeyError when the field has no such part."""
        if key == "":
            return self.main
        if key == "added" and self.added:
            return self.added
        if key == "always" and self.repeat and self.repeat.always:
            return _always_part(self.repeat, self.repeat.always)
        for part in self.parts:
            if part.key == key:
                return part
        raise KeyError(f"{self.id} has no part {key}")


@dataclass(frozen=True)
class Stage:
    """One of the four stages, with the order in which its contact asks.

    catch_up: asked when the record does not hold them yet. more: never pushed; open to be
    added at any time.
    """

    id: str
    title: str
    fields: tuple[str, ...]
    catch_up: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def every_field(self) -> tuple[str, ...]:
        """All that can be asked in this stage."""
        return tuple(dict.fromkeys(self.fields + self.catch_up + self.more))


@dataclass(frozen=True)
class Content:
    """All practice content. `fields` is keyed by field id, in file order."""

    fields: Mapping[str, Field]
    stages: Mapping[str, Stage]
    value_sets: Mapping[str, tuple[Choice, ...]]
    wording: Mapping[str, str]
    lexicons: Mapping[str, tuple[str, ...]]
    relations: Mapping[str, str]
    shared_rules: Mapping[str, Mapping[str, Any]]

    def field(self, field_id: str) -> Field:
        """The field with this id. Raises KeyError when it is unknown."""
        return self.fields[field_id]

    def choices(self, set_name: str) -> tuple[Choice, ...]:
        """A shared value set by name. Raises KeyError when it is unknown."""
        return self.value_sets[set_name]

    def say(self, key: str, **values: Any) -> str:
        """The product's wording for `key`, with {placeholders} filled in."""
        return self.wording[key].format(**values)


def _choice(row: Mapping[str, Any], group: str | None = None) -> Choice:
    known = {"value", "label", "match", "exclusive", "also", "parts", "sets", "tells"}
    if unknown := set(row) - known:
        raise ContentError(f"choice {row.get('value')}: unknown keys {sorted(unknown)}")
    return Choice(
        value=str(row["value"]),
        label=row["label"],
        match=tuple(row.get("match", ())),
        exclusive=row.get("exclusive", False),
        also=row.get("also", {}),
        parts=row.get("parts", {}),
        sets={key: str(value) for key, value in row.get("sets", {}).items()},
        group=group,
        tells=row.get("tells", ""),
    )


def _group_choices(row: Mapping[str, Any], sets: Mapping[str, tuple[Choice, ...]]) -> list[Choice]:
    """Choices of several small questions answered in one turn, as `key=value`."""
    found = [_choice(shortcut) for shortcut in row.get("shortcuts", ())]
    for group in row["groups"]:
        for choice in sets[group["choices"]]:
            found.append(
                Choice(
                    value=f"{group['key']}={choice.value}",
                    label=choice.label,
                    sets={group["key"]: choice.value},
                    group=group["label"],
                )
            )
    return found


def _part(row: Mapping[str, Any], sets: Mapping[str, tuple[Choice, ...]], main: bool) -> Part:
    grouped = "groups" in row
    if grouped:
        choices = _group_choices(row, sets)
    else:
        choices = list(sets[row["choices"]]) if "choices" in row else []
        choices += sets[row["with_choices"]] if "with_choices" in row else ()
    words = row.get("words", "none" if main or choices else "required")
    words = "optional" if words is True else words
    if words not in WORDS:
        raise ContentError(f"words must be one of {WORDS}, not {words!r}")
    if not main and row.get("kind", KINDS[0]) not in KINDS:
        raise ContentError(f"the kind of a part must be one of {KINDS}")
    ask = row["ask"]
    if grouped and row.get("groups_say"):
        ask = f"{ask} {row['groups_say']}"
    return Part(
        key="" if main else row["key"],
        title=row.get("title", ""),
        ask=ask,
        choices=tuple(choices),
        grouped=grouped,
        multiple=row.get("multiple", False) or grouped,
        words=words,
        words_ask=row.get("words_ask", ""),
        words_required_when=row.get("words_required_when"),
        tap=row.get("tap", False) or grouped,
        when=None if main else row.get("when"),
        unless_words=row.get("unless_words", False),
        states=row.get("states", {}),
        threads=row.get("threads"),
        kind="" if main else row.get("kind", ""),
    )


def _repeat(row: Mapping[str, Any] | None, sets: Mapping[str, tuple[Choice, ...]]) -> Repeat | None:
    if not row:
        return None
    tags = (Tags(t.get("key", ""), t["label"], sets[t["choices"]]) for t in row.get("tags", ()))
    always = row.get("always", {})
    found = sets[always["choices"]][0] if always else None
    return Repeat(row["ask"], row["done"], tuple(tags), found, always.get("ask", ""))


def _always_part(repeat: Repeat, always: Choice) -> Part:
    """The question about the answer that nobody has named."""
    no = Choice("not_named", gettext("Not this time"))
    return Part("always", "", repeat.always_ask, (always, no), words="optional", tap=True)


def _again(row: Mapping[str, Any] | None) -> Again | None:
    return Again(row["title"], row["part"], row["ask"]) if row else None


def _added(row: Mapping[str, Any] | None, sets: Mapping[str, tuple[Choice, ...]]) -> Part | None:
    if not row:
        return None
    return Part("added", gettext("New"), row["ask"], choices=sets[row["choices"]], words="required")


def _field(row: Mapping[str, Any], stage: str, sets: Mapping[str, tuple[Choice, ...]]) -> Field:
    if row["kind"] not in KINDS:
        raise ContentError(f"{row['id']}: kind must be one of {KINDS}")
    return Field(
        id=row["id"],
        name=row["name"],
        title=row["title"],
        stage=stage,
        why=row["why"],
        source=row["source"],
        kind=row["kind"],
        main=_part(row, sets, main=True),
        say=row.get("say", ""),
        parts=tuple(_part(part, sets, main=False) for part in row.get("parts", ())),
        words_title=row.get("words_title") or gettext("Words"),
        each=row.get("each"),
        opens=row.get("opens"),
        repeat=_repeat(row.get("repeat"), sets),
        again=_again(row.get("again")),
        added=_added(row.get("added"), sets),
        when=row.get("when"),
        lead=row.get("lead", ""),
        ideas=tuple(row.get("ideas", ())),
        exported=row.get("exported", True),
        evidences=tuple(row.get("evidences", ())),
    )


def load(folder: Path = FOLDER) -> Content:
    """Read all content from `folder`.

    Raises ContentError (or KeyError with the missing name) when a file contradicts another.
    """
    sets = {
        name: tuple(_choice(row) for row in rows)
        for name, rows in read_content(folder / "asking/value_sets.yml").items()
    }
    fields: dict[str, Field] = {}
    for path in sorted((folder / "asking/fields").glob("*.yml")):
        for row in read_content(path):
            try:
                field = _field(row, path.stem, sets)
            except (KeyError, ContentError) as error:
                raise ContentError(f"{path.name}, {row.get('id')}: {error}") from error
            if field.id in fields:
                raise ContentError(f"{path.name}: {field.id} is defined twice")
            fields[field.id] = field
    stages = {
        name: _stage(name, row) for name, row in read_content(folder / "asking/stages.yml").items()
    }
    for stage in stages.values():
        if missing := [f for f in stage.every_field if f not in fields]:
            raise ContentError(f"stages.yml, {stage.id}: unknown fields {missing}")
    lexicon = read_content(folder / "asking/lexicon.yml")
    return Content(
        fields=fields,
        stages=stages,
        value_sets=sets,
        wording=read_content(folder / "wording.yml"),
        lexicons={name: tuple(rows) for name, rows in lexicon["lexicons"].items()},
        relations=lexicon["relations"],
        shared_rules=read_content(folder / "rules/rules.yml"),
    )


def _stage(name: str, row: Mapping[str, Any]) -> Stage:
    lists = (tuple(row.get(key, ())) for key in ("fields", "catch_up", "more"))
    return Stage(name, row["title"], *lists)


@per_language
def content() -> Content:
    """The shipped content in the current language, read once for each."""
    return load()
