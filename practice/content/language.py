"""The language of what is being answered, and the catalogues of what people read.

English source texts are the message ids, in pages, Python and content alike. A language is one
file, content/languages/CODE.po; a sentence that it does not hold stays English.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, update_wrapper
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

import yaml

CONTENT = Path(__file__).parents[2] / "content"
FOLDER = CONTENT / "languages"
SOURCE = "en"
# The one in C, several times as quick, wherever PyYAML was built with it.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Which strings of a content file people read: those under these keys, single or in a list, and all
# that stands below the keys marked with a star. The first pattern that fits a file counts.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "rehearsal/wording.yml": ("say*", "ask"),
    "wording.yml": ("*",),
    "fields/*.yml": (
        *("title", "ask", "say", "why", "source", "ideas", "words_title", "words_ask"),
        *("done", "groups_say", "label", "lead"),
    ),
    "asking/stages.yml": ("title",),
    "asking/value_sets.yml": ("label", "tells"),
    "asking/guidance.yml": ("title", "answer", "source"),
    "help.yml": ("title", "text", "lines"),
    "local/*.yml": (
        *("name", "purpose", "title", "how", "text", "owner", "source", "doubt", "about"),
        *("rest", "terms*"),
    ),
    "papers/aide_memoire.yml": ("title", "note", "nothing", "all_asked", "more", "more_to_ask"),
    "papers/document.yml": (
        *("title", "contact_title", "not_asked", "titles*", "voices*", "says", "note", "nothing"),
        "labels*",
    ),
    "papers/*.yml": ("title", "intro", "nothing", "safety", "held_back", "says*"),
    "rules/checks.yml": ("title", "message"),
    "audit_sets/*.yml": (
        *("title", "short_title", "source", "about", "nudge", "cannot_show", "reason"),
    ),
    "assurance/audit_forms.yml": (
        "title",
        "lead",
        "source",
        "words",
        "label",
        "means",
        "ask",
        "overall",
    ),
    "assurance/report.yml": (
        *("title", "lead", "means", "rounding", "counted", "quarters", "running", "hidden"),
        *("label", "section", "words", "question", "says", "owner", "source"),
    ),
    "tools/*.yml": ("title", "lead", "source", "label", "about", "ask", "hint"),
    "exercises/*.yml": (
        *("title", "lead", "source", "ask", "lines", "facilitator", "label", "choose", "hints"),
        *("about_ask", "about_says", "means", "asks", "text", "why", "answer", "says"),
    ),
    "rehearsal/moves.yml": ("label", "means"),
    "rehearsal/rubric.yml": ("example", "try"),
    "scenarios/*.yml": (
        *("title", "source", "about", "aim", "home", "relation", "where", "leaves_line"),
        *("holds", "what", "line", "voice*"),
    ),
}

_current: ContextVar[str] = ContextVar("language", default=SOURCE)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def current() -> str:
    """The language that is spoken here, as the name of its file."""
    return _current.get()


def languages() -> tuple[str, ...]:
    """Every language there is: English, and one for each file."""
    return (SOURCE, *sorted(path.stem for path in FOLDER.glob("*.po")))


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language until the block ends; one that has no file is English."""
    token = _current.set(code if code in languages() else SOURCE)
    try:
        yield
    finally:
        _current.reset(token)


@cache
def _catalogue(code: str, folder: Path) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    # English needs none of it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (folder / f"{code}.po").open("rb") as stream:
        found = read_po(stream, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str) -> str:
    """A sentence in the current language."""
    return _catalogue(current(), FOLDER).gettext(message) if message else ""


def marked(message: str) -> str:
    """The sentence itself, marked as one that is put through gettext where it is said."""
    return message


class Labels(Mapping[Any, str]):
    """Fixed labels by what they stand for, each in the current language when it is read."""

    def __init__(self, rows: Mapping[Any, str]) -> None:
        self._rows = dict(rows)

    def __getitem__(self, key: Any) -> str:
        return gettext(self._rows[key])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def ngettext(one: str, many: str, number: int) -> str:
    """A sentence about a number of things, in the current language's form for that number."""
    return _catalogue(current(), FOLDER).ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """A word whose translation depends on where it stands."""
    return _catalogue(current(), FOLDER).pgettext(context, message)


def npgettext(context: str, one: str, many: str, number: int) -> str:
    """As ngettext, where the translation depends on where it stands."""
    return _catalogue(current(), FOLDER).npgettext(context, one, many, number)


class PerLanguage(Generic[_P, _R]):
    """A function that is worked out once for each language and arguments."""

    def __init__(self, made: Callable[_P, _R]) -> None:
        self._made: Any = lru_cache(maxsize=None)(self._in(made))
        self.cache_clear = self._made.cache_clear
        update_wrapper(self, made)

    @staticmethod
    def _in(made: Callable[_P, _R]) -> Callable[..., _R]:
        return lambda language, *args, **kwargs: made(*args, **kwargs)

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        found: _R = self._made((current(), FOLDER), *args, **kwargs)
        return found


def per_language(made: Callable[_P, _R]) -> PerLanguage[_P, _R]:
    """Keep what a function gives, once for each language. Its arguments must be hashable."""
    return PerLanguage(made)


def read_content(path: Path) -> Any:
    """A content file in the current language.

    Raises OSError, UnicodeError and yaml.YAMLError when it cannot be read.
    """
    row = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=LOADER)
    return row if current() == SOURCE else each_text(path, row, gettext)


def each_text(path: Path, row: Any, change: Callable[[str], str]) -> Any:
    """What a content file holds, with `change` done to every string that people read."""
    keys = next((keys for pattern, keys in TEXTS.items() if path.match(pattern)), ())
    return _each(row, keys, "*" in keys, change)


def _each(row: Any, keys: tuple[str, ...], is_text: bool, change: Callable[[str], str]) -> Any:
    if isinstance(row, str):
        return change(row) if is_text else row
    if isinstance(row, list):
        return [_each(value, keys, is_text, change) for value in row]
    if isinstance(row, Mapping):
        return {key: _each(v, *_below(key, keys, is_text), change) for key, v in row.items()}
    return row


def _below(key: Any, keys: tuple[str, ...], is_text: bool) -> tuple[tuple[str, ...], bool]:
    """What counts as text below a key; below one with a star, all of it."""
    if "*" in keys or f"{key}*" in keys:
        return ("*",), True
    return keys, key in keys
