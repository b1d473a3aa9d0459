"""The only place that selects what concluded works add to the report. Nothing names a work."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from api.errors import NotFound
from api.identity.actor import Actor
from api.identity.roles import Role
from api.reports.models import ConcludedWork
from api.works.models import Work
from practice.assurance.report.counting import Concluded
from practice.assurance.report.facts import Facts
from practice.assurance.report.period import Period

NOT_KNOWN = "not_known"


def reportable(actor: Actor) -> ColumnElement[bool]:
    """The board sees all teams, a supervisor their own. Raises NotFound for anyone else."""
    if actor.role == Role.BOARD:
        return true()
    if actor.supervises:
        return Work.team == actor.team
    raise NotFound()


def teams(session: Session, actor: Actor) -> list[str]:
    """The teams whose report the actor may ask for, by name."""
    query = select(Work.team).where(reportable(actor)).distinct().order_by(Work.team)
    return list(session.scalars(query))


def concluded(
    session: Session, actor: Actor, period: Period, team: str | None
) -> Iterator[Concluded]:
    """What each work adds that was concluded in the period. team: only this one's."""
    query = (
        select(
            Work.section_42,
            Work.age_band,
            ConcludedWork.concluded_on,
            *(getattr(ConcludedWork, name) for name in Facts._fields),
        )
        .join(Work, Work.id == ConcludedWork.work_id)
        .where(
            reportable(actor),
            ConcludedWork.concluded_on.between(period.start, period.end),
            Work.team == team if team else true(),
        )
    )
    quarters: dict[date, str] = {}
    # Not through the ORM, which looks at every row once more.
    for section_42, age, day, *given in session.connection().execute(query):
        if day not in quarters:
            quarters[day] = period.quarter_of(day).isoformat()
        yield Concluded(section_42 == "yes", age or NOT_KNOWN, quarters[day], Facts._make(given))
