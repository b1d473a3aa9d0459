"""What the pages of a tool show besides its questions: the drawn cases."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.case_audit import queries as audit_queries
from api.case_audit.service import may_audit
from api.errors import NotFound
from api.identity.actor import Actor
from api.tools import queries
from api.tools.models import CaseDraw
from api.works import queries as work_queries
from practice.assurance.audit_forms import CASE_FILE, WORKER
from practice.assurance.case_draw import digest, drawn, in_order
from practice.assurance.tools import Draws, Tool


@dataclass(frozen=True)
class DrawnCase:
    """A drawn case that the actor may see. audited: the forms that are finished."""

    work_id: str
    case_ref: str
    may_audit: bool
    audited: frozenset[str]

    @property
    def case_file_done(self) -> bool:
        """Whether its case-file audit is finished."""
        return CASE_FILE in self.audited

    @property
    def worker_done(self) -> bool:
        """Whether the questions to its worker are finished."""
        return WORKER in self.audited


@dataclass(frozen=True)
class DrawShown:
    """What is drawn for a copy. wanted: how the tool draws; made: the draw, None before it.

    order: (reference, beginning of its digest) of the whole list, as the draw puts them, only
    for who sees the cases. repeats: the draw was made again just now, and came out the same.
    """

    wanted: Draws
    made: CaseDraw | None
    cases: list[DrawnCase]
    order: list[tuple[str, str]]
    repeats: bool


def draw_shown(session: Session, actor: Actor, tool: Tool, copy_id: str) -> DrawShown | None:
    """The draw of a copy as the actor may see it; None where the tool draws nothing."""
    wanted = next((section.draws for section in tool.sections if section.draws), None)
    if not wanted:
        return None
    made = queries.draw(session, actor, copy_id)
    if not made:
        return DrawShown(wanted, None, [], [], False)
    cases = [case for work_id in made.drawn for case in _case(session, actor, work_id)]
    order = in_order(made.seed, made.pool) if actor.supervises else []
    return DrawShown(
        wanted,
        made,
        cases,
        [(made.pool[work_id], digest(made.seed, made.pool[work_id])[:12]) for work_id in order],
        drawn(made.seed, made.pool, made.cases) == made.drawn,
    )


def _case(session: Session, actor: Actor, work_id: str) -> list[Any]:
    """The case, or nothing when the actor does not see it."""
    try:
        work = work_queries.work(session, actor, work_id)
    except NotFound:
        return []
    audits = audit_queries.finished(session, actor, work_id)
    done = frozenset(row.audit.form for row in audits)
    return [DrawnCase(work.id, work.case_ref, may_audit(session, actor, work), done)]
