"""The keys between the processes."""

import json
import stat

import pytest

from api.cli.child_environment import child_environment
from api.cli.secrets_file import load_or_create
from api.cli.trouble import Trouble


def test_keys_are_made_once_and_only_the_owner_may_read_them(tmp_path):
    first = load_or_create(tmp_path, {})
    assert load_or_create(tmp_path, {}) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert set(first) == {"MSP_BOT_KEY", "MSP_ACTIONS_KEY", "MSP_TURN_KEY"}
    assert len(set(first.values())) == 3
    assert all(len(key) >= 32 for key in first.values())


def test_a_file_left_open_to_others_is_closed_again(tmp_path):
    load_or_create(tmp_path, {})
    (tmp_path / "secrets.json").chmod(0o644)
    load_or_create(tmp_path, {})
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_the_environment_wins_and_is_not_written_down(tmp_path):
    given = "k" * 40
    assert load_or_create(tmp_path, {"MSP_BOT_KEY": given})["MSP_BOT_KEY"] == given
    assert given not in (tmp_path / "secrets.json").read_text()


def test_a_missing_key_is_added_and_the_others_stay(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"bot_key": "b" * 40}))
    keys = load_or_create(tmp_path, {})
    assert keys["MSP_BOT_KEY"] == "b" * 40
    assert keys["MSP_TURN_KEY"]


@pytest.mark.parametrize("content", ["{", "[]", '"text"'])
def test_a_damaged_file_is_named_and_not_overwritten(tmp_path, content):
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(Trouble, match="secrets.json is damaged"):
        load_or_create(tmp_path, {})
    assert (tmp_path / "secrets.json").read_text() == content


BASE = {
    "PATH": "/bin", "HOME": "/home/someone", "MSP_DATABASE_URL": "postgresql://secret",
    "MSP_CHAT_PASSWORD": "secret", "MSP_TURN_KEY": "of the person's shell",
}  # fmt: skip
KEYS = {"MSP_BOT_KEY": "bot", "MSP_ACTIONS_KEY": "actions", "MSP_TURN_KEY": "turn"}


@pytest.mark.parametrize("part", ["bot", "actions", "train"])
def test_the_bot_side_never_learns_where_the_case_database_is(place, part):
    told = child_environment(place, part, KEYS, base=BASE)
    assert not {"MSP_DATABASE_URL", "MSP_TURN_KEY", "MSP_CHAT_PASSWORD"} & told.keys()
    assert told["HOME"].startswith(str(place.home)), "Rasa writes into HOME"
    assert told["RASA_TELEMETRY_ENABLED"] == "false"


def test_each_process_is_told_its_keys_and_all_ports(place):
    api = child_environment(place, "api", KEYS, base=BASE)
    actions = child_environment(place, "actions", KEYS, base=BASE)
    assert (api["MSP_BOT_KEY"], api["MSP_TURN_KEY"]) == ("bot", "turn")
    assert api["MSP_DATABASE_URL"] == BASE["MSP_DATABASE_URL"]
    assert (actions["MSP_ACTIONS_KEY"], actions["MSP_BOT_KEY"]) == ("actions", "bot")
    for told in (api, actions):
        assert told["MSP_API_PORT"] == str(place.ports["api"])
        assert told["MSP_ACTIONS_PORT"] == str(place.ports["actions"])
