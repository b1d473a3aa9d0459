"""Rasa's logging, kept to warnings: at debug level it prints every word a person types."""

from __future__ import annotations

import logging


def quiet_rasa() -> None:
    """Set Rasa, structlog and the libraries below them to warnings and worse."""
    from rasa.utils.common import configure_library_logging, configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    configure_logging_and_warnings(
        log_level=logging.WARNING, warn_only_once=True, filter_repeated_logs=True
    )
    configure_library_logging()
