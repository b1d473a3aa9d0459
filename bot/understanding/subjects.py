"""Which of a scenario's subjects a trainee's sentence may be about.

By likeness to the subject's own questions and to what the person says on it, in meaning (sentence
vectors) and in wording (TF-IDF of words and of letters). A new scenario needs no training; how
these are weighed was learnt from one half of the labelled questions (docs/rehearsal.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.minilm import Embedder
from bot.understanding.text_features import tidy
from practice.training.rehearsal.scenario import Scenario, Subject

# For the nearest question, the three nearest, the nearest reply, shared words, shared letters.
WEIGHTS, INTERCEPT = (4.0, 6.9, 1.9, 12.7, 10.8), -10.6
NEAREST = 3
KEPT, LEAST = 3, 0.03


class SubjectFinder:
    """The subjects of one scenario, ready to be compared with what is typed."""

    def __init__(self, embedder: Embedder, scenario: Scenario) -> None:
        self._embedder = embedder
        self._subjects: Sequence[Subject] = tuple(scenario.subjects.values())
        asked = [[tidy(q) for q in one.asked_by] or [tidy(one.id)] for one in self._subjects]
        told = [[tidy(rung.line) for rung in one.says] for one in self._subjects]
        self._questions, self._replies = self._encoded(asked), self._encoded(told)
        whole = [" ".join([*q, *r]) for q, r in zip(asked, told, strict=True)]
        self._words = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\b\w[\w']+\b")
        self._letters = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5))
        self._by_words = self._words.fit_transform(whole)
        self._by_letters = self._letters.fit_transform(whole)

    def _encoded(self, texts: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """The vectors of each subject's texts."""
        vectors = self._embedder.encode([text for own in texts for text in own])
        return np.split(vectors, np.cumsum([len(own) for own in texts])[:-1])

    def like(self, text: str) -> list[list[Any]]:
        """The likeliest subjects of a text with their shares from 0 to 1, best first."""
        plain = tidy(text)
        [vector] = self._embedder.encode([plain])
        shares = 1 / (1 + np.exp(-(self._table(plain, vector) @ WEIGHTS + INTERCEPT)))
        order = np.argsort(-shares)[:KEPT]
        return [
            [self._subjects[at].id, round(float(shares[at]), 3)]
            for at in order
            if shares[at] >= LEAST
        ]

    def _table(self, plain: str, vector: np.ndarray) -> np.ndarray:
        """The kinds of likeness of every subject: an array of (subjects, kinds)."""
        questions = [np.sort(own @ vector)[::-1] for own in self._questions]
        words = self._by_words @ self._words.transform([plain]).T
        letters = self._by_letters @ self._letters.transform([plain]).T
        return np.column_stack(
            [
                [own[0] for own in questions],
                [own[:NEAREST].mean() for own in questions],
                [(own @ vector).max() for own in self._replies],
                words.toarray()[:, 0],
                letters.toarray()[:, 0],
            ]
        )
