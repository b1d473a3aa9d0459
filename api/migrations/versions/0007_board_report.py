"""What concluded works add to the board report, and the age band of a work."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SHORT = ("asked", "capacity", "answered", "listened", "understood", "happy", "safer")
LONG = ("types", "places", "wishes", "standards")


def upgrade() -> None:
    op.add_column("work", sa.Column("age_band", sa.String(20)))
    op.create_table(
        "concluded_work",
        sa.Column("work_id", sa.String(36), nullable=False),
        sa.Column("concluded_on", sa.Date()),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(16), nullable=False),
        sa.Column("risk", sa.String(60), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        *(sa.Column(name, sa.String(40), nullable=False) for name in SHORT),
        *(sa.Column(name, sa.Text(), nullable=False) for name in LONG),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_concluded_work_work_id_work")
        ),
        sa.PrimaryKeyConstraint("work_id", name=op.f("pk_concluded_work")),
    )
    op.create_index(op.f("ix_concluded_work_concluded_on"), "concluded_work", ["concluded_on"])


def downgrade() -> None:
    op.drop_table("concluded_work")
    op.drop_column("work", "age_band")
