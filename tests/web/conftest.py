"""A service of its own for each test, with a stand-in where the bot would be."""

import socket

import pytest

from api.app import create_app
from tests.api.conftest import account, client, database, settings, signed_in
from tests.web.stand_in import CaseRecord, StandInBot

__all__ = ["account", "client", "database", "settings", "signed_in"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
