"""The language model: which training data it belongs to, and training it when there is none."""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.cli.child import Child, rotate
from api.cli.child_environment import child_environment
from api.cli.place import Place
from api.cli.progress import Step
from api.cli.trouble import Trouble
from api.fingerprints import fingerprint_of, read_yaml

# What training reads. Not what only steers or words the conversation: a new question, help text,
# council or scenario needs no training, nor does a comment or a docstring (api/fingerprints.py).
LEARNT_FROM = (
    "domain.yml",
    "config.yml",
    "data/**/*",
    "content/training/rehearsal/moves.yml",
    "bot/components/*.py",
    "bot/understanding/*",
    "bot/train.py",
    "uv.lock",
)
MODELS_KEPT = 2
TIMING = re.compile(r"^([^:]{1,60}): (\d+(?:\.\d+)?)(?: s| seconds)?$")


def fingerprint(root: Path) -> str:
    """The same for the same training data; another as soon as something is to be learnt anew."""
    return fingerprint_of(root, LEARNT_FROM, heard_in_notes(root))


def heard_in_notes(root: Path) -> list[list[Any]]:
    """What training reads of the fields: those that a note to learn from names, in order.

    Each as its id, whether several values may hold, and whether they stand in groups
    (bot/understanding/values.py). Any other field is heard in no note, whatever is said of it.
    """
    notes = "".join(
        path.read_text(encoding="utf-8") for path in sorted(root.glob("data/narrative/*.jsonl"))
    )
    files = sorted((root / "content/asking/fields").glob("*.yml"))
    return [
        [row["id"], row.get("multiple", False), "groups" in row]
        for path in files
        for row in read_yaml(path)
        if f'"{row["id"]}"' in notes
    ]


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
    """Trains into a hidden file, which gets its name only when it is whole.

    The name is of the training data at the start: what is changed meanwhile came too late.
    """
    model = model_path(place)
    model.parent.mkdir(parents=True, exist_ok=True)
    unfinished = model.with_name(f".{os.getpid()}-{model.name}")
    child = trainer(place, unfinished)
    try:
        follow(child)
        if child.exit_code != 0 or not unfinished.exists():
            raise Trouble(training_failure(child))
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
        "  If you changed domain.yml, config.yml, or a file in data/, check that change first;\n"
        "  then run ./msp train."
    )
