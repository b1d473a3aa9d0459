"""Graph component: the intent model inside Rasa's pipeline."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.amends import put_right
from bot.understanding.intents import Guess, IntentModel
from bot.understanding.labelled_notes import LabelledNote, read_notes
from bot.understanding.minilm import Embedder
from bot.understanding.minilm_build import build
from bot.understanding.moves import MoveModel, read_examples
from bot.understanding.narrative import FieldModel
from bot.understanding.safety import ORDER as SAFETY_INTENTS
from bot.understanding.sentences import may_be_a_note
from bot.understanding.variation import with_rare_varied
from practice.training.rehearsal.scenario import scenarios

NOTES = Path(__file__).resolve().parents[2] / "data" / "narrative"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking`, and for a note `heard`: what it says, field by field.

    Of a trainee's line in a rehearsal it sets `said` instead, sentence by sentence. All models
    share one sentence model. Messages that carry no text are left alone.
    """

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
        fields: FieldModel | None = None,
        moves: MoveModel | None = None,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model
        self._fields = fields
        self._moves = moves

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """An untrained classifier."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The trained classifier from the model archive."""
        with model_storage.read_from(resource) as folder:
            model = IntentModel.load(folder)
            fields = FieldModel.load(folder, model.embedder)
            moves = MoveModel.load(folder, model.embedder)
            return cls(model_storage, resource, model, fields, moves)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that have an intent."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        labels = [e.get("intent_response_key") or e.get(INTENT) for e in examples]
        texts = [e.get(TEXT) for e in examples]
        with tempfile.TemporaryDirectory() as scratch:
            embedder = Embedder(build(Path(scratch)), threads=os.cpu_count() or 1)
            self._model = IntentModel(embedder).fit(*varied_examples(texts, labels))
            self._fields = FieldModel(embedder).fit(labelled_notes())
            self._moves = MoveModel(embedder).fit(read_examples())
            with self._storage.write_to(self._resource) as folder:
                self._model.save(folder)
                self._fields.save(folder)
                self._moves.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the meanings of each message; hear what a note says."""
        for message in messages:
            text = message.get(TEXT)
            if rehearsed := (message.get("metadata") or {}).get("rehearsal"):
                self._read_moves(message, text, rehearsed)
                continue
            if self._model and text:
                set_intent(message, self._model.rank(text))
            if self._fields and text:
                self._hear(message, text, self._fields)
        return messages

    def _read_moves(self, message: Message, text: str, scenario: str) -> None:
        if self._moves:
            said = self._moves.read(text, scenarios()[scenario])
            message.set("said", said, add_to_output=True)

    @staticmethod
    def _hear(message: Message, text: str, fields: FieldModel) -> None:
        """What a note says; while a question is open, what a correction says of earlier ones."""
        metadata = message.get("metadata") or {}
        stage = metadata.get("stage")
        if may_be_a_note(text):
            message.set("heard", fields.hear(text, stage), add_to_output=True)
        if metadata.get("asking") and (words := put_right(text)):
            told = {"words": words, "found": fields.hear(words, stage)}
            message.set("amends", told, add_to_output=True)


def labelled_notes() -> list[LabelledNote]:
    """The notes to learn from, in the order of their files' names."""
    return [note for path in sorted(NOTES.glob("*.jsonl")) for note in read_notes(path)]


def varied_examples(texts: list[str], labels: list[str]) -> tuple[list[str], list[str]]:
    """The examples with phone typing beside them; an intent's topics count as one intent."""
    intents = [label.partition("/")[0] for label in labels]
    more, names = with_rare_varied(texts, intents)
    return more, labels + names[len(labels) :]


def set_intent(message: Message, ranking: list[Guess]) -> None:
    """Put a ranking on a Rasa message in Rasa's own shape, with the topic beside it."""
    rows = [{"name": g.intent, "confidence": g.confidence} for g in ranking]
    message.set(INTENT, rows[0], add_to_output=True)
    kept = rows[:5] + [row for row in rows[5:] if row["name"] in SAFETY_INTENTS]
    message.set("intent_ranking", kept, add_to_output=True)
    message.set("topic", ranking[0].topic, add_to_output=True)
