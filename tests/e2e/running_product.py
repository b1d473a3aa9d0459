"""The real product on free ports with a home of its own, which a test may break and mend."""

import dataclasses
import os
import signal
import time
from pathlib import Path

from api.cli import place as places
from api.cli import secrets_file
from api.cli.child import stop_all
from api.cli.model import ensure_model
from api.cli.place import DEMO_ACCOUNTS, Place
from api.cli.ports import three_free_ports
from api.cli.private_files import read_json
from api.cli.processes import READY_WITHIN, Product
from api.cli.up import prepare


class RunningProduct:
    def __init__(self, home: Path, **settings: str):
        """`settings` are MSP_* variables; without MSP_DATABASE_URL it is SQLite in `home`."""
        usual = places.from_environment()
        self.place: Place = dataclasses.replace(
            usual, home=home, ports=three_free_ports(), api_host="127.0.0.1"
        )
        # An empty setting wins over a developer's .env file.
        self.base = {**os.environ, "MSP_DATABASE_URL": "", "MSP_REDIS_URL": "", **settings}
        self.keys = secrets_file.load_or_create(home, environment={})
        self.product = Product(self.place, self.keys, ensure_model(usual), self.base)

    def begin(self) -> "RunningProduct":
        try:
            self.product.start("bot", "actions")
            prepare(self.place, self.keys, demo=True, base=self.base)
            self.product.start("api")
            self.product.wait_until_ready()
        except BaseException:
            self.end()
            raise
        return self

    @property
    def url(self) -> str:
        return self.place.address

    @property
    def home(self) -> Path:
        return self.place.home

    @property
    def ports(self) -> dict[str, int]:
        return self.place.ports

    @property
    def env(self) -> dict[str, str]:
        """What the API process is told, keys included."""
        return self.product.children["api"].environment

    @property
    def accounts(self) -> dict[str, tuple[str, str]]:
        """Role to (username, password)."""
        entries = read_json(self.home / DEMO_ACCOUNTS, [])
        return {entry["role"]: (entry["username"], entry["password"]) for entry in entries}

    def stop(self, name: str) -> None:
        """Ends a part politely, as an administrator would."""
        self.product.stop(name)

    def kill(self, name: str) -> None:
        """Ends a part at once, as a power cut or a full memory would."""
        child = self.product.children[name]
        child.signal(signal.SIGKILL)
        child.process.wait(10)

    def start(self, name: str, wait: bool = True) -> None:
        """Starts a part again; returns when it takes work."""
        self.product.children[name].start()
        if wait:
            until = time.monotonic() + READY_WITHIN
            self.product.wait_for(f"Starting {name}", lambda: self.product.is_up(name), until)
            if all(child.running for child in self.product.children.values()):
                self.product.wait_for("All parts answer", self.product.is_ready, until)

    def end(self) -> None:
        stop_all(self.product.children.values())
