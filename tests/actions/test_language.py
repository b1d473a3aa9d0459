"""A message is answered in the language that the API names."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from practice.content import content, language

pytestmark = pytest.mark.asyncio


@pytest.fixture
def welsh(monkeypatch, tmp_path):
    """A language in which every sentence of the wording is marked."""
    made = Catalog(locale="cy")
    for sentence in content().wording.values():
        made.add(sentence, f"cy {sentence}")
    with (tmp_path / "cy.po").open("wb") as stream:
        write_po(stream, made)
    monkeypatch.setattr(language, "FOLDER", tmp_path)


async def test_actions_answer_in_the_language_of_the_message(dialogue, welsh):
    await dialogue.do("greet")
    english = [reply["text"] for reply in dialogue.replies]
    dialogue.language = "cy"
    await dialogue.do("greet")
    answered = [reply["text"] for reply in dialogue.replies]
    assert english and [text.replace("cy ", "") for text in answered] == english
    assert all(text.startswith("cy ") for text in answered)
    assert language.current() == "en"


async def test_a_language_that_is_not_there_is_answered_in_english(dialogue, welsh):
    await dialogue.do("greet")
    english = [reply["text"] for reply in dialogue.replies]
    dialogue.language = "fr"
    await dialogue.do("greet")
    assert [reply["text"] for reply in dialogue.replies] == english
