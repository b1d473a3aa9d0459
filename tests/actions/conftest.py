"""A desk behind a real door, and a dialogue in front of it."""

import pytest
import pytest_asyncio

from actions import api_client
from tests.actions.desk import KEY, Desk, Door
from tests.actions.dialogue import Dialogue


@pytest.fixture
def desk(monkeypatch):
    desk = Desk()
    door = Door(desk)
    monkeypatch.setenv("MSP_API_PORT", str(door.port))
    monkeypatch.setenv("MSP_BOT_KEY", KEY)
    monkeypatch.setattr(api_client, "_api", None)
    yield desk
    door.close()


@pytest.fixture
def dialogue(desk):
    return Dialogue(desk)


@pytest_asyncio.fixture
async def first(desk, dialogue):
    """A dialogue whose first conversation, for A-1, has just been opened."""
    desk.work_id = desk.add_work().work["id"]
    return await dialogue.do("record_visit")
