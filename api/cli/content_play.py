"""./msp content play: one scenario, checked first, then played with the product's own model."""

import subprocess
import sys
from pathlib import Path

from api.cli import place as places
from api.cli.child_environment import child_environment
from api.cli.model import ensure_model
from api.cli.trouble import Trouble
from authoring import Known, Mistake, did_you_mean, listed, read_source, rehearsal_texts, shape
from authoring.scenarios import scenario, unreadable
from practice.content import FOLDER


def play(name: str, folder: Path = FOLDER) -> int:
    """Plays a scenario of `folder` by its id, or the one in a file.

    Raises Trouble when there is none, or when it has mistakes.
    """
    path = find(name, folder / "training/scenarios")
    found = mistakes(path)
    print("\n".join(map(str, found)), end="\n" if found else "")
    if any(not mistake.warning for mistake in found):
        raise Trouble(f"{path.name} has mistakes. Put them right first; then it can be played.")
    place = places.from_environment()
    command = [str(place.bot_python), "-m", "bot.play", str(path.resolve())]
    command += ["--model", str(ensure_model(place))]
    sys.stdout.flush()
    environment = child_environment(place, "play", {})
    return subprocess.run(command, env=environment, cwd=place.root, check=False).returncode


def find(name: str, folder: Path) -> Path:
    """The file of a scenario: `name` is a path that ends in .yml, or an id. Raises Trouble."""
    if name.endswith(".yml"):
        if Path(name).is_file():
            return Path(name)
        raise Trouble(f"There is no file {name}.")
    known = sorted(path.stem for path in folder.glob("*.yml"))
    if name in known:
        return folder / f"{name}.yml"
    there = f" There are {listed(known)}." if known else ""
    raise Trouble(f"There is no scenario “{name}” in {folder}.{did_you_mean(name, known) or there}")


def mistakes(path: Path) -> list[Mistake]:
    """What ./msp content check would say of a scenario's file, wherever it is."""
    source = read_source(path, str(path))
    found = list(source.mistakes)
    if source.readable:
        known = Known.within(*(read_source(FOLDER / f, f).root for f in Known.FILES))
        found += shape.in_source(source, "scenario")
        found += rehearsal_texts.of_scenario(source.root)
        found += scenario(source, known)
    if not any(not mistake.warning for mistake in found):
        found += unreadable(source)
    return sorted(set(found))
