"""Works, contacts, entries (append-only), conversations and the inbox."""

import sqlalchemy as sa
from alembic import op

from api.audit.triggers import append_only_triggers, drop_append_only_triggers
from api.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_work()
    _create_contact()
    _create_conversation()
    _create_entry()
    _create_inbox_message()
    for statement in append_only_triggers("entry", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop_append_only_triggers("entry", op.get_bind().dialect.name):
        op.execute(statement)
    for table in ("inbox_message", "entry", "conversation", "contact", "work"):
        op.drop_table(table)


def _create_work() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_ref", sa.String(length=40), nullable=False),
        sa.Column("section_42", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_work_owner_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("owner_id", "case_ref", name=op.f("uq_work_owner_id_case_ref")),
    )
    op.create_index(op.f("ix_work_owner_id"), "work", ["owner_id"], unique=False)
    op.create_index(op.f("ix_work_team"), "work", ["team"], unique=False)


def _create_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.Column("later", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["account.id"], name=op.f("fk_contact_opened_by_account")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_contact_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_work_id"), "contact", ["work_id"], unique=False)


def _create_conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=True),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("bot_id", sa.String(length=36), nullable=False),
        sa.Column("bot_turns", sa.Integer(), nullable=False),
        sa.Column("question", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conversation_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_conversation_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_conversation_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(
        op.f("ix_conversation_account_id"), "conversation", ["account_id"], unique=False
    )
    op.create_index(op.f("ix_conversation_work_id"), "conversation", ["work_id"], unique=False)


def _create_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("field", sa.String(length=8), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("answer_state", sa.String(length=30), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("source_person", sa.String(length=30), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=True),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("supersedes", sa.String(length=36), nullable=True),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_entry_author_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_entry_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["entry.id"], name=op.f("fk_entry_supersedes_entry")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_entry_work_id_work")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_entry_message_id_position")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_entry_supersedes")),
        sa.UniqueConstraint("work_id", "seq", name=op.f("uq_entry_work_id_seq")),
    )
    op.create_index(op.f("ix_entry_contact_id"), "entry", ["contact_id"], unique=False)
    op.create_index(op.f("ix_entry_thread_id"), "entry", ["thread_id"], unique=False)
    op.create_index(op.f("ix_entry_work_id"), "entry", ["work_id"], unique=False)


def _create_inbox_message() -> None:
    op.create_table(
        "inbox_message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("client_message_id", sa.String(length=128), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reply", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_inbox_message_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_inbox_message_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_message")),
        sa.UniqueConstraint(
            "account_id",
            "client_message_id",
            name=op.f("uq_inbox_message_account_id_client_message_id"),
        ),
        sa.UniqueConstraint(
            "conversation_id", "position", name=op.f("uq_inbox_message_conversation_id_position")
        ),
    )
    op.create_index(
        op.f("ix_inbox_message_conversation_id"), "inbox_message", ["conversation_id"], unique=False
    )
    op.create_index("ix_inbox_message_state", "inbox_message", ["state"], unique=False)
