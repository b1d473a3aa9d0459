"""./msp check: what is worth knowing before every commit, in less than a minute."""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from api.cli import place as places
from api.cli.place import ROOT

# What holds the structure together; read from the source, so quick.
STRUCTURE = ("tests/test_rooms.py", "tests/practice/test_import_rules.py")


@dataclass(frozen=True)
class Look:
    """One thing that is looked at. mends: what to do when it finds something."""

    title: str
    command: tuple[str, ...]
    mends: str


def looks(cache: str) -> tuple[Look, ...]:
    """Everything that is looked at, the quickest first. cache: a folder for what is kept."""
    module = (sys.executable, "-m")
    return (
        Look("Lint (ruff)", (*module, "ruff", "check", "."), "ruff check --fix . mends some of it"),
        Look("Layout (ruff)", (*module, "ruff", "format", "--check", "."), "run: ruff format ."),
        Look("Types (mypy)", (*module, "mypy", "--cache-dir", f"{cache}/mypy"),
             "see the lines above"),
        Look("Who may import whom", (*module, "pytest", "-q", "-p", "no:cacheprovider", *STRUCTURE),
             "docs/architecture.md says what each room may use"),
        Look("Practice content", (*module, "api.cli", "content", "check"),
             "docs/practice-content.md explains the files"),
    )  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    pass


def run(_chosen: argparse.Namespace) -> int:
    place = places.from_environment()
    found = [look.title for look in looks(str(place.home / "cache")) if not is_clean(look)]
    print(f"\nNot clean: {', '.join(found)}." if found else "\nAll clean. Now: ./msp test")
    return 1 if found else 0


def is_clean(look: Look) -> bool:
    """Runs it, and prints how it went; what it says only when it found something."""
    began = time.monotonic()
    print(f"  {look.title} ...", end="", flush=True)
    done = subprocess.run(
        look.command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    clean = done.returncode == 0
    print(f" {'clean' if clean else 'NOT CLEAN'} ({time.monotonic() - began:.0f} s)", flush=True)
    if not clean:
        print(f"{done.stdout}{done.stderr}\n  {look.mends}", flush=True)
    return clean
