"""Papers for the person, in large print: how they are wanted, on the screen and as PDF and text."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

from api.exports.pdf import pdf
from api.tables import utcnow
from practice.content.language import gettext, marked
from practice.papers.read_back import ReadBack, Statement, layout, read_back
from practice.record import Record

# How large the print is: what the link says, and points on paper.
SIZES = {
    "": (marked("Large"), 16),
    "larger": (marked("Larger"), 20),
    "largest": (marked("Largest"), 26),
}


@dataclass(frozen=True)
class Wanted:
    """How the paper is wanted. leave_out, put_on: entries, as the practitioner decided."""

    size: str = ""
    leave_out: tuple[str, ...] = ()
    put_on: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The address of this page from its question mark on."""
        rows = [("leave_out", entry) for entry in self.leave_out]
        rows += [("put_on", entry) for entry in self.put_on]
        rows += [("size", self.size)] if self.size else []
        return f"?{urlencode(rows)}" if rows else ""

    def sized(self, size: str) -> "Wanted":
        """The same in another size."""
        return replace(self, size=size)

    def without(self, *statements: Statement) -> "Wanted":
        """The same without these lines."""
        ids = [statement.entry_id for statement in statements]
        return replace(self, leave_out=(*self.leave_out, *ids), put_on=_less(self.put_on, ids))

    def with_(self, *statements: Statement) -> "Wanted":
        """The same with these lines put on."""
        ids = [statement.entry_id for statement in statements]
        return replace(self, put_on=(*self.put_on, *ids), leave_out=_less(self.leave_out, ids))


def _less(entries: tuple[str, ...], ids: Collection[str]) -> tuple[str, ...]:
    return tuple(entry for entry in entries if entry not in ids)


def _wanted(
    size: str = "",
    leave_out: Annotated[tuple[str, ...], Query()] = (),
    put_on: Annotated[tuple[str, ...], Query()] = (),
) -> Wanted:
    return Wanted(size if size in SIZES else "", leave_out, put_on)


WantedHere = Annotated[Wanted, Depends(_wanted)]


def paper_view(record: Record, paper: str, wanted: Wanted) -> dict[str, Any]:
    """What a page needs to show the paper, with what is left off it."""
    return {
        "paper": layout(paper),
        "shown": _shown(record, paper, wanted),
        "wanted": wanted,
        "sizes": {size: gettext(label) for size, (label, _) in SIZES.items()},
    }


def paper_pdf(record: Record, paper: str, wanted: Wanted) -> bytes:
    """The paper as an accessible PDF in the size that is wanted."""
    shown, words = _shown(record, paper, wanted), layout(paper)
    return pdf(
        "read_back",
        words["title"],
        utcnow(),
        intro=words["intro"] if shown.headings else words["nothing"],
        points=SIZES[wanted.size][1],
        headings=[
            {
                "title": heading.title,
                "lines": [line for s in heading.statements for line in s.lines],
            }
            for heading in shown.headings
        ],
    )


def paper_lines(record: Record, paper: str, wanted: Wanted) -> list[tuple[str, list[str]]]:
    """The paper as headings with plain lines, its title and introduction first."""
    shown, words = _shown(record, paper, wanted), layout(paper)
    intro = words["intro"] if shown.headings else words["nothing"]
    found = [(words["title"], [intro])]
    for heading in shown.headings:
        found.append((heading.title, [line for s in heading.statements for line in s.lines]))
    return found


def _shown(record: Record, paper: str, wanted: Wanted) -> ReadBack:
    return read_back(record, wanted.leave_out, wanted.put_on, paper)
