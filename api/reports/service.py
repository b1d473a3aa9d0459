"""Making the board report: for whom, of which period, and that it was made."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.database import Database
from api.errors import Invalid, NotFound, WrongReport
from api.identity.actor import Actor
from api.identity.roles import Role
from api.reports import queries
from api.reports.keeping import is_behind
from api.tables import utcnow
from practice.assurance.report.consistency import File, ReportRefused
from practice.assurance.report.period import EARLIEST, Period, year_of
from practice.assurance.report.publication import Publication, check_copy, publish
from practice.content.language import gettext, marked
from practice.local.settings import local

BEHIND = marked("The practice content was changed. Run ./msp up, which counts everything anew.")


@dataclass(frozen=True)
class Asked:
    """A report as it was asked for. Empty dates: this reporting year; no team: all there are."""

    start: date | None = None
    end: date | None = None
    team: str | None = None


@dataclass(frozen=True)
class Report:
    """A report that was made. widened: the period was taken to whole quarters, for the board."""

    publication: Publication
    period: Period
    widened: bool
    team: str | None
    teams: list[str]
    council: str
    made: datetime


def make_report(database: Database, actor: Actor, asked: Asked, form: str) -> Report:
    """The report, audited. form: the format it is given out in.

    Raises NotFound for roles without a report and for teams that are not theirs, Invalid for a
    period that cannot be, WrongReport when its numbers do not go together.
    """
    now = utcnow()
    with database.reader() as session:
        teams = queries.teams(session, actor)
        if is_behind(session):
            raise WrongReport(gettext(BEHIND))
        period = _period(asked, local().today(now))
        shown = period.whole_quarters if actor.role == Role.BOARD else period
        team = _team(actor, asked.team, teams)
        works = list(queries.concluded(session, actor, shown, team))
    try:
        publication = publish(works, shown.quarters)
    except ReportRefused as refused:
        raise WrongReport(" ".join(refused.faults)) from None
    # A turn of its own: nobody waits for the counting before they can write.
    with database.writer() as session:
        _audit(session, actor, shown, team, form)
    return Report(
        publication, shown, shown != period, team, teams, local().name, now
    )  # fmt: skip


def refuse_unless_true(file: File, report: Report) -> None:
    """Check a file that was made from a report, read back. Raises WrongReport."""
    try:
        check_copy(file, report.publication)
    except ReportRefused as refused:
        raise WrongReport(" ".join(refused.faults)) from None


def _period(asked: Asked, today: date) -> Period:
    year_start = local().reporting_year_start
    start = asked.start or year_of(min(asked.end or today, today), year_start)
    end = asked.end or today
    if asked.end and start > asked.end:
        raise Invalid(gettext("The period ends before it begins. Please swap the two dates."))
    if start > today:
        raise Invalid(gettext("This period has not begun yet. Please choose an earlier day."))
    return Period(max(start, EARLIEST), max(min(end, today), EARLIEST), year_start)


def _team(actor: Actor, team: str | None, teams: list[str]) -> str | None:
    """The team whose report is made; a supervisor's is always their own."""
    if team and team not in (*teams, *([actor.team] if actor.supervises else [])):
        raise NotFound()
    return team or (actor.team if actor.supervises else None)


def _audit(session: Session, actor: Actor, period: Period, team: str | None, form: str) -> None:
    record_event(
        session,
        account_id=actor.id,
        action="report.made",
        subject_type="report",
        subject_id=f"{period.start}/{period.end}",
        fields=(form, "one_team" if team else "all_teams"),
    )
