"""The keys with which the three processes know each other."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from api.cli.private_files import read_json, write_private
from api.cli.trouble import Trouble

SETTINGS = {
    "bot_key": "MSP_BOT_KEY",
    "actions_key": "MSP_ACTIONS_KEY",
    "turn_key": "MSP_TURN_KEY",
}


def load_or_create(home: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The keys by the names of their settings. What the environment gives is used but not kept."""
    path = home / "secrets.json"
    kept = read_keys(path)
    missing = {name for name in SETTINGS if not kept.get(name)}
    if missing:
        kept |= {name: secrets.token_urlsafe(32) for name in missing}
        write_private(path, kept)
    os.chmod(path, 0o600)
    return {setting: environment.get(setting) or kept[name] for name, setting in SETTINGS.items()}


def read_keys(path: Path) -> dict[str, str]:
    try:
        kept = read_json(path, {})
    except json.JSONDecodeError:
        kept = None
    if not isinstance(kept, dict):
        raise Trouble(
            f"{path} is damaged. Move it away; new keys are made at the next start.\n"
            "  Nobody has to sign in again for that, and no record is lost."
        )
    return kept
