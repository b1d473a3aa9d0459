"""Cases drawn by chance for an audit: of the team's concluded works, once for each copy."""

import secrets
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.errors import Conflict, Invalid, NotAllowed
from api.identity.actor import Actor
from api.tables import new_id, utcnow
from api.tools import queries
from api.tools.models import CaseDraw
from api.works.models import Contact
from practice.asking.progress import is_finished
from practice.assurance.case_draw import drawn
from practice.assurance.tools import Tool
from practice.content import content

MOST_CASES, MOST_MONTHS = 20, 12


@dataclass(frozen=True)
class Wanted:
    """How many cases, of those concluded in how many months before now."""

    cases: int
    months: int


def draw_cases(
    session: Session, actor: Actor, tool: Tool, copy_id: str, wanted: Wanted
) -> CaseDraw:
    """Draw cases for a copy, or give those that were drawn for it before.

    The number of the draw is the service's own and is kept with the list it was drawn from, so
    that anyone can repeat it. Raises NotFound, NotAllowed for who supervises no team, Invalid
    for numbers out of bounds, Conflict when the copy is finished or nothing was concluded.
    """
    copy = queries.copy(session, actor, tool.id, copy_id, lock=True).copy
    if known := queries.draw(session, actor, copy_id):
        return known
    if not actor.supervises or not any(section.draws for section in tool.sections):
        raise NotAllowed(content().say("tools.draw_not_yours"))
    if copy.finished:
        raise Conflict(content().say("tools.finished"))
    if not (1 <= wanted.cases <= MOST_CASES and 1 <= wanted.months <= MOST_MONTHS):
        raise Invalid(content().say("tools.draw_bounds", cases=MOST_CASES, months=MOST_MONTHS))
    until = utcnow()
    since = months_before(until, wanted.months)
    pool = concluded(session, actor, since, until)
    if not pool:
        raise Conflict(content().say("tools.draw_nothing"))
    return _kept(session, actor, copy_id, wanted, since, until, pool)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months before, or that month's last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def concluded(session: Session, actor: Actor, since: datetime, until: datetime) -> dict[str, str]:
    """`{work: case reference}` of the team's works whose last conversation ended in this time."""
    contacts: dict[str, list[Contact]] = {}
    refs: dict[str, str] = {}
    for work, contact in queries.team_contacts(session, actor):
        contacts.setdefault(work.id, []).append(contact)
        refs[work.id] = work.case_ref
    ended = {
        work_id: max(row.finished_at for row in rows if row.finished_at)
        for work_id, rows in contacts.items()
        if is_finished(rows)
    }
    return {work_id: refs[work_id] for work_id in sorted(ended) if since <= ended[work_id] <= until}


def _kept(
    session: Session, actor: Actor, copy_id: str, wanted: Wanted, since: datetime, until: datetime,
    pool: dict[str, str],
) -> CaseDraw:  # fmt: skip
    seed = secrets.token_hex(8)
    draw = CaseDraw(
        id=new_id(),
        copy_id=copy_id,
        team=actor.team,
        seed=seed,
        cases=wanted.cases,
        months=wanted.months,
        since=since,
        until=until,
        pool=pool,
        drawn=drawn(seed, pool, wanted.cases),
        account_id=actor.id,
        created_at=until,
    )
    session.add(draw)
    record_event(
        session,
        account_id=actor.id,
        action="case_draw.made",
        subject_type="case_draw",
        subject_id=draw.id,
    )
    session.flush()
    return draw
