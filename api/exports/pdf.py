"""Accessible PDF for keeping (PDF/UA-1 and PDF/A-2a), from a Typst template and plain values.

A template stands in typst/ and reads what it shows from `given` (typst/sheet.typ). All of that
comes in as JSON, so nothing that someone typed can act as markup, and no file outside typst/ can
be read. Typst refuses to make a file that would not be accessible.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from fastapi.responses import Response

from api.exports.glyphs import FONTS, plain, printable
from api.language import tag

TEMPLATES = Path(__file__).parent / "typst"
STANDARDS: tuple[Literal["ua-1", "a-2a"], ...] = ("ua-1", "a-2a")


def pdf(template: str, title: str, made: datetime, **given: Any) -> bytes:
    """A PDF made by typst/<template>.typ. given: strings, numbers, lists and mappings.

    The same values give the same bytes. What no font can show is named (api/exports/glyphs.py).
    """
    day = {"year": made.year, "month": made.month, "day": made.day}
    document = {**given, "title": title, "made": day, "language": _language()}
    try:
        return _compiled(template, _each(document, printable), made)
    except typst.TypstError:
        # Fonts can still disagree on rare sequences: more of them named, rather than no PDF.
        return _compiled(template, _each(document, plain), made)


def _language() -> list[str | None]:
    """The document's language and region."""
    language, _, region = tag().partition("-")
    return [language, region or None]


def _compiled(template: str, document: Any, made: datetime) -> bytes:
    # One each time: a compiler must not be shared between threads. The fonts are read once.
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ", TEMPLATES, _fonts(), ignore_system_fonts=True
    )
    file = compiler.compile(
        format="pdf",
        sys_inputs={"document": json.dumps(document)},
        pdf_standards=[*STANDARDS],
        timestamp=int(made.timestamp()),
    )
    if not isinstance(file, bytes):
        raise TypeError("a PDF is one file")
    return file


def pdf_response(content: bytes, name: str) -> Response:
    """A PDF as an answer, to be saved as `name`.pdf. The name must say nothing of a person."""
    headers = {"Content-Disposition": f'attachment; filename="{file_name(name)}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def file_name(name: str) -> str:
    """A name that every system takes for a file."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """The same values, with every string changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each(row, change) for key, row in value.items()}
    return [_each(row, change) for row in value] if isinstance(value, list | tuple) else value
