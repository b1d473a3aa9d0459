"""One neutral document of a record, from which every export is made.

Every line carries the entry it comes from and holds only fixed labels, labels of choices,
and typed words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import yaml

from practice.content import HERE, Content, content
from practice.record import Entry, Record
from practice.summary import Line, entry_lines


@dataclass(frozen=True)
class Block:
    """Lines under one heading; `title` is "" when they stand right under the section's."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class DocumentSection:
    """One numbered section."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A title, the header as (label, text) pairs, and the sections that hold something."""

    title: str
    header: tuple[tuple[str, str], ...]
    sections: tuple[DocumentSection, ...]


@lru_cache(maxsize=1)
def layout() -> Mapping[str, Any]:
    """The document's order and fixed words."""
    return yaml.safe_load((HERE / "document.yml").read_text(encoding="utf-8"))


def document(record: Record, made_at: str, practice: Content | None = None) -> Document:
    """The summary of a record. made_at: when, as it is to be shown."""
    practice = practice or content()
    sections = [_section(row, record, practice) for row in layout()["sections"]]
    sections.append(_not_asked(record, practice))
    return Document(
        title=layout()["title"],
        header=tuple(_header(record, made_at, practice)),
        sections=tuple(section for section in sections if section.blocks),
    )


def _header(record: Record, made_at: str, practice: Content) -> list[tuple[str, str]]:
    labels = layout()["labels"]
    rows = [(labels["case"], record.work["case_ref"])]
    rows.append((labels["kind"], labels["section_42"][record.work["section_42"]]))
    for contact in record.contacts:
        state = labels["finished" if contact.finished_at else "open"]
        stage = practice.stages[contact.stage].title
        rows.append((labels["conversation"], f"{stage}, {contact.started_at[:10]}, {state}"))
    authors = dict.fromkeys(entry.author for entry in record.entries if entry.author)
    rows += [(labels["author"], author) for author in authors]
    rows.append((labels["made"], made_at))
    rows.append((labels["produced"], labels["produced_by_people"].strip()))
    return rows


def _answered(record: Record, fields: list[str]) -> list[Entry]:
    found = [e for e in record.heads if e.field in fields and e.answer_state == "answered"]
    return sorted(found, key=lambda e: (fields.index(e.field), record.root(e).seq))


def _section(row: Mapping[str, Any], record: Record, practice: Content) -> DocumentSection:
    blocks = []
    threads = record.threads(row["threads"]) if "threads" in row else []
    in_threads = {entry.id for thread in threads for entry in thread.entries}
    loose = [e for e in _answered(record, row["fields"]) if e.id not in in_threads]
    if loose:
        blocks.append(Block("", tuple(_lines(loose, record, practice))))
    for number, thread in enumerate(threads, start=1):
        title = f"{layout()['labels'][row['threads']]} {number}"
        if not thread.live:
            title = f"{title} ({layout()['labels']['dropped']})"
        entries = [e for e in thread.entries if e.answer_state == "answered"]
        blocks.append(Block(title, tuple(_lines(entries, record, practice))))
    return DocumentSection(row["title"], tuple(block for block in blocks if block.lines))


def _lines(entries: list[Entry], record: Record, practice: Content) -> list[Line]:
    """Lines of entries; the date stands with them when the record has several conversations."""
    several = len(record.contacts) > 1
    lines = []
    for entry in entries:
        for line in entry_lines(entry, record, practice):
            dated = f"{line.label} ({entry.recorded_at[:10]})" if several else line.label
            lines.append(replace(line, label=dated))
    return lines


def _not_asked(record: Record, practice: Content) -> DocumentSection:
    missing = [
        e for e in record.heads if e.answer_state != "answered" and practice.field(e.field).exported
    ]
    lines = [line for entry in missing for line in entry_lines(entry, record, practice)]
    blocks = (Block("", tuple(lines)),) if lines else ()
    return DocumentSection(layout()["not_asked"], blocks)
