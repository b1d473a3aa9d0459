"""What stands above the write-up: whose case, and of each conversation the when, where and who.

Rule: domain facts 4.2, the least that an exported summary says of itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from practice.asking.gaps import gap_titles
from practice.content import content
from practice.local.clock import day, moment
from practice.papers.attribution import Attribution, Statement
from practice.record import Contact, Entry, Record

Rows = list[Statement]


def work_rows(record: Record, made_at: str, layout: Mapping[str, Any], about: str | None) -> Rows:
    """Whose case it is, who wrote, and how the document was made."""
    labels = layout["labels"]
    own = [e for e in record.entries if about in (None, e.contact_id)]
    authors = dict.fromkeys(entry.author for entry in own if entry.author)
    return [
        fixed(labels["case"], record.work.get("case_ref", "")),
        fixed(labels["kind"], labels["section_42"][record.work["section_42"]]),
        *(fixed(labels["author"], author) for author in authors or [labels["not_recorded"]]),
        fixed(labels["made"], made_at),
        fixed(labels["produced"], labels["produced_by_people"].strip()),
    ]


def fixed(label: str, says: str) -> Statement:
    """A row that rests on no entry."""
    return Statement("", label, note=says)


def contact_rows(contact: Contact, entries: Collection[Entry], says: Attribution) -> Rows:
    """The header of one conversation. entries: those that stand in it."""
    labels = says.layout["labels"]
    ended = moment(contact.finished_at or "") or labels["open"]
    rows = [
        fixed(labels["begun"], moment(contact.started_at) or labels["not_recorded"]),
        fixed(labels["finished"], ended),
    ]
    asked = content().stages[contact.stage].every_field
    for row in says.layout["header"]:
        found = [entry for entry in entries if entry.field == row["field"]]
        if found or row["field"] in asked:
            rows += header_row(row, found, says)
    missing = gap_titles(says.record, contact.id)
    left = [content().field(e.field).title for e in entries if e.answer_state != "answered"]
    not_covered = "; ".join(dict.fromkeys([*left, *missing])) or labels["all_covered"]
    return [*rows, fixed(labels["not_covered"], not_covered)]


def header_row(row: Mapping[str, str], found: Collection[Entry], says: Attribution) -> Rows:
    """One row with all that its entries say; or that nothing is recorded."""
    lines = [line for entry in found for line in _lines(row, entry, says)]
    if not any(line.part == row.get("part", "") for line in lines):
        lines.insert(0, fixed(row["title"], says.layout["labels"]["not_recorded"]))
    return lines


def _lines(row: Mapping[str, str], entry: Entry, says: Attribution) -> Rows:
    lines = says.statements(entry, row["title"])
    if entry.answer_state != "answered":
        return [] if "shows" in row or "part" in row else lines
    if "part" in row:
        return [replace(line, label=row["title"]) for line in lines if line.part == row["part"]]
    if "shows" in row:
        return [_when(line, entry, says) for line in lines if not line.part]
    elsewhere = {r["part"] for r in _rows_of(row, says) if "part" in r}
    lines = [line for line in lines if line.part not in elsewhere]
    if not any("shows" in r for r in _rows_of(row, says)):
        return lines
    without = [line if line.part else replace(line, quoted=None) for line in lines]
    return [line for line in without if line.said]


def _rows_of(row: Mapping[str, str], says: Attribution) -> list[Mapping[str, str]]:
    """All rows that show something of the same field."""
    return [r for r in says.layout["header"] if r["field"] == row["field"]]


def _when(line: Statement, entry: Entry, says: Attribution) -> Statement:
    """The day as it was typed, else that of the entry (C1 asks for another day only)."""
    if line.quoted:
        return replace(line, chosen=())
    known = day(entry.occurred_at or entry.recorded_at)
    return replace(line, chosen=(), note=known or says.layout["labels"]["not_recorded"])
