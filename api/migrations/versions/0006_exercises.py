"""Training exercises, in tables of their own that touch no case record."""

import sqlalchemy as sa
from alembic import op

from api.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "exercise_share",
    "exercise_card_place",
    "exercise_card_about",
    "exercise_card",
    "exercise_member",
    "exercise_sitting",
)


def upgrade() -> None:
    _create_sitting()
    _create_member("exercise_member", "joined_at")
    _create_card()
    _create_card_about()
    _create_card_place()
    _create_member("exercise_share", "shared_at")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _create_sitting() -> None:
    op.create_table(
        "exercise_sitting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("exercise", sa.String(length=30), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=False),
        sa.Column("led", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        _key_to("exercise_sitting", "opened_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_sitting")),
        sa.UniqueConstraint("opened_by", "key", name=op.f("uq_exercise_sitting_opened_by_key")),
        sa.UniqueConstraint("code", name=op.f("uq_exercise_sitting_code")),
    )


def _create_member(table: str, moment: str) -> None:
    op.create_table(
        table,
        sa.Column("sitting_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column(moment, UtcDateTime(), nullable=False),
        _key_to(table, "sitting_id", "exercise_sitting", "CASCADE"),
        _key_to(table, "account_id", "account"),
        sa.PrimaryKeyConstraint("sitting_id", "account_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"], unique=False)


def _create_card() -> None:
    op.create_table(
        "exercise_card",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sitting_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("box", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("choice", sa.String(length=60), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key_to("exercise_card", "sitting_id", "exercise_sitting", "CASCADE"),
        _key_to("exercise_card", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise_card")),
        sa.UniqueConstraint(
            "sitting_id",
            "account_id",
            "key",
            "box",
            name=op.f("uq_exercise_card_sitting_id_account_id_key_box"),
        ),
        sa.UniqueConstraint(
            "sitting_id", "number", name=op.f("uq_exercise_card_sitting_id_number")
        ),
    )


def _create_card_about() -> None:
    op.create_table(
        "exercise_card_about",
        sa.Column("card_id", sa.String(length=36), nullable=False),
        sa.Column("about_id", sa.String(length=36), nullable=False),
        _key_to("exercise_card_about", "card_id", "exercise_card", "CASCADE"),
        _key_to("exercise_card_about", "about_id", "exercise_card", "CASCADE"),
        sa.PrimaryKeyConstraint("card_id", "about_id", name=op.f("pk_exercise_card_about")),
    )
    op.create_index(op.f("ix_exercise_card_about_about_id"), "exercise_card_about", ["about_id"])


def _create_card_place() -> None:
    op.create_table(
        "exercise_card_place",
        sa.Column("card_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=30), nullable=False),
        _key_to("exercise_card_place", "card_id", "exercise_card", "CASCADE"),
        _key_to("exercise_card_place", "account_id", "account"),
        sa.PrimaryKeyConstraint("card_id", "account_id", name=op.f("pk_exercise_card_place")),
    )


def _key_to(
    table: str, column: str, other: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
