"""Sentences and words of a message, by spaCy's English tokeniser and sentence splitter."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language

SHORT_MESSAGE_WORDS = 25
SHORT_MESSAGE_SENTENCES = 2


@lru_cache(maxsize=1)
def _english() -> Language:
    english = spacy.blank("en")
    english.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", ";", "\n"]})
    return english


def sentences(text: str) -> list[str]:
    """The sentences of `text` as typed, empty ones left out."""
    found = (sentence.text.strip() for sentence in _english()(text).sents)
    return [sentence for sentence in found if any(c.isalnum() for c in sentence)]


def is_narrative(text: str) -> bool:
    """Whether this is a note being told rather than something being asked for.

    More than 25 words or more than two sentences: too much for one intent to stand for it.
    """
    words = sum(1 for token in _english().make_doc(text) if token.is_alpha)
    return words > SHORT_MESSAGE_WORDS or len(sentences(text)) > SHORT_MESSAGE_SENTENCES
