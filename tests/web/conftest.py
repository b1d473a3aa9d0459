"""A service of its own for each test, with a stand-in where the bot would be."""

import pytest

from api.app import create_app
from tests.api.conftest import account, client, database, settings, signed_in
from tests.web.browsing import browser, free_port, page, plain_page, site
from tests.web.stand_in import CaseRecord, StandInBot

__all__ = [
    "account", "browser", "client", "database", "page", "plain_page", "settings", "signed_in",
    "site",
]  # fmt: skip


@pytest.fixture
def app(settings):
    """A service that finds nobody where the bot would be."""
    return create_app(settings.model_copy(update={"bot_port": free_port()}))


@pytest.fixture
def bot(client) -> StandInBot:
    stand_in = StandInBot()
    stand_in.serve(client.app)
    return stand_in


@pytest.fixture
def person(signed_in, bot):
    """A practitioner's browser, which asks for pages."""
    person = signed_in("practitioner")
    person.headers["accept"] = "text/html"
    return person


@pytest.fixture
def case(person, database) -> CaseRecord:
    return CaseRecord(database, person.account.actor)
