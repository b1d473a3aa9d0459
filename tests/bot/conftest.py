"""The trained model, once per session: MSP_MODEL, else the one ./msp keeps, else trained here."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# As api/cli/model.py names its models, so that the same model serves both.
LEARNT_FROM = (
    "domain.yml",
    "config.yml",
    "data/**/*",
    "content/*.yml",
    "content/asking/fields/*.yml",
    "content/local/*.yml",
    "content/training/rehearsal/moves.yml",
    "bot/**/*.py",
    "uv.lock",
)


def fingerprint():
    digest = hashlib.sha256()
    found = {path for pattern in LEARNT_FROM for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(found):
        name = path.relative_to(ROOT)
        if any(part.startswith(".") or part == "__pycache__" for part in name.parts):
            continue
        data = path.read_bytes()
        digest.update(f"{name.as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """A trained model file."""
    if given := os.environ.get("MSP_MODEL"):
        if Path(given).exists():
            return Path(given)
    home = os.environ.get("MSP_HOME")
    folder = Path(home).absolute() / "models" if home else tmp_path_factory.mktemp("models")
    kept = folder / f"{fingerprint()}.tar.gz"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"tests-{os.getpid()}.tar.gz"
        command = [sys.executable, "-m", "bot.train", "--out", str(fresh)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        fresh.replace(kept)
    return kept
