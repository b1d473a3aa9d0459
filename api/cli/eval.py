"""./msp eval understanding|extraction|debrief FILE"""

import argparse
import subprocess
import sys
from pathlib import Path

from api.cli import place as places
from api.cli.child_environment import child_environment
from api.cli.model import ensure_model
from api.cli.trouble import Trouble

KINDS = {
    "understanding": "messages with their intents",
    "extraction": "notes with the fields they answer",
    "debrief": "talks of trainees with the standards that they show",
}


def configure(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    for kind, summary in KINDS.items():
        command = kinds.add_parser(kind, help=summary, description=summary)
        command.add_argument("file", type=Path, metavar="FILE", help="JSON Lines, labelled")
        command.add_argument("--wrong", type=Path, help="write what went wrong to this file")


def run(chosen: argparse.Namespace) -> int:
    """Scores the product's own model; the last line is JSON. Raises Trouble without a file."""
    if not chosen.file.is_file():
        raise Trouble(f"There is no file {chosen.file}.")
    place = places.from_environment()
    command = [str(place.bot_python), "-m", "bot.evaluate", chosen.kind, str(chosen.file.resolve())]
    command += ["--model", str(ensure_model(place))]
    if chosen.wrong:
        command += ["--wrong", str(chosen.wrong.resolve())]
    sys.stdout.flush()
    environment = child_environment(place, "eval", {})
    return subprocess.run(command, env=environment, cwd=place.root, check=False).returncode
