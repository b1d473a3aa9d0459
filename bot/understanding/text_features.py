"""A text as numbers: sentence vectors of three layers beside TF-IDF of words and of letters."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.minilm import Embedder

VECTOR_WEIGHT, TERM_WEIGHT = 8.0, 3.0


def tidy(text: str) -> str:
    """The form in which text is compared: one space, plain apostrophes, lower case."""
    return " ".join(text.replace("’", "'").lower().split())


class TextFeatures:
    """Turns tidy texts into a sparse array of (texts, features)."""

    def __init__(self, embedder: Embedder, most_terms: int | None = None) -> None:
        self._embedder = embedder
        common = {"sublinear_tf": True, "min_df": 2, "max_features": most_terms}
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), token_pattern=r"(?u)\b\w[\w']*\b", **common
        )
        self.characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **common)
        self.centre = np.zeros(0, np.float32)
        self.scale = np.ones(1, np.float32)

    def fit(self, plain: list[str]) -> csr_matrix:
        """Learn the terms and the spread of the vectors; the features of `plain`."""
        vectors = self._embedder.layers(plain)
        self.centre = vectors.mean(axis=0)
        spread = ((vectors - self.centre) ** 2).sum(axis=1).mean()
        self.scale = np.array([VECTOR_WEIGHT / np.sqrt(spread)], np.float32)
        parts = [csr_matrix((vectors - self.centre) * self.scale)]
        for terms in (self.words, self.characters):
            parts.append(terms.fit_transform(plain) * TERM_WEIGHT)
        return hstack(parts).tocsr()

    def transform(self, plain: list[str]) -> csr_matrix:
        """The features of `plain`."""
        vectors = csr_matrix((self._embedder.layers(plain) - self.centre) * self.scale)
        words = self.words.transform(plain) * TERM_WEIGHT
        characters = self.characters.transform(plain) * TERM_WEIGHT
        return hstack([vectors, words, characters]).tocsr()

    @property
    def state(self) -> dict[str, Any]:
        """All that was learnt, for storing."""
        keys = ("words", "characters", "centre", "scale")
        return {key: getattr(self, key) for key in keys}

    @state.setter
    def state(self, parts: dict[str, Any]) -> None:
        for key in ("words", "characters", "centre", "scale"):
            setattr(self, key, parts[key])
