"""The trained model, once per session: MSP_MODEL, as ./msp test names it, else trained here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """A trained model file."""
    given = os.environ.get("MSP_MODEL")
    kept = Path(given) if given else tmp_path_factory.mktemp("models") / "trained.tar.gz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"tests-{os.getpid()}.tar.gz")
        command = [sys.executable, "-m", "bot.train", "--out", str(fresh)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        fresh.replace(kept)
    return kept
