"""Sessions, settings of the engine, and the guards in the database."""

import asyncio
import stat
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from unittest.mock import patch

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from api import database as database_module
from api.app import create_app
from api.audit.models import AuditEvent
from api.audit.service import record_event
from api.database import PRAGMAS, Database, Reader
from api.identity.depends import Writer, current_account
from api.migrations.fitness import check_schema
from api.settings import StartRefused
from api.tables import UtcDateTime, new_id

router = APIRouter()


@router.post("/v1/probe")
def write_probe(session: Writer) -> dict[str, str]:
    note(session)
    return {"said": "saved"}


@router.get("/v1/probe")
def read_probe(session: Reader) -> dict[str, int]:
    return {"events": len(session.scalars(select(AuditEvent)).all())}


def note(session: Session) -> AuditEvent:
    return record_event(
        session, account_id=None, action="probe", subject_type="probe", subject_id=new_id()
    )


@pytest.fixture
def app(settings):
    app = create_app(settings)
    app.include_router(router)
    app.dependency_overrides[current_account] = lambda: None  # a writer opens for somebody only
    return app


def test_a_failing_commit_is_500_and_never_200(client, database):
    def fail(session: Session) -> None:
        raise RuntimeError("the disk is gone")

    event.listen(database._writers, "before_commit", fail)
    assert client.post("/v1/probe").status_code == 500
    event.remove(database._writers, "before_commit", fail)
    assert client.get("/v1/probe").json() == {"events": 0}
    assert client.post("/v1/probe").status_code == 200
    assert client.get("/v1/probe").json() == {"events": 1}


def test_a_full_disk_is_503(client, database):
    def fail(session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(database._writers, "before_commit", fail)
    assert client.post("/v1/probe").status_code == 503


def test_the_commit_comes_before_the_answer(client, database):
    order = []
    event.listen(database._writers, "after_commit", lambda session: order.append("commit"))
    client.post("/v1/probe")
    order.append("answer")
    assert order == ["commit", "answer"]


@pytest.mark.parametrize("engine", ["write_engine", "read_engine"])
def test_pragmas_hold_on_every_connection(database, engine):
    with getattr(database, engine).connect() as one, getattr(database, engine).connect() as two:
        for connection in (one, two):
            cursor = connection.connection.cursor()
            for name, wanted in PRAGMAS.items():
                assert cursor.execute(f"PRAGMA {name}").fetchone() == (wanted,), name


def test_pragmas_that_do_not_hold_refuse_the_start(settings):
    with patch.object(database_module, "_set_pragmas", lambda connection, record: None):
        with pytest.raises(StartRefused, match="SQLite answers"):
            Database(settings)


def test_memory_database_is_refused(settings):
    with pytest.raises(StartRefused):
        Database(settings.model_copy(update={"database_url": "sqlite://"}))


def test_the_file_is_private(settings, database):
    for path in settings.home.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700


def test_a_reader_cannot_write(database):
    with pytest.raises(OperationalError, match="readonly"), database.reader() as session:
        note(session)
        session.flush()


def test_a_reader_sees_one_state(database):
    with database.reader() as reader:
        before = reader.scalars(select(AuditEvent)).all()
        with database.writer() as writer:
            note(writer)
        assert reader.scalars(select(AuditEvent)).all() == before
    with database.reader() as reader:
        assert len(reader.scalars(select(AuditEvent)).all()) == len(before) + 1


def test_an_exception_rolls_back_and_frees_the_turn(database):
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), database.writer() as session:
            note(session)
            raise ZeroDivisionError
    with database.reader() as session:
        assert session.scalars(select(AuditEvent)).all() == []


def test_a_writer_that_never_gets_its_turn_is_told(database):
    with patch.object(database_module, "LOCK_SECONDS", 0.05), database.writer():
        with pytest.raises(PoolTimeout), database.writer():
            pass
    with database.writer() as session:
        note(session)


def test_concurrent_writers_lose_nothing(database):
    def write() -> None:
        for _ in range(10):
            with database.writer() as session:
                note(session)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reader() as session:
        seqs = session.scalars(select(AuditEvent.seq).order_by(AuditEvent.seq)).all()
    assert seqs == list(range(1, 81))


def test_many_requests_at_once_do_not_starve_the_one_at_work(app):
    async def ask_all() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app):
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                asked = [client.post("/v1/probe") for _ in range(150)]
                asked += [client.get("/v1/probe") for _ in range(150)]
                return [answer.status_code for answer in await asyncio.gather(*asked)]

    began = time.monotonic()
    assert set(asyncio.run(ask_all())) == {200}
    assert time.monotonic() - began < 20


def test_parameters_stay_out_of_errors(database):
    with pytest.raises(OperationalError) as raised, database.writer() as session:
        session.execute(text("INSERT INTO nonesuch VALUES (:words)"), {"words": "Mrs Canary"})
    assert "Canary" not in str(raised.value)


# The audit trail's guards


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'other'",
        "DELETE FROM audit_event",
        "INSERT OR REPLACE INTO audit_event (seq, at, action, subject_type, subject_id, fields)"
        " VALUES (1, '2026-01-01', 'other', 'x', 'x', '[]')",
        "UPDATE OR REPLACE audit_event SET seq = 2 WHERE seq = 1",
    ],
)
def test_audit_events_are_append_only(database, statement):
    with database.writer() as session:
        note(session)
        note(session)
    with pytest.raises(IntegrityError, match="append-only"), database.writer() as session:
        session.execute(text(statement))
    with database.reader() as session:
        assert session.scalars(select(AuditEvent.action)).all() == ["probe", "probe"]


def test_replace_is_refused_without_recursive_triggers_too(database):
    with database.writer() as session:
        note(session)
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA recursive_triggers=OFF")
        with pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO audit_event (seq, at, action, subject_type, subject_id,"
                " fields) VALUES (1, '2026-01-01', 'other', 'x', 'x', '[]')"
            )


@pytest.mark.parametrize("words", ["Mrs Canary fell", "", "naïve", "a;b", "x" * 65])
def test_an_audit_event_takes_names_only(database, words):
    about = {"account_id": None, "action": "probe", "subject_type": "work", "subject_id": "1"}
    with database.writer() as session:
        with pytest.raises(ValueError):
            record_event(session, **about | {"action": words})
        with pytest.raises(ValueError):
            record_event(session, **about, fields=["A7", words])


def test_an_audit_event_keeps_who_what_and_when(database):
    with database.writer() as session:
        record_event(
            session, account_id="p1", action="entry.filed", subject_type="work",
            subject_id="w1", fields=("A7", "A8"),
        )  # fmt: skip
    with database.reader() as session:
        kept = session.scalars(select(AuditEvent)).one()
    assert (kept.seq, kept.account_id, kept.subject_id, kept.fields) == (
        1,
        "p1",
        "w1",
        ["A7", "A8"],
    )
    assert abs(datetime.now(UTC) - kept.at) < timedelta(minutes=1)


# Start-up


def test_a_database_without_migrations_refuses_the_start(settings, tmp_path):
    empty = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'e.sqlite'}"})
    database = Database(empty)
    with pytest.raises(StartRefused, match="./msp up"):
        check_schema(database)
    database.close()


@pytest.mark.parametrize("revision", ["0000", "9999"])
def test_another_version_refuses_the_start(database, revision):
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    with pytest.raises(StartRefused, match="not at this version"):
        check_schema(database)


@pytest.mark.parametrize("weakened", [None, "SELECT 1"])
def test_a_missing_or_weakened_guard_refuses_the_start(database, weakened):
    with database.write_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_refuse_delete")
        if weakened:
            connection.exec_driver_sql(
                "CREATE TRIGGER audit_event_refuse_delete BEFORE DELETE ON audit_event"
                f" BEGIN {weakened}; END"
            )
    with pytest.raises(StartRefused, match="audit_event_refuse_delete"):
        check_schema(database)


# Moments


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])))
def test_moments_come_back_as_they_went_in(moment):
    kind = UtcDateTime()
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        try:
            stored = kind.process_bind_param(moment, dialect)
        except OverflowError:  # the first and last hours of the calendar, in another zone
            continue
        assert (stored.tzinfo is None) == (dialect.name == "sqlite")
        back = kind.process_result_value(stored, dialect)
        assert back == moment and back.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())
