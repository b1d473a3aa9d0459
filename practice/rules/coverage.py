"""What the record shows of good practice: standard by standard, with the entries that show it.

Four states, never a score: `evidenced`, `not_done` (with its reason), `not_applicable` (with
its reason), `no_evidence`. The rules are in rules/audit_sets/*.yml. Whatever the rule says, a
tick alone never counts: an entry that shows it must hold words that somebody typed. The last word
is the auditor's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from practice.local.audit_sets import AuditSet, audit_sets
from practice.local.settings import local
from practice.record import Entry, Record
from practice.rules.rule_language import Result, evaluate, typed_words

STATES = ("evidenced", "not_done", "not_applicable", "no_evidence")
# Which of its standards' states a group takes on.
WEAKEST_FIRST = ("no_evidence", "not_done", "evidenced", "not_applicable")


@dataclass(frozen=True)
class Shown:
    """One standard as the record shows it.

    reason: why it was not done, or does not apply. entries: the ids that show it. wants: the
    fields that would show it, best first. nudge: what to ask oneself when it is missing.
    """

    id: str
    title: str
    source: str
    state: str
    reason: str | None = None
    entries: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    cannot_show: str | None = None
    nudge: str = ""


def audited() -> tuple[AuditSet, ...]:
    """The sets that the council audits with, in its order. Raises LocalError."""
    return tuple(audit_sets()[name] for name in local().audit_sets)


def coverage(record: Record, sets: Iterable[AuditSet] | None = None) -> dict[str, dict[str, Shown]]:
    """Every standard of the sets that are audited, or of `sets`, by set and id, in their order."""
    chosen = audited() if sets is None else tuple(sets)
    known: dict[str, dict[str, Shown]] = {}
    return {each.id: _of_set(each, record, known) for each in chosen}


def under(each: AuditSet, record: Record) -> dict[str, Shown]:
    """The standards that the groups of a set rest on, by id; none when it has no groups.

    They are worked out whether or not their own set is audited.
    """
    return _of_set(audit_sets()[each.groups_of], record, {}) if each.groups_of else {}


def _of_set(each: AuditSet, record: Record, known: dict[str, dict[str, Shown]]) -> dict[str, Shown]:
    """One set's standards. known: what was worked out for this record so far, by set."""
    if each.id not in known and each.groups_of:
        parts = _of_set(audit_sets()[each.groups_of], record, known)
        known[each.id] = {row["id"]: _group(row, parts) for row in each.standards}
    elif each.id not in known:
        known[each.id] = {row["id"]: shown(row, record) for row in each.standards}
    return known[each.id]


def shown(row: Mapping[str, Any], record: Record) -> Shown:
    """One standard. row: as in its set's file."""
    result = evaluate(row["evidenced"], record)
    worded = result.holds and _some_words(result.entries, record)
    if worded:
        return _shown(row, "evidenced", entries=result.entries)
    if found := _not_applicable(row, record):
        return found
    wants = _wants(row, result, record)
    left = _left_with_a_reason(row, wants, record)
    if left:
        reason = "; ".join(dict.fromkeys(text for e in left for text in typed_words(e)))
        ids = tuple(entry.id for entry in left)
        return _shown(row, "not_done", reason=reason, entries=ids, wants=wants)
    return _shown(row, "no_evidence", wants=wants)


def _shown(row: Mapping[str, Any], state: str, **found: Any) -> Shown:
    about = {key: row[key] for key in ("cannot_show", "nudge") if key in row}
    return Shown(row["id"], row["title"], row["source"], state, **about, **found)


def _some_words(ids: tuple[str, ...], record: Record) -> bool:
    entries = (record.entry(entry_id) for entry_id in ids)
    return any(entry and typed_words(entry) for entry in entries)


def _not_applicable(row: Mapping[str, Any], record: Record) -> Shown | None:
    for condition in row.get("not_applicable", ()):
        result = evaluate(condition["when"], record)
        if result.holds:
            return _shown(row, "not_applicable", reason=condition["reason"], entries=result.entries)
    return None


def _left_with_a_reason(
    row: Mapping[str, Any], wants: tuple[str, ...], record: Record
) -> list[Entry]:
    """Entries that say why it was not done: by the rule for it, or as the last word so far.

    The last word is a wanted field left with a reason, when no other was answered since.
    """
    if "not_done" in row:
        result = evaluate(row["not_done"], record)
        if result.holds:
            return [e for e in map(record.entry, result.entries) if e]
    own = [e for e in record.heads if e.field in wants]
    newest_first = sorted(own, key=lambda e: -record.root(e).seq)
    return list(takewhile(_is_left, newest_first))[::-1]


def _is_left(entry: Entry) -> bool:
    left = ("not_asked_reason", "not_applicable_reason")
    return bool(entry.answer_state in left and entry.reason) or _said_no(entry)


def _said_no(entry: Entry) -> bool:
    """A "no" with the reason given for it."""
    reason = entry.parts.get("reason") or entry.parts.get("reason_if_no") or entry.words
    not_done = {"A7": ("no",), "E1": ("no", "not_applicable")}
    return entry.value in not_done.get(entry.field, ()) and bool(reason)


def _wants(row: Mapping[str, Any], result: Result, record: Record) -> tuple[str, ...]:
    """The fields to ask: those its rule misses, else those with a tick and no words yet."""
    missing = [f for f in row["fields"] if f in result.wants]
    if result.holds:
        ticked = [e for e in map(record.entry, result.entries) if e]
        missing = [f for f in row["fields"] if any(e.field == f for e in ticked)]
    return tuple(missing or row["fields"][:1])


def _group(row: Mapping[str, Any], found: Mapping[str, Shown]) -> Shown:
    """Evidenced when each of its standards that applies is; else the weakest state counts."""
    parts = [found[standard] for standard in row["standards"]]
    states = {part.state for part in parts}
    state = next(state for state in WEAKEST_FIRST if state in states)
    same = [part for part in parts if part.state == state]
    entries = tuple(dict.fromkeys(entry for part in same for entry in part.entries))
    wants = tuple(dict.fromkeys(field for part in parts for field in part.wants))
    reason = "; ".join(dict.fromkeys(part.reason for part in same if part.reason))
    return _shown(row, state, reason=reason or None, entries=entries, wants=wants)
