"""An export of a raw record in each format, made by the product."""

import json
from datetime import UTC, datetime
from typing import Any

from api.exports.fhir import bundle
from api.exports.files import as_pdf, as_word
from api.exports.render import as_json, as_markdown, as_text
from practice.papers.case_form import case_form, case_form_text
from practice.papers.document import document
from practice.record import Record

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MADE = "21 November 2026 at 09:30"
QUICK = ("txt", "md", "json", "fhir")


def public(raw: dict[str, Any]) -> dict[str, Any]:
    """As much of the public record as stands beside the document in JSON."""
    fields: dict[str, list[Any]] = {}
    for entry in raw["entries"]:
        fields.setdefault(entry["field"], []).append(entry)
    return {"work": raw["work"], "contacts": raw["contacts"], "fields": fields}


def make(raw: dict[str, Any], about: str | None, *formats: str) -> dict[str, Any]:
    """The formats that are wanted, from one document."""
    record = Record.from_json(raw)
    made = document(record, MADE, about)
    ways = {
        "txt": lambda: as_text(made),
        "md": lambda: as_markdown(made),
        "json": lambda: json.dumps(as_json(made, public(raw), about), ensure_ascii=False),
        "fhir": lambda: bundle(record, made, AT, about),
        "docx": lambda: as_word(made, AT),
        "pdf": lambda: as_pdf(made, AT),
        "fields": lambda: case_form_text(made),
        "boxes": lambda: case_form(made),
    }
    return {name: ways[name]() for name in formats}
