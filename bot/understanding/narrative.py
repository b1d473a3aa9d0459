"""What a note says, clause by clause: which fields of the record it answers, and with which value.

Learns from labelled notes (labelled_notes.py). It only proposes: what becomes of a proposal is
decided by the person (practice/asking/note_confirmation.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier

from bot.understanding.clause_features import ClauseFeatures, Place, places, without_place
from bot.understanding.labelled_notes import LabelledNote, fields_of
from bot.understanding.minilm import Embedder
from bot.understanding.polarity import withheld
from bot.understanding.values import ValueModel
from practice.content import content

# A clause is proposed for a field from this share on: the mean of the two models' shares.
HEARD = 0.2
FEWEST_EXAMPLES = 4
NETWORK = {"hidden_layer_sizes": (384,), "alpha": 0.01, "max_iter": 7, "batch_size": 64}
STIFFNESS = 20.0
FILE = "fields.skops"
KNOWN_TYPES = ("sklearn.", "numpy.", "scipy.")


class FieldModel:
    """Learns from labelled notes, and hears fields in new ones."""

    def __init__(self, embedder: Embedder) -> None:
        self.features = ClauseFeatures(embedder)
        self.fields: list[str] = []
        self.network = MLPClassifier(random_state=0, **NETWORK)
        self.ridge = Ridge(alpha=STIFFNESS)
        self.values = ValueModel()
        self.stage = LogisticRegression(C=1.0, max_iter=200)

    def fit(self, notes: Sequence[LabelledNote]) -> FieldModel:
        """Learn. Deterministic."""
        rows: list[Place] = []
        labels: list[set[str]] = []
        of_note: list[int] = []
        for number, note in enumerate(notes):
            found = places(note.note, note.stage)
            rows += found
            labels += fields_of(note, [place.clause for place in found])
            of_note += [number] * len(found)
        table = self.features.fit(rows)
        self.fields = _often_enough(labels)
        wanted = np.array([[field in own for field in self.fields] for own in labels], int)
        self.network.fit(table, wanted)
        del self.network._optimizer  # of use to training only, and twice the size of the model
        self.ridge.fit(table, wanted)
        self.values.fit(table, rows, labels, [notes[number] for number in of_note])
        self._fit_stage(table, np.array(of_note), notes)
        return self

    def _fit_stage(
        self, table: np.ndarray, of_note: np.ndarray, notes: Sequence[LabelledNote]
    ) -> None:
        known = [n for n, note in enumerate(notes) if note.stage and (of_note == n).any()]
        means = np.vstack([table[of_note == n].mean(axis=0) for n in known])
        self.stage.fit(without_place(means), [notes[n].stage for n in known])

    def stage_of(self, note: str) -> str | None:
        """The stage a note most likely comes from; None for a note without words."""
        rows = places(note, None)
        if not rows:
            return None
        means = self.features.transform(rows).mean(axis=0, keepdims=True)
        return str(self.stage.predict(without_place(means))[0])

    def hear(self, note: str, stage: str | None = None) -> list[dict[str, Any]]:
        """Rows of `{field, quote, value, confidence}` in the order of the note.

        field is None for words that answer nothing, value None where the words do not settle
        it. stage: narrows the fields to those its conversation can note; guessed from the note
        when it is not known.
        """
        stage = stage or self.stage_of(note)
        rows = places(note, stage)
        if not rows:
            return []
        table = self.features.transform(rows)
        shares = (self.network.predict_proba(table) + self.ridge.predict(table)) / 2
        stages = content().stages
        known = set(stages[stage].every_field) if stage and stage in stages else set(self.fields)
        return [*self._proposals(note, rows, table, shares, known)]

    def _proposals(
        self,
        note: str,
        rows: Sequence[Place],
        table: np.ndarray,
        shares: np.ndarray,
        known: set[str],
    ) -> list[dict[str, Any]]:
        found = []
        silent = np.ones(len(rows), bool)
        for column, field in enumerate(self.fields):
            heard = shares[:, column] >= HEARD
            if field not in known or not heard.any():
                continue
            silent &= ~heard
            for start, end in _runs(rows, heard):
                best = start + int(shares[start:end, column].argmax())
                quote = note[rows[start].clause.start : rows[end - 1].clause.end]
                value = self.values.value(field, table[best])
                value = None if withheld(field, value, quote) else value
                found.append(_row(rows[start], field, quote, value, shares[best, column]))
        for start, end in _runs(rows, silent):
            quote = note[rows[start].clause.start : rows[end - 1].clause.end]
            found.append(_row(rows[start], None, quote, None, 0.0))
        found.sort(key=lambda pair: pair[0])
        return [row for _, row in found]

    def save(self, folder: Path) -> None:
        """Write the model into `folder`; its sentence model is the intent model's."""
        parts = {
            "fields": self.fields,
            "network": self.network,
            "ridge": self.ridge,
            "features": self.features.state,
            "values": self.values.models,
            "stage": self.stage,
        }
        skops.io.dump(parts, folder / FILE)

    @classmethod
    def load(cls, folder: Path, embedder: Embedder) -> FieldModel:
        """Read a model written by `save`. Raises FileNotFoundError when there is none."""
        path = folder / FILE
        types = skops.io.get_untrusted_types(file=path)
        if unexpected := [name for name in types if not name.startswith(KNOWN_TYPES)]:
            raise ValueError(f"the model file holds unexpected types: {unexpected}")
        parts = skops.io.load(path, trusted=types)
        model = cls(embedder)
        model.fields, model.network, model.ridge = (
            parts[key] for key in ("fields", "network", "ridge")
        )
        model.features.state = parts["features"]
        model.values.models, model.stage = parts["values"], parts["stage"]
        return model


def _often_enough(labels: Sequence[set[str]]) -> list[str]:
    counts: dict[str, int] = {}
    for own in labels:
        for field in own:
            counts[field] = counts.get(field, 0) + 1
    order = list(content().fields)
    return [f for f in order if counts.get(f, 0) >= FEWEST_EXAMPLES]


def _runs(rows: Sequence[Place], heard: np.ndarray) -> list[tuple[int, int]]:
    """The stretches of neighbouring clauses of one sentence that were heard alike."""
    found: list[tuple[int, int]] = []
    for i in np.flatnonzero(heard):
        same = (
            found and found[-1][1] == i and rows[i].clause.sentence == rows[i - 1].clause.sentence
        )
        if same:
            found[-1] = (found[-1][0], int(i) + 1)
        else:
            found.append((int(i), int(i) + 1))
    return found


def _row(
    place: Place, field: str | None, quote: str, value: Any, share: float
) -> tuple[int, dict[str, Any]]:
    row = {"field": field, "quote": quote, "value": value, "confidence": round(float(share), 3)}
    return place.clause.start, row
