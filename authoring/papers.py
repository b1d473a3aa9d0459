"""What is printed from a record: the page before a visit, and what is read back to the person."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names, Part
from authoring.rules import RuleCheck
from authoring.source import Spot

OWN_WORDS = "person_words"
OTHERS = "third_party_words"
# What outcomes are rated by.
RATING = "E2"
WITHOUT_FIELDS = ("outcomes", "not_asked")


def aide_memoire(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """Unknown or private fields, and what is said to be their words and is not."""
    for section in names.folder.root("papers/aide_memoire.yml").get("sections").items:
        who = f"The section “{section.get('title').text}”"
        yield from _fields_or_none(section, who)
        for ref in section.get("fields").texts:
            yield from _printed(ref, names, rules, who)
            if section.get("shows").text == "last_time":
                yield from _own_words(ref, names, who)


def read_back(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """The same, and choices that no field offers."""
    yield from _paper("papers/read_back.yml", names, rules)


def persons_copy(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """The same for the person's copy, and fields that are said never to stand on it."""
    yield from _paper("papers/persons_copy.yml", names, rules)
    root = names.folder.root("papers/persons_copy.yml")
    never = {spot.text for spot in root.get("never").texts}
    for spot in root.get("never").texts:
        yield from rules.field_name(spot, "“never”")
    for row in root.get("rows").items:
        ref = row.get("field")
        if ref.text.partition(".")[0] in never:
            yield ref.mistake(f"“never” says that {ref.text} is not to stand here. Take it out.")


def _paper(file: str, names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    for row in names.folder.root(file).get("rows").items:
        who = f"The row “{row.get('title').text}”"
        yield from rules.rule(row.get("when"), who)
        ref = row.get("field")
        if not (ref.text or row.has("shows")):
            yield row.mistake(f"{who} shows nothing. Name its “field”.")
        if ref.text:
            yield from _printed(ref, names, rules, who)
        if row.has("says"):
            yield from _choices(row.get("says"), ref.text or RATING, names, who)
        elif row.has("whose"):
            yield from _ours(row, names, who)
        elif ref.text:
            yield from _own_words(ref, names, who)


def _ours(row: Spot, names: Names, who: str) -> Iterator[Mistake]:
    """What others said is never ours; and the parts that are named must be there."""
    ref = row.get("field")
    field = names.fields.get(ref.text)
    if field and field.spot.get("kind").text == OTHERS:
        yield ref.mistake(f"{who} shows {ref.text}, which holds what others said. Take it out.")
    parts = field.parts if field else {}
    only = row.get("only").pairs
    for spot, name in [*((s, s.text) for s in row.get("with").texts), *((s, s.key) for s in only)]:
        if field and name not in parts:
            yield spot.mistake(f"{who} names the part “{name}”, which {ref.text} does not have.")
    for pair in only:
        for spot in pair.texts:
            if not _is_offered(spot.text, parts.get(pair.key)):
                yield spot.mistake(f"{who} waits for “{spot.text}”, which {pair.key} never is.")


def _fields_or_none(section: Spot, who: str) -> Iterator[Mistake]:
    shows = section.get("shows").text
    if shows in WITHOUT_FIELDS and section.has("fields"):
        yield section.get("fields").mistake(
            f"{who} shows {shows}, and no fields besides. Take “fields” out."
        )
    if shows not in WITHOUT_FIELDS and not section.has("fields"):
        yield section.mistake(f"{who} shows nothing. Name its “fields”.")


def _printed(ref: Spot, names: Names, rules: RuleCheck, who: str) -> Iterator[Mistake]:
    yield from rules.reference(ref, who)
    field = names.fields.get(ref.text.partition(".")[0])
    if field and field.spot.get("exported").value is False:
        yield ref.mistake(
            f"{who} shows {ref.text}, which is not to be exported ({field.spot.source.file} line"
            f" {field.spot.line}). Take it out here."
        )


def _own_words(ref: Spot, names: Names, who: str) -> Iterator[Mistake]:
    field = names.fields.get(ref.text)
    if field and field.spot.get("kind").text != OWN_WORDS:
        yield ref.mistake(
            f"{who} shows the person’s own words, and {ref.text} holds none (its kind is"
            f" “{field.spot.get('kind').text}”). Take it out here."
        )


def _choices(says: Spot, ref: str, names: Names, who: str) -> Iterator[Mistake]:
    name, _, key = ref.partition(".")
    field = names.fields.get(name)
    part = (field.parts.get(key) if key else field.main) if field else None
    for choice in says.pairs:
        if not _is_offered(choice.key, part):
            yield choice.mistake(
                f"{who} has words for the choice “{choice.key}”, which {ref} does not offer."
                f"{did_you_mean(choice.key, part.values if part else ())}"
            )


def _is_offered(value: str, part: Part | None) -> bool:
    return part is None or part.unclear or value in part.values
