"""The bash script ./msp, without installing anything."""

import hashlib
import os
import re
import shutil
import subprocess

import pytest

from api.cli.__main__ import COMMANDS
from api.cli.place import ROOT


def run_msp(*arguments, root=ROOT, **settings):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MSP_")}
    return subprocess.run(
        ["bash", str(root / "msp"), *arguments],
        capture_output=True, text=True, timeout=60, cwd=root, env=plain | settings,
    )  # fmt: skip


def test_help_names_every_command_and_no_other():
    shown = run_msp("help")
    assert shown.returncode == 0
    named = set(re.findall(r"^  ([a-z]+) ", shown.stdout, re.MULTILINE))
    assert named == {*COMMANDS, "setup", "help"}
    assert run_msp().stdout == run_msp("--help").stdout == shown.stdout


@pytest.mark.parametrize("name", ["evaluate", "bench", "upp", "--demo", "../up"])
def test_an_unknown_command_shows_how_to_use_it_and_writes_nothing(tmp_path, name):
    shown = run_msp(name, MSP_HOME=str(tmp_path / "home"))
    assert shown.returncode == 2
    assert f"no command '{name}'" in shown.stderr
    assert "Usage: ./msp COMMAND" in shown.stderr
    assert not (tmp_path / "home").exists()


@pytest.fixture
def installed(tmp_path):
    """A copy of the launcher whose API environment is a script that shows what it was given."""
    root = tmp_path / "a copy"
    root.mkdir()
    shutil.copy(ROOT / "msp", root / "msp")
    (root / "uv.lock").write_text("lock")
    (root / "pyproject.toml").write_text("project")
    python = root / "var/env-api/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "arguments: $*"\nenv | grep -E "^(MSP|PYTHON|RASA)"\n')
    python.chmod(0o755)
    key = hashlib.sha256(f"lockproject{python}".encode()).hexdigest()
    (root / "var/env-api/.msp-stamp").write_text(f"{key}\n{python}\n")
    return root


def test_an_installed_product_starts_at_once_with_its_arguments(installed):
    shown = run_msp("user", "add", "Anna Bell", PYTHONDONTWRITEBYTECODE="1", root=installed)
    assert shown.returncode == 0, shown.stderr
    assert "arguments: -m api.cli user add Anna Bell" in shown.stdout
    assert f"MSP_HOME={installed}/var\n" in shown.stdout
    assert f"PYTHONPATH={installed}\n" in shown.stdout
    assert "RASA_TELEMETRY_ENABLED=false" in shown.stdout
    assert "PYTHONDONTWRITEBYTECODE" not in shown.stdout


@pytest.mark.parametrize(
    "arguments", [("eval", "debrief", "talks.jsonl"), ("content", "play", "ada"), ("train",)]
)
def test_what_needs_the_language_part_has_both_environments(installed, arguments):
    bot = installed / "var/env-bot"
    shutil.copytree(installed / "var/env-api", bot)
    key = hashlib.sha256(f"lockproject{bot}/bin/python".encode()).hexdigest()
    (bot / ".msp-stamp").write_text(f"{key}\n{bot}/bin/python\n")
    shown = run_msp(*arguments, root=installed)
    assert shown.returncode == 0, shown.stderr
    assert f"arguments: -m api.cli {' '.join(arguments)}\n" in shown.stdout


def test_looking_for_mistakes_needs_the_api_alone(installed):
    shown = run_msp("content", "check", root=installed)
    assert "arguments: -m api.cli content check\n" in shown.stdout, shown.stderr


def test_the_env_file_is_read_and_never_run(installed):
    (installed / ".env").write_text(
        "# a remark\n"
        "MSP_API_PORT=8123\n"
        "export MSP_BOT_PORT='5123'\n"
        'MSP_DATABASE_URL="postgresql://a:b=c@host/x"\n'
        "MSP_EVIL=$(touch stolen)`touch stolen`; touch stolen\n"
        "PATH=/nowhere\n"
        "MSP_bad name=1\n"
        "MSP_LAST=no line end"
    )
    shown = run_msp("user", "list", root=installed, MSP_BOT_PORT="6000").stdout.splitlines()
    assert "MSP_API_PORT=8123" in shown
    assert "MSP_BOT_PORT=6000" in shown, "the environment wins"
    assert "MSP_DATABASE_URL=postgresql://a:b=c@host/x" in shown
    assert "MSP_EVIL=$(touch stolen)`touch stolen`; touch stolen" in shown
    assert "MSP_LAST=no line end" in shown
    assert not list(installed.rglob("stolen"))


def test_home_from_the_env_file_belongs_beside_the_script(installed):
    (installed / "var").rename(installed / "elsewhere")
    python = installed / "elsewhere/env-api/bin/python"
    key = hashlib.sha256(f"lockproject{python}".encode()).hexdigest()
    (installed / "elsewhere/env-api/.msp-stamp").write_text(f"{key}\n{python}\n")
    (installed / ".env").write_text("MSP_HOME=./elsewhere\n")
    assert f"MSP_HOME={installed}/elsewhere\n" in run_msp("user", "list", root=installed).stdout


def test_without_any_python_it_says_what_to_install(installed):
    (installed / "var/env-api/.msp-stamp").unlink()
    tools = installed / "tools"
    tools.mkdir()
    for name in ("bash", "env", "mkdir", "cat", "awk", "sha256sum", "sleep", "rm", "dirname"):
        (tools / name).symlink_to(shutil.which(name))
    nothing = {"PATH": str(tools), "HOME": str(tools), "PYENV_ROOT": str(tools)}
    shown = run_msp("user", "list", root=installed, **nothing)
    assert shown.returncode == 1
    assert "apt-get install python3-venv" in shown.stderr
    assert "run ./msp user again" in shown.stderr
