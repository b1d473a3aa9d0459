"""Keeps what concluded works add to the report up to date with their records."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.database import Database
from api.fingerprints import fingerprint_of, read_yaml
from api.identity.actor import Actor
from api.identity.roles import Role
from api.reports.models import ConcludedWork
from api.works import queries
from api.works.models import Contact, Entry, Work
from api.works.record import load_record
from practice.assurance.report.facts import concluded_on, facts
from practice.content import FOLDER
from practice.local.audit_sets import AuditSet, read_audit_sets
from practice.local.settings import local

ROOT = FOLDER.parent
CLOSURE = "E15"
AT_ONCE = 100


# What a work's facts are worked out with: the rules, the tables, and the answers they name.
WORKED_OUT_WITH = (
    "practice/local/audit_sets.py",
    "practice/record.py",
    "practice/rules/*.py",
    "practice/assurance/report/*.py",
    "content/rules/rules.yml",
    "content/asking/lexicon.yml",
)
# Of a standard, what tells whether it is shown; not its title, nor what is said of it.
OF_A_STANDARD = ("id", "fields", "evidenced", "not_applicable", "not_done", "standards")


@lru_cache(maxsize=1)
def rules() -> str:
    """Names what facts are worked out with; with other rules the same record may add another row.

    A help text, a telephone number, a comment or a docstring changes nothing.
    """
    return rules_of(ROOT)


def rules_of(root: Path) -> str:
    """As `rules`, of the product in the folder `root`."""
    sets = read_audit_sets(root / "content")
    standards = [
        [name, *_rules_of_set(sets, name)]
        for name in local().audit_sets
        if name in sets and sets[name].report
    ]
    report = read_yaml(root / "content/assurance/report.yml")
    council = (local().zone.key, local().days("wishes_review_days"))
    return fingerprint_of(root, WORKED_OUT_WITH, standards, report["facts"], council)


def _rules_of_set(sets: Mapping[str, AuditSet], name: str) -> list[list[Any]]:
    """What tells how its standards stand; of groups, with the standards that they rest on."""
    own = [[row.get(key) for key in OF_A_STANDARD] for row in sets[name].standards]
    base = sets[name].groups_of
    return own + (_rules_of_set(sets, base) if base else [])


def renew(session: Session, actor: Actor, work_id: str, closing: bool = False) -> None:
    """Work out what a work adds, when it was concluded before, or now (closing).

    In the caller's transaction, so that the report and the record never differ.
    """
    kept = session.get(ConcludedWork, work_id)
    if not (kept or closing):
        return
    queries.work(session, actor, work_id, lock=True)  # no entry comes in between
    record = load_record(session, actor, work_id)
    day = concluded_on(record, local())
    if not (kept or day):
        return
    row = kept or ConcludedWork(work_id=work_id)
    row.concluded_on, row.rules = day, rules()
    row.seq = max(entry.seq for entry in record.entries)
    for name, value in facts(record)._asdict().items():
        setattr(row, name, value)
    session.add(row)


def is_behind(session: Session) -> bool:
    """Whether anything kept was worked out with other practice content."""
    found = select(ConcludedWork.work_id).where(ConcludedWork.rules != rules()).limit(1)
    return session.scalar(found) is not None


def behind(session: Session) -> list[tuple[str, str]]:
    """Works whose facts are missing, or were worked out with other practice content: id, team."""
    query = (
        select(Work.id, Work.team)
        .join(Entry, Entry.work_id == Work.id)
        .join(Contact, Contact.id == Entry.contact_id)
        .outerjoin(ConcludedWork, ConcludedWork.work_id == Work.id)
        .where(
            Entry.field == CLOSURE,
            Contact.finished_at.is_not(None),
            ConcludedWork.rules.is_(None) | (ConcludedWork.rules != rules()),
        )
        .distinct()
        .order_by(Work.id)
    )
    return [(work_id, team) for work_id, team in session.execute(query)]


def catch_up(database: Database, tell: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Work out everything that is behind; how many works that were. tell: called as it goes on."""
    with database.reader() as session:
        wanted = behind(session)
    for first in range(0, len(wanted), AT_ONCE):
        with database.writer() as session:
            for work_id, team in wanted[first : first + AT_ONCE]:
                _renew_as_the_service(session, work_id, team)
        tell(min(first + AT_ONCE, len(wanted)), len(wanted))
    return len(wanted)


def _renew_as_the_service(session: Session, work_id: str, team: str) -> None:
    # Every selector asks who is reading: here the service itself, as the team's supervisor would.
    reader = Actor("", "", "", Role.SUPERVISOR, team)
    renew(session, reader, work_id, closing=True)
