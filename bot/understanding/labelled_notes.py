"""Labelled notes (JSON Lines, docs/understanding.md): what the field model learns from.

A line is `{"note", "fields": {"C3": ["words of the note", ...]}, "values": {"C3": "whole"},
"stage"?, "optional"?, "not_done"?, "tags"?}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from bot.understanding.clauses import Clause
from bot.understanding.json_lines import read_rows

# How much of a clause, or of the labelled words, must lie in the other to carry its label.
OF_CLAUSE, OF_WORDS = 0.5, 0.8


class BadNote(ValueError):
    """A line is not a labelled note; the message names the file and the line."""


@dataclass(frozen=True)
class LabelledNote:
    """One note with the fields it answers, the words that do, and the values it settles."""

    note: str
    fields: dict[str, list[str]]
    values: dict[str, Any] = dataclass_field(default_factory=dict)
    stage: str | None = None
    optional: tuple[str, ...] = ()

    def spans(self, field: str) -> list[tuple[int, int]]:
        """Where the words of `field` stand in the note, in characters."""
        starts = [(self.note.find(words), len(words)) for words in self.fields[field]]
        return [(start, start + length) for start, length in starts if start >= 0]


def read_notes(path: Path) -> list[LabelledNote]:
    """The notes of a file. Raises BadNote for a line that is none, OSError without a file."""
    return [_note(row, where) for where, row in read_rows(path, BadNote, "notes")]


def _note(row: dict[str, Any], where: str) -> LabelledNote:
    if not isinstance(row.get("note"), str):
        raise BadNote(f"{where}: it needs a note")
    if not isinstance(row.get("fields"), dict):
        raise BadNote(f"{where}: it needs the fields of the note")
    for field, phrases in row["fields"].items():
        if not isinstance(phrases, list) or not all(isinstance(p, str) and p for p in phrases):
            raise BadNote(f"{where}: {field} needs a list of words of the note")
        if any(phrase not in row["note"] for phrase in phrases):
            raise BadNote(f"{where}: words of {field} are not in the note")
    return LabelledNote(
        row["note"],
        row["fields"],
        row.get("values", {}),
        row.get("stage"),
        tuple(row.get("optional", ())),
    )


def fields_of(note: LabelledNote, clauses: Sequence[Clause]) -> list[set[str]]:
    """The fields that each clause answers, by overlap with the labelled words."""
    found: list[set[str]] = [set() for _ in clauses]
    for field in note.fields:
        for start, end in note.spans(field):
            for clause, fields in zip(clauses, found, strict=True):
                if _carries(clause, start, end):
                    fields.add(field)
    return found


def _carries(clause: Clause, start: int, end: int) -> bool:
    shared = min(end, clause.end) - max(start, clause.start)
    of_clause, of_words = clause.end - clause.start, end - start
    return shared > 0 and (shared >= OF_CLAUSE * of_clause or shared >= OF_WORDS * of_words)
