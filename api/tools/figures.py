"""Counts of works beside a tool's questions. Whoever sees no records gets no small number.

Fewer than five are never shown, nor how many are left when all but a few are counted, and all
else is rounded to five, as national practice does (record-model 8.4).
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.tables import utcnow
from api.tools import queries
from practice.assurance.tools import Figure, Recorded
from practice.content import content

FEW = 5
PERIOD = timedelta(days=365)

Counts = Mapping[str, list[int]]
Answers = Mapping[str, Mapping[str, list[tuple[Any, Mapping[str, Any]]]]]


def counts(session: Session, actor: Actor, figures: Iterable[Figure]) -> dict[str, list[int]]:
    """[how many, out of how many] works of the last year, by figure; none for who sees none."""
    figures = list(figures)
    works = queries.counted(actor, utcnow() - PERIOD)
    if works is None or not figures:
        return {}
    everything = queries.work_ids(session, works)
    by_hand = {
        "audits": lambda: queries.audited(session, works),
        "reviews": lambda: queries.reviewed(session, works),
    }
    answers = _answers(queries.standing_answers(session, works, _fields(figures)))
    found = {}
    for figure in figures:
        among = _works_with(figure.among, answers) if figure.among else everything
        has = _works_with(figure.has, answers) if figure.has else by_hand[figure.counts]()
        found[figure.id] = [len(has & among), len(among)]
    return found


def _fields(figures: Iterable[Figure]) -> set[str]:
    named = (row for figure in figures for row in (figure.has, figure.among) if row)
    return {row.names[0] for row in named}


def _answers(rows: Iterable[tuple[str, str, Any, Mapping[str, Any]]]) -> Answers:
    found: dict[str, dict[str, list[tuple[Any, Mapping[str, Any]]]]] = {}
    for work_id, field, value, parts in rows:
        found.setdefault(field, {}).setdefault(work_id, []).append((value, parts))
    return found


def _works_with(wanted: Recorded, answers: Answers) -> set[str]:
    field, part = wanted.names
    return {
        work_id
        for work_id, given in answers.get(field, {}).items()
        if any(_fits(parts.get(part) if part else value, wanted) for value, parts in given)
    }


def _fits(value: Any, wanted: Recorded) -> bool:
    if not wanted.values:
        return bool(value) or not wanted.names[1]
    return bool(set(value if isinstance(value, list) else [value]) & set(wanted.values))


def says(count: list[int], exact: bool) -> str:
    """A count in words. exact: for who sees the records themselves."""
    has, among = count
    if exact and not among:
        return content().say("tools.figure.nothing")
    if exact:
        return content().say("tools.figure.exact", has=has, among=among)
    if among < FEW:
        return content().say("tools.figure.too_few")
    if has < FEW:
        return content().say("tools.figure.few", among=_rounded(among))
    if among - has < FEW:
        return content().say("tools.figure.nearly_all", among=_rounded(among))
    return content().say("tools.figure.about", has=_rounded(has), among=_rounded(among))


def _rounded(count: int) -> int:
    return FEW * round(count / FEW)
