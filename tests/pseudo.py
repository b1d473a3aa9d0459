"""A made-up language: every sentence in letters that English does not have.

What is still in plain letters on a page was in no catalogue. It goes by the name of Welsh, whose
dates and plural forms it has.
"""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.dates import get_day_names, get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from api.cli.languages import PLACEHOLDER, template
from practice.content import language

CODE = "cy"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRANGE = "áƀćđéƒǵĥíĵķĺɱńóƥɋŕśţúvŵẋýźÁƁĆĐÉƑǴĤÍĴĶĹḾŃÓƤɊŔŚŢÚṼŴẊÝŹ"
LETTERS = str.maketrans(PLAIN, STRANGE.replace("v", "ṽ"))
KEPT = re.compile(rf"({PLACEHOLDER}|<[^>]*>|&\w+;|https?://\S+)")
ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "data-label")
# What somebody typed stands in these.
TYPED_IN = {"q", "textarea", "script", "style"}
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "circle", "rect", "line"}
DATES = {
    word
    for names in (
        get_month_names("wide", locale=CODE),
        get_month_names("abbreviated", locale=CODE),
        get_day_names("wide", locale=CODE),
    )
    for name in names.values()
    for word in name.split()
}


def strange(text: str) -> str:
    """A sentence in the made-up language; placeholders and tags stay as they are."""
    pieces = KEPT.split(text)
    return "".join(row if i % 2 else row.translate(LETTERS) for i, row in enumerate(pieces))


@cache
def sentences() -> tuple[str, ...]:
    """Every English sentence of the content that stands in the catalogues."""
    return tuple(
        message.id
        for message in template()
        if message.id and message.locations[0][0].startswith("content/")
    )


def catalogue() -> Catalog:
    """The made-up language's catalogue, with nothing missing."""
    made = Catalog(locale=CODE)
    for message in template():
        if message.pluralizable:
            one, many = map(strange, message.id)
            made.add(message.id, (one, *[many] * (made.num_plurals - 1)), context=message.context)
        elif message.id:
            made.add(message.id, strange(message.id), context=message.context)
    return made


@pytest.fixture(scope="session")
def strange_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("languages")
    with (folder / f"{CODE}.po").open("wb") as stream:
        write_po(stream, catalogue())
    return folder


@pytest.fixture
def strange_language(strange_folder, monkeypatch) -> str:
    """The made-up language is there besides English; its name."""
    monkeypatch.setattr(language, "FOLDER", strange_folder)
    return CODE


class _Texts(HTMLParser):
    """The texts of a page that nobody typed, and what its attributes say."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.found += [given[name] for name in ATTRIBUTES if given.get(name)]
        if tag == "input" and given.get("type") == "submit":
            self.found.append(given.get("value") or "")
        if tag not in VOID:
            words = "words" in (given.get("class") or "").split()
            typed = tag in TYPED_IN or words or bool(self.open and self.open[-1][1])
            self.open.append((tag, typed))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]):
            self.found.append(data)


def plain_words(text: str, typed: tuple[str, ...] = ()) -> str:
    """What of a text is in plain letters. typed: what people typed, and names."""
    for row in sorted(typed, key=len, reverse=True):
        text = text.replace(row, " ")
    text = re.sub(r"https?://\S+|\S+@\S+", " ", text)
    words = re.findall(r"[A-Za-z][A-Za-z'’]+", text)
    return " ".join(word for word in words if word not in DATES)


def left_over(page: str, typed: tuple[str, ...] = ()) -> list[str]:
    """The texts of a page in the made-up language in which plain words are left."""
    parser = _Texts()
    parser.feed(page)
    texts = (" ".join(text.split()) for text in parser.found)
    return sorted({text for text in texts if plain_words(text, typed)})
