"""Graph component: the intent model inside Rasa's pipeline."""

from __future__ import annotations

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

from bot.understanding.intents import Guess, IntentModel
from bot.understanding.minilm import Embedder
from bot.understanding.minilm_build import build
from bot.understanding.safety import ORDER as SAFETY_INTENTS
from bot.understanding.variation import with_rare_varied


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking`; leaves messages that carry no text alone."""

    def __init__(
        self, storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

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
            return cls(model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that have an intent."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        labels = [e.get("intent_response_key") or e.get(INTENT) for e in examples]
        texts = [e.get(TEXT) for e in examples]
        with tempfile.TemporaryDirectory() as scratch:
            embedder = Embedder(build(Path(scratch)))
            self._model = IntentModel(embedder).fit(*varied_examples(texts, labels))
            with self._storage.write_to(self._resource) as folder:
                self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the meanings of each message."""
        for message in messages:
            text = message.get(TEXT)
            if self._model and text:
                set_intent(message, self._model.rank(text))
        return messages


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
