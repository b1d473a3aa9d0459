"""The scenarios of tests/e2e, stage by stage, as nobody ever goes: without one slip."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from typing import Any

from practice.record import Entry, Record
from tests.actions.desk import Desk, Hatch
from tests.actions.dialogue import Dialogue
from tests.actions.practitioner import END, Practitioner
from tests.e2e import scenario

# Where only the trained model hears what the scenario goes on from, a stage is left out.
CASES = {
    "friend_and_money": ("prepare", "start", "during", "end"),
    "refusal": ("start",),
}
OPENS = {
    "prepare": "prepare_visit",
    "start": "record_visit",
    "during": "record_visit",
    "end": "review_closure",
}


@dataclass
class CleanRun:
    """One stage of a case: its answers, the dialogue before each of them, and its record."""

    name: str
    book: dict[Any, Any] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)
    moments: list[bytes] = field(default_factory=list)
    record: Record | None = None

    def practitioner(self, place: int) -> Practitioner:
        """Somebody who has come to this place of it without a slip."""
        return Practitioner(pickle.loads(self.moments[place]), self.book, self.last)

    def note(self, person: Practitioner, row: dict[str, Any]) -> None:
        """Keeps a row of the scenario as the answer to the question that is open."""
        question = person.question
        if question[0] == "more" and "say" in row:
            # Asked again by itself, it is only the words: what was tapped was about the one before.
            self.book[(question[1], "", question[2])] = {"say": row["say"]}
        if question == END:
            self.last.append(row["choose"])
        else:
            self.book[question] = row


async def clean_runs(hatch: Hatch) -> list[CleanRun]:
    """Every stage of every case, each on the record that the one before it left."""
    runs = []
    for case, stages in CASES.items():
        steps = scenario.load(case)
        desk = hatch.desk = Desk()
        desk.work_id = desk.add_work(steps["case_ref"]).work["id"]
        runs += [await clean_run(desk, f"{case}, {stage}", stage, steps[stage]) for stage in stages]
    return runs


async def clean_run(desk: Desk, name: str, stage: str, steps: list[dict[str, Any]]) -> CleanRun:
    """One stage by its scenario, from its first question on."""
    run, desk.contact_id = CleanRun(name), None
    person = Practitioner(Dialogue(desk), run.book, run.last)
    await person.send("", f"do:{OPENS[stage]}")
    while "asks" not in steps[0]:
        steps = steps[1:]
    for row in steps:
        asked = (person.dialogue.asking or {}).get("field")
        assert row.get("asks", "FINISH") == asked, (name, row, person.question)
        run.note(person, row)
        run.moments.append(pickle.dumps(person.dialogue))
        await person.go_on()
    run.record = desk.record
    for entry in person.own:
        # What a tap answered besides they can also say when it is asked.
        if isinstance(entry.value, str):
            run.book.setdefault((entry.field, "", 0), {"choose": entry.value})
    return run


def standing(record: Record, beside: list[str] = ()) -> list[tuple[Any, ...]]:
    """What stands in a record, whatever came before it: contacts, answers, outcomes and options.

    beside: words that were typed beside a tap, or noted, and are left out.
    """
    contacts = [(c.stage, bool(c.finished_at), c.later) for c in record.contacts]
    threads = [
        (kind, t.text, t.live) for kind in ("outcome", "option") for t in record.threads(kind)
    ]
    rows = [
        _row(e, record, beside) for e in record.heads if e.field != "N1" or e.words not in beside
    ]
    return [*contacts, *threads, *sorted(rows, key=repr)]


def _row(entry: Entry, record: Record, beside: list[str]) -> tuple[Any, ...]:
    words = None if entry.words in beside else entry.words
    own = {key: value for key, value in sorted(entry.parts.items()) if value not in beside}
    parts = {key: _named(value, record) for key, value in own.items()}
    said = (entry.kind, entry.source_person, entry.reason, _named(entry.thread_id, record))
    return (entry.field, entry.stage, entry.answer_state, entry.value, words, parts, *said)


def _named(value: Any, record: Record) -> Any:
    """Outcomes and options by their place instead of their id."""
    if isinstance(value, list):
        return [_named(item, record) for item in value]
    if not isinstance(value, str):
        return value
    threads = [t.id for t in (*record.outcomes, *record.threads("option"))]
    bare = value.removeprefix("thread:")
    return threads.index(bare) if bare in threads else value
