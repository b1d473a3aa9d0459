"""When a person put the first steps on My work away."""

import sqlalchemy as sa
from alembic import op

from api.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("first_steps_hidden_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("account", "first_steps_hidden_at")
