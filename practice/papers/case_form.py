"""A write-up as plain text for the boxes of the council's own form (content/local/*.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from practice.local.items import CaseForm
from practice.local.settings import local
from practice.papers.attribution import Statement
from practice.papers.document import Document, layout


@dataclass(frozen=True)
class Box:
    """What goes into one box, as text and line by line."""

    title: str
    lines: tuple[Statement, ...]

    @property
    def text(self) -> str:
        """Plain text to copy; it says so where nothing is recorded."""
        lines = [line.whole for line in self.lines]
        return "\n".join(lines) or layout()["labels"]["not_recorded"]


def case_form(document: Document, form: CaseForm | None = None) -> list[Box]:
    """The boxes of a form in their order, every line in one. form: the council's own, else."""
    form = form or local().case_form
    lines = list(_lines(document))
    boxes = [Box(form.about, tuple(line for field, line in lines if not field))]
    for box in form.boxes:
        order = {field: number for number, field in enumerate(box.fields)}
        found = [row for row in lines if row[0] in order]
        found.sort(key=lambda row: order[row[0]])
        boxes.append(Box(box.title, tuple(line for _, line in found)))
    named = {field for box in form.boxes for field in box.fields}
    rest = tuple(line for field, line in lines if field and field not in named)
    return [*boxes, Box(form.rest, rest)] if rest else boxes


def case_form_text(document: Document) -> str:
    """All boxes as one text."""
    boxes = [f"{box.title.upper()}\n{box.text}\n" for box in case_form(document)]
    return "\n".join([f"{document.title}\n", *boxes])


def _lines(document: Document) -> Iterator[tuple[str, Statement]]:
    """Each line with its field; that of an outcome or option says which one it is about."""
    several = len(document.header) > 2
    for block in document.header:
        for line in block.lines:
            about = f"{block.title}: " if several and block.title and not line.entry_id else ""
            yield line.field, replace(line, label=f"{about}{line.label}")
    for section in document.sections:
        for block in section.blocks:
            for line in block.lines:
                about = f"{block.title}: " if block.title else ""
                yield line.field, replace(line, label=f"{about}{line.label}")
