"""./msp train"""

import argparse
import time

from api.cli import place as places
from api.cli.model import one_trainer, timings, train

TOTALS = ("in all", "total")


def configure(parser: argparse.ArgumentParser) -> None:
    pass


def run(_chosen: argparse.Namespace) -> int:
    place = places.from_environment()
    began = time.monotonic()
    with one_trainer(place.home / "models"):
        model = train(place)
    print(report(timings(place.logs / "train.log"), time.monotonic() - began))
    print(f"Model: {model} ({model.stat().st_size / 1e6:.1f} MB)")
    return 0


def report(steps: list[tuple[str, float]], total: float) -> str:
    """Where the time went, the longest step first."""
    rows = sorted((row for row in steps if row[0] not in TOTALS), key=lambda row: -row[1])
    rest = total - sum(seconds for _, seconds in rows)
    rows += [("everything else", rest)] if rest > 0.05 else []
    width = max((len(name) for name, _ in rows), default=0)
    lines = [
        f"  {name:<{width}}  {seconds:7.1f} s  {seconds / total:5.0%}" for name, seconds in rows
    ]
    return "\n".join([*lines, f"  {'total':<{width}}  {total:7.1f} s"])
