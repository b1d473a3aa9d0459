"""The trade-off sheet: what the person values, and what each option gives and costs them.

Built from the record alone: A5, the options (D2, doing nothing always among them), the four
ethical principles (D4), the risk they choose to live with (D3). Each option has a place on the
wellbeing and safety grid of the Resource 2017 (appendix 1); Bradford exercises 1 and 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice.asking.questions import thread_text
from practice.content import content
from practice.papers.lines import Line, entry_lines
from practice.record import Entry, Record

STEPS = {"better": 1, "same": 0, "worse": -1}
LIVING_WITH = "D3"


@dataclass(frozen=True)
class Option:
    """One option as the person sees it. text: as typed, or its label.

    safety, wellbeing: its place on the grid, -1 (worse) to 1 (better), None when not said.
    entries: what it rests on.
    """

    text: str
    typed: bool
    gives: str | None
    costs: str | None
    view: str | None
    safety: int | None
    wellbeing: int | None
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The whole sheet. Lines are labelled statements with their entries.

    asked_about_nothing: whether doing nothing is among the options.
    """

    values: tuple[Line, ...]
    options: tuple[Option, ...]
    asked_about_nothing: bool
    weighing: tuple[Line, ...]
    living_with: tuple[Line, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing of it is recorded yet."""
        return not (self.values or self.options or self.weighing or self.living_with)


def trade_off_sheet(record: Record) -> Sheet:
    """The sheet of a record, with what is not recorded left out."""
    threads = record.threads("option")
    return Sheet(
        values=_lines("A5", record),
        options=tuple(_option(t.entries, t.id, record) for t in threads),
        asked_about_nothing=any("do_nothing" in t.first.values for t in threads),
        weighing=_lines("D4", record),
        living_with=_lines(LIVING_WITH, record),
    )


def _lines(field: str, record: Record) -> tuple[Line, ...]:
    held = [e for e in record.heads if e.field == field and e.answer_state == "answered"]
    return tuple(line for entry in held for line in entry_lines(entry, record))


def _option(entries: tuple[Entry, ...], thread_id: str, record: Record) -> Option:
    first = entries[0]
    effect = first.parts.get("effect")
    effect = effect if isinstance(effect, Mapping) else {}
    view = first.parts.get("view")
    return Option(
        text=thread_text(record, thread_id),
        typed=bool(first.words),
        gives=first.parts.get("gives"),
        costs=first.parts.get("costs"),
        view=content().field("D2").part("view").label(view) if view else None,
        safety=STEPS.get(effect.get("safety", "")),
        wellbeing=STEPS.get(effect.get("wellbeing", "")),
        entries=tuple(entry.id for entry in entries),
    )
