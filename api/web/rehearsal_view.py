"""What the rehearsal pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.exercises import queries as exercise_queries
from api.identity.actor import Actor
from api.rehearsal import queries, service
from api.rehearsal.models import Rehearsal, RehearsalTurn
from practice.training.exercise import exercises
from practice.training.rehearsal.debrief import SHOWN, debrief
from practice.training.rehearsal.learning import Tally, differences, tally, work_on
from practice.training.rehearsal.rubric import Criterion
from practice.training.rehearsal.scenario import scenarios
from practice.training.rehearsal.wording import say, self_rating

CHART_WIDTH, BAR = 300, 14


@dataclass(frozen=True)
class Row:
    """A rehearsal in a list. tally: None while it goes on."""

    rehearsal: Rehearsal
    title: str
    tally: Tally | None
    trainee: str | None = None


def row(rehearsal: Rehearsal, trainee: str | None = None) -> Row:
    """A rehearsal as lists show it."""
    known = scenarios().get(rehearsal.scenario)
    title = known.title if known else say("scenario_gone")
    counted = tally(rehearsal.debrief) if rehearsal.debrief else None
    return Row(rehearsal, title, counted, trainee)


def talk(
    session: Session, actor: Actor, rehearsal_id: str, hint: bool = False, draft: str = ""
) -> dict[str, Any]:
    """The page of a talk. Raises NotFound when it is not the actor's own."""
    rehearsal = queries.own(session, actor, rehearsal_id)
    turns = queries.turns(session, rehearsal)
    replies = service.replies(rehearsal, turns)
    return {
        "rehearsal": rehearsal,
        "scenario": service.scenario_of(rehearsal),
        "turns": turns,
        "waiting": next((turn for turn in turns if turn.said is None), None),
        "ended": bool(rehearsal.finished_at) or any(reply.ended for reply in replies),
        "hint": _hint(rehearsal, turns) if hint else None,
        "before": _before(session, actor, rehearsal),
        "draft": draft,
    }


def _hint(rehearsal: Rehearsal, turns: Sequence[RehearsalTurn]) -> Any:
    """What could be tried next: the finding that the debrief would put first."""
    found = debrief(service.scenario_of(rehearsal), service.understood(turns))
    return next((f for f in found.findings if f.standard == found.next), None)


def _before(session: Session, actor: Actor, rehearsal: Rehearsal) -> RehearsalTurn | None:
    """The turn that is being tried again, as it went the first time."""
    if not rehearsal.again_of or rehearsal.again_after is None:
        return None
    first = queries.own(session, actor, rehearsal.again_of)
    turns = queries.turns(session, first)
    return turns[rehearsal.again_after] if rehearsal.again_after < len(turns) else None


def read_out(session: Session, actor: Actor, rehearsal_id: str) -> dict[str, Any]:
    """The page of a debrief. Raises NotFound, Conflict while the talk goes on."""
    rehearsal = queries.rehearsal(session, actor, rehearsal_id)
    found = service.debrief_of(rehearsal)
    by_id = {finding["standard"]: finding for finding in found["findings"]}
    turns = queries.turns(session, rehearsal)
    own = rehearsal.account_id == actor.id
    return {
        "rehearsal": rehearsal,
        "row": row(rehearsal),
        "scenario": scenarios().get(rehearsal.scenario),
        "debrief": found,
        "strength": by_id.get(found["strength"]),
        "next": by_id.get(found["next"]),
        "missed": [f for f in found["findings"] if f["state"] != SHOWN],
        "shown": [f for f in found["findings"] if f["state"] == SHOWN],
        "turns": turns,
        "own": own,
        "items": self_rating(),
        "again": _again(session, actor, rehearsal, turns) if own else None,
    }


def _again(
    session: Session, actor: Actor, rehearsal: Rehearsal, turns: Sequence[RehearsalTurn]
) -> dict[str, Any] | None:
    """The tried moment beside how it first went, and what changed by it."""
    if not rehearsal.again_of or rehearsal.again_after is None:
        return None
    before = _before(session, actor, rehearsal)
    first = queries.own(session, actor, rehearsal.again_of)
    now = turns[rehearsal.again_after] if rehearsal.again_after < len(turns) else None
    if not now or not first.debrief or not rehearsal.debrief:
        return None
    told = set(rehearsal.debrief["told"]) - set(first.debrief["told"])
    return {
        "before": before,
        "now": now,
        "changed": differences(first.debrief, rehearsal.debrief),
        "told": [fact for fact in rehearsal.debrief["told"] if fact in told],
    }


@dataclass(frozen=True)
class Bar:
    """One rehearsal in the progress chart, in units of the picture."""

    y: int
    shown: int
    partly: int
    label: str


def learning(session: Session, actor: Actor) -> dict[str, Any]:
    """The trainee's own history, oldest first in the chart, and what to work on next."""
    rows = [row(one) for one in queries.all_own(session, actor)]
    finished = [one for one in rows if one.tally]
    prompts: list[Criterion] = work_on([one.rehearsal.debrief or {} for one in finished])
    return {
        "rows": finished,
        "open": [one for one in rows if not one.tally],
        "prompts": prompts,
        "exercises": [
            (exercises()[one.exercise].title, one)
            for one in exercise_queries.finished(session, actor)
        ],
        "bars": _bars(finished[::-1]),
        "height": len(finished) * (BAR + 8) + 4,
        "width": CHART_WIDTH,
        "thick": BAR,
    }


def _bars(rows: Sequence[Row]) -> list[Bar]:
    return [
        Bar(
            y=4 + number * (BAR + 8),
            shown=CHART_WIDTH * one.tally.shown // max(one.tally.all, 1),
            partly=CHART_WIDTH * one.tally.partly // max(one.tally.all, 1),
            label=str(number + 1),
        )
        for number, one in enumerate(rows)
        if one.tally
    ]
