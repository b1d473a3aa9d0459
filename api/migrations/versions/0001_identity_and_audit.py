"""Accounts, their sessions, failed sign-ins, and the audit trail."""

import sqlalchemy as sa
from alembic import op

from api.audit.triggers import append_only_triggers, drop_append_only_triggers
from api.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_account()
    _create_sign_in_session()
    _create_sign_in_failure()
    _create_audit_event()


def downgrade() -> None:
    for statement in drop_append_only_triggers("audit_event", op.get_bind().dialect.name):
        op.execute(statement)
    for table in ("audit_event", "sign_in_failure", "sign_in_session", "account"):
        op.drop_table(table)


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("username", sa.String(100), nullable=False, unique=True),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("team", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("disabled_at", UtcDateTime),
    )


def _create_sign_in_session() -> None:
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("account_id", sa.String(36), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("last_seen_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_index("ix_sign_in_session_account_id", "sign_in_session", ["account_id"])


def _create_sign_in_failure() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("username_key", sa.String(64), nullable=False),
        sa.Column("source_key", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    for key in ("username_key", "source_key"):
        op.create_index(f"ix_sign_in_failure_{key}_at", "sign_in_failure", [key, "at"])


def _create_audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("account_id", sa.String(36)),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject_type", sa.String(64), nullable=False),
        sa.Column("subject_id", sa.String(200), nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at"])
    op.create_index("ix_audit_event_account_id", "audit_event", ["account_id"])
    dialect = op.get_bind().dialect.name
    for statement in append_only_triggers("audit_event", dialect, key="seq"):
        op.execute(statement)
