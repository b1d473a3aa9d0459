"""Exports of random records, and of records in a running service."""

from tests.web.conftest import (
    account,
    app,
    bot,
    browser,
    case,
    client,
    database,
    page,
    person,
    plain_page,
    settings,
    signed_in,
    site,
)

__all__ = [
    "account", "app", "bot", "browser", "case", "client", "database", "page", "person",
    "plain_page", "settings", "signed_in", "site",
]  # fmt: skip
