"""The shape of each file (content/schema/*.json), with every mistake said in plain words."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from authoring import Folder, Mistake, Source, did_you_mean, listed
from authoring.source import plain
from practice.content import FOLDER

SCHEMAS = FOLDER / "schema"
# What an entry of a list is called by, the best first.
NAMES = ("id", "key", "value", "intent", "title")
KINDS = {
    "string": "text",
    "array": "a list",
    "object": "names with a colon after each",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
}
TRUE_OR_FALSE = " YAML reads a bare yes, no, on or off as true or false: put it in quotation marks."
IN_QUOTATION_MARKS = " Put it in quotation marks."
# Where dates stand.
DATES = ("checked_on", "review_by", "dates")


def mistakes(folder: Folder) -> list[Mistake]:
    """Every mistake in the shape of the files that could be read."""
    return [
        mistake
        for name, source in folder.sources.items()
        if source.readable
        for mistake in in_source(source, folder.schemas[name])
    ]


def in_source(source: Source, schema: str) -> list[Mistake]:
    """Every mistake in the shape of one file. schema: the name of its file without .json."""
    found = validator(schema).iter_errors(plain(source.data))
    explained = [mistake for error in found for mistake in _Explained(source, error).mistakes()]
    return explained + [*_dates_for_text(source)]


def _dates_for_text(source: Source) -> Iterator[Mistake]:
    """JSON knows no dates, so a bare date would pass for text there."""
    for spot in source.root.walk():
        if type(spot.value) is date and not set(DATES) & set(spot.path[-2:]):
            yield spot.mistake(
                f"“{spot.value}” is read as a date here, but must be text.{IN_QUOTATION_MARKS}"
            )


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of one kind of file."""
    return Draft202012Validator(schemas()[f"{name}.json"], registry=_registry())


@cache
def schemas() -> dict[str, Any]:
    """All schemas by file name."""
    paths = sorted(SCHEMAS.glob("*.json"))
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}


@cache
def _registry() -> Registry:
    rows = ((name, DRAFT202012.create_resource(schema)) for name, schema in schemas().items())
    return Registry().with_resources(rows)


class _Explained:
    """One error of the validator as plain sentences."""

    def __init__(self, source: Source, error: ValidationError) -> None:
        self.source, self.error = source, error
        self.path = _as_read(source.data, tuple(error.absolute_path))

    def mistakes(self) -> Iterator[Mistake]:
        says = self._says.get(str(self.error.validator), _Explained._other)
        yield from says(self)

    def _at(self, path: tuple[Any, ...], text: str) -> Mistake:
        return self.source.mistake(path, text)

    @property
    def who(self) -> str:
        """What the mistake is in: "A8, part “plan_a”"; the file where it has no name."""
        return _called(self.source.data, self.path) or "The file"

    @property
    def what(self) -> str:
        """The key whose value is wrong, with what it is in; an entry where it should be one."""
        if self.error.validator == "type" and self.error.validator_value == "object":
            return self.who
        key = next((key for key in reversed(self.path) if isinstance(key, str)), "")
        inside = _called(self.source.data, self.path[: self.path.index(key)]) if key else ""
        return f"{inside + ', ' if inside else ''}“{key}”" if key else self.who

    def _required(self) -> Iterator[Mistake]:
        for key in self.error.validator_value:
            if key not in self.error.instance and f"'{key}' is" in self.error.message:
                about = self.error.schema.get("properties", {}).get(key, {}).get("description", "")
                yield self._at(
                    self.path, f"{self.who} has no “{key}”. Add it: {_begun_small(about)}"
                )

    def _unknown(self) -> Iterator[Mistake]:
        known = self.error.schema.get("properties", {})
        for key in _mapping(self.source.data, self.path):
            if str(key) not in known:
                may = f" It may have {listed(known)}." if len(known) < 15 else ""
                hint = TRUE_OR_FALSE if isinstance(key, bool) else did_you_mean(str(key), known)
                yield self._at(
                    (*self.path, key),
                    f"{self.who} has “{key}”, which means nothing here.{hint or may}"
                    f"{'' if hint else ' Take it out, or correct it.'}",
                )

    def _type(self) -> Iterator[Mistake]:
        wanted = self.error.validator_value
        kinds = [wanted] if isinstance(wanted, str) else wanted
        hint = ""
        if "string" in kinds and isinstance(self.error.instance, bool):
            hint = TRUE_OR_FALSE
        elif "string" in kinds and isinstance(self.error.instance, int | float):
            hint = IN_QUOTATION_MARKS
        is_now = "empty" if self.error.instance is None else _shown(self.error.instance)
        must = listed([KINDS[kind] for kind in kinds])
        yield self._at(self.path, f"{self.what} must be {must}, but is {is_now}.{hint}")

    def _enum(self) -> Iterator[Mistake]:
        allowed = [str(value) for value in self.error.validator_value]
        meant = did_you_mean(str(self.error.instance), allowed)
        yield self._at(
            self.path,
            f"{self.what} is {_shown(self.error.instance)}, but must be {listed(allowed)}.{meant}",
        )

    def _pattern(self) -> Iterator[Mistake]:
        must = self.error.schema.get("patternErrorMessage", "is not written as it must be")
        bad = self.error.instance
        if "propertyNames" in self.error.absolute_schema_path:
            yield self._at((*self.path, bad), f"The name “{bad}” {must}.")
        else:
            yield self._at(self.path, f"{self.what} is “{bad}”, but {must}.")

    def _few(self) -> Iterator[Mistake]:
        yield self._at(self.path, f"{self.what} is empty. Write something in it, or take it out.")

    def _twice(self) -> Iterator[Mistake]:
        rows = self.error.instance
        twice = sorted({str(row) for n, row in enumerate(rows) if row in rows[:n]})
        yield self._at(self.path, f"{self.what} names {listed(twice)} twice. Remove one.")

    def _const(self) -> Iterator[Mistake]:
        is_now, must = _shown(self.error.instance), self.error.validator_value
        yield self._at(self.path, f"{self.what} is {is_now}, but can only be “{must}”.")

    def _number(self) -> Iterator[Mistake]:
        is_now, least = self.error.instance, self.error.validator_value
        yield self._at(self.path, f"{self.what} is {is_now}. It must be {least} or more.")

    def _too_large(self) -> Iterator[Mistake]:
        is_now, most = self.error.instance, self.error.validator_value
        yield self._at(self.path, f"{self.what} is {is_now}. It must be {most} at most.")

    def _other(self) -> Iterator[Mistake]:
        says = self.error.schema.get("errorMessage", f"is not right ({self.error.message})")
        yield self._at(self.path, f"{self.who} {says}.")

    _says = {
        "required": _required,
        "additionalProperties": _unknown,
        "type": _type,
        "enum": _enum,
        "pattern": _pattern,
        "minItems": _few,
        "minProperties": _few,
        "uniqueItems": _twice,
        "const": _const,
        "minimum": _number,
        "maximum": _too_large,
    }


def _called(data: Any, path: tuple[Any, ...]) -> str:
    """What a place is called: the names of the entries on the way to it."""
    names: list[str] = []
    for step in path:
        if not isinstance(data, Mapping | list):
            break
        data = data[step]
        if isinstance(step, int):
            name = next((data[n] for n in NAMES if isinstance(data, Mapping) and n in data), None)
            if isinstance(name, str):
                names.append(f"“{name}”" if names else name)
            else:
                names.append(f"entry {step + 1}")
        elif not names or isinstance(data, Mapping):
            names.append(f"“{step}”" if names else str(step))
    return ", ".join(names)


def _as_read(data: Any, path: tuple[Any, ...]) -> tuple[Any, ...]:
    """The path with names as YAML read them: True where the validator saw "True"."""
    found: list[Any] = []
    for step in path:
        if isinstance(data, Mapping) and step not in data:
            step = next(key for key in data if str(key) == step)
        found.append(step)
        data = data[step]
    return tuple(found)


def _mapping(data: Any, path: tuple[Any, ...]) -> Mapping[Any, Any]:
    for step in path:
        data = data[step]
    return data


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list):
        return KINDS["array" if isinstance(value, list) else "object"]
    return f"“{value}”"


def _begun_small(about: str) -> str:
    """A description after a colon."""
    return (about[:1].lower() + about[1:]) or "it must be there."
