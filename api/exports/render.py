"""The neutral document as Markdown, plain text and JSON."""

import re
from typing import Any

from practice.content import content
from practice.document import Document
from practice.summary import Line

_MARKUP = re.compile(r"([\\`*_\[\]<>|])")


def _unmarked(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _plain(line: Line) -> str:
    return line.text.replace("\n", "\n    ")


def _marked(line: Line) -> str:
    """A list item in which nothing typed can act as Markdown or HTML."""
    said = _unmarked(line.said).replace("\n", "  \n  ")
    return f"- **{line.label}:** {said}" if said else f"- **{line.label}**"


def as_text(document: Document) -> str:
    """Plain text, for pasting into a case-management form."""
    lines = [document.title, ""]
    lines += [f"{label}: {text}" for label, text in document.header]
    for section in document.sections:
        lines += ["", section.title.upper()]
        for block in section.blocks:
            lines += [block.title] if block.title else []
            lines += [f"  - {_plain(line)}" for line in block.lines]
    return "\n".join(lines) + "\n"


def as_markdown(document: Document) -> str:
    """Markdown with headings and lists."""
    lines = [f"# {document.title}", ""]
    lines += [f"- **{label}:** {_unmarked(text)}" for label, text in document.header]
    for section in document.sections:
        lines += ["", f"## {section.title}", ""]
        for block in section.blocks:
            lines += [f"### {block.title}", ""] if block.title else []
            lines += [_marked(line) for line in block.lines]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def as_json(document: Document, record: dict[str, Any]) -> dict[str, Any]:
    """The document with the entry behind every line, and the record beside it.

    Fields that are never exported (practice content, `exported: false`) are left out of both.
    """
    private = {field.id for field in content().fields.values() if not field.exported}
    fields = {key: rows for key, rows in record["fields"].items() if key not in private}
    return {
        "title": document.title,
        "header": [{"label": label, "text": text} for label, text in document.header],
        "sections": [
            {
                "title": section.title,
                "blocks": [
                    {"title": block.title, "lines": [_line(line) for line in block.lines]}
                    for block in section.blocks
                ],
            }
            for section in document.sections
        ],
        "record": {**record, "fields": fields},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "entry_id": line.entry_id,
        "label": line.label,
        "chosen": list(line.chosen),
        "note": line.note,
        "words": line.quoted,
    }
