"""Bringing a database to a version: all of it or nothing."""

from collections.abc import Callable

from alembic import command

from api.database import Database
from api.migrations.config import alembic_config
from api.settings import Settings


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the database up to `revision` in one transaction."""
    _migrate(settings, command.upgrade, revision)


def downgrade(settings: Settings, revision: str) -> None:
    """Take the database back to `revision` in one transaction; what it added is lost."""
    _migrate(settings, command.downgrade, revision)


def _migrate(settings: Settings, run: Callable[..., None], revision: str) -> None:
    database = Database(settings)
    config = alembic_config()
    try:
        # One BEGIN IMMEDIATE around everything: a second process waits, a failure undoes all.
        with database.write_engine.begin() as connection:
            config.attributes["connection"] = connection
            run(config, revision)
    finally:
        database.close()
