"""The record as lines: fixed labels, chosen labels, and words exactly as typed.

Nothing here writes a sentence of its own. Every line carries the entries it comes from,
so that an export can be checked line by line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from practice.choice_values import thread_in
from practice.content import Choice, Field, Part, content
from practice.content.language import Labels, gettext, marked
from practice.record import Contact, Entry, Record

STATE_LABELS = Labels(
    {
        "asked_no_answer": marked("Asked, no answer given"),
        "not_asked_reason": marked("Not asked"),
        "not_applicable_reason": marked("Does not apply"),
        "not_recorded": marked("Not recorded"),
    }
)
SOURCE_LABELS = Labels(
    {
        "representative": marked("said by a representative"),
        "advocate": marked("said by an advocate"),
        "best_interests": marked("decided in the person's best interests"),
    }
)


@dataclass(frozen=True)
class Line:
    """One labelled statement. `quoted` is typed text; `chosen` are labels of choices.

    part: which part of the entry it shows; "" is the main answer.
    """

    entry_id: str
    label: str
    chosen: tuple[str, ...] = ()
    quoted: str | None = None
    note: str | None = None
    part: str = ""

    @property
    def text(self) -> str:
        """The line as plain text, with typed words in quotation marks."""
        return f"{self.label}: {self.said}" if self.said else self.label

    @property
    def said(self) -> str:
        """The line without its label; "" when the label says it all."""
        pieces = []
        if self.chosen:
            pieces.append("; ".join(self.chosen))
        if self.note:
            pieces.append(self.note)
        if self.quoted:
            pieces.append(f"“{self.quoted}”")
        return " – ".join(pieces)


@dataclass(frozen=True)
class Section:
    """Lines of one contact (or of the outcomes) under one heading."""

    title: str
    lines: tuple[Line, ...]
    contact_id: str | None = None

    @property
    def by_entry(self) -> dict[str, list[Line]]:
        """The lines gathered by the entry they come from, in order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.entry_id, []).append(line)
        return found


def value_labels(
    part: Part, value: Any, record: Record, tags: tuple[Choice, ...] = ()
) -> tuple[str, ...]:
    """The labels of a stored value; groups are shown as "group: label", outcomes by wording."""
    if value is None:
        return ()
    if isinstance(value, Mapping):
        return tuple(_group_label(part, key, v) for key, v in value.items())
    labels = {choice.value: choice.label for choice in (*part.choices, *tags)}
    values = [str(v) for v in (value if isinstance(value, list) else [value])]
    return tuple(labels.get(v) or _outcome_label(v, record) for v in values)


def _outcome_label(value: str, record: Record) -> str:
    """An outcome's wording as it stands, in quotation marks; any other value as it is."""
    thread_id = thread_in(value)
    found = next((t.text for t in record.outcomes if t.id == thread_id), None)
    return f"“{found}”" if found else value


def _group_label(part: Part, key: str, value: str) -> str:
    for choice in part.choices:
        if choice.group and choice.value == f"{key}={value}":
            return f"{choice.group}: {choice.label}"
    return f"{key}: {value}"


FIXED = Labels(
    {
        ("A14", "conclusion", "presumed"): marked("Capacity presumed, nothing raised doubt"),
        ("D1", "", "added"): marked("New"),
    }
)


def entry_lines(entry: Entry, record: Record, only: Collection[str] | None = None) -> list[Line]:
    """An entry as lines: the main answer, then each part.

    only: the parts that are wanted, by key; the main answer has the key "".
    """
    field = content().field(entry.field)
    if entry.answer_state != "answered":
        return [Line(entry.id, field.title, (), entry.reason, STATE_LABELS[entry.answer_state])]
    chosen = value_labels(field.main, entry.value, record, _tags(field, ""))
    if isinstance(entry.value, str) and (fixed := FIXED.get((field.id, "", entry.value))):
        chosen = (fixed,)
    note = SOURCE_LABELS.get(entry.source_person)
    lines = []
    if (chosen or entry.words or note) and (only is None or "" in only):
        title = field.title
        lines.append(Line(entry.id, title, chosen, entry.words, note))
    return lines + _part_lines(entry, field, record, only)


def _tags(field: Field, key: str) -> tuple[Choice, ...]:
    groups = field.repeat.tags if field.repeat else ()
    return tuple(tag for group in groups if group.key == key for tag in group.choices)


def _part_lines(
    entry: Entry, field: Field, record: Record, only: Collection[str] | None
) -> list[Line]:
    lines = []
    known = {part.key: part for part in field.parts}
    for key, value in entry.parts.items():
        beside = key.removesuffix("_words") if key not in known else key
        if only is not None and key not in only or beside != key and beside in entry.parts:
            continue
        part = known.get(key) or known.get(beside)
        title = part.title if part else _tag_title(field, key)
        words = entry.parts.get(f"{key}_words")
        tags = _tags(field, key)
        if fixed := FIXED.get((field.id, key, str(value))):
            lines.append(Line(entry.id, title, (fixed,), words, part=key))
        elif tags or part and part.choices and _is_choice(part, value):
            labels = value_labels(part or field.main, value, record, tags)
            lines.append(Line(entry.id, title, labels, words, part=key))
        else:
            typed = "\n".join(filter(None, (str(value), words)))
            lines.append(Line(entry.id, title, (), typed, part=key))
    return lines


def _tag_title(field: Field, key: str) -> str:
    groups = field.repeat.tags if field.repeat else ()
    return next((group.label for group in groups if group.key == key), key)


def _is_choice(part: Part, value: Any) -> bool:
    chosen = not isinstance(value, str) or part.choice(value) is not None
    return chosen or (part.threads is not None and thread_in(value) is not None)


def answer_line(entry: Entry, record: Record) -> str:
    """What an entry says now, on one line."""
    lines = entry_lines(entry, record)
    return " / ".join(line.text for line in lines) or content().field(entry.field).title


def contact_section(contact: Contact, record: Record) -> Section:
    """All lines of one contact, in the order they were asked."""
    entries = sorted(
        (e for e in record.heads if e.contact_id == contact.id), key=lambda e: record.root(e).seq
    )
    lines = [line for entry in entries for line in entry_lines(entry, record)]
    return Section(content().stages[contact.stage].title, tuple(lines), contact.id)


def sections(record: Record) -> list[Section]:
    """The record by contact, contacts without entries left out."""
    found = [contact_section(contact, record) for contact in record.contacts]
    loose = [e for e in record.heads if not e.contact_id]
    if loose:
        lines = tuple(line for entry in loose for line in entry_lines(entry, record))
        found.append(Section(gettext("Outside a conversation"), lines))
    return [section for section in found if section.lines]


def summary_text(record: Record) -> str:
    """The record as plain text; empty when nothing is recorded."""
    blocks = []
    for section in sections(record):
        blocks.append("\n".join([section.title, *[f"- {line.text}" for line in section.lines]]))
    return "\n".join(blocks)
