"""Starts the bot: `python -m bot.serve`. Settings come from MSP_* variables."""

from __future__ import annotations

import os

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("MAX_NUMBER_OF_PREDICTIONS", "20")


def main() -> None:
    """Serve the model at MSP_MODEL on loopback until stopped."""
    os.environ.setdefault("MSP_ACTIONS_PORT", "5055")
    home = os.environ.get("MSP_HOME", "var")
    os.environ.setdefault("MSP_BOT_DB", os.path.join(home, "bot.sqlite"))
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    from bot.quiet import quiet_rasa

    quiet_rasa()
    rasa.core.run.serve_application(
        model_path=os.environ["MSP_MODEL"],
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        interface="127.0.0.1",
        port=int(os.environ.get("MSP_BOT_PORT", "5005")),
        cors=None,
        enable_api=False,
    )


if __name__ == "__main__":
    main()
