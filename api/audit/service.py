"""Writing to the audit trail."""

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from api.audit.models import AuditEvent

# Names of actions, subjects and fields look like code; a sentence someone typed does not.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{0,63}")
SUBJECT_ID = re.compile(r"[A-Za-z0-9_.:/{} \-]{1,200}")


def record_event(
    session: Session,
    *,
    account_id: str | None,
    action: str,
    subject_type: str,
    subject_id: str,
    fields: Iterable[str] = (),
) -> AuditEvent:
    """Add one event to the caller's transaction and return it.

    `fields` are names only. Raises ValueError for anything that is not a name or an id.
    """
    names = list(fields)
    if not all(NAME.fullmatch(name) for name in (action, subject_type, *names)):
        raise ValueError("an audit event holds names only")
    if not SUBJECT_ID.fullmatch(subject_id):
        raise ValueError("an audit event names its subject by id")
    event = AuditEvent(
        account_id=account_id,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        fields=names,
    )
    session.add(event)
    return event
