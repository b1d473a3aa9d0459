"""A YAML file in which everything knows the line it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from authoring.mistake import Mistake
from practice.content.language import LOADER

Steps = tuple[Any, ...]
NO_DATE = "“{}” is no date of the calendar. Write it like 2027-11-30."
TWICE = "“{}” stands here twice, and only the last one counts. Join them, or remove one."
NO_LIST_AS_NAME = "A name before a colon must be a plain word."


@dataclass
class Source:
    """One file as read. `mistakes`: what is wrong with it as YAML. lines: by path into `data`."""

    file: str
    data: Any = None
    lines: dict[Steps, int] = field(default_factory=dict)
    quoted: set[Steps] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)
    readable: bool = True

    @property
    def root(self) -> Spot:
        """The whole file."""
        return Spot(self, (), self.data)

    def line(self, path: Steps) -> int:
        """The line of a path, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def mistake(self, path: Steps, text: str, warning: bool = False) -> Mistake:
        """A mistake at a path."""
        return Mistake(self.file, self.line(path), text, warning)


@dataclass(frozen=True)
class Spot:
    """One place in a file. A key that is not there gives a spot whose value is None."""

    source: Source
    path: Steps
    value: Any

    @property
    def line(self) -> int:
        """The line it stands on."""
        return self.source.line(self.path)

    @property
    def text(self) -> str:
        """Its text; "" when it is none."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def is_quoted(self) -> bool:
        """Whether it was written in quotation marks."""
        return self.path in self.source.quoted

    @property
    def key(self) -> str:
        """The name it stands under."""
        return str(self.path[-1]) if self.path else ""

    def get(self, key: str) -> Spot:
        """What stands under a name."""
        value = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Spot(self.source, (*self.path, key), value)

    def has(self, key: str) -> bool:
        """Whether a name is there."""
        return isinstance(self.value, Mapping) and key in self.value

    @property
    def items(self) -> list[Spot]:
        """The entries of a list; none when it is no list."""
        rows = self.value if isinstance(self.value, list) else []
        return [Spot(self.source, (*self.path, n), row) for n, row in enumerate(rows)]

    @property
    def pairs(self) -> list[Spot]:
        """What stands under each name; none when it has no names."""
        rows = self.value if isinstance(self.value, Mapping) else {}
        return [Spot(self.source, (*self.path, key), row) for key, row in rows.items()]

    @property
    def texts(self) -> list[Spot]:
        """The entries of a list that are text."""
        return [row for row in self.items if isinstance(row.value, str)]

    def walk(self) -> Iterator[Spot]:
        """Itself and everything in it."""
        yield self
        for row in self.items + self.pairs:
            yield from row.walk()

    def mistake(self, text: str) -> Mistake:
        """A mistake here."""
        return self.source.mistake(self.path, text)

    def warning(self, text: str) -> Mistake:
        """A warning here."""
        return self.source.mistake(self.path, text, warning=True)


def read_source(path: Path, file: str) -> Source:
    """The file at `path`, called `file` in what is said about it. Never raises."""
    try:
        return _read(path.read_text(encoding="utf-8-sig"), file)
    except OSError:
        text = "It is missing, or cannot be opened. It must be there."
    except UnicodeError:
        text = "It is not saved as UTF-8 text. Save it as UTF-8."
    return _unreadable(Source(file), 0, text)


@lru_cache(maxsize=64)
def _read(text: str, file: str) -> Source:
    """A file's text as a source; the same text is read once."""
    source = Source(file)
    try:
        loader, node = _parsed(text)
    except yaml.YAMLError as error:
        return _unreadable(source, _line_of(error), _explained(error))
    if node is None:
        return _unreadable(source, 0, "It is empty. Something must stand in it.")
    try:
        source.data = _Reader(source, loader).value(node, ())
    except RecursionError:
        return _unreadable(source, 0, "Something in it stands inside itself. Write it out instead.")
    return source


def _parsed(text: str) -> tuple[yaml.SafeLoader, yaml.Node | None]:
    """Read quickly; what cannot be read is read again by the loader that explains it best.

    Raises yaml.YAMLError.
    """
    try:
        loader = LOADER(text)
        return loader, loader.get_single_node()
    except yaml.YAMLError:
        loader = yaml.SafeLoader(text)
        return loader, loader.get_single_node()


def _unreadable(source: Source, line: int, text: str) -> Source:
    source.readable = False
    source.mistakes.append(Mistake(source.file, line, text))
    return source


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 0


def _explained(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", "") or error)
    if "'\\t'" in problem:
        return "A tab stands here. Indent with spaces only."
    return (
        "From here on the file cannot be read. Look at this line and the one before it: a"
        " quotation mark or bracket that is not closed, a colon in text without quotation marks,"
        f" or lines that do not begin below each other. (YAML says: {problem}.)"
    )


class _Reader:
    """Turns YAML nodes into plain values and notes the line of each."""

    def __init__(self, source: Source, loader: yaml.SafeLoader) -> None:
        self.source, self.loader = source, loader

    def value(self, node: yaml.Node, path: Steps) -> Any:
        self.source.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(row, (*path, n)) for n, row in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Steps) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, row in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.source.mistakes.append(Mistake(self.source.file, line, NO_LIST_AS_NAME))
                continue
            key = self.loader.construct_object(key_node)
            if key in found:
                self.source.mistakes.append(
                    Mistake(self.source.file, line, TWICE.format(key_node.value))
                )
            self.source.lines[(*path, key)] = line
            found[key] = self.value(row, (*path, key))
        return found

    def _scalar(self, node: yaml.Node, path: Steps) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"'):
            self.source.quoted.add(path)
        try:
            found = self.loader.construct_object(node)
        except ValueError:
            self.source.mistakes.append(self.source.mistake(path, NO_DATE.format(node.value)))
            return node.value
        return found.date() if isinstance(found, datetime) else found


def plain(value: Any) -> Any:
    """Dates as text, so that a JSON Schema can look at them."""
    if isinstance(value, Mapping):
        return {str(key): plain(row) for key, row in value.items()}
    if isinstance(value, list):
        return [plain(row) for row in value]
    return value.isoformat() if isinstance(value, date) else value
