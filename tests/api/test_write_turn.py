"""The one turn to write: nobody waits for it while they hold it, or holds it while they wait."""

import asyncio
import inspect
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from unittest.mock import patch

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy import func, select, update

from api import database as database_module
from api.database import _reader
from api.identity.depends import current_account, internal_caller
from api.identity.models import SignInSession
from api.identity.roles import Role
from api.identity.service import account_for_token, sign_in
from api.tables import utcnow
from api.works.models import Work

AGED = timedelta(minutes=2)
TOGETHER = 20


def dependants(dependant: Dependant) -> Iterator[Dependant]:
    for inner in dependant.dependencies:
        yield inner
        yield from dependants(inner)


def asks(dependant: Dependant, *callers) -> bool:
    return any(inner.call in callers for inner in dependants(dependant))


def routes(app):
    """(method, address, dependant) of every route but the mounted ones."""
    for route in iter_route_contexts(app.routes):
        if dependant := getattr(route.original_route, "dependant", None):
            for method in route.methods:
                yield method, route.path.replace("{", "").replace("}", ""), dependant


def personal_routes(app):
    return [(m, path) for m, path, d in routes(app) if asks(d, current_account)]


def sent_to(path):
    """Something of the kind that the address takes, so that no limit turns it away."""
    return {"json": {}} if path.startswith("/v1/") else {"data": {"key": "a-key-of-a-form"}}


def age(database):
    """Every sign-in was last used a while ago; those that the walk ended are open again."""
    with database.writer() as session:
        values = {"last_seen_at": utcnow() - AGED, "revoked_at": None}
        session.execute(update(SignInSession).values(values))


def last_seen(database):
    with database.reader() as session:
        return session.scalar(select(func.min(SignInSession.last_seen_at)))


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


# Who asks, before the turn


def test_whatever_opens_for_a_route_knows_its_caller_or_only_reads(app):
    opening = [
        (path, inner)
        for _, path, dependant in routes(app)
        for inner in dependants(dependant)
        if inspect.isgeneratorfunction(inner.call) or inspect.isasyncgenfunction(inner.call)
    ]
    for path, inner in opening:
        known = asks(inner, current_account, internal_caller)
        assert known or inner.call is _reader, f"{path}: {inner.call} opens for a stranger"
    assert sum(inner.call is not _reader for _, inner in opening) > 40


@pytest.mark.parametrize("role", list(Role))
def test_no_route_waits_for_itself_after_a_pause(client, app, signed_in, database, role):
    token = signed_in(role).token
    walked = personal_routes(app)
    with patch.object(database_module, "LOCK_SECONDS", 0.2):
        for method, path in walked:
            age(database)
            asked = sent_to(path) if method != "GET" else {}
            answer = client.request(method, path, headers=bearer(token), **asked)
            assert answer.status_code < 500, (method, path)
            # The mark gives way to whoever writes: it is there only when nobody did.
            assert utcnow() - last_seen(database) < AGED, (method, path)
    assert sum(method != "GET" for method, _ in walked) > 40


def test_work_is_begun_after_a_pause(signed_in, database):
    person = signed_in()
    age(database)
    begun = person.post("/v1/works", json={"case_ref": "SA-1"})
    assert begun.status_code == 201
    age(database)
    page = person.post("/work", data={"case_ref": "SA-2", "section_42": "yes"})
    assert page.status_code == 303


def test_twenty_write_at_once_after_a_pause(client, account, database, settings):
    known = [account() for _ in range(TOGETHER)]
    tokens = [
        sign_in(database, settings, username=a.username, password=a.password, source="s").token
        for a in known
    ]
    age(database)

    async def write_all() -> list[int]:
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            asked = []
            for number, token in enumerate(tokens):
                head = {"headers": bearer(token)}
                form = {"case_ref": f"P-{number}", "section_42": "yes"}
                asked.append(web.post("/v1/works", json={"case_ref": f"A-{number}"}, **head))
                asked.append(web.post("/work", data=form, **head))
                asked.append(web.post("/first-steps", data={"hidden": "true"}, **head))
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert client.portal.call(write_all) == [201, 303, 303] * TOGETHER
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Work)) == 2 * TOGETHER


# The body, before the turn


def test_no_route_holds_the_turn_while_a_body_is_on_its_way(client, app, signed_in, database):
    token = signed_in().token
    sending = [(m, path) for m, path, _ in routes(app) if m not in ("GET", "HEAD")]
    held = {}

    async def pieces(method: str, path: str) -> AsyncIterator[bytes]:
        start, end = (b"{", b"}") if path.startswith(("/v1/", "/internal/")) else (b"a", b"=b")
        yield start
        held[method, path] = database._write_lock.locked()
        yield end

    async def send_all() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            for method, path in sending:
                age(database)
                program = path.startswith(("/v1/", "/internal/"))
                kind = "application/json" if program else "application/x-www-form-urlencoded"
                headers = bearer(token) | {"Content-Type": kind}
                await web.request(method, path, content=pieces(method, path), headers=headers)

    client.portal.call(send_all)
    assert held == dict.fromkeys(sending, False)
    assert len(held) > 50


# Reading, while another process writes


@pytest.fixture
def another_process_writes(settings) -> Iterator[None]:
    code = (
        "import sqlite3, sys\n"
        "held = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    path = settings.database_url.removeprefix("sqlite:///")
    command = [sys.executable, "-c", code, path]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


@pytest.mark.parametrize("path", ["/work", "/v1/works", "/account"])
def test_a_page_is_read_while_another_process_writes(signed_in, database, path, request):
    person = signed_in()
    age(database)
    request.getfixturevalue("another_process_writes")
    began = time.monotonic()
    assert person.get(path).status_code == 200
    assert time.monotonic() - began < database_module.LOCK_SECONDS / 2
    assert utcnow() - last_seen(database) >= AGED


def test_a_page_is_read_while_this_process_writes(signed_in, database):
    person = signed_in()
    age(database)
    with database.writer():
        began = time.monotonic()
        assert person.get("/work").status_code == 200
        assert time.monotonic() - began < database_module.LOCK_SECONDS / 2
    assert person.get("/work").status_code == 200
    assert utcnow() - last_seen(database) < AGED, "the next request marks it"


def test_a_sign_in_in_use_does_not_end(signed_in, database, settings):
    token = signed_in().token
    idle = timedelta(minutes=settings.session_idle_minutes)
    for pauses in range(1, 4):
        account_for_token(database, settings, token, utcnow() + pauses * idle * 0.9)
