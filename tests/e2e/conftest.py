"""The running product, for tests that need all of it."""

import pytest

from api.cli import place as places
from tests.e2e.conversation import Conversation
from tests.e2e.running_product import RunningProduct


@pytest.fixture(scope="session")
def product(tmp_path_factory, request):
    """The three real processes with demonstration accounts; see RunningProduct."""
    skip_without_bot()
    # Training and starting take a minute or two: whoever waits should see how far it is.
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print()
        running = RunningProduct(tmp_path_factory.mktemp("home")).begin()
    yield running
    running.end()


@pytest.fixture
def client(product):
    """A practitioner at the start of a new conversation."""
    conversation = Conversation(product.url).sign_in(*product.accounts["practitioner"])
    yield conversation
    conversation.close()


def skip_without_bot():
    python = places.from_environment().bot_python
    if not python.exists():
        pytest.skip(f"the bot's libraries are not installed ({python}); ./msp setup installs them")
