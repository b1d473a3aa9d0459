"""The language model: which training data it belongs to, and training it when there is none."""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from api.cli.child import Child, rotate
from api.cli.child_environment import child_environment
from api.cli.place import Place
from api.cli.progress import Step
from api.cli.trouble import Trouble

LEARNT_FROM = (
    "domain.yml",
    "config.yml",
    "data/**/*",
    # Not the scenarios: a new person to rehearse with needs no training.
    "content/*.yml",
    "content/asking/fields/*.yml",
    "content/local/*.yml",
    "content/training/rehearsal/moves.yml",
    "bot/**/*.py",
    "uv.lock",
)
MODELS_KEPT = 2
TIMING = re.compile(r"^([^:]{1,60}): (\d+(?:\.\d+)?)(?: s| seconds)?$")


def fingerprint(root: Path, patterns: Iterable[str] = LEARNT_FROM) -> str:
    """The same for the same training data; another as soon as one name or byte differs."""
    digest = hashlib.sha256()
    for path in training_files(root, patterns):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def training_files(root: Path, patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not is_by_product(path.relative_to(root)))


def is_by_product(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def model_path(place: Place) -> Path:
    return place.home / "models" / f"{fingerprint(place.root)}.tar.gz"


def ensure_model(place: Place) -> Path:
    """The model for the training data as it is now, trained when there is none."""
    model = model_path(place)
    if model.exists():
        os.utime(model)  # the ones used last are the ones kept
        return model
    with one_trainer(model.parent):
        return model if model.exists() else train(place)


def train(place: Place) -> Path:
    """Trains into a hidden file, which gets its name only when it is whole."""
    model = model_path(place)
    model.parent.mkdir(parents=True, exist_ok=True)
    unfinished = model.with_name(f".{os.getpid()}-{model.name}")
    written_by_people = fingerprint(place.root, LEARNT_FROM[1:])
    child = trainer(place, unfinished)
    try:
        follow(child)
        if child.exit_code != 0 or not unfinished.exists():
            raise Trouble(training_failure(child))
        # Training may bring domain.yml up to date with practice/, and the model is of the new one.
        # Any other change meanwhile came too late for it.
        if fingerprint(place.root, LEARNT_FROM[1:]) == written_by_people:
            model = model_path(place)
        unfinished.replace(model)
    finally:
        child.stop()
        unfinished.unlink(missing_ok=True)
    remove_old_models(model.parent)
    return model


def trainer(place: Place, out: Path) -> Child:
    return Child(
        "train",
        [str(place.bot_python), "-m", "bot.train", "--out", str(out)],
        child_environment(place, "train", {}),
        place.logs / "train.log",
        place.root,
    )


def follow(child: Child) -> None:
    rotate(child.log)
    with Step("Training the language model (a few minutes)") as step:
        child.start()
        while child.running:
            step.tick()
            time.sleep(0.2)


def timings(log: Path) -> list[tuple[str, float]]:
    """The `step: seconds` lines that the training printed."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    found = (TIMING.match(line.strip()) for line in lines)
    return [(match[1], float(match[2])) for match in found if match]


@contextmanager
def one_trainer(folder: Path) -> Iterator[None]:
    """Two trainings at once would only make both slow."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".training").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another ./msp is training; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remove_old_models(folder: Path) -> None:
    models = sorted(folder.glob("[!.]*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for old in models[:-MODELS_KEPT]:
        old.unlink(missing_ok=True)


def training_failure(child: Child) -> str:
    return (
        f"Training did not succeed ({child.why_it_ended()}). The end of its log:\n\n"
        f"{child.last_lines()}\n\n"
        f"  The whole log: {child.log}\n"
        "  If you changed domain.yml, config.yml, or a file in data/ or practice/, check that\n"
        "  change first; then run ./msp train."
    )
