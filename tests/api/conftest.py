"""A service of its own for each test, on a real SQLite file."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.database import Database
from api.identity.actor import Actor
from api.identity.roles import Role
from api.identity.service import create_account
from api.migrations.upgrade import upgrade
from api.settings import Settings

PASSWORD = "a long enough password"


@dataclass(frozen=True)
class KnownAccount:
    """An account whose password the test knows."""

    actor: Actor
    password: str

    @property
    def id(self) -> str:
        return self.actor.id

    @property
    def username(self) -> str:
        return self.actor.username


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    """Settings of a fresh home, migrated, that nothing in this shell's environment changes."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MSP_{name.upper()}", raising=False)
    made = Settings(
        _env_file=None,
        home=tmp_path / "home",
        bot_key=secrets.token_urlsafe(32),
        turn_key=secrets.token_urlsafe(32),
    )
    upgrade(made)
    return made


@pytest.fixture
def app(settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def client(app) -> Iterator[TestClient]:
    """Not signed in; the service is started around it."""
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def database(client) -> Database:
    """The running service's database."""
    return client.app.state.database


@pytest.fixture
def account(database) -> Callable[..., KnownAccount]:
    """account(role=..., username=..., team=...) makes an account in the running service."""

    def make(
        role: Role | str = Role.PRACTITIONER, username: str | None = None, team: str = "team-1"
    ) -> KnownAccount:
        name = username or f"{Role(role).value}-{secrets.token_hex(3)}"
        with database.writer() as session:
            made = create_account(session, name, PASSWORD, role, team=team)
            return KnownAccount(made.actor, PASSWORD)

    return make


@pytest.fixture
def signed_in(client, account) -> Iterator[Callable[..., TestClient]]:
    """signed_in(role=..., ...) gives a browser-like client with a session cookie.

    The account is at `client.account`, the token at `client.token`.
    """
    with ExitStack() as stack:

        def make(
            role: Role | str = Role.PRACTITIONER, known: KnownAccount | None = None, **about
        ) -> TestClient:
            # Not entered: the service already runs around `client`, on whose thread we call.
            person = TestClient(client.app, follow_redirects=False)
            person.portal = client.portal
            stack.callback(person.close)
            person.account = known or account(role, **about)
            answer = person.post(
                "/v1/session",
                json={"username": person.account.username, "password": person.account.password},
            )
            assert answer.status_code == 200, answer.text
            person.token = answer.json()["token"]
            return person

        yield make
