"""What each process is told. The bot and its actions never learn where the case database is."""

import os
from collections.abc import Mapping
from pathlib import Path

from api.cli.place import Place

KEYS_FOR = {
    "bot": ("MSP_BOT_KEY", "MSP_ACTIONS_KEY"),
    "actions": ("MSP_BOT_KEY", "MSP_ACTIONS_KEY"),
    "api": ("MSP_BOT_KEY", "MSP_TURN_KEY"),
    "train": (),
    "eval": (),
    "play": (),
}
FOR_THE_API_ONLY = {"MSP_DATABASE_URL", "MSP_WEBHOOK_URL", "MSP_WEBHOOK_SECRET"}
FOR_NOBODY = {"MSP_CHAT_PASSWORD", "MSP_BOT_KEY", "MSP_ACTIONS_KEY", "MSP_TURN_KEY"}


def child_environment(
    place: Place,
    part: str,
    keys: Mapping[str, str],
    model: Path | None = None,
    base: Mapping[str, str] = os.environ,
) -> dict[str, str]:
    hidden = FOR_NOBODY if part == "api" else FOR_NOBODY | FOR_THE_API_ONLY
    environment = {name: value for name, value in base.items() if name not in hidden}
    environment |= {setting: keys[setting] for setting in KEYS_FOR[part]}
    environment |= shared_settings(place)
    if part != "api":
        environment |= rasa_settings(place)
    if model:
        environment["MSP_MODEL"] = str(model)
    return environment


def shared_settings(place: Place) -> dict[str, str]:
    return {
        "MSP_HOME": str(place.home),
        "MSP_API_HOST": place.api_host,
        "MSP_API_PORT": str(place.ports["api"]),
        "MSP_BOT_PORT": str(place.ports["bot"]),
        "MSP_ACTIONS_PORT": str(place.ports["actions"]),
        "PYTHONPATH": str(place.root),
        "PYTHONUNBUFFERED": "1",
    }


def rasa_settings(place: Place) -> dict[str, str]:
    """Rasa writes ~/.config/rasa/global.yml whatever it is told, so it gets a home of its own."""
    home = place.home / "rasa-home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        "HOME": str(home),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
        "RASA_CACHE_DIRECTORY": str(place.home / "cache" / "rasa"),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
