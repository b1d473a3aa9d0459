"""Each format of the write-up as an answer: its content, its kind, and the file's name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from fastapi.responses import Response

from api.exports.files import WORD, as_pdf, as_word
from api.exports.pdf import file_name
from api.exports.render import as_json, as_markdown, as_text
from practice.local.clock import moment
from practice.papers.case_form import case_form_text
from practice.papers.choices_only import channel_text
from practice.papers.document import Document, document
from practice.record import Record


@dataclass(frozen=True)
class Source:
    """What a write-up is made from. public: the record as JSON, where the format needs it."""

    record: Record
    contact_id: str | None
    at: datetime
    public: dict[str, Any] | None = None

    @cached_property
    def document(self) -> Document:
        """The neutral document that most formats are made from."""
        return document(self.record, moment(self.at), self.contact_id)


@dataclass(frozen=True)
class Kind:
    """How a format is answered. ending: of the file's name; "" where it is shown, not saved."""

    media: str
    ending: str
    content: Callable[[Source], str | bytes]


def _fhir(source: Source) -> str:
    # Its models take most of a second to load: only for those who ask for them.
    from api.exports.fhir import as_fhir

    return as_fhir(source.record, source.document, source.at, source.contact_id)


def _json(source: Source) -> str:
    found = as_json(source.document, source.public or {}, source.contact_id)
    return json.dumps(found, ensure_ascii=False, allow_nan=False)


KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", "pdf", lambda s: as_pdf(s.document, s.at)),
    "docx": Kind(WORD, "docx", lambda s: as_word(s.document, s.at)),
    "md": Kind("text/markdown; charset=utf-8", "", lambda s: as_markdown(s.document)),
    "txt": Kind("text/plain; charset=utf-8", "", lambda s: as_text(s.document)),
    "fields": Kind("text/plain; charset=utf-8", "txt", lambda s: case_form_text(s.document)),
    "json": Kind("application/json", "", _json),
    "fhir": Kind("application/fhir+json", "json", _fhir),
    "channel": Kind(
        "text/plain; charset=utf-8", "", lambda s: channel_text(s.record, s.contact_id or "")
    ),
}


def made(source: Source, format: str) -> Response:
    """The write-up in a format of KINDS. The file is named after the case reference."""
    kind = KINDS[format]
    headers = {}
    if kind.ending:
        name = f"{file_name(source.record.work['case_ref'])}.{kind.ending}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    content = kind.content(source)
    if isinstance(content, str):
        # Half a character, which no reader could show, must not stop the whole file.
        content = content.encode("utf-8", "replace")
    return Response(content, media_type=kind.media, headers=headers)
