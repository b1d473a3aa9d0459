"""Whether a database fits this version of the service."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import api.models  # noqa: F401 - fills Base.metadata
from api.audit.triggers import missing_triggers
from api.database import Database
from api.migrations.config import alembic_config
from api.settings import StartRefused
from api.tables import Base


def check_schema(database: Database) -> None:
    """Raises StartRefused unless the database is at the newest migration with guards in place."""
    newest = set(ScriptDirectory.from_config(alembic_config()).get_heads())
    with database.read_engine.connect() as connection:
        if set(MigrationContext.configure(connection).get_current_heads()) != newest:
            raise StartRefused(
                "The service cannot start: the database is not at this version."
                " Run ./msp up, which brings it up to date."
            )
        if missing := missing_triggers(connection, Base.metadata):
            raise StartRefused(
                f"The service cannot start: the guard {missing[0]} is not in the database, so"
                " entries could be changed unseen. Run ./msp up, and tell your administrator."
            )
