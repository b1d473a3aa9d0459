"""Copies of the tools of managers and boards, and draws of cases; both append-only."""

import sqlalchemy as sa
from alembic import op

from api.audit.triggers import append_only_triggers, drop_append_only_triggers
from api.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("tool_copy", "case_draw")


def upgrade() -> None:
    _create_tool_copy()
    _create_case_draw()
    for table in TABLES:
        for statement in append_only_triggers(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        for statement in drop_append_only_triggers(table, op.get_bind().dialect.name):
            op.execute(statement)
        op.drop_table(table)


def _create_tool_copy() -> None:
    op.create_table(
        "tool_copy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("copy_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("board", sa.Boolean(), nullable=False),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("follows", sa.String(length=36), nullable=True),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("review_on", sa.String(length=10), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_tool_copy_author_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_copy")),
        sa.UniqueConstraint("copy_id", "version", name=op.f("uq_tool_copy_copy_id_version")),
        sa.UniqueConstraint("author_id", "key", name=op.f("uq_tool_copy_author_id_key")),
    )
    op.create_index(op.f("ix_tool_copy_team"), "tool_copy", ["team"], unique=False)


def _create_case_draw() -> None:
    op.create_table(
        "case_draw",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("copy_id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("pool", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_case_draw_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_draw")),
        sa.UniqueConstraint("copy_id", name=op.f("uq_case_draw_copy_id")),
    )
