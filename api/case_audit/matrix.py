"""Case-file audits side by side, as Resource 2017 appendix 4a lays them out.

A row for each question, a column for each case, and a last row for actions and good practice.
Cases stand under their reference alone: no person, practitioner or auditor is named. The ratings
and comments are the auditors' own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from api.case_audit import queries
from api.case_audit.models import CaseAudit
from api.errors import NotAllowed
from api.exports.report import Part, Report, Table
from api.identity.actor import Actor
from api.works.models import Work
from practice.assurance.audit_forms import CASE_FILE, AuditForm, audit_forms
from practice.content.language import gettext
from practice.local.clock import calendar_day, day
from practice.local.settings import local

# As many columns as can be read on a page that lies on its side.
CASES_A_TABLE = 4


@dataclass(frozen=True)
class Chosen:
    """Which audits: finished from one day to another, of one team or "" for all that are seen."""

    since: date
    until: date
    team: str = ""
    comments: bool = True


@dataclass(frozen=True)
class Case:
    """One audit as a column."""

    audit: CaseAudit
    work: Work

    @property
    def heading(self) -> str:
        """Its case reference and the day of the audit."""
        return f"{self.work.case_ref} ({day(self.audit.created_at)})"


def cases(session: Session, actor: Actor, chosen: Chosen) -> list[Case]:
    """The audits of the actor's team in this time, oldest first. Raises NotAllowed."""
    if not actor.supervises:
        raise NotAllowed()
    since = _midnight(chosen.since)
    until = _midnight(chosen.until + timedelta(days=1))
    found = queries.finished_between(session, actor, CASE_FILE, since, until)
    return [Case(*row) for row in found if chosen.team in ("", row[1].team)]


def _midnight(on: date) -> datetime:
    """When a day begins on the council's clock."""
    return datetime.combine(on, time(), local().zone)


def matrix_report(found: Sequence[Case], chosen: Chosen, a_table: int = CASES_A_TABLE) -> Report:
    """The audits as tables of so many cases each."""
    form = audit_forms()[CASE_FILE]
    groups = [found[n : n + a_table] for n in range(0, len(found), a_table)]
    header = [
        (gettext("Agency"), " / ".join(filter(None, (local().name, chosen.team)))),
        (
            gettext("Finished"),
            gettext("{start} to {end}").format(
                start=calendar_day(str(chosen.since)), end=calendar_day(str(chosen.until))
            ),
        ),
        (gettext("Cases"), str(len(found))),
        (gettext("Ratings"), gettext("The auditors’ own")),
        (gettext("Questions from"), form.source),
    ]
    tables = [_table(form, group, chosen.comments) for group in groups]
    return Report(gettext("Case-file audits"), header, [Part("", (), tables)], wide=True)


def _table(form: AuditForm, group: Sequence[Case], comments: bool) -> Table:
    rows = [
        [f"{number}. {question.ask}", *(_cell(form, case, question.id, comments) for case in group)]
        for number, question in enumerate(form.questions, start=1)
    ]
    if comments:
        rows.append([form.overall, *(case.audit.overall for case in group)])
    return Table([gettext("Question"), *(case.heading for case in group)], rows)


def _cell(form: AuditForm, case: Case, question: str, comments: bool) -> str:
    given = case.audit.answers.get(question, {})
    rating = form.rating(given.get("rating", ""))
    comment = given.get("comment", "") if comments else ""
    return ": ".join(filter(None, (rating.label if rating else "", comment)))
