"""A clause as numbers: its own words, the sentence it stands in, and what is said beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.clauses import Clause, clauses
from bot.understanding.minilm import WIDTH, Embedder
from bot.understanding.polarity import marked
from bot.understanding.text_features import tidy

STAGES = ("prepare", "start", "during", "end")
# How much the sentence, the clause before and the clause after count beside the clause itself.
BESIDE = (0.4, 0.3, 0.2)
MOST_TERMS, TERM_DIMENSIONS, TERMS_FITTED_ON = 8_000, 300, 8_000
PLACE_WEIGHT = 0.5


@dataclass(frozen=True)
class Place:
    """A clause, the clauses beside it, and the stage of the conversation where it is known."""

    clause: Clause
    before: str
    after: str
    stage: str | None
    first: bool
    last: bool


def places(note: str, stage: str | None) -> list[Place]:
    """The clauses of a note in order."""
    found = clauses(note)
    texts = ["", *(clause.text for clause in found), ""]
    return [
        Place(clause, texts[i], texts[i + 2], stage, i == 0, i == len(found) - 1)
        for i, clause in enumerate(found)
    ]


class ClauseFeatures:
    """Turns places into an array of (places, features) float32."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.state: dict[str, Any] = {}

    def fit(self, rows: Sequence[Place]) -> np.ndarray:
        """Learn the terms and the spread of the vectors; the features of `rows`."""
        texts = [tidy(row.clause.text) for row in rows]
        pattern = r"(?u)\b\w[\w']*\b"
        words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, max_features=MOST_TERMS, token_pattern=pattern
        )
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=MOST_TERMS
        )
        words.fit([marked(text) for text in texts])
        letters.fit(texts)
        for counter in (words, letters):
            counter.stop_words_ = None  # the terms left out; of no use, and large
        terms = _terms(words, letters, texts)
        terms = TruncatedSVD(TERM_DIMENSIONS, random_state=0).fit(terms[:TERMS_FITTED_ON])
        terms.components_ = terms.components_.astype(np.float32)
        vectors = self._vectors(rows)
        centres = [group.mean(axis=0) for group in vectors]
        spreads = [
            np.float32(1 / np.sqrt(((group - centre) ** 2).sum(axis=1).mean()))
            for group, centre in zip(vectors, centres, strict=True)
        ]
        self.state = {
            "words": words,
            "letters": letters,
            "terms": terms,
            "centres": centres,
            "spreads": spreads,
        }
        return self._table(rows, vectors)

    def transform(self, rows: Sequence[Place]) -> np.ndarray:
        """The features of `rows`."""
        return self._table(rows, self._vectors(rows))

    def _vectors(self, rows: Sequence[Place]) -> list[np.ndarray]:
        """Of the clause (three layers), the sentence, the clause before and the one after."""
        kinds = [
            [tidy(row.clause.text) for row in rows],
            [tidy(row.clause.sentence) for row in rows],
            [tidy(row.before) or "." for row in rows],
            [tidy(row.after) or "." for row in rows],
        ]
        distinct = list(dict.fromkeys(text for texts in kinds for text in texts))
        layers = self._embedder.layers(distinct)
        at = {text: i for i, text in enumerate(distinct)}
        own, *others = ([at[text] for text in texts] for texts in kinds)
        return [layers[own], *(layers[other][:, -WIDTH:] for other in others)]

    def _table(self, rows: Sequence[Place], vectors: Sequence[np.ndarray]) -> np.ndarray:
        state = self.state
        scaled = [
            (group - centre) * spread * weight
            for group, centre, spread, weight in zip(
                vectors, state["centres"], state["spreads"], (1.0, *BESIDE), strict=True
            )
        ]
        texts = [tidy(row.clause.text) for row in rows]
        terms = state["terms"].transform(_terms(state["words"], state["letters"], texts))
        where = np.array([_where(row) for row in rows], np.float32) * PLACE_WEIGHT
        return np.hstack([where, *scaled, terms]).astype(np.float32)


def _terms(words: TfidfVectorizer, letters: TfidfVectorizer, texts: list[str]) -> csr_matrix:
    parts = [words.transform([marked(text) for text in texts]), letters.transform(texts)]
    return hstack(parts).tocsr()


def _where(row: Place) -> list[bool]:
    return [*(row.stage == stage for stage in STAGES), row.first, row.last]


def without_place(table: np.ndarray) -> np.ndarray:
    """`table` without the columns that tell the stage and the place in the note."""
    return table[:, len(STAGES) + 2 :]
