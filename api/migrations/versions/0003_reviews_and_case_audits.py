"""Supervisors' decisions and case audits, both append-only."""

import sqlalchemy as sa
from alembic import op

from api.audit.triggers import append_only_triggers, drop_append_only_triggers
from api.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("review", "case_audit")


def upgrade() -> None:
    _create_review()
    _create_case_audit()
    for table in TABLES:
        for statement in append_only_triggers(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        for statement in drop_append_only_triggers(table, op.get_bind().dialect.name):
            op.execute(statement)
        op.drop_table(table)


def _create_review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.String(length=36), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_review_work_id_work")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_review_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["account.id"], name=op.f("fk_review_supervisor_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("contact_id", "position", name=op.f("uq_review_contact_id_position")),
        sa.UniqueConstraint("supervisor_id", "key", name=op.f("uq_review_supervisor_id_key")),
    )
    op.create_index(op.f("ix_review_work_id"), "review", ["work_id"], unique=False)


def _create_case_audit() -> None:
    op.create_table(
        "case_audit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("auditor_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("overall", sa.Text(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_case_audit_work_id_work")),
        sa.ForeignKeyConstraint(
            ["auditor_id"], ["account.id"], name=op.f("fk_case_audit_auditor_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_audit")),
        sa.UniqueConstraint(
            "work_id",
            "form",
            "auditor_id",
            "version",
            name=op.f("uq_case_audit_work_id_form_auditor_id_version"),
        ),
        sa.UniqueConstraint("auditor_id", "key", name=op.f("uq_case_audit_auditor_id_key")),
    )
