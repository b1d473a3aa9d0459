"""A person's work as its page lists it: how far it is, what is next, and what is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.review.service import standings
from api.review.standing import Standing
from api.works import queries
from api.works.record import load_record, works_overview
from practice.asking.gaps import gaps
from practice.asking.progress import WISHES, is_finished, next_stages
from practice.asking.questions import next_question
from practice.choice_values import begin
from practice.content import content
from practice.record import Contact, Record
from practice.rules.coverage import audited, coverage

SHOWN = ("open", "finished", "all")
# What is missing is worked out for each work shown, so a page holds no more than a screenful.
PER_PAGE = 10


@dataclass(frozen=True)
class Row:
    """One work in the list. active_at: when something last happened in it."""

    work: Mapping[str, Any]
    contacts: tuple[Contact, ...]
    active_at: datetime

    @property
    def state(self) -> str:
        """Open or finished."""
        return "finished" if is_finished(self.contacts) else "open"


@dataclass(frozen=True)
class Wanted:
    """Which works are asked for. show: one of SHOWN; ref: part of a case reference."""

    show: str = ""
    ref: str = ""
    page: int = 1

    @property
    def state(self) -> str:
        """What is shown: all when something is looked for, else what is open."""
        if self.show in SHOWN:
            return self.show
        return "all" if self.ref.strip() else "open"


def work_list(session: Session, actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """The list as the page shows it, newest activity first."""
    everything = _rows(session, actor)
    looked_for = wanted.ref.strip().casefold()
    found = [row for row in everything if looked_for in row.work["case_ref"].casefold()]
    by_state = {state: _of_state(found, state) for state in SHOWN}
    rows = by_state[wanted.state]
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(1, wanted.page), pages)
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    ids = {row.work["id"] for row in shown}
    stand = standings(session, actor, [w for w in queries.works(session, actor) if w.id in ids])
    return {
        "works": [
            {
                **_card(row, load_record(session, actor, row.work["id"])),
                "approvals": approvals_of(stand[row.work["id"]]),
            }
            for row in shown
        ],
        "counts": {state: len(rows) for state, rows in by_state.items()},
        "any_work": bool(everything),
        "show": wanted.state,
        "ref": wanted.ref.strip(),
        "page": page,
        "pages": pages,
    }


def _rows(session: Session, actor: Actor) -> list[Row]:
    recorded = queries.last_recorded(session, actor)
    rows = [_row(work, recorded.get(work["id"])) for work in works_overview(session, actor)]
    return sorted(rows, key=lambda row: row.active_at, reverse=True)


def _row(work: Mapping[str, Any], recorded_at: datetime | None) -> Row:
    contacts = tuple(Contact.from_json(row) for row in work["contacts"])
    told = [work["created_at"], *(c.started_at for c in contacts)]
    told += [c.finished_at for c in contacts if c.finished_at]
    times = [datetime.fromisoformat(moment) for moment in told]
    return Row(work, contacts, max([*times, *([recorded_at] if recorded_at else [])]))


def _of_state(rows: Sequence[Row], state: str) -> list[Row]:
    return [row for row in rows if state in ("all", row.state)]


def _card(row: Row, record: Record) -> dict[str, Any]:
    """One work with what is open, what comes next, and what would show most."""
    unfinished = [contact for contact in reversed(row.contacts) if not contact.finished_at]
    return {
        **row.work,
        "state": row.state,
        "active_at": row.active_at,
        "stages": stages_of(row.contacts),
        "open": [_open(contact, record) for contact in unfinished],
        "next": [_next(stage, row.work["id"]) for stage in next_stages(row.contacts)],
        "missing": _missing(unfinished, record) if record.heads else None,
    }


def _open(contact: Contact, record: Record) -> dict[str, Any]:
    """An open contact, and the title of the question it stands at; None when all is asked."""
    pointer = next_question(record, contact.id)
    at = None if pointer.mode == "finish" else content().field(pointer.field).title
    return {"contact": contact, "title": content().stages[contact.stage].title, "at": at}


def _next(stage: str, work_id: str) -> dict[str, str]:
    """A stage that may come next, with the choice that begins it."""
    title = content().stages[stage].title
    return {"title": title, "choice": begin(WISHES[stage], work_id)}


def _missing(unfinished: Sequence[Contact], record: Record) -> dict[str, Any]:
    """The question that would show most where a stage is open; standards without evidence.

    The standards are those of the set that the council names first.
    """
    found = gaps(record, unfinished[0].id) if unfinished else []
    first = coverage(record, audited()[:1]).values()
    standards = [standard for rows in first for standard in rows.values()]
    without = sum(standard.state == "no_evidence" for standard in standards)
    return {"first": found[0] if found else None, "without": without, "all": len(standards)}


def approvals_of(standings: Collection[Standing]) -> list[dict[str, Any]]:
    """How each finished contact stands with the supervisor, oldest first."""
    stages = content().stages
    return [
        {"title": stages[standing.contact.stage].title, "standing": standing}
        for standing in standings
        if standing.state != "open"
    ]


def stages_of(contacts: Collection[Contact]) -> list[dict[str, Any]]:
    """How far each stage is, in order: `open` and `done` are its contacts, latest last."""
    stages = []
    for stage in content().stages.values():
        own = [contact for contact in contacts if contact.stage == stage.id]
        done = [contact for contact in own if contact.finished_at]
        unfinished = [contact for contact in own if not contact.finished_at]
        stages.append({"title": stage.title, "done": done, "open": unfinished})
    return stages
