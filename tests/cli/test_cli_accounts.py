"""The first account, the demonstration accounts, and ./msp user."""

import io
import re
import stat
import sys

import pytest

from api.cli import user
from api.cli.__main__ import main
from api.cli.accounts import all_accounts, make_demo, make_first_account, migrated_database
from api.cli.passwords import readable_password
from api.cli.private_files import read_json
from api.cli.trouble import Trouble
from api.cli.up import sign_in_lines
from api.identity.roles import Role
from api.identity.service import sign_in
from api.settings import Settings, get_settings


@pytest.fixture
def settings(place):
    return Settings(
        home=place.home, bot_key="b" * 40, turn_key="t" * 40,
        database_url=f"sqlite:///{place.home / 'aide.sqlite'}",
    )  # fmt: skip


@pytest.fixture
def database(settings):
    with migrated_database(settings) as database:
        yield database


def usernames(database):
    with database.reader() as session:
        return [account.username for account in all_accounts(session)]


def can_sign_in(database, settings, entry):
    return sign_in(
        database, settings, source="test", username=entry["username"], password=entry["password"]
    )


def test_the_first_account_is_one_practitioner_in_a_private_file(database, settings, place):
    make_first_account(database, place.home)
    file = place.home / "first-account.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    entry = read_json(file)
    assert (entry["username"], entry["role"]) == ("practitioner", "practitioner")
    assert can_sign_in(database, settings, entry).actor.role is Role.PRACTITIONER


def test_it_is_made_only_when_there_is_no_account(database, place):
    make_first_account(database, place.home)
    before = read_json(place.home / "first-account.json")
    make_first_account(database, place.home)
    assert read_json(place.home / "first-account.json") == before
    assert usernames(database) == ["practitioner"]


def test_its_password_is_printed_once(database, place):
    make_first_account(database, place.home)
    password = read_json(place.home / "first-account.json")["password"]
    assert password in sign_in_lines(place, demo=False, is_new=True)
    assert password not in sign_in_lines(place, demo=False, is_new=False)


def test_demo_makes_one_account_per_role(database, settings, place):
    make_demo(database, place.home)
    file = place.home / "demo-accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    entries = read_json(file)
    assert {entry["role"] for entry in entries} == {role.value for role in Role}
    assert all(entry.keys() == {"username", "password", "role"} for entry in entries)
    for entry in entries:
        assert can_sign_in(database, settings, entry).actor.role == entry["role"]


def test_demo_twice_changes_nothing(database, place):
    make_demo(database, place.home)
    before = read_json(place.home / "demo-accounts.json"), usernames(database)
    make_demo(database, place.home)
    assert (read_json(place.home / "demo-accounts.json"), usernames(database)) == before


def test_demo_beside_a_real_account_leaves_that_alone(database, place):
    make_first_account(database, place.home)
    make_demo(database, place.home)
    assert len(usernames(database)) == 1 + len(Role)


def test_passwords_are_readable_and_differ():
    passwords = {readable_password() for _ in range(200)}
    assert len(passwords) == 200
    assert all(re.fullmatch(r"(?:[a-z]{6}-){4}\d{3}", password) for password in passwords)


@pytest.fixture
def command(place, monkeypatch, capsys):
    """Runs ./msp user ...; gives its exit code and what it printed."""
    monkeypatch.setenv("MSP_HOME", str(place.home))
    for name in ("MSP_BOT_KEY", "MSP_TURN_KEY", "MSP_ACTIONS_KEY", "MSP_DATABASE_URL"):
        monkeypatch.setenv(name, "")
    get_settings.cache_clear()

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main(["user", *arguments])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    yield run
    get_settings.cache_clear()


def test_user_add_list_disable(command):
    assert command("list")[1].startswith("There are no accounts yet.")
    added = command("add", "Anna", "--role", "supervisor", "--team", "north", "--password-stdin",
                    stdin="quiet river stone\n")  # fmt: skip
    assert added == (0, "Added anna (supervisor, north).\n")
    assert "anna" in command("list")[1]
    assert command("disable", "ANNA")[0] == 0
    assert "disabled" in command("list")[1]


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["add", "anna", "--role", "board", "--password-stdin"], "short\n", "at least 12"),
        (["add", "", "--role", "board", "--password-stdin"], "long enough for all\n", "username"),
        (["add", "anna", "--role", "board"], "", "--password-stdin"),
        (["disable", "nobody"], "", "There is no account 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(command, arguments, stdin, said):
    code, printed = command(*arguments, stdin=stdin)
    assert code == 1
    assert said in printed
    assert "Traceback" not in printed


def test_two_different_passwords_add_nobody(monkeypatch):
    typed = iter(["one long password", "another long password"])
    monkeypatch.setattr(user.getpass, "getpass", lambda _: next(typed))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    with pytest.raises(Trouble, match="were different"):
        user.read_password(from_stdin=False)
