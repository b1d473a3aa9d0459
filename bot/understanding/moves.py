"""What a trainee does in a rehearsal, sentence by sentence: moves, and what each is about.

Learns from data/moves. What it is about is told by likeness to the scenario's own subjects
(subjects.py), so a new scenario needs no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPClassifier

from bot.understanding.json_lines import read_rows
from bot.understanding.minilm import LAYERS_READ, WIDTH, Embedder
from bot.understanding.sentences import sentences
from bot.understanding.subjects import SubjectFinder
from bot.understanding.text_features import TextFeatures, tidy
from practice.training.rehearsal.moves import QUESTIONS, moves
from practice.training.rehearsal.scenario import Scenario

EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "moves"
NETWORK = {"hidden_layer_sizes": (256,), "alpha": 0.01, "max_iter": 15, "batch_size": 64}
STIFFNESS, MOST_TERMS, TERM_DIMENSIONS = 20.0, 6_000, 200
# A move is heard from this share on: the mean of the two models' shares. One that closes the
# person down must be surer, for it is answered instead of all else.
HEARD, HARM_HEARD = 0.25, 0.5
LAYERS_WIDTH = WIDTH * len(LAYERS_READ)
FILE = "moves.skops"
KNOWN_TYPES = ("sklearn.", "numpy.", "scipy.")


@dataclass(frozen=True)
class MoveExample:
    """A labelled line of data/moves."""

    text: str
    moves: tuple[str, ...]


def read_examples(folder: Path = EXAMPLES) -> list[MoveExample]:
    """All examples, in the order of their files' names. Raises ValueError for a bad line."""
    rows = (
        r for path in sorted(folder.glob("*.jsonl")) for r in read_rows(path, ValueError, "lines")
    )
    return [_example(row, where) for where, row in rows]


def _example(row: dict[str, Any], where: str) -> MoveExample:
    if unknown := set(row["moves"]) - set(moves()):
        raise ValueError(f"{where}: no such move: {sorted(unknown)}")
    return MoveExample(row["text"], tuple(row["moves"]))


class MoveModel:
    """Learns moves from examples, and reads what a trainee typed."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.features = TextFeatures(embedder, MOST_TERMS)
        self.labels: list[str] = []
        self.terms = TruncatedSVD(TERM_DIMENSIONS, random_state=0)
        self.network = MLPClassifier(random_state=0, **NETWORK)
        self.ridge = Ridge(alpha=STIFFNESS)
        self._finders: dict[str, tuple[Scenario, SubjectFinder]] = {}

    def fit(self, examples: Sequence[MoveExample]) -> MoveModel:
        """Learn. Deterministic."""
        used = {move for example in examples for move in example.moves}
        self.labels = [move for move in moves() if move in used]
        wanted = np.array([[m in e.moves for m in self.labels] for e in examples], int)
        rows = self.features.fit([tidy(e.text) for e in examples])
        self.terms.fit(rows[:, LAYERS_WIDTH:])
        self.terms.components_ = self.terms.components_.astype(np.float32)
        table = self._table(rows)
        self.network.fit(table, wanted)
        del self.network._optimizer  # of use to training only, and twice the size of the model
        self.ridge.fit(table, wanted)
        return self

    def _table(self, rows: csr_matrix) -> np.ndarray:
        """Features with the many terms brought down to few dimensions: dense float32."""
        terms = self.terms.transform(rows[:, LAYERS_WIDTH:])
        return np.hstack([rows[:, :LAYERS_WIDTH].toarray(), terms]).astype(np.float32)

    def read(self, text: str, scenario: Scenario | None) -> list[dict[str, Any]]:
        """The sentences of `text`: `{text, moves, subjects: [[id, likeness], ...]}` each.

        Without a scenario there are no subjects.
        """
        said = sentences(text)
        if not said:
            return []
        table = self._table(self.features.transform([tidy(sentence) for sentence in said]))
        shares = (self.network.predict_proba(table) + self.ridge.predict(table)) / 2
        # A short question often leans on the sentence before it, so all of it is compared.
        like = self._finder(scenario).like(text) if scenario else []
        return [
            {"text": sentence, "moves": self._moves(sentence, shares[i]), "subjects": like}
            for i, sentence in enumerate(said)
        ]

    def _finder(self, scenario: Scenario) -> SubjectFinder:
        """The scenario's subjects; made once, and anew when its file was changed."""
        kept = self._finders.get(scenario.id)
        if not kept or kept[0] is not scenario:
            self._finders[scenario.id] = kept = (scenario, SubjectFinder(self._embedder, scenario))
        return kept[1]

    def _moves(self, sentence: str, shares: np.ndarray) -> list[str]:
        """The moves that are likely enough; of the three kinds of question at most one."""
        share = dict(zip(self.labels, shares, strict=True))
        kind = max(QUESTIONS, key=lambda move: share.get(move, 0.0))
        asks = share.get(kind, 0.0) >= HEARD or sentence.rstrip().endswith("?")
        return [
            move
            for move in self.labels
            if (asks and move == kind) or (move not in QUESTIONS and share[move] >= _least(move))
        ]

    def save(self, folder: Path) -> None:
        """Write the model into `folder`; its sentence model is the intent model's."""
        parts = {
            "labels": self.labels,
            "terms": self.terms,
            "network": self.network,
            "ridge": self.ridge,
            "features": self.features.state,
        }
        skops.io.dump(parts, folder / FILE)

    @classmethod
    def load(cls, folder: Path, embedder: Embedder) -> MoveModel:
        """Read a model written by `save`. Raises FileNotFoundError when there is none."""
        path = folder / FILE
        types = skops.io.get_untrusted_types(file=path)
        if unexpected := [name for name in types if not name.startswith(KNOWN_TYPES)]:
            raise ValueError(f"the model file holds unexpected types: {unexpected}")
        parts = skops.io.load(path, trusted=types)
        model = cls(embedder)
        model.labels, model.terms = parts["labels"], parts["terms"]
        model.network, model.ridge = parts["network"], parts["ridge"]
        model.features.state = parts["features"]
        return model


def _least(move: str) -> float:
    return HARM_HEARD if moves()[move].harms else HEARD
