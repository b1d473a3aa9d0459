"""All that is looked at across the files of one folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from authoring import (
    audit_sets,
    choices,
    exercises,
    fields,
    guidance,
    lists,
    local,
    papers,
    rehearsal,
    report,
    scenarios,
    tools,
    wording,
)
from authoring.folder import Folder
from authoring.mistake import Mistake
from authoring.names import Names
from authoring.rules import RuleCheck

BY_NAMES = (
    lists.stages,
    fields.fields,
    choices.choices,
    lists.shared_rules,
    lists.checks,
    audit_sets.audit_sets,
    lists.audit_forms,
    lists.document,
    papers.aide_memoire,
    papers.read_back,
    rehearsal.rehearsal,
    report.report,
    papers.persons_copy,
    tools.tools,
    scenarios.scenarios,
)


def cross_references(folder: Folder, today: date) -> list[Mistake]:
    """Every mistake between the files; overdue review dates are warnings.

    All files must be readable (`folder.is_readable`); their shape may be wrong.
    """
    return list(_found(folder, today))


def _found(folder: Folder, today: date) -> Iterator[Mistake]:
    names = Names(folder)
    rules = RuleCheck(names)
    for look in BY_NAMES:
        yield from look(names, rules)
    yield from choices.word_lists(names)
    yield from wording.wording(names)
    yield from exercises.exercises(names)
    yield from guidance.guidance(names, today)
    yield from local.local(names, today)
