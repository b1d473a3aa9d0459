"""Migrations: all or nothing, up and down with rows in them, guards kept."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

import api.models  # noqa: F401
from api.audit.models import AuditEvent
from api.audit.triggers import append_only_triggers, missing_triggers, restore_triggers
from api.database import Database
from api.identity.models import Account
from api.identity.service import create_account
from api.migrations import upgrade as upgrade_module
from api.migrations.config import alembic_config
from api.migrations.fitness import check_schema
from api.migrations.upgrade import downgrade, upgrade
from api.tables import Base

REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
]


@pytest.fixture
def database(settings):
    database = Database(settings)
    yield database
    database.close()


def tables(database):
    with database.read_engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def fill(database):
    with database.writer() as session:
        create_account(session, "ada", "a long enough password", "practitioner")


def test_models_and_migrations_agree(database):
    with database.read_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing(settings, database):
    fill(database)
    upgrade(settings)
    check_schema(database)
    with database.reader() as session:
        assert session.scalars(select(Account.username)).all() == ["ada"]
        assert session.scalars(select(AuditEvent.action)).all() == ["account.created"]


def test_down_to_nothing_and_up_again_with_rows(settings, database):
    fill(database)
    downgrade(settings, "base")
    assert tables(database) == {"alembic_version"}
    upgrade(settings)
    check_schema(database)
    fill(database)


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_step_down_and_up(settings, database, revision):
    downgrade(settings, revision)
    with database.read_engine.connect() as connection:
        assert missing_triggers(connection, Base.metadata) == []
    downgrade(settings, "-1")
    upgrade(settings, revision)
    upgrade(settings)
    check_schema(database)


def test_guards_are_there_after_the_migration(database):
    with database.read_engine.connect() as connection:
        names = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'")))
    assert names >= {f"audit_event_refuse_{act}" for act in ("update", "delete", "replace")}


def test_guards_lost_to_a_rebuilt_table_are_put_back(settings, database):
    with database.write_engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_refuse_update")
        connection.exec_driver_sql("DROP TRIGGER audit_event_refuse_delete")
    upgrade(settings)
    check_schema(database)


def test_restoring_names_what_was_missing(database):
    with database.write_engine.begin() as connection:
        assert restore_triggers(connection, Base.metadata) == []
        connection.exec_driver_sql("DROP TRIGGER audit_event_refuse_update")
        assert restore_triggers(connection, Base.metadata) == ["audit_event_refuse_update"]


@pytest.mark.parametrize("statement", range(1, 12))
def test_a_migration_that_fails_half_way_leaves_nothing(settings, statement, tmp_path, monkeypatch):
    fresh = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'f.sqlite'}"})
    monkeypatch.setattr(upgrade_module, "Database", failing_at(statement))
    with pytest.raises(RuntimeError, match="power cut"):
        upgrade(fresh)
    monkeypatch.undo()
    database = Database(fresh)
    assert tables(database) == set()
    upgrade(fresh)
    check_schema(database)
    database.close()


def failing_at(number):
    """A Database whose connection raises at the given schema statement."""
    from sqlalchemy import event

    def make(settings):
        database = Database(settings)
        seen = []

        def count(connection, cursor, statement, *rest):
            seen.extend([1] if statement.strip().startswith("CREATE") else [])
            if len(seen) == number:
                raise RuntimeError("power cut")

        event.listen(database.write_engine, "before_cursor_execute", count)
        return database

    return make


def test_postgresql_guards_refuse_truncate_too():
    statements = append_only_triggers("entry", "postgresql")
    assert statements[0].startswith("CREATE OR REPLACE FUNCTION")
    assert any("BEFORE TRUNCATE ON entry" in statement for statement in statements)
    assert any("BEFORE UPDATE OR DELETE ON entry" in statement for statement in statements)
