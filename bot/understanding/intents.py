"""The intent model: TF-IDF of words and characters into one linear classifier.

Plain scikit-learn, no Rasa. Labels may be full retrieval names ("ask_guidance/advocacy").
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import skops.io
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

RECORD_CHANGING = frozenset(
    {"correct_answer", "undo", "skip", "go_back", "review_closure", "withdraw_consent"}
)
ACT = 0.50
ACT_ON_RECORD = 0.60
CLARIFY = 0.15
KNOWN_TYPES = ("sklearn.", "numpy.", "scipy.")


@dataclass(frozen=True)
class Guess:
    """One possible meaning. `intent` is the part before the slash, `topic` what follows."""

    intent: str
    topic: str | None
    confidence: float


def tidy(text: str) -> str:
    """The form in which text is compared: one space, plain apostrophes, lower case."""
    return " ".join(text.replace("’", "'").lower().split())


class IntentModel:
    """Learns from (text, label) pairs and ranks the meanings of new text."""

    def __init__(self) -> None:
        self.words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w[\w']*\b"
        )
        self.characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        self.linear = LogisticRegression(C=20.0, max_iter=200)

    def _features(self, texts: list[str]) -> csr_matrix:
        plain = [tidy(text) for text in texts]
        return hstack([self.words.transform(plain), self.characters.transform(plain)]).tocsr()

    def fit(self, texts: list[str], labels: list[str]) -> IntentModel:
        """Learn from parallel lists of texts and labels. Deterministic."""
        plain = [tidy(text) for text in texts]
        self.words.fit(plain)
        self.characters.fit(plain)
        self.linear.fit(self._features(texts), labels)
        return self

    def rank(self, text: str) -> list[Guess]:
        """Meanings with their probabilities (summed over topics), most likely first."""
        probabilities = self.linear.predict_proba(self._features([text]))[0]
        totals: dict[str, float] = {}
        topics: dict[str, tuple[float, str | None]] = {}
        for label, p in zip(self.linear.classes_, probabilities, strict=True):
            intent, _, topic = str(label).partition("/")
            totals[intent] = totals.get(intent, 0.0) + float(p)
            if p > topics.get(intent, (-1.0, None))[0]:
                topics[intent] = (float(p), topic or None)
        order = sorted(totals, key=totals.get, reverse=True)  # type: ignore[arg-type]
        return [Guess(intent, topics[intent][1], totals[intent]) for intent in order]

    def save(self, folder: Path) -> None:
        """Write the model into `folder` in skops format (no pickle)."""
        parts = {"words": self.words, "characters": self.characters, "linear": self.linear}
        skops.io.dump(parts, folder / "intents.skops")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read a model written by `save`. Raises FileNotFoundError when there is none."""
        path = folder / "intents.skops"
        model = cls()
        types = skops.io.get_untrusted_types(file=path)
        if unexpected := [name for name in types if not name.startswith(KNOWN_TYPES)]:
            raise ValueError(f"the model file holds unexpected types: {unexpected}")
        parts = skops.io.load(path, trusted=types)
        model.words, model.characters = parts["words"], parts["characters"]
        model.linear = parts["linear"]
        return model


def gate(ranking: list[Guess]) -> str:
    """What to do with a ranking: `act`, `clarify` (offer the first three) or `rephrase`."""
    if not ranking:
        return "rephrase"
    best = ranking[0]
    needed = ACT_ON_RECORD if best.intent in RECORD_CHANGING else ACT
    if best.confidence >= needed:
        return "act"
    return "clarify" if best.confidence >= CLARIFY else "rephrase"

