"""One neutral document of a record, or of one of its conversations: every export is made from it.

Every line carries the entry it comes from, whose statement it is, and who recorded it when. It
holds only fixed labels, labels of choices, and typed words. The order is in document.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practice.content import FOLDER, content
from practice.content.language import per_language, read_content
from practice.papers.attribution import Attribution, Statement
from practice.papers.document_header import contact_rows, work_rows
from practice.record import Entry, Record, Thread


@dataclass(frozen=True)
class Block:
    """Lines under one heading; `title` is "" when they stand right under the section's."""

    title: str
    lines: tuple[Statement, ...]


@dataclass(frozen=True)
class DocumentSection:
    """One section."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A title, the header (first of the work, then of each conversation), and the sections."""

    title: str
    header: tuple[Block, ...]
    sections: tuple[DocumentSection, ...]

    @property
    def lines(self) -> list[Statement]:
        """Every line, header first."""
        blocks = [*self.header, *(block for section in self.sections for block in section.blocks)]
        return [line for block in blocks for line in block.lines]


@per_language
def layout() -> Mapping[str, Any]:
    """The document's order and fixed words."""
    return read_content(FOLDER / "papers/document.yml")


def section_titles() -> dict[str, str]:
    """The section that each field stands in, or would if it had no header to stand in."""
    return {field: row["title"] for row in layout()["sections"] for field in fields_of(row)}


def fields_of(row: Mapping[str, Any]) -> list[str]:
    """The fields of a section, in order; one of them takes in those of the header."""
    above = [field["field"] for field in layout()["header"]] if row.get("header") else []
    return list(dict.fromkeys([*above, *row["fields"]]))


def document(record: Record, made_at: str, contact_id: str | None = None) -> Document:
    """The summary of a record, or of one conversation of it. made_at: when, as it is to be shown.

    Raises KeyError for a conversation that is not in this record.
    """
    says = Attribution(record, layout(), contact_id)
    own = [e for e in record.heads if content().field(e.field).exported]
    own = [e for e in own if contact_id in (None, e.contact_id)]
    header = _header(own, made_at, says)
    above = {line.entry_id for block in header for line in block.lines}
    rest = [entry for entry in own if entry.id not in above]
    sections = [_section(row, rest, says) for row in layout()["sections"]]
    sections.append(_not_asked(rest, says))
    return Document(
        title=layout()["contact_title" if contact_id else "title"],
        header=header,
        sections=tuple(section for section in sections if section.blocks),
    )


def _header(own: list[Entry], made_at: str, says: Attribution) -> tuple[Block, ...]:
    about = says.about
    blocks = [Block("", tuple(work_rows(says.record, made_at, layout(), about)))]
    named = [says.record.contact(about)] if about else says.record.contacts
    for contact in named:
        entries = [entry for entry in own if entry.contact_id == contact.id]
        blocks.append(Block(says.named(contact), tuple(contact_rows(contact, entries, says))))
    return tuple(blocks)


def _section(row: Mapping[str, Any], own: list[Entry], says: Attribution) -> DocumentSection:
    fields = fields_of(row)
    threads = says.record.threads(row["threads"]) if "threads" in row else []
    in_threads = {entry.id for thread in threads for entry in thread.entries}
    found = [e for e in own if e.field in fields and e.answer_state == "answered"]
    loose = sorted(
        (e for e in found if e.id not in in_threads),
        key=lambda e: (fields.index(e.field), says.record.root(e).seq),
    )
    blocks = [_block("", loose, says)]
    for number, thread in enumerate(threads, start=1):
        title = _thread_title(row, thread, number)
        blocks.append(_block(title, _of_thread(thread, own, says), says))
    return DocumentSection(row["title"], tuple(block for block in blocks if block.lines))


def _thread_title(row: Mapping[str, Any], thread: Thread, number: int) -> str:
    title = f"{layout()['labels'][row['threads']]} {number}"
    return title if thread.live else f"{title} ({layout()['labels']['dropped']})"


def _of_thread(thread: Thread, own: list[Entry], says: Attribution) -> list[Entry]:
    """A thread's answers. Of one conversation's: with the wording it talked about before them."""
    ids = {entry.id for entry in own}
    here = [e for e in thread.entries if e.id in ids and e.answer_state == "answered"]
    if not says.about or not here:
        return here
    first = says.record.root(here[0]).seq
    worded = [e for e in thread.versions if e.words and says.record.root(e).seq < first]
    return [*worded[-1:], *here]


def _block(title: str, entries: list[Entry], says: Attribution) -> Block:
    return Block(title, tuple(line for entry in entries for line in says.statements(entry)))


def _not_asked(own: list[Entry], says: Attribution) -> DocumentSection:
    missing = [entry for entry in own if entry.answer_state != "answered"]
    block = _block("", missing, says)
    return DocumentSection(layout()["not_asked"], (block,) if block.lines else ())
