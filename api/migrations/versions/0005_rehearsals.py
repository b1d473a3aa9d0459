"""Rehearsals with simulated people. No key joins them to a case record."""

import sqlalchemy as sa
from alembic import op

from api.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("scenario", sa.String(length=60), nullable=False),
        sa.Column("again_of", sa.String(length=36)),
        sa.Column("again_after", sa.Integer()),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime()),
        sa.Column("debrief", sa.JSON(none_as_null=True)),
        sa.Column("ratings", sa.JSON(none_as_null=True)),
        sa.Column("shared_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_rehearsal_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["again_of"],
            ["rehearsal.id"],
            name=op.f("fk_rehearsal_again_of_rehearsal"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_rehearsal_account_id_key")),
    )
    op.create_index(op.f("ix_rehearsal_account_id"), "rehearsal", ["account_id"])
    _create_turn()


def _create_turn() -> None:
    op.create_table(
        "rehearsal_turn",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rehearsal_id", sa.String(length=36), nullable=False),
        sa.Column("client_message_id", sa.String(length=128), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(none_as_null=True)),
        sa.Column("reply", sa.Text()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["rehearsal.id"],
            name=op.f("fk_rehearsal_turn_rehearsal_id_rehearsal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal_turn")),
        sa.UniqueConstraint(
            "rehearsal_id", "position", name=op.f("uq_rehearsal_turn_rehearsal_id_position")
        ),
        sa.UniqueConstraint(
            "rehearsal_id",
            "client_message_id",
            name=op.f("uq_rehearsal_turn_rehearsal_id_client_message_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("rehearsal_turn")
    op.drop_index(op.f("ix_rehearsal_account_id"), table_name="rehearsal")
    op.drop_table("rehearsal")
