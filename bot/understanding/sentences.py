"""Sentences and words of a message, by spaCy's English tokeniser and sentence splitter."""

from __future__ import annotations

import re
from functools import lru_cache

import spacy
from spacy.language import Language

OPENING_MARK = re.compile(r"(?<=[.!?;:,\"”'’)])\s+[\"“'‘]\s*$")
SHORT_MESSAGE_WORDS = 25
LONGEST_REQUEST_WORDS = 40
SHORT_MESSAGE_SENTENCES = 2


@lru_cache(maxsize=1)
def _english() -> Language:
    english = spacy.blank("en")
    english.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", ";"]})
    return english


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence of `text` begins and ends, in characters; empty ones left out."""
    lines = re.finditer(r"[^\n\r]+", text)
    return [
        (line.start() + start, line.start() + end)
        for line in lines
        for start, end in _spans_of_line(line.group())
    ]


def _spans_of_line(text: str) -> list[tuple[int, int]]:
    found = []
    begun = 0
    for sentence in _english()(text).sents:
        # The splitter counts a quotation mark that opens the next sentence to this one.
        opening = OPENING_MARK.search(text[begun : sentence.end_char])
        end = begun + opening.start() if opening else sentence.end_char
        bare = text[begun:end].strip()
        if any(c.isalnum() for c in bare):
            start = text.index(bare, begun)
            found.append((start, start + len(bare)))
            begun = end
    return found


def sentences(text: str) -> list[str]:
    """The sentences of `text` as typed, empty ones left out."""
    return [text[start:end] for start, end in sentence_spans(text)]


def may_be_a_note(text: str) -> bool:
    """Whether there is enough of it to hold answers: two sentences, or more than 25 words."""
    return _words(text) > SHORT_MESSAGE_WORDS or len(sentences(text)) >= SHORT_MESSAGE_SENTENCES


def is_narrative(text: str) -> bool:
    """Whether this may be a note being told rather than something being asked for.

    More than 25 words or more than two sentences: often too much for one intent to stand for it.
    """
    return _words(text) > SHORT_MESSAGE_WORDS or len(sentences(text)) > SHORT_MESSAGE_SENTENCES


def is_long(text: str) -> bool:
    """Whether there is too much of it to be anything but a note: more than 40 words."""
    return _words(text) > LONGEST_REQUEST_WORDS


def _words(text: str) -> int:
    return sum(1 for token in _english().make_doc(text) if token.is_alpha)
