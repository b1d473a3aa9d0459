"""The move model of a trained archive by itself: without an agent, in a second or two."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot.components.intent_classifier import LinearIntentClassifier
from bot.understanding.intents import IntentModel
from bot.understanding.moves import MoveModel


class NoMoves(ValueError):
    """The file is no trained model, or one that knows no moves."""


def trained_moves(archive: Path) -> MoveModel:
    """The move model in `archive`. Raises NoMoves when there is none."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    from bot.quiet import quiet_rasa

    quiet_rasa()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            storage, kept = LocalModelStorage.from_model_archive(Path(scratch), archive)
            nodes = kept.predict_schema.nodes.values()
            resource = next(n.resource for n in nodes if n.uses is LinearIntentClassifier)
            with storage.read_from(resource) as folder:
                return MoveModel.load(folder, IntentModel.load(folder).embedder)
    except (OSError, StopIteration, ValueError, EOFError) as error:
        raise NoMoves(f"{archive} holds no trained model of moves ({error})") from None
