"""Starts the action server: `python -m actions.server`, on loopback, behind a shared key."""

from __future__ import annotations

import hmac
import logging
import os

from rasa_sdk.endpoint import create_app
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)
LARGEST_BODY = 2_000_000


def build(key: str) -> Sanic:
    """The action server. Raises ValueError when `key` is missing or short."""
    if len(key) < 32:
        raise ValueError("MSP_ACTIONS_KEY is missing or too short; start with ./msp up")
    app = create_app("actions", cors_origins=[])
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.error_handler.add(Exception, plain_failure)

    @app.middleware("request")
    async def check_key(request: Request) -> HTTPResponse | None:
        given = request.headers.get("X-Aide-Key", "")
        if request.path == "/health" or hmac.compare_digest(given.encode(), key.encode()):
            return None
        return response.json({"error": "wrong key"}, status=401)

    return app


async def plain_failure(request: Request, error: Exception) -> HTTPResponse:
    """A failure without the request in it: rasa-sdk's own handler echoes the whole tracker."""
    status = getattr(error, "status_code", 500)
    logger.error("action call failed: %s", type(error).__name__)
    return response.json({"error": "the action failed"}, status=status)


def main() -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.WARNING)
    port = int(os.environ.get("MSP_ACTIONS_PORT", "5055"))
    build(os.environ.get("MSP_ACTIONS_KEY", "")).run("127.0.0.1", port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
