"""Run by Alembic inside the transaction that `api.migrations.upgrade` opened."""

import structlog
from alembic import context

import api.models  # noqa: F401
from api.audit.triggers import missing_triggers, restore_triggers
from api.tables import Base

log = structlog.get_logger()


def run_migrations() -> None:
    """Migrate, then put back any guard that a rebuilt table lost, and look again."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if restored := restore_triggers(connection, Base.metadata):
        log.warning("triggers_restored", triggers=restored)
    if missing := missing_triggers(connection, Base.metadata):
        raise RuntimeError(f"the database does not keep its guards: {missing}")


run_migrations()
