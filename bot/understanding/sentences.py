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


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence of `text` begins and ends, in characters; empty ones left out."""
    found = []
    for sentence in _english()(text).sents:
        bare = sentence.text.strip()
        if any(c.isalnum() for c in bare):
            start = sentence.start_char + sentence.text.index(bare)
            found.append((start, start + len(bare)))
    return found


def sentences(text: str) -> list[str]:
    """The sentences of `text` as typed, empty ones left out."""
    return [text[start:end] for start, end in sentence_spans(text)]


def is_narrative(text: str) -> bool:
    """Whether this is a note being told rather than something being asked for.

    More than 25 words or more than two sentences: too much for one intent to stand for it.
    """
    words = sum(1 for token in _english().make_doc(text) if token.is_alpha)
    return words > SHORT_MESSAGE_WORDS or len(sentences(text)) > SHORT_MESSAGE_SENTENCES
