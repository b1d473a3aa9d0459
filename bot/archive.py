"""The move model of a trained archive by itself: without Rasa, which takes much longer to load."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from bot.understanding import moves
from bot.understanding.intents import IntentModel
from bot.understanding.moves import MoveModel


class NoMoves(ValueError):
    """The file is no trained model, or one that knows no moves."""


def trained_moves(archive: Path) -> MoveModel:
    """The move model in `archive`. Raises NoMoves when there is none."""
    try:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            _unpack(archive, folder)
            return MoveModel.load(folder, IntentModel.load(folder).embedder)
    except (OSError, tarfile.TarError, StopIteration, EOFError) as error:
        raise NoMoves(f"{archive} is no trained model that knows moves ({error})") from None


def _unpack(archive: Path, folder: Path) -> None:
    """Put the files beside the move model into `folder`. Raises StopIteration without one."""
    with tarfile.open(archive) as packed:
        files = [member for member in packed.getmembers() if member.isfile()]
        home = next(_home(file) for file in files if _name(file) == moves.FILE)
        for file in files:
            if _home(file) == home:
                content = packed.extractfile(file)
                (folder / _name(file)).write_bytes(content.read() if content else b"")


def _home(file: tarfile.TarInfo) -> PurePosixPath:
    return PurePosixPath(file.name).parent


def _name(file: tarfile.TarInfo) -> str:
    return PurePosixPath(file.name).name
