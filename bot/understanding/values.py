"""Which value of a field a clause gives, for fields that have values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.understanding.clause_features import Place
from bot.understanding.labelled_notes import LabelledNote
from practice.content import content

# Below this share a value is left to the person.
SURE = 0.7
NOTHING = "-"
FEWEST_EXAMPLES = 3


class ValueModel:
    """One small classifier a field, and one for each part of a value that has parts.

    models: by field and key; the key is "" for a plain value, a part's name for a value that
    is an object (the four abilities), and "has:<value>" where several may hold at once.
    """

    def __init__(self) -> None:
        self.models: dict[str, dict[str, LogisticRegression]] = {}

    def fit(
        self,
        table: np.ndarray,
        rows: Sequence[Place],
        fields: Sequence[set[str]],
        notes: Sequence[LabelledNote],
    ) -> ValueModel:
        """Learn from clauses (rows of `table`), their fields, and the notes they stand in."""
        examples: dict[str, list[tuple[int, Any]]] = {}
        for i, (row, own, note) in enumerate(zip(rows, fields, notes, strict=True)):
            for field in own & note.values.keys():
                value = value_at(note, field, row.clause.start, row.clause.end)
                if value is not None:
                    examples.setdefault(field, []).append((i, value))
        for field, found in examples.items():
            self.models[field] = _learnt(table, found, _several_hold(field))
        return self

    def value(self, field: str, features: np.ndarray) -> Any:
        """The value a clause gives, in the field's own shape; None where it is not clear."""
        said: dict[str, str] = {}
        several: list[str] = []
        for key, model in self.models.get(field, {}).items():
            shares = model.predict_proba(features[None])[0]
            best = int(shares.argmax())
            name = str(model.classes_[best])
            if shares[best] < SURE or name == NOTHING:
                continue
            if key.startswith("has:"):
                several.append(key.partition(":")[2])
            else:
                said[key] = name
        whole = said.pop("", None)
        return several or said or whole


def _several_hold(field: str) -> bool:
    """Whether a field takes a list of values that may hold at once."""
    main = content().fields[field].main
    return main.multiple and not main.grouped


def value_at(note: LabelledNote, field: str, start: int, end: int) -> Any:
    """The labelled value of `field` as the words from `start` to `end` give it."""
    value = note.values[field]
    if not isinstance(value, list) or _several_hold(field):
        return value
    spans = sorted(note.spans(field))
    hit = [i for i, (s, e) in enumerate(spans) if min(end, e) > max(start, s)]
    return value[hit[0]] if hit and len(spans) == len(value) else None


def _learnt(
    table: np.ndarray, found: Sequence[tuple[int, Any]], several: bool
) -> dict[str, LogisticRegression]:
    """The classifiers of one field; none for what has too few examples to tell apart."""
    columns: dict[str, list[tuple[int, str]]] = {}
    lists = [value if isinstance(value, list) else [value] for _, value in found]
    names = sorted({name for held in lists for name in held}) if several else []
    for (i, value), held in zip(found, lists, strict=True):
        if several:
            for name in names:
                columns.setdefault(f"has:{name}", []).append((i, name if name in held else NOTHING))
        elif isinstance(value, dict):
            for key in {k for _, v in found if isinstance(v, dict) for k in v}:
                columns.setdefault(key, []).append((i, value.get(key, NOTHING)))
        else:
            columns.setdefault("", []).append((i, value))
    models = {key: _fitted(table, pairs) for key, pairs in columns.items()}
    return {key: model for key, model in models.items() if model}


def _fitted(table: np.ndarray, pairs: Sequence[tuple[int, str]]) -> LogisticRegression | None:
    counts: dict[str, int] = {}
    for _, name in pairs:
        counts[name] = counts.get(name, 0) + 1
    kept = [(i, name) for i, name in pairs if counts[name] >= FEWEST_EXAMPLES]
    if len({name for _, name in kept}) < 2:
        return None
    model = LogisticRegression(C=1.0, solver="liblinear", class_weight="balanced")
    return model.fit(table[[i for i, _ in kept]], [name for _, name in kept])
