"""The only place that selects copies of tools, and what is counted for them.

Every selector takes the actor. A board's copies are seen by the board; all others by those who
use tools in the team of whoever began them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, select, true
from sqlalchemy.orm import Session, aliased

from api.case_audit.models import CaseAudit
from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.models import Account
from api.identity.roles import Role
from api.review.models import Review
from api.tools.models import CaseDraw, ToolCopy
from api.works.models import Contact, Entry, Work
from api.works.queries import visible
from practice.assurance.audit_forms import CASE_FILE


@dataclass(frozen=True)
class Saved:
    """A copy as it was saved last, and the display name of who did that."""

    copy: ToolCopy
    author: str


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Whose copies the actor sees."""
    if actor.role == Role.BOARD:
        return ToolCopy.board.is_(True)
    if actor.uses_tools:
        return and_(not_(ToolCopy.board), ToolCopy.team == actor.team)
    return false()


def _latest(actor: Actor) -> Select[ToolCopy, str]:
    later = aliased(ToolCopy)
    newest = (
        select(func.max(later.version)).where(later.copy_id == ToolCopy.copy_id).scalar_subquery()
    )
    return (
        select(ToolCopy, Account.display_name)
        .join(Account, Account.id == ToolCopy.author_id)
        .where(seen_by(actor), ToolCopy.version == newest)
        .order_by(ToolCopy.created_at.desc(), ToolCopy.id)
    )


def copies(session: Session, actor: Actor, tool: str | None = None) -> list[Saved]:
    """Every copy the actor may see, of one tool if given, as last saved, latest first."""
    query = _latest(actor)
    rows = session.execute(query.where(ToolCopy.tool == tool) if tool else query)
    return [Saved(*row) for row in rows]


def copy(session: Session, actor: Actor, tool: str, copy_id: str, lock: bool = False) -> Saved:
    """One copy as last saved. Raises NotFound when there is none, or it is not theirs to see.

    lock: others who ask for it with a lock wait until this transaction ends.
    """
    if lock:  # on its first version, which is always there
        first = (ToolCopy.copy_id == copy_id, ToolCopy.version == 1)
        session.scalar(select(ToolCopy.id).where(*first).with_for_update())
    query = _latest(actor).where(ToolCopy.tool == tool, ToolCopy.copy_id == copy_id)
    row = session.execute(query).first()
    if not row:
        raise NotFound()
    return Saved(*row)


def version(session: Session, actor: Actor, copy_id: str, number: int) -> ToolCopy | None:
    """A copy as it was at one version, or None."""
    query = select(ToolCopy).where(
        seen_by(actor), ToolCopy.copy_id == copy_id, ToolCopy.version == number
    )
    return session.scalar(query)


def sent_before(session: Session, actor: Actor, key: str) -> ToolCopy | None:
    """What the actor saved under this key, or None."""
    query = select(ToolCopy).where(ToolCopy.author_id == actor.id, ToolCopy.key == key)
    return session.scalar(query)


def draw(session: Session, actor: Actor, copy_id: str) -> CaseDraw | None:
    """The cases drawn for a copy that the actor may see, or None."""
    query = select(CaseDraw).where(
        CaseDraw.copy_id == copy_id,
        CaseDraw.copy_id.in_(select(ToolCopy.copy_id).where(seen_by(actor))),
    )
    return session.scalar(query)


def team_contacts(session: Session, actor: Actor) -> Sequence[tuple[Work, Contact]]:
    """Every contact of the team that the actor supervises, with its work."""
    own = Work.team == actor.team if actor.supervises else false()
    query = select(Work, Contact).join(Contact, Contact.work_id == Work.id).where(own)
    return [(work, contact) for work, contact in session.execute(query)]


def counted(actor: Actor, since: datetime) -> ColumnElement[bool] | None:
    """Which works are counted: a supervisor's own to see, all for a board; None for others.

    A board sees no record, only how many there are, and no small number (api/tools/figures.py).
    """
    begun = Work.created_at >= since
    if actor.role == Role.BOARD:
        return and_(true(), begun)
    return and_(visible(actor), begun) if actor.supervises else None


def work_ids(session: Session, works: ColumnElement[bool]) -> set[str]:
    """The ids of these works."""
    return set(session.scalars(select(Work.id).where(works)))


def standing_answers(
    session: Session, works: ColumnElement[bool], fields: Iterable[str]
) -> list[tuple[str, str, Any, dict[str, Any]]]:
    """(work, field, value, parts) of each answer that stands in these works."""
    later = aliased(Entry)
    replaced = select(later.id).where(later.supersedes == Entry.id).exists()
    query = (
        select(Entry.work_id, Entry.field, Entry.value, Entry.parts)
        .join(Work, Work.id == Entry.work_id)
        .where(
            works,
            Entry.field.in_(list(fields)),
            Entry.answer_state == "answered",
            Entry.change != "withdrawn",
            not_(replaced),
        )
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def audited(session: Session, works: ColumnElement[bool]) -> set[str]:
    """Ids of these works that have a finished case-file audit."""
    query = select(CaseAudit.work_id).join(Work, Work.id == CaseAudit.work_id)
    return set(session.scalars(query.where(works, CaseAudit.finished, CaseAudit.form == CASE_FILE)))


def reviewed(session: Session, works: ColumnElement[bool]) -> set[str]:
    """Ids of these works about which a supervisor decided something."""
    return set(
        session.scalars(select(Review.work_id).join(Work, Work.id == Review.work_id).where(works))
    )
