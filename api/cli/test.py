"""./msp test: all tests, each in the Python they belong to."""

import argparse
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from api.cli import place as places
from api.cli.child_environment import rasa_settings
from api.cli.model import ensure_model, model_path
from api.cli.place import ROOT, Place
from api.cli.progress import Step

SIDES = ("bot", "api")
BOT_TESTS = ("tests/bot", "tests/actions")
NOTHING_COLLECTED = 5
WORKERS = "2"
OPTIONS_WITH_VALUE = {"-k", "-m", "-n", "-p", "-o", "-c", "-W", "--tb"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PROGRAMS = {"chromium": BROWSERS, "redis-server": ("redis-server",)}


@dataclass
class Outcome:
    exit_code: int
    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return self.exit_code in (0, NOTHING_COLLECTED)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pytest_arguments", nargs="*", help="passed on to pytest, for example -k NAME or a file"
    )


def run(chosen: argparse.Namespace) -> int:
    return run_tests(chosen.pytest_arguments)


def run_tests(arguments: Sequence[str]) -> int:
    place = places.from_environment()
    install_what_is_missing()
    paths, options = split_paths(arguments)
    chosen = {side: mine for side in SIDES if (mine := paths_for(side, paths)) is not None}
    if len(chosen) == len(SIDES) and not options:
        outcomes = run_side_by_side(place, chosen)
    else:
        outcomes = [run_pytest(place, side, mine, options) for side, mine in chosen.items()]
    print(summary(outcomes), flush=True)
    return verdict(outcomes)


def run_side_by_side(place: Place, chosen: dict[str, list[str]]) -> list[Outcome]:
    """All tests: both sides at once, as the bot's use one core; its lines come when it is done.

    Raises Trouble when the model that both need cannot be trained.
    """
    lines = place.home / "tests" / "bot.log"
    lines.parent.mkdir(parents=True, exist_ok=True)

    def bot_side(output: TextIO) -> Outcome:
        ensure_model(place)
        return run_pytest(place, "bot", chosen["bot"], (), output)

    with lines.open("w", encoding="utf-8") as output, ThreadPoolExecutor(1) as beside:
        bot = beside.submit(bot_side, output)
        api = run_pytest(place, "api", chosen["api"], ())
        outcomes = [bot.result(), api]
    print("\nTests that run in the bot environment", flush=True)
    print(lines.read_text(encoding="utf-8", errors="replace"), flush=True)
    return outcomes


def split_paths(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Test files and folders that were named, relative to the root, and everything else."""
    paths, options = [], []
    for before, text in zip(["", *arguments], arguments, strict=False):
        is_value = before in OPTIONS_WITH_VALUE
        path = None if is_value or text.startswith("-") else path_in_tests(text)
        if path is None:
            options.append(text)
        elif path != "tests":  # which means all, as without it
            paths.append(path)
    return paths, options


def path_in_tests(text: str) -> str | None:
    file, *inside = text.split("::")
    path = (ROOT / file).resolve()
    if not path.exists() or not path.is_relative_to(ROOT / "tests"):
        return None
    return "::".join([str(path.relative_to(ROOT)), *inside])


def paths_for(side: str, paths: list[str]) -> list[str] | None:
    """What this side's pytest is given; None when nothing that was named belongs to it."""
    if paths:
        mine = [path for path in paths if path.startswith(BOT_TESTS) == (side == "bot")]
        return mine or None
    if side == "bot":
        return [path for path in BOT_TESTS if (ROOT / path).is_dir()] or None
    return ["tests", *(f"--ignore={path}" for path in BOT_TESTS)]


def run_pytest(
    place: Place,
    side: str,
    paths: Sequence[str],
    options: Sequence[str],
    output: TextIO | None = None,
) -> Outcome:
    """One side's pytest. output: where its lines go; None for where ours go."""
    report = place.home / "tests" / f"{side}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    python = place.bot_python if side == "bot" else place.api_python
    if not output:
        print(f"\nTests that run in the {side} environment", flush=True)
    command = [
        str(python), "-m", "pytest", *paths, "-rs", f"--junitxml={report}",
        "-o", f"cache_dir={place.home / 'tests' / f'cache-{side}'}", *in_processes(side, paths),
        *options,
    ]  # fmt: skip
    finished = subprocess.run(
        command,
        cwd=ROOT,
        env=environment_of(place, side),
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )
    return read_report(report, finished.returncode)


def in_processes(side: str, paths: Sequence[str]) -> list[str]:
    """All tests of the API's side at once run in two processes, each file in one of them."""
    return ["-n", WORKERS, "--dist", "loadfile"] if side == "api" and paths[0] == "tests" else []


def environment_of(place: Place, side: str) -> dict[str, str]:
    found = find_program(BROWSERS)
    environment = dict(os.environ) | {
        "MSP_HOME": str(place.home),
        "PYTHONPATH": str(ROOT),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(place.home / "tests" / "hypothesis"),
    }
    if found:
        environment.setdefault("MSP_CHROMIUM", found)
    if side == "bot":
        # The same model serves both sides; the bot's tests train it when it is not there yet.
        environment.setdefault("MSP_MODEL", str(model_path(place)))
        return environment | rasa_settings(place)
    return environment


def read_report(report: Path, exit_code: int) -> Outcome:
    outcome = Outcome(exit_code)
    if not report.exists():
        return outcome
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif (skip := case.find("skipped")) is None or skip.get("type") == "pytest.xfail":
            outcome.passed += 1
        else:
            outcome.skipped.append(f"{name_of(case)}: {skip.get('message')}")
    return outcome


def name_of(case: ElementTree.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}".lstrip(":")


def summary(outcomes: list[Outcome]) -> str:
    """The skipped tests with their reasons, then one line of numbers."""
    skipped = [text for outcome in outcomes for text in outcome.skipped]
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    lines = ["", *(["Skipped, and why:"] if skipped else []), *(f"  {text}" for text in skipped)]
    if skipped:
        lines.append("  (MSP_TEST_REQUIRE=all ./msp test makes a skipped test a failed one.)")
    if not passed + failed + len(skipped):
        lines.append("No test fits what was asked for.")
    return "\n".join([*lines, f"{passed} passed, {failed} failed, {len(skipped)} skipped"])


def verdict(outcomes: list[Outcome]) -> int:
    """One side may have collected nothing, for example with -k; not both."""
    if not all(outcome.is_good for outcome in outcomes):
        return 1
    return 0 if any(outcome.exit_code == 0 for outcome in outcomes) else NOTHING_COLLECTED


def find_program(names: Sequence[str]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def install_what_is_missing() -> None:
    missing = [package for package, names in PROGRAMS.items() if not find_program(names)]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"Not on this machine: {', '.join(missing)}. Tests that need it are skipped.")
        return
    for package in missing:
        if not apt_install(package):
            print(f"{package} could not be installed. Tests that need it are skipped.")


def apt_install(package: str) -> bool:
    """Installs a Debian package; as root only, and it says so."""
    environment = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "update", "-q"], ["apt-get", "install", "-yq", package])
    with Step(f"Installing {package}, which some tests need (apt-get)") as step:
        for command in commands:
            # ./msp keeps its own files private; system packages must stay readable by all.
            running = subprocess.Popen(
                command, env=environment, umask=0o022,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            while running.poll() is None:
                step.tick()
                try:
                    running.wait(0.3)
                except subprocess.TimeoutExpired:
                    continue
    return running.returncode == 0


if __name__ == "__main__":
    sys.exit(run_tests(sys.argv[1:]))
