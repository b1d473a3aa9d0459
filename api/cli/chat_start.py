"""Starts the product for a chat when it is not running, and stops it afterwards."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from api.cli.place import ROOT
from api.cli.trouble import Trouble

READY = "Ready in "
STOPS_WITHIN = 25


@contextmanager
def running_product() -> Iterator[None]:
    """Runs ./msp up in a session of its own, so that Ctrl-C reaches the chat first."""
    up = subprocess.Popen(
        [str(ROOT / "msp"), "up"],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_until_ready(up)
        yield
    finally:
        stop(up)


def wait_until_ready(up: subprocess.Popen) -> None:
    """Passes on what ./msp up says until it is ready. Raises Trouble when it ends first."""
    for line in up.stdout or ():
        if line.startswith(READY):
            return
        sys.stdout.write(line)
        sys.stdout.flush()
    raise Trouble("The product could not be started; the reason is above.")


def stop(up: subprocess.Popen) -> None:
    if up.poll() is not None:
        return
    print("Stopping the product.", flush=True)
    os.killpg(up.pid, signal.SIGTERM)
    try:
        up.communicate(timeout=STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(up.pid, signal.SIGKILL)
