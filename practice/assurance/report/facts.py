"""What one concluded work adds to the report, from its confirmed answers only.

An answer is the latest that stands. What nobody answered is not recorded, and is never inferred
(record model 8.4). No word that anyone typed is among the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from practice.assurance.report.tables import STATE_LETTERS
from practice.local.clock import stored
from practice.local.settings import Local
from practice.record import Entry, Record, Thread
from practice.rules.coverage import coverage

NONE = "not_recorded"
FELT = {"understood": "E4", "listened": "E5", "happy": "E6", "safer": "E7"}


class Facts(NamedTuple):
    """Answers as report.yml names them; several at once are joined by `+`.

    wishes: `change.result` of each wish. standards: a letter for each Bradford standard.
    """

    asked: str
    capacity: str
    risk: str
    source: str
    types: str
    places: str
    answered: str
    listened: str
    understood: str
    happy: str
    safer: str
    wishes: str
    standards: str


def concluded_on(record: Record, here: Local) -> date | None:
    """The day on which a person closed the work, by the council's clock; None while it is open.

    It is the day of the closing reason (E15) in a conversation that was finished. A correction
    keeps the day; a closure that was withdrawn no longer counts.
    """
    finished = {contact.id for contact in record.contacts if contact.finished_at}
    closed = [e for e in record.heads if e.field == "E15" and e.contact_id in finished and e.values]
    if not closed:
        return None
    first = record.root(closed[-1])
    return here.today(stored(first.recorded_at))


def facts(record: Record) -> Facts:
    """What the record adds to the tables."""
    return Facts(
        asked=_asked(record),
        capacity=_capacity(record),
        risk=f"{_value(record, 'E9')}.{_value(record, 'E10')}",
        source=_several(record, "source"),
        types=_several(record, ""),
        places=_several(record, "location"),
        answered=_answered_by(record),
        wishes="+".join(_wish(thread) for thread in record.outcomes),
        standards="".join(
            STATE_LETTERS[row.state] for row in coverage(record)["bradford"].values()
        ),
        **{name: _felt(record, field) for name, field in FELT.items()},
    )


def _latest(record: Record, field: str) -> Entry | None:
    """The latest standing entry that answers; without one, the latest that says why not."""
    found = [entry for entry in record.heads if entry.field == field]
    answered = [entry for entry in found if entry.answer_state == "answered" and entry.values]
    standing = answered or found
    return standing[-1] if standing else None


def _value(record: Record, field: str) -> str:
    entry = _latest(record, field)
    return entry.values[0] if entry and entry.values else NONE


def _asked(record: Record) -> str:
    """SG4a. "I did not ask" and "no answer" are answers too, where they stand for A7."""
    entry = _latest(record, "A7")
    if not entry:
        return NONE
    value = entry.values[0] if entry.values else ""
    if value == "asked_expressed":
        return f"{value}.{_value(record, 'E3')}"
    if value == "no" or entry.answer_state == "not_asked_reason":
        reason = entry.parts.get("reason_if_no") or entry.reason or entry.words
        return "no.with_reason" if reason else "no.without_reason"
    return "asked_none" if entry.answer_state == "asked_no_answer" else value or NONE


def _capacity(record: Record) -> str:
    """SG3a, from E11 alone. Support counts only where the answer is Yes."""
    entry, value = _latest(record, "E11"), _value(record, "E11")
    if value != "lacked" or not entry:
        return value
    support = entry.parts.get("support")
    return f"lacked.{support or NONE}"


def _several(record: Record, part: str) -> str:
    entry = _latest(record, "E12")
    if not entry:
        return NONE
    chosen = entry.parts.get(part) if part else entry.value
    values = [chosen] if isinstance(chosen, str) else chosen or ()
    return "+".join(sorted(set(values))) or NONE


def _answered_by(record: Record) -> str:
    entry = _latest(record, "E14")
    value = entry.value if entry and isinstance(entry.value, Mapping) else {}
    return value.get("answered", NONE)


def _felt(record: Record, field: str) -> str:
    entry = _latest(record, field)
    if entry and not entry.values and entry.answer_state == "asked_no_answer":
        return "no_answer"
    return entry.values[0] if entry and entry.values else NONE


def _wish(thread: Thread) -> str:
    return f"{_change(thread)}.{_result(thread.result)}"


def _change(thread: Thread) -> str:
    """Given up, changed at any time, added later, or asked about again and the same."""
    if not thread.live:
        return "dropped"
    said = [e.value for e in thread.entries if e.field == "D1" and e.answer_state == "answered"]
    kinds = ("changed", "added", "unchanged")
    return next((kind for kind in kinds if kind in said), "not_asked_again")


def _result(rated: Entry | None) -> str:
    if rated and rated.answer_state == "asked_no_answer":
        return "no_answer"
    return rated.values[0] if rated and rated.values else NONE
