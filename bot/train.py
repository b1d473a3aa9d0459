"""Trains the model: `python -m bot.train --out PATH`. Prints where the time went."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).parent.parent


def step(name: str, since: float) -> float:
    """Print the seconds since `since` under `name`; returns the time now."""
    now = time.monotonic()
    print(f"{name}: {now - since:.1f}", flush=True)
    return now


def train(out: Path) -> None:
    """Train on domain.yml, config.yml and data/ and leave the model at `out`."""
    began = time.monotonic()
    import rasa.model_training

    from bot.quiet import quiet_rasa

    quiet_rasa()

    at = step("loading Rasa", began)
    result = rasa.model_training.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data")],
        output=str(out.parent),
        fixed_model_name=out.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    if result.code != 0 or not result.model:
        raise SystemExit("Training did not produce a model; the lines above say why.")
    step("training", at)
    step("in all", began)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    train(parser.parse_args().out.absolute())


if __name__ == "__main__":
    main()
