"""When a message is tried again, and whether words wait for a tap."""

import sqlalchemy as sa
from alembic import op

from api.tables import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waits: sa.Column[bool] = sa.Column(
        "words_wait", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("conversation", waits)
    op.add_column("conversation", sa.Column("retry_at", UtcDateTime()))
    # Open questions of before may hold such words: the next round looks into each of them once.
    op.execute("UPDATE conversation SET words_wait = true WHERE question IS NOT NULL")


def downgrade() -> None:
    op.drop_column("conversation", "retry_at")
    op.drop_column("conversation", "words_wait")
