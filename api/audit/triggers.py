"""Guards in the database itself: a row of an append-only table is never changed or removed.

A model asks for them with `__table_args__ = {"info": {"append_only": "<key column>"}}`.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, MetaData, inspect

_SQLITE = {
    "refuse_update": "BEFORE UPDATE ON {table}",
    "refuse_delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE walks past a delete trigger unless recursive_triggers is on.
    "refuse_replace": "BEFORE INSERT ON {table}"
    " WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})",
}
_POSTGRESQL = {
    "refuse_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "refuse_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}
_REFUSE_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'append-only table'; END $$"
)


def append_only_triggers(table_name: str, dialect_name: str, key: str = "id") -> list[str]:
    """The statements that make `table_name` append-only, to be run in order in a migration."""
    created = [_create(name, table_name, dialect_name, key) for name in _guards(dialect_name)]
    return created if dialect_name == "sqlite" else [_REFUSE_FUNCTION, *created]


def drop_append_only_triggers(table_name: str, dialect_name: str) -> list[str]:
    """The statements that take the guards off again, for a migration's way down only."""
    on_table = "" if dialect_name == "sqlite" else f" ON {table_name}"
    return [f"DROP TRIGGER {table_name}_{name}{on_table}" for name in _guards(dialect_name)]


def missing_triggers(connection: Connection, metadata: MetaData) -> list[str]:
    """Names of guards that are not in the database, or not as written here."""
    there = _present(connection)
    dialect = connection.dialect.name
    return [
        f"{table}_{name}"
        for table, key in _append_only_tables(connection, metadata)
        for name in _guards(dialect)
        if there.get(f"{table}_{name}") not in (_create(name, table, dialect, key), "enabled")
    ]


def restore_triggers(connection: Connection, metadata: MetaData) -> list[str]:
    """Put back every missing guard and return their names.

    Rebuilding a table on SQLite drops its triggers without a word (api-notes, trap 3).
    """
    missing = missing_triggers(connection, metadata)
    dialect = connection.dialect.name
    for table, key in _append_only_tables(connection, metadata):
        for name in _guards(dialect):
            if f"{table}_{name}" in missing:
                on_table = "" if dialect == "sqlite" else f" ON {table}"
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{name}{on_table}")
                connection.exec_driver_sql(_create(name, table, dialect, key))
    return missing


def _guards(dialect_name: str) -> dict[str, str]:
    return _SQLITE if dialect_name == "sqlite" else _POSTGRESQL


def _create(name: str, table: str, dialect_name: str, key: str) -> str:
    when = _guards(dialect_name)[name].format(table=table, key=key)
    action = "EXECUTE FUNCTION refuse_change()"
    if dialect_name == "sqlite":
        action = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return f"CREATE TRIGGER {table}_{name} {when} {action}"


def _append_only_tables(connection: Connection, metadata: MetaData) -> Iterator[tuple[str, str]]:
    existing = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if "append_only" in table.info and table.name in existing:
            yield table.name, table.info["append_only"]


def _present(connection: Connection) -> dict[str, str]:
    """Each trigger's name with its text (SQLite), or with "enabled" (PostgreSQL)."""
    if connection.dialect.name == "sqlite":
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        found = "SELECT tgname, 'enabled' FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    return {name: text for name, text in connection.exec_driver_sql(found)}
