"""Pages, refusals and exports in another language, and what keeps them whole."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import write_po

from api.cli.languages import faults, read, told
from api.language import chosen
from api.web import templates
from practice.asking.modes import ask
from practice.asking.pointer import Pointer
from practice.content import content, language
from practice.content.language import speaking
from practice.record import Record
from tests.pseudo import (
    ATTRIBUTES,
    CODE,
    catalogue,
    left_over,
    plain_words,
    strange_folder,
    strange_language,
)

__all__ = ["strange_folder", "strange_language"]
PAGES = sorted(Path(templates.env.loader.searchpath[0]).glob("*.html"))
SPOKEN = re.compile(r"\{%-?\s*trans\b.*?\bendtrans\s*-?%\}", re.DOTALL)
CODE_IN_PAGE = re.compile(r"\{\{.*?\}\}(?!\})|\{%.*?%\}", re.DOTALL)
ADDRESS = re.compile(r"(?:/\w+)?\?[\w=&?]+")
# A string in an expression that begins like a sentence and does not go through _().
SENTENCE = re.compile(r"(?<!_\()\"([A-Z][a-z]+[^\"]*|[a-z]+ [a-z]+ [^\"]*)\"")


def unspoken(source: str) -> list[str]:
    """What of a template stands outside the catalogues."""
    source = SPOKEN.sub(" ", re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL))
    found = [m for code in CODE_IN_PAGE.findall(source) for m in SENTENCE.findall(code)]
    bare = ADDRESS.sub("", CODE_IN_PAGE.sub("", source))
    return found + left_over(bare, ("MSP Aide",))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_sentence_of_a_template_is_in_the_catalogues(page):
    assert unspoken(page.read_text(encoding="utf-8")) == []


def test_a_sentence_outside_the_catalogues_is_found():
    assert unspoken("<p>Hello</p>") == ["Hello"]
    assert unspoken('{{ "Open now" if x else y }}') == ["Open now"]
    for name in ATTRIBUTES:
        assert unspoken(f'<p {name}="Say so">{{% trans %}}Hello{{% endtrans %}}</p>') == ["Say so"]


def test_every_language_is_whole():
    files = sorted(language.FOLDER.glob("*.po"))
    assert [(path.stem, fault) for path in files for fault in faults(read(path))] == []


def test_what_a_catalogue_lacks_or_has_too_much_is_found():
    made = catalogue()
    assert list(faults(made)) == []
    made.delete("Sign out")
    made.add("Nobody says this", "x")
    made["{day} at {time}"].string = "{day}"
    assert sorted(faults(made)) == [
        "missing: Sign out", "other placeholders: {day} at {time}", "unused: Nobody says this",
    ]  # fmt: skip


def test_a_language_is_begun_and_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    assert told("cy").startswith("Welsh: 0 of ")
    begun = read(tmp_path / "cy.po")
    begun["Sign out"].string = "Allgofnodi"
    with (tmp_path / "cy.po").open("wb") as stream:
        write_po(stream, begun)
    assert told("cy").startswith("Welsh: 1 of ")
    with speaking("cy"):
        assert language.gettext("Sign out") == "Allgofnodi"
        assert language.gettext("Sign in") == "Sign in"


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"), ("cy", "cy"), ("cy-GB,en;q=0.8", "cy"), ("en-GB,cy;q=0.9", "en"),
        ("fr,cy;q=0.5,en;q=0.2", "cy"), ("cy;q=0", "en"), ("cy;q=x, fr", "en"), ("*", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_is_read_best(strange_language, accepted, code):
    assert chosen(accepted) == code


def test_without_other_languages_all_is_english():
    assert chosen("cy") == "en"


def test_a_page_says_which_language_it_is_in(client, strange_language):
    page = client.get("/sign-in", headers={"Accept-Language": CODE})
    assert page.headers["Content-Language"] == CODE and '<html lang="cy">' in page.text
    assert "Accept-Language" in page.headers["Vary"]
    page = client.get("/sign-in")
    assert page.headers["Content-Language"] == "en-GB" and '<html lang="en-GB">' in page.text


def test_a_refusal_is_in_the_language_of_the_request(client, strange_language):
    told = client.get("/v1/works", headers={"Accept-Language": CODE}).json()
    assert plain_words(told["title"]) == plain_words(told["detail"]) == ""
    assert client.get("/v1/works").json()["title"] == "Please sign in"


def test_the_bot_is_told_the_language(person, bot, strange_language):
    sent = {"client_message_id": "message-in-welsh", "text": "helo"}
    for code in (CODE, "en"):
        sent["client_message_id"] += code
        answer = person.post("/v1/chat/messages", json=sent, headers={"Accept-Language": code})
        assert answer.status_code == 200
    assert [turn["context"]["language"] for turn in bot.turns] == [CODE, "en"]


def test_every_question_is_asked_in_the_language(strange_language):
    with speaking(CODE):
        for field in content().fields.values():
            if field.each or field.exported is False:
                continue
            question = ask(Pointer(field.id), Record({}))
            said = [question.text, *(c.label for c in question.choices), field.title, field.why]
            assert [plain_words(text) for text in said if plain_words(text)] == [], field.id


@pytest.mark.parametrize("form", ["txt", "md", "channel", "fields"])
def test_an_export_is_in_the_language(person, case, strange_language, form):
    part = f"/contacts/{case.first}" if form == "channel" else ""
    address = f"/v1/works/{case.work_id}{part}/export?format={form}"
    answer = person.get(address, headers={"Accept-Language": CODE})
    assert answer.status_code == 200
    own = re.sub(r"“[^”]*”", "", answer.text)
    names = ("practitioner", "SA-2026-0042", person.account.actor.display_name)
    assert plain_words(own, names) == ""
