"""Which Python ./msp takes for the API. Pythons and uv are scripts that tell what they are."""

import hashlib
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from api.cli.place import ROOT

USED = "bash env mkdir cat cp awk sha256sum sleep rm dirname cut head sort tail paste grep find"
# Answers the launcher's question as the version in its path would, and tells what it is.
PYTHON = """#!/bin/bash
version={version}
case $1 in
  -) shift; exec {real} -c "
import sys, ctypes, sqlite3, ssl
sys.version_info, sys.executable = tuple(map(int, '$version'.split('.'))), '$0'
exec(sys.stdin.read())" "$@" ;;
  -c) echo $version ;;
  *) echo "ran with $version" ;;
esac
"""
# Knows no Python but the one that it has "downloaded", when there is something to download.
UV = """#!/bin/bash
echo "$*" >>{log}
case "$*" in
  --version) echo "uv 0.13.9" ;;
  "python install"*) cp {download} {log}.python ;;
  "python find"*) [ -x {log}.python ] && echo {log}.python ;;
  sync*)
    mkdir -p "$UV_PROJECT_ENVIRONMENT/bin" "$UV_PROJECT_ENVIRONMENT/lib/site-packages/fastapi"
    while [ "$1" != --python ]; do shift; done
    cp "$2" "$UV_PROJECT_ENVIRONMENT/bin/python" ;;
esac
"""


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def python(path, version):
    return script(path, PYTHON.format(version=version, real=sys.executable))


@pytest.fixture
def machine(tmp_path):
    """A machine with the launcher, uv, and the Pythons that a test puts there."""
    root = tmp_path / "product"
    root.mkdir()
    shutil.copy(ROOT / "msp", root / "msp")
    (root / "uv.lock").write_text("lock")
    (root / "pyproject.toml").write_text("project")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in USED.split():
        (tools / name).symlink_to(shutil.which(name))
    made = SimpleNamespace(root=root, home=root / "var", log=tmp_path / "uv.log")
    download = tmp_path / "download"
    script(tools / "uv", UV.format(log=made.log, download=download))
    made.put = lambda version: python(tmp_path / f"versions/{version}/bin/python", version)
    made.let_download = lambda version: python(download, version)
    made.run = lambda: run(root, tools, tmp_path)
    return made


def run(root, tools, pyenv):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MSP_")}
    here = {"PATH": str(tools), "HOME": str(pyenv), "PYENV_ROOT": str(pyenv)}
    return subprocess.run(
        ["bash", str(root / "msp"), "user", "list"],
        capture_output=True, text=True, timeout=60, cwd=root, env=plain | here,
    )  # fmt: skip


def environment(folder, version):
    """A finished environment of this version, with the stamp that says so."""
    made = python(folder / "bin/python", version)
    key = hashlib.sha256(f"lockproject{made}".encode()).hexdigest()
    (folder / ".msp-stamp").write_text(f"{key}\n{made}\n")
    return folder


@pytest.mark.parametrize(
    ("here", "taken"),
    [
        (["3.12.6"], "3.12.6"),
        (["3.12.1", "3.12.10"], "3.12.10"),
        (["3.12.1", "3.11.7", "3.13.0"], "3.13.0"),
        (["3.12.5", "3.11.10", "3.13.0"], "3.11.10"),
        (["3.11.9", "3.14.0"], "3.14.0"),
        (["3.10.13", "3.13.1"], "3.13.1"),
    ],
)
def test_a_python_that_is_too_old_is_passed_over(machine, here, taken):
    for version in here:
        machine.put(version)
    shown = machine.run()
    assert shown.returncode == 0, shown.stderr
    assert f"ran with {taken}\n" in shown.stdout
    assert "python install" not in machine.log.read_text()


def test_with_only_old_ones_a_newer_is_downloaded(machine):
    machine.put("3.12.5")
    machine.let_download("3.12.12")
    assert "ran with 3.12.12\n" in machine.run().stdout
    assert "python install --no-bin ~=3.12.6\n" in machine.log.read_text()


def test_with_only_old_ones_and_no_network_it_says_what_to_install(machine):
    for version in ("3.12.5", "3.11.9"):
        machine.put(version)
    shown = machine.run()
    assert shown.returncode == 1
    assert "Python 3.12.6 or newer is missing" in shown.stderr
    assert "too old: 3.12.5 3.11.9." in shown.stderr
    assert "pyenv install 3.13" in shown.stderr and "run ./msp user again" in shown.stderr
    assert "sync" not in machine.log.read_text()


def test_an_environment_that_was_made_with_an_old_one_is_made_anew(machine):
    machine.put("3.13.0")
    old = environment(machine.home / "env-api", "3.12.5")
    (old / "left-over").touch()
    shown = machine.run()
    assert "ran with 3.13.0\n" in shown.stdout
    assert "too old by now" in shown.stdout
    assert not (old / "left-over").exists()
    assert "too old" not in machine.run().stdout
    assert machine.log.read_text().count("sync") == 1


def test_where_it_is_a_link_only_the_link_goes(machine, tmp_path):
    machine.put("3.13.0")
    shared = environment(tmp_path / "shared", "3.12.5")
    before = {path: path.read_bytes() for path in shared.rglob("*") if path.is_file()}
    machine.home.mkdir()
    (machine.home / "env-api").symlink_to(shared)
    assert "ran with 3.13.0\n" in machine.run().stdout
    assert not (machine.home / "env-api").is_symlink()
    assert {path: path.read_bytes() for path in shared.rglob("*") if path.is_file()} == before


def test_a_good_environment_is_left_as_it_is(machine):
    environment(machine.home / "env-api", "3.12.6")
    assert "ran with 3.12.6\n" in machine.run().stdout
    assert not machine.log.exists(), "uv was not needed"
