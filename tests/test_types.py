"""The types of practice, authoring, actions, bot and api are true (pyproject.toml, [tool.mypy])."""

import subprocess
import sys
from pathlib import Path

import tomllib

ROOT = Path(__file__).resolve().parents[1]


def test_the_types_are_true(tmp_path):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert {"practice", "authoring", "actions", "bot", "api"} <= set(settings["files"])
    assert settings["disallow_untyped_defs"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues found" in done.stdout
