"""Entries as a page shows what something rests on: their lines, and links to them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from practice.content import content
from practice.papers.lines import Line, entry_lines
from practice.record import Entry, Record


def evidence(record: Record, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Each entry once with its lines, of which there is always one to carry the link."""
    return [{"entry": entry, "lines": _lines(entry, record)} for entry in _entries(record, ids)]


def _entries(record: Record, ids: Iterable[str]) -> list[Entry]:
    found = (record.entry(entry_id) for entry_id in dict.fromkeys(ids))
    return [entry for entry in found if entry]


def _lines(entry: Entry, record: Record) -> list[Line]:
    return entry_lines(entry, record) or [Line(entry.id, content().field(entry.field).title)]


def links(record: Record, ids: Iterable[str]) -> list[dict[str, str]]:
    """Each entry once by its question's title; a title that comes again gets a number."""
    found = []
    seen: Counter[str] = Counter()
    for entry in _entries(record, ids):
        title = content().field(entry.field).title
        seen[title] += 1
        label = title if seen[title] == 1 else f"{title} ({seen[title]})"
        found.append({"entry_id": entry.id, "label": label})
    return found
