"""What became of an outcome, step by step: the wish, its talk, its changes, and its ratings.

Every line is what somebody typed or chose; the steps only put them in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from practice import choice_values
from practice.content import content
from practice.papers.lines import Line, entry_lines, value_labels
from practice.record import Entry, Record, Thread

TALK = ("frank_discussion", "plan_a", "plan_b")
OWN_VIEW = ("practitioner_view",)
# Which outcomes a step of the plan serves: said by where the step stands.
SERVES = ("serves",)
CHANGES = ("unchanged", "changed", "dropped", "added")


@dataclass(frozen=True)
class StoryStep:
    """One step of an outcome.

    kind: `wish`, `added`, `talk`, `unchanged`, `changed`, `dropped`, `plan`, `rating`,
    `own_view`, or `unanswered`. at: when it was first recorded. changed_at: when its wording
    was last corrected.
    """

    kind: str
    entry: Entry
    lines: tuple[Line, ...]
    at: str
    changed_at: str | None = None


@dataclass(frozen=True)
class Story:
    """An outcome from first wish to rating.

    result: what people last chose for it, by who says so: `rating` (the person) and `own_view`
    (the practitioner), or `last_said` while it is not rated.
    """

    thread: Thread
    steps: tuple[StoryStep, ...]
    result: tuple[tuple[str, tuple[str, ...]], ...]


def outcome_stories(record: Record) -> list[Story]:
    """Every outcome of the record, dropped ones included, in the order they were named."""
    return [_story(thread, record) for thread in record.outcomes]


def _story(thread: Thread, record: Record) -> Story:
    entries = sorted(
        (*thread.entries, *_plan(thread, record)), key=lambda entry: record.root(entry).seq
    )
    steps = tuple(step for entry in entries for step in _steps(entry, record))
    return Story(thread, steps, tuple(_result(thread, record)))


def _plan(thread: Thread, record: Record) -> list[Entry]:
    """The steps of the plan that are said to serve this outcome."""
    name = choice_values.thread(thread.id)
    plan = (entry for entry in record.heads if entry.field == "D8")
    return [entry for entry in plan if name in (entry.parts.get("serves") or ())]


def _steps(entry: Entry, record: Record) -> list[StoryStep]:
    """An entry as steps: its talk and the practitioner's view stand as steps of their own."""
    lines = entry_lines(entry, record)
    if entry.answer_state != "answered":
        return [_step("unanswered", entry, lines, record)]
    talk, own, here = (_about(keys, entry, lines) for keys in (TALK, OWN_VIEW, SERVES))
    main = [line for line in lines if line not in (*talk, *own, *here)]
    # Its own title speaks to the practitioner ("Your view"); here the step says whose it is.
    own = [replace(line, label=content().field(entry.field).title) for line in own]
    found = [(_kind(entry), main), ("talk", talk), ("own_view", own)]
    return [_step(kind, entry, rows, record) for kind, rows in found if rows]


def _kind(entry: Entry) -> str:
    if entry.field == "D1":
        return str(entry.value) if entry.value in CHANGES else "changed"
    return {"E2": "rating", "D8": "plan"}.get(entry.field, "wish")


def _about(keys: Sequence[str], entry: Entry, lines: Sequence[Line]) -> list[Line]:
    """The lines that the parts of these keys became."""
    field = content().field(entry.field)
    groups = field.repeat.tags if field.repeat else ()
    titles = {part.title for part in field.parts if part.key in keys}
    titles |= {group.label for group in groups if group.key in keys}
    return [line for line in lines if line.label in titles]


def _step(kind: str, entry: Entry, lines: Sequence[Line], record: Record) -> StoryStep:
    corrected = [e for e in _versions(entry, record) if e.change == "corrected"]
    changed_at = corrected[0].recorded_at if corrected else None
    return StoryStep(kind, entry, tuple(lines), record.root(entry).recorded_at, changed_at)


def _versions(entry: Entry, record: Record) -> list[Entry]:
    """An entry and those it replaced, newest first."""
    found = [entry]
    while found[-1].supersedes and (older := record.entry(found[-1].supersedes)):
        found.append(older)
    return found


def _result(thread: Thread, record: Record) -> list[tuple[str, tuple[str, ...]]]:
    rated = thread.result
    if not rated or rated.answer_state != "answered":
        last = _last_change(thread)
        return [("last_said", _labels(last, "", record))] if last else []
    found = [("rating", _labels(rated, "", record))]
    found += [("own_view", _labels(rated, key, record)) for key in OWN_VIEW if key in rated.parts]
    return found


def _labels(entry: Entry, key: str, record: Record) -> tuple[str, ...]:
    value = entry.parts.get(key) if key else entry.value
    return value_labels(content().field(entry.field).part(key), value, record)


def _last_change(thread: Thread) -> Entry | None:
    answered = (e for e in thread.entries if e.field == "D1" and e.answer_state == "answered")
    return next((e for e in reversed(list(answered)) if e.value != "added"), None)
