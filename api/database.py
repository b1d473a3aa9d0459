"""The database: engines, the two kinds of session, and what is checked before the service starts.

A reader cannot write and a writer commits once, at the end. SQLite serves one process;
PostgreSQL serves several.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from api.settings import Settings, StartRefused

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what was answered for is on the disk
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "recursive_triggers": 1,  # so that INSERT OR REPLACE meets the append-only triggers
    "secure_delete": 1,
}
LOCK_SECONDS = 5
POSTGRESQL_POOL = {"pool_size": 20, "max_overflow": 30, "pool_timeout": 5, "pool_pre_ping": True}
# SQLite connections are cheap, and a thread that waits for one may hold up the one that has it.
SQLITE_POOL = {"pool_size": 20, "max_overflow": -1}


class Database:
    """The engines of one deployment.

    Raises StartRefused when the database does not keep what it acknowledges.
    """

    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.database_url)
        self.dialect_name = url.get_backend_name()
        self._write_lock = threading.Lock() if self.dialect_name == "sqlite" else None
        if self.dialect_name == "sqlite":
            _private_file(url)
            self.write_engine = _sqlite_engine(url, "BEGIN IMMEDIATE", _set_pragmas)
            self.hasty_engine = _sqlite_engine(url, "BEGIN IMMEDIATE", _set_hasty_pragmas)
            self.read_engine = _sqlite_engine(url, "BEGIN", _set_reader_pragmas)
        else:
            self.write_engine = create_engine(url, hide_parameters=True, **POSTGRESQL_POOL)
            self.hasty_engine = self.write_engine  # where writers need no turn
            self.read_engine = self.write_engine.execution_options(postgresql_readonly=True)
        self._writers = sessionmaker(self.write_engine, expire_on_commit=False)
        self._hasty_writers = sessionmaker(self.hasty_engine, expire_on_commit=False)
        self._readers = sessionmaker(self.read_engine, expire_on_commit=False)
        self._check_durable()

    @contextmanager
    def writer(self) -> Iterator[Session]:
        """A session that may write: commits when the block ends, rolls back when it raises.

        Keep the block short: on SQLite one writer works at a time. Raises SQLAlchemy's
        TimeoutError when its turn does not come; people are told with 503.
        """
        with self._write_turn(LOCK_SECONDS), self._writers.begin() as session:
            session.connection()
            yield session

    @contextmanager
    def hasty_writer(self) -> Iterator[Session]:
        """A writer for what is not worth waiting for.

        On SQLite it raises SQLAlchemy's TimeoutError or OperationalError at once while another
        writes, in this process or in any other.
        """
        with self._write_turn(0), self._hasty_writers.begin() as session:
            session.connection()
            yield session

    @contextmanager
    def reader(self) -> Iterator[Session]:
        """A session that sees one state of the database and cannot write."""
        with self._readers() as session:
            yield session

    def close(self) -> None:
        """Give back all connections."""
        self.write_engine.dispose()
        self.hasty_engine.dispose()
        self.read_engine.dispose()

    @contextmanager
    def _write_turn(self, seconds: float) -> Iterator[None]:
        """A fair queue for SQLite, whose own busy handler starves the unlucky."""
        if self._write_lock is None:
            yield
            return
        if not self._write_lock.acquire(timeout=seconds):
            raise PoolTimeout("no turn to write")
        try:
            yield
        finally:
            self._write_lock.release()

    def _check_durable(self) -> None:
        check = _check_pragmas if self.dialect_name == "sqlite" else _check_postgresql
        for engine in (self.write_engine, self.read_engine):
            with engine.connect() as connection:
                check(connection)


def _private_file(url: URL) -> None:
    """Make the SQLite file and its folder readable by this user only."""
    if not url.database or url.database == ":memory:":
        raise StartRefused("MSP_DATABASE_URL must name a file or a PostgreSQL server.")
    os.makedirs(os.path.dirname(os.path.abspath(url.database)), mode=0o700, exist_ok=True)
    os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))


def _sqlite_engine(url: URL, begin: str, on_connect: Callable) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        # None: pysqlite must not begin or commit by itself (Python 3.11 has no autocommit=False).
        connect_args={"isolation_level": None, "check_same_thread": False},
        **SQLITE_POOL,
    )
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _set_reader_pragmas(connection: Any, record: object) -> None:
    _set_pragmas(connection, record)
    connection.execute("PRAGMA query_only=1")


def _set_hasty_pragmas(connection: Any, record: object) -> None:
    _set_pragmas(connection, record)
    connection.execute("PRAGMA busy_timeout=0")


def _check_pragmas(connection: Connection) -> None:
    for name, wanted in PRAGMAS.items():
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        if found != wanted:
            raise StartRefused(
                f"The service cannot start: SQLite answers {name}={found}, and {wanted} is needed"
                " to keep records safe. Put MSP_HOME on a local disk."
            )


def _check_postgresql(connection: Connection) -> None:
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if connection.exec_driver_sql(f"SHOW {name}").scalar() == "off":
            raise StartRefused(
                f"The service cannot start: PostgreSQL has {name}=off, so a saved record could be"
                " lost. Ask your database administrator to turn it on."
            )


def database_answers(database: Database) -> bool:
    """True when a simple question is answered."""
    with database.reader() as session:
        return session.scalar(text("SELECT 1")) == 1


def _reader(request: Request) -> Iterator[Session]:
    with request.app.state.database.reader() as session:
        yield session


# scope="function": FastAPI would otherwise commit after the answer has been sent, and a failed
# commit would still say 200 (api-notes, trap 1). max_concurrency: requests wait for their turn
# without a worker thread, which the one at work needs. A route that writes takes the Writer of
# api/identity/depends.py instead, which opens when it is known who asks; never both.
Reader = Annotated[Session, Depends(_reader, scope="function", max_concurrency=16)]
