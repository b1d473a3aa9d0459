"""Accounts made or changed at the command line, never over HTTP."""

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.cli import secrets_file
from api.cli.passwords import readable_password
from api.cli.place import DEMO_ACCOUNTS, FIRST_ACCOUNT, Place
from api.cli.private_files import read_json, write_private
from api.cli.trouble import Trouble
from api.database import Database
from api.errors import AppError
from api.identity.models import Account
from api.identity.roles import Role
from api.identity.service import create_account, username_key
from api.migrations.upgrade import upgrade
from api.settings import Settings, get_settings
from api.tables import utcnow


@contextmanager
def opened_database(place: Place) -> Iterator[Database]:
    """This place's database, brought up to date. A refused change becomes Trouble."""
    os.environ |= secrets_file.load_or_create(place.home)
    os.environ["MSP_HOME"] = str(place.home)
    with migrated_database(get_settings()) as database:
        try:
            yield database
        except AppError as refusal:
            raise Trouble(refusal.detail) from None


@contextmanager
def migrated_database(settings: Settings) -> Iterator[Database]:
    upgrade(settings)
    database = Database(settings)
    try:
        yield database
    finally:
        database.close()


def make_first_account(database: Database, home: Path) -> None:
    """When there is no account at all: one practitioner, kept in first-account.json."""
    with database.writer() as session:
        if session.scalar(select(func.count(Account.id))):
            return
        entry = new_entry("practitioner", Role.PRACTITIONER)
        create_account(session, entry["username"], entry["password"], entry["role"])
        write_private(home / FIRST_ACCOUNT, entry)


def make_demo(database: Database, home: Path) -> None:
    """One account per role and fictional work; at later starts only what is missing."""
    entries = demo_entries(read_json(home / DEMO_ACCOUNTS, []))
    write_private(home / DEMO_ACCOUNTS, entries)
    with database.writer() as session:
        for entry in entries:
            if find_account(session, entry["username"]) is None:
                account = create_account(session, team="team-demo", **entry)
                make_demo_work(session, account)


def demo_entries(kept: list[dict[str, str]]) -> list[dict[str, str]]:
    by_role = {entry["role"]: entry for entry in kept}
    return [by_role.get(role.value) or new_entry(f"demo-{role.value}", role) for role in Role]


def make_demo_work(session: Session, account: Account) -> None:
    if account.role is Role.PRACTITIONER and importlib.util.find_spec("api.demo"):
        from api.demo import create_demo_work

        session.flush()
        create_demo_work(session, account)


def new_entry(username: str, role: Role) -> dict[str, str]:
    return {"username": username, "password": readable_password(), "role": role.value}


def find_account(session: Session, username: str) -> Account | None:
    return session.scalar(select(Account).where(Account.username == username_key(username)))


def all_accounts(session: Session) -> list[Account]:
    return list(session.scalars(select(Account).order_by(Account.username)))


def disable_account(session: Session, username: str) -> Account:
    """From now on this person cannot sign in, and open sessions end with their next request."""
    account = find_account(session, username)
    if account is None:
        raise Trouble(f"There is no account '{username}'. ./msp user list shows all.")
    if account.disabled_at is None:
        account.disabled_at = utcnow()
        record_event(
            session,
            account_id=None,
            action="account.disabled",
            subject_type="account",
            subject_id=account.id,
            fields=("disabled_at",),
        )
    return account
