"""The neutral document as Markdown, plain text and JSON."""

import re
from typing import Any

from practice.content import content
from practice.papers.attribution import Statement
from practice.papers.document import Block, Document

SCHEMA = "/v1/schemas/record-export.json"
# What acts as Markdown anywhere, and what does so where a line begins.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&])")
_AT_START = re.compile(r"^([ \t]*(?:\d+(?=[.)]))?)([#+=.)-])", re.M)


def unmarked(text: str) -> str:
    """`text` in which nothing can act as Markdown or HTML."""
    return _AT_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))


def _plain(line: Statement) -> str:
    """One line; what goes on to another is set in."""
    return line.whole.replace("\n", "\n    ")


def _from(line: Statement) -> str:
    """Whose statement it is and who recorded it when, in brackets; "" for a fixed row."""
    return f" ({line.source})" if line.source else ""


def _marked(line: Statement) -> str:
    """A list item in which nothing typed can act as Markdown or HTML."""
    said = unmarked(f"{line.said}{_from(line)}").replace("\n", "  \n  ")
    return f"- **{line.label}:** {said}" if line.said else f"- **{line.label}**{said}"


def as_text(document: Document) -> str:
    """Plain text."""
    lines = [document.title]
    for block in document.header:
        lines += ["", block.title] if block.title else [""]
        lines += [_plain(line) for line in block.lines]
    for section in document.sections:
        lines += ["", section.title.upper()]
        for block in section.blocks:
            lines += [block.title] if block.title else []
            lines += [f"  - {_plain(line)}" for line in block.lines]
    return "\n".join(lines) + "\n"


def as_markdown(document: Document) -> str:
    """Markdown with headings and lists."""
    lines = [f"# {document.title}", ""]
    for block in document.header:
        lines += _marked_block(block, "##")
    for section in document.sections:
        lines += [f"## {section.title}", ""]
        for block in section.blocks:
            lines += _marked_block(block, "###")
    return "\n".join(lines).rstrip() + "\n"


def _marked_block(block: Block, heading: str) -> list[str]:
    title = [f"{heading} {unmarked(block.title)}", ""] if block.title else []
    return [*title, *(_marked(line) for line in block.lines), ""]


def as_json(document: Document, record: dict[str, Any], contact_id: str | None) -> dict[str, Any]:
    """The document with the entry behind every line, and the record beside it.

    It keeps to record_export.schema.json. contact_id: the one conversation that it is about. Fields
    that are never exported (practice content, `exported: false`) are left out of both.
    """
    return {
        "$schema": SCHEMA,
        "title": document.title,
        "about": {"work_id": record["work"]["id"], "contact_id": contact_id},
        "header": [_block(block) for block in document.header],
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
        "record": _record(record, contact_id),
    }


def _record(record: dict[str, Any], contact_id: str | None) -> dict[str, Any]:
    """The record, or what of it belongs to one conversation, without what is never exported."""
    open_to_all = [field.id for field in content().fields.values() if field.exported]
    fields = {key: record["fields"][key] for key in open_to_all if key in record["fields"]}
    if not contact_id:
        return {**record, "fields": fields}
    own = {key: [e for e in rows if e["contact_id"] == contact_id] for key, rows in fields.items()}
    return {
        "work": record["work"],
        "contacts": [row for row in record["contacts"] if row["id"] == contact_id],
        "fields": {key: rows for key, rows in own.items() if rows},
    }


def _block(block: Block) -> dict[str, Any]:
    return {"title": block.title, "lines": [_line(line) for line in block.lines]}


def _line(line: Statement) -> dict[str, Any]:
    return {
        "entry_id": line.entry_id or None,
        "label": line.label,
        "chosen": list(line.chosen),
        "note": line.note,
        "words": line.quoted,
        "said_by": line.voice or None,
        "conversation": line.conversation or None,
        "recorded": line.recorded or None,
    }
