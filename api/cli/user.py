"""./msp user add, list, disable"""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from api.cli import place as places
from api.cli.trouble import Trouble
from api.identity.roles import Role

if TYPE_CHECKING:  # its libraries take a moment, and a wrong word needs none of them
    from api.database import Database


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="add|list|disable")
    add = actions.add_parser("add", help="add an account")
    add.add_argument("username")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--team", default="team-1")
    add.add_argument("--name", help="the person's name as others see it")
    add.add_argument("--password-stdin", action="store_true", help="read the password as one line")
    actions.add_parser("list", help="show all accounts")
    actions.add_parser("disable", help="stop an account from signing in").add_argument("username")


def run(chosen: argparse.Namespace) -> int:
    place = places.from_environment()
    # Asked before the database is opened, so that nobody waits for a person who types.
    password = read_password(chosen.password_stdin) if chosen.action == "add" else ""
    # The database libraries take a while to load, so --help does without them.
    from api.cli.accounts import opened_database

    with opened_database(place) as database:
        return ACTIONS[chosen.action](database, chosen, password)


def add(database: "Database", chosen: argparse.Namespace, password: str) -> int:
    from api.identity.service import create_account

    with database.writer() as session:
        account = create_account(
            session, chosen.username, password, chosen.role, chosen.name, chosen.team
        )
        print(f"Added {account.username} ({account.role}, {account.team}).")
    return 0


def show(database: "Database", _chosen: argparse.Namespace, _password: str) -> int:
    from api.cli.accounts import all_accounts

    with database.reader() as session:
        accounts = all_accounts(session)
    if not accounts:
        print("There are no accounts yet. ./msp user add NAME --role ROLE makes one.")
    for account in accounts:
        state = "  disabled" if account.disabled_at else ""
        print(f"{account.username:<24} {account.role:<14} {account.team}{state}")
    return 0


def disable(database: "Database", chosen: argparse.Namespace, _password: str) -> int:
    from api.cli.accounts import disable_account

    with database.writer() as session:
        account = disable_account(session, chosen.username)
        print(f"{account.username} can no longer sign in. The records are unchanged.")
    return 0


ACTIONS = {"add": add, "list": show, "disable": disable}


def read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Trouble("To give the password from a program, add --password-stdin.")
    first = getpass.getpass("Password (at least 12 characters): ")
    if getpass.getpass("The same again: ") != first:
        raise Trouble("The two passwords were different. Nothing was added; please try again.")
    return first
