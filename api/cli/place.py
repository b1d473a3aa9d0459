"""Where this copy of the product lives: folders, ports and the two Pythons."""

import ipaddress
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.cli.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]

FIRST_ACCOUNT = "first-account.json"
DEMO_ACCOUNTS = "demo-accounts.json"

PORT_SETTINGS = {
    "api": ("MSP_API_PORT", 8000),
    "bot": ("MSP_BOT_PORT", 5005),
    "actions": ("MSP_ACTIONS_PORT", 5055),
}


@dataclass(frozen=True)
class Place:
    home: Path
    ports: dict[str, int]
    api_host: str
    bot_python: Path
    api_python: Path
    root: Path = ROOT

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def address(self) -> str:
        """Where a program on this machine reaches the API."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
        host = self.api_host.strip("[]")
        host = everywhere.get(host, host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.ports['api']}"

    @property
    def beyond_this_machine(self) -> bool:
        return not is_loopback(self.api_host)

    def host_of(self, part: str) -> str:
        return self.api_host if part == "api" else "127.0.0.1"


def from_environment(environment: Mapping[str, str] = os.environ) -> Place:
    home = Path(environment.get("MSP_HOME") or ROOT / "var").absolute()
    return Place(
        home=home,
        ports={part: port_from(environment, part) for part in PORT_SETTINGS},
        api_host=environment.get("MSP_API_HOST") or "127.0.0.1",
        bot_python=Path(environment.get("MSP_BOT_PYTHON") or home / "env-bot/bin/python"),
        api_python=Path(sys.executable),
    )


def port_from(environment: Mapping[str, str], part: str) -> int:
    setting, usual = PORT_SETTINGS[part]
    text = environment.get(setting) or str(usual)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(f"{setting} must be a number from 1 to 65535, not '{text}'.")
    return int(text)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
