"""The statements that an export makes, read back out of each format, under their headings."""

import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from tests.exports.reading import LABELS, LAYOUT, Statement

SECTIONS = {row["title"] for row in LAYOUT["sections"]} | {LAYOUT["not_asked"]}
NEVER = "\ufffe\uffff"
XHTML = "{http://www.w3.org/1999/xhtml}"


def seen(text: str) -> str:
    """Without control characters, which some formats cannot hold."""
    unseen = ("Cc", "Cs")
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in unseen and c not in NEVER
    )


def counted(rows: Iterator[Statement]) -> Counter[Statement]:
    return Counter((heading, seen(text)) for heading, text in rows)


def _place(section: str, block: str) -> str:
    return " / ".join(piece for piece in (section, block) if piece)


def of_text(text: str) -> Iterator[Statement]:
    """Plain text: rows of the header at the margin, lines of the sections behind a dash."""
    upper = {title.upper(): title for title in SECTIONS}
    section = block = ""
    rows: list[Statement] = []
    lines = text.split("\n")
    for number, line in enumerate(lines[1:-1], 1):
        if line.startswith("    ") and rows:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}\n{line[4:]}")
        elif line.startswith("  - "):
            rows.append((_place(section, block), line[4:]))
        elif line in upper and not lines[number - 1]:
            section, block = upper[line], ""
        elif section and line:
            block = line
        elif line and not lines[number - 1] and ": " not in line:
            block = line
        elif line:
            rows.append((block, line))
    yield from rows


def of_markdown(text: str) -> Iterator[Statement]:
    section = block = ""
    rows: list[tuple[str, str]] = []
    for line in text.rstrip("\n").split("\n")[1:]:
        if line.startswith("## "):
            section, block = line[3:], ""
        elif line.startswith("### "):
            block = line[4:]
        elif line.startswith("- **"):
            rows.append((_place(section, block), line))
        elif line.startswith("  ") and rows:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}\n{line}")
    for place, row in rows:
        yield _shown(place), _item(row)


def _item(row: str) -> str:
    """A list item as it is shown: hard breaks and escapes gone."""
    row = re.sub("  \n  ", "\n", row)
    found = re.fullmatch(r"- \*\*(.*?):?\*\*(?: ?)(.*)", row, re.S)
    label, said = found.groups() if found else ("", row)
    colon = ": " if row.startswith(f"- **{label}:**") else " "
    return f"{label}{colon}{_shown(said)}" if said else label


def _shown(text: str) -> str:
    for character in re.finditer(r"(?<!\\)(?:\\\\)*([*_`<>\[\]|~&])", text):
        raise AssertionError(f"{character.group(1)} is not escaped in {text!r}")
    return re.sub(r"\\([\\`*_\[\]<>|~&#+=.)-])", r"\1", text)


def of_word(content: bytes) -> Iterator[Statement]:
    file = docx.Document(io.BytesIO(content))
    section = block = ""
    for part in file.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows[1:]:
                label, said = (cell.text for cell in row.cells)
                yield section, _row(label, said)
        elif isinstance(part, Paragraph) and part.style.name == "Heading 1":
            section, block = part.text, ""
        elif isinstance(part, Paragraph) and part.style.name == "Heading 2":
            block = part.text
        elif isinstance(part, Paragraph) and part.style.name == "Normal" and part.text:
            yield _place(section, block), part.text


def _row(label: str, said: str) -> str:
    only_source = said.startswith(" (")
    return f"{label}{said}" if only_source or not said else f"{label}: {said}"


def of_json(text: str) -> Iterator[Statement]:
    found = json.loads(text)
    for block in found["header"]:
        yield from ((block["title"], _json_line(line)) for line in block["lines"])
    for section in found["sections"]:
        for block in section["blocks"]:
            place = _place(section["title"], block["title"])
            yield from ((place, _json_line(line)) for line in block["lines"])


def _json_line(line: dict[str, Any]) -> str:
    pieces = ["; ".join(line["chosen"])] if line["chosen"] else []
    pieces += [line["note"]] if line["note"] else []
    pieces += [f"“{line['words']}”"] if line["words"] else []
    text = f"{line['label']}: {' – '.join(pieces)}" if pieces else line["label"]
    source = [line[key] for key in ("said_by", "conversation", "recorded") if line[key]]
    return f"{text} ({'; '.join(source)})" if source else text


def of_fhir(bundle: dict[str, Any]) -> Iterator[Statement]:
    """The narrative of the Composition."""
    for section in bundle["entry"][0]["resource"]["section"]:
        title = "" if section["title"] == LABELS["about"] else section["title"]
        block = ""
        for child in ET.fromstring(section["text"]["div"]):
            if child.tag == f"{XHTML}p":
                block = "".join(child.itertext())
            else:
                for item in child:
                    yield _place(title, block), _with_breaks(item)


def _with_breaks(item: ET.Element) -> str:
    pieces = [item.text or ""]
    for child in item:
        assert child.tag == f"{XHTML}br", child.tag
        pieces += ["\n", child.tail or ""]
    return "".join(pieces)


EXTRACT: dict[str, Callable[[Any], Iterator[Statement]]] = {
    "txt": of_text,
    "md": of_markdown,
    "json": of_json,
    "fhir": of_fhir,
    "docx": of_word,
}
