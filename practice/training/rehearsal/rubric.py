"""Which moves show which standards (rubric.yml).

A trainee is debriefed on these whichever sets the council audits with: a rehearsal is no audit, and
what someone learnt from earlier ones goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practice.content.language import per_language, read_content
from practice.local.audit_sets import standards_by_id
from practice.training.rehearsal.moves import HERE


@dataclass(frozen=True)
class Criterion:
    """How one standard is read. shown, partly: moves, any of which is enough.

    phase: `opening`, `middle` or `closing`; example: words to say.
    """

    id: str
    title: str
    source: str
    shown: tuple[str, ...]
    partly: tuple[str, ...]
    phase: str
    example: str
    advice: str


@per_language
def rubric() -> Mapping[str, Criterion]:
    """Every standard's criterion, in the order of the file."""
    rows = read_content(HERE / "rubric.yml")
    titles = standards_by_id()
    return {key: _criterion(key, row, titles[key]) for key, row in rows.items()}


def _criterion(key: str, row: Mapping[str, Any], standard: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=key,
        title=standard["title"],
        source=standard["source"],
        shown=tuple(row["shown"]),
        partly=tuple(row.get("partly", ())),
        phase=row["phase"],
        example=row["example"],
        advice=row["try"],
    )
