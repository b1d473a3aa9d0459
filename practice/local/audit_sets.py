"""The sets of audit standards, one file each in content/rules/audit_sets, found by being there.

Which of them are audited is the council's choice (`audit_sets` in its local settings). What a set
is used for stands in its own file, so that no code knows a set by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practice.content import FOLDER
from practice.content.language import per_language, read_content

IN_CONTENT = "rules/audit_sets"


@dataclass(frozen=True)
class SetTable:
    """The table of a set in the board's report."""

    table: str
    title: str
    source: str


@dataclass(frozen=True)
class AuditSet:
    """One set. id: its file's name; standards: the rows as its file gives them, in order.

    about: said under its title. gaps: whether what is missing of it is offered as a question.
    report: its table in the board's report; None when the report does not count it. groups_of:
    the set whose standards its own are groups of; "" when they have rules of their own.
    """

    id: str
    title: str
    short_title: str
    source: str
    standards: tuple[Mapping[str, Any], ...]
    about: str = ""
    gaps: bool = False
    report: SetTable | None = None
    groups_of: str = ""


@per_language
def audit_sets() -> Mapping[str, AuditSet]:
    """Every set by its id, in the order of the ids."""
    return read_audit_sets(FOLDER)


def read_audit_sets(content: Path) -> dict[str, AuditSet]:
    """The sets of a content folder, as `audit_sets`. Raises KeyError, TypeError for a bad file."""
    return {path.stem: _read(path) for path in sorted((content / IN_CONTENT).glob("*.yml"))}


def _read(path: Path) -> AuditSet:
    row = read_content(path)
    groups = row.pop("groups", None)
    standards = tuple(row.pop("standards") if groups is None else groups)
    report = row.pop("report", None)
    return AuditSet(
        id=path.stem, standards=standards, report=SetTable(**report) if report else None, **row
    )


def standards_by_id() -> dict[str, Mapping[str, Any]]:
    """The standards of every set, whether it is audited or not: an id is in one set only."""
    return {row["id"]: row for each in audit_sets().values() for row in each.standards}
