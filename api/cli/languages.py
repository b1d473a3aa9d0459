"""./msp content languages: every sentence that people read, and what a language lacks of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po

from api.cli.trouble import Trouble
from practice.content import language
from practice.content.language import CONTENT, each_text

ROOT = CONTENT.parent
PARTS = ("practice", "api", "actions")
KEYWORDS = {**DEFAULT_KEYWORDS, "marked": None}
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
# In a page a placeholder is %(name)s; in content and in Python it is {name}.
PLACEHOLDER = r"%\(\w+\)s|\{\w+\}"


def template() -> Catalog:
    """All sentences, with the places where they stand and nothing translated."""
    found = Catalog(project="MSP Aide", charset="utf-8")
    for place, message, context in (*_of_content(), *_of_source()):
        found.add(message, locations=[place], context=context)
    return found


def update(code: str) -> Catalog:
    """Write the file of a language: what it has, with what it lacks left empty.

    Raises Trouble when no such language is known.
    """
    try:
        locale = Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        raise Trouble(f"{code} is no language that is known. Welsh, for example, is cy.") from None
    path = language.FOLDER / f"{code}.po"
    held = read(path) if path.is_file() else Catalog(locale=locale, project="MSP Aide")
    held.update(template(), no_fuzzy_matching=True)
    held.obsolete.clear()
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, held, sort_by_file=True, width=100)
    return held


def read(path: Path) -> Catalog:
    """The catalogue in a file, named like its language."""
    with path.open("rb") as stream:
        return read_po(stream, locale=path.stem)


def faults(held: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue: sentences missing or unused, placeholders that differ."""
    wanted = {_key(message) for message in template() if message.id}
    there = {_key(message): message for message in held if message.id}
    yield from (f"unused: {key[0]}" for key in there if key not in wanted)
    for key in wanted:
        if key not in there or not is_done(there[key]):
            yield f"missing: {key[0]}"
    for message in filter(is_done, there.values()):
        yield from (f"{error}: {_key(message)[0]}" for error in message.check(held))
        if not _placeholders_agree(message):
            yield f"other placeholders: {_key(message)[0]}"


def is_done(message: Message) -> bool:
    """Whether every form of a sentence is translated, and nobody doubts it."""
    return all(_forms(message.string)) and not message.fuzzy


def told(code: str) -> str:
    """Update a language's file; what it lacks, in a few words."""
    held = update(code)
    rows = [message for message in held if message.id]
    done = sum(is_done(message) for message in rows)
    name = Locale.parse(code).get_display_name("en")
    return f"{name}: {done} of {len(rows)} sentences are translated in content/languages/{code}.po."


def _forms(text: object) -> tuple[str, ...]:
    """A sentence in all its forms; one without a plural has one."""
    if isinstance(text, str):
        return (text,)
    return tuple(text) if isinstance(text, Sequence) else ("",)


def _key(message: Message) -> tuple[str, str | None]:
    context = message.context
    return _forms(message.id)[0], context if isinstance(context, str) else None


def _placeholders_agree(message: Message) -> bool:
    def of(text: str) -> Counter[str]:
        return Counter(set(re.findall(PLACEHOLDER, text)))

    asked, given = _forms(message.id), _forms(message.string)
    if not message.pluralizable:
        return of(asked[0]) == of(given[0])
    allowed = of(asked[0]) | of(asked[1])
    return all(of(form) <= allowed for form in given)


def _of_content() -> Iterator[tuple[tuple[str, int], str, None]]:
    for path in sorted(CONTENT.rglob("*.yml")):
        texts: list[str] = []

        def keep(text: str, texts: list[str] = texts) -> str:
            texts.append(text)
            return text

        each_text(path, yaml.safe_load(path.read_text(encoding="utf-8")), keep)
        for text in filter(None, texts):
            yield (str(path.relative_to(ROOT)), 1), text, None


def _of_source() -> Iterator[tuple[tuple[str, int], str | tuple, str | None]]:
    pages = sorted((ROOT / "api/web/templates").glob("*.html"))
    code = sorted(path for part in PARTS for path in (ROOT / part).rglob("*.py"))
    for path in (*pages, *code):
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        options = JINJA if path.suffix == ".html" else None
        rows = extract_from_file(method, path, KEYWORDS, options=options)
        for line, message, _, context in rows:
            yield (str(path.relative_to(ROOT)), line), message, context
