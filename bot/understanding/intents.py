"""The intent model: sentence vectors and TF-IDF into one linear classifier.

Plain scikit-learn, no Rasa. Labels may be full retrieval names ("ask_guidance/advocacy").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skops.io
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.understanding.minilm import Embedder
from bot.understanding.text_features import TextFeatures, tidy

RECORD_CHANGING = frozenset(
    {"correct_answer", "undo", "skip", "go_back", "review_closure", "withdraw_consent"}
)
CONTENT = frozenset({"inform", "give_narrative"})
TOLD = "give_narrative"
ACT = 0.50
ACT_ON_RECORD = 0.60
CLARIFY = 0.20
SOFTNESS, TOLERANCE, BALANCE, SHARPNESS = 0.05, 0.1, 0.5, 3.0
KNOWN_TYPES = ("sklearn.", "numpy.", "scipy.")


@dataclass(frozen=True)
class Guess:
    """One possible meaning. `intent` is the part before the slash, `topic` what follows."""

    intent: str
    topic: str | None
    confidence: float


def weights(labels: list[str]) -> dict[str, float]:
    """How much an example of each label counts: more where a label has few examples."""
    counts = Counter(labels)
    usual = len(labels) / len(counts)
    return {label: (usual / count) ** BALANCE for label, count in counts.items()}


def likelihoods(scores: np.ndarray) -> np.ndarray:
    """Scores of the labels, one row a text, as shares that add up to one."""
    raised = np.exp(SHARPNESS * (scores - scores.max(axis=1, keepdims=True)))
    return raised / raised.sum(axis=1, keepdims=True)


class IntentModel:
    """Learns from (text, label) pairs and ranks the meanings of new text.

    Two steps: which intent, and for retrieval intents ("ask_guidance/advocacy") which topic.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.features = TextFeatures(embedder)
        self.intents = LinearSVC(C=SOFTNESS, tol=TOLERANCE, random_state=0)
        self.topics: dict[str, LinearSVC] = {}

    def fit(self, texts: list[str], labels: list[str]) -> IntentModel:
        """Learn from parallel lists of texts and labels. Deterministic."""
        features = self.features.fit([tidy(text) for text in texts])
        parted = [label.partition("/") for label in labels]
        intents = [intent for intent, _, _ in parted]
        self.intents.set_params(class_weight=weights(intents)).fit(features, intents)
        for name in sorted({intent for intent, _, topic in parted if topic}):
            rows = [i for i, (intent, _, topic) in enumerate(parted) if intent == name and topic]
            topics = LinearSVC(C=SOFTNESS, tol=TOLERANCE, random_state=0)
            self.topics[name] = topics.fit(features[rows], [parted[i][2] for i in rows])
        return self

    def rank(self, text: str) -> list[Guess]:
        """Meanings with their probabilities, most likely first."""
        features = self.features.transform([tidy(text)])
        shares = likelihoods(self.intents.decision_function(features))[0]
        order = sorted(zip(self.intents.classes_, shares, strict=True), key=lambda row: -row[1])
        return [
            Guess(str(intent), self._topic(str(intent), features), float(p)) for intent, p in order
        ]

    def _topic(self, intent: str, features: csr_matrix) -> str | None:
        topics = self.topics.get(intent)
        return str(topics.predict(features)[0]) if topics else None

    def save(self, folder: Path) -> None:
        """Write the model and its sentence model into `folder` (skops and ONNX, no pickle)."""
        self.embedder.save(folder)
        parts = {
            "features": self.features.state,
            "intents": self.intents,
            "topics": self.topics,
        }
        skops.io.dump(parts, folder / "intents.skops")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read a model written by `save`. Raises FileNotFoundError when there is none."""
        path = folder / "intents.skops"
        types = skops.io.get_untrusted_types(file=path)
        if unexpected := [name for name in types if not name.startswith(KNOWN_TYPES)]:
            raise ValueError(f"the model file holds unexpected types: {unexpected}")
        parts = skops.io.load(path, trusted=types)
        model = cls(Embedder(folder))
        model.features.state = parts["features"]
        model.intents, model.topics = parts["intents"], parts["topics"]
        return model


def without_question(ranking: list[Guess]) -> list[Guess]:
    """`ranking` when nothing is being asked: an answer to nothing is something told.

    The shares of both kinds of content are added up under `give_narrative`, most likely first.
    """
    share = sum(guess.confidence for guess in ranking if guess.intent in CONTENT)
    others = [guess for guess in ranking if guess.intent not in CONTENT]
    return sorted([*others, Guess(TOLD, None, share)], key=lambda guess: -guess.confidence)


def gate(ranking: list[Guess]) -> str:
    """What to do with a ranking: `act`, `clarify` (offer the first three) or `rephrase`."""
    if not ranking:
        return "rephrase"
    best = ranking[0]
    needed = ACT_ON_RECORD if best.intent in RECORD_CHANGING else ACT
    if best.confidence >= needed:
        return "act"
    return "clarify" if best.confidence >= CLARIFY else "rephrase"
