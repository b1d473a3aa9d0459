"""The only place that selects case audits. Every selector takes the actor.

A finished audit is seen by everyone who sees the work, the practitioner too; a draft by its
auditor only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.case_audit.models import CaseAudit
from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.models import Account
from api.works.models import Work
from api.works.queries import visible


@dataclass(frozen=True)
class Finished:
    """A finished audit, and the display name of who did it."""

    audit: CaseAudit
    auditor: str


def _finished(actor: Actor, work_id: str) -> Select[CaseAudit, str]:
    return (
        select(CaseAudit, Account.display_name)
        .join(Work, Work.id == CaseAudit.work_id)
        .join(Account, Account.id == CaseAudit.auditor_id)
        .where(visible(actor), CaseAudit.work_id == work_id, CaseAudit.finished)
        .order_by(CaseAudit.created_at.desc(), CaseAudit.id)
    )


def finished(session: Session, actor: Actor, work_id: str) -> Sequence[Finished]:
    """Every finished audit of a visible work, latest first."""
    return [Finished(*row) for row in session.execute(_finished(actor, work_id))]


def one_finished(session: Session, actor: Actor, work_id: str, audit_id: str) -> Finished:
    """One finished audit. Raises NotFound when it is not one of this work's, or not theirs."""
    row = session.execute(_finished(actor, work_id).where(CaseAudit.id == audit_id)).first()
    if not row:
        raise NotFound()
    return Finished(*row)


def finished_between(
    session: Session, actor: Actor, form: str, since: datetime, until: datetime
) -> Sequence[tuple[CaseAudit, Work]]:
    """Audits of visible works that were finished from `since` until before `until`, in order."""
    query = (
        select(CaseAudit, Work)
        .join(Work, Work.id == CaseAudit.work_id)
        .where(
            visible(actor),
            CaseAudit.finished,
            CaseAudit.form == form,
            CaseAudit.created_at >= since,
            CaseAudit.created_at < until,
        )
        .order_by(CaseAudit.created_at, CaseAudit.id)
    )
    return [(audit, work) for audit, work in session.execute(query)]


def own_latest(session: Session, actor: Actor, work_id: str, form: str) -> CaseAudit | None:
    """What the actor saved last of this form about this work, finished or not."""
    query = (
        select(CaseAudit)
        .join(Work, Work.id == CaseAudit.work_id)
        .where(
            visible(actor),
            CaseAudit.work_id == work_id,
            CaseAudit.form == form,
            CaseAudit.auditor_id == actor.id,
        )
        .order_by(CaseAudit.version.desc())
        .limit(1)
    )
    return session.scalar(query)


def sent_before(session: Session, actor: Actor, key: str) -> CaseAudit | None:
    """What the actor saved under this key, or None."""
    query = select(CaseAudit).where(CaseAudit.auditor_id == actor.id, CaseAudit.key == key)
    return session.scalar(query)
