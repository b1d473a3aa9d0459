import dataclasses

import pytest

from api.cli import place as places
from api.cli.ports import three_free_ports


@pytest.fixture
def place(tmp_path):
    """A place of its own on free ports."""
    home = tmp_path / "home"
    home.mkdir()
    return dataclasses.replace(places.from_environment({}), home=home, ports=three_free_ports())
