"""Auditing what was refused: the refused work rolls back, so its audit row stands apart."""

from api.audit.service import record_event
from api.database import Database


def record_refusal(
    database: Database,
    *,
    account_id: str | None,
    action: str,
    subject_type: str,
    subject_id: str,
) -> None:
    """Write one audit event in a transaction of its own.

    Call it only after the refused transaction has ended.
    """
    with database.writer() as session:
        record_event(
            session,
            account_id=account_id,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
        )
