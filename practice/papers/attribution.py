"""Who says a line of the write-up, in which conversation, and who recorded it when.

The words are in document.yml; which kind of statement a field or a part of it is, in fields/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from practice.content import content
from practice.local.clock import day, moment
from practice.papers.lines import SOURCE_LABELS, Line, entry_lines
from practice.record import Contact, Entry, Record

THEIRS = ("person_words", "person_paraphrase")


@dataclass(frozen=True)
class Statement(Line):
    """A line with where it comes from. All is "" for a row that rests on no entry.

    field: the one it answers. voice: whose statement it is. conversation: the one it was said in,
    "" where the whole document is about that one. recorded: by whom and when.
    """

    field: str = ""
    voice: str = ""
    conversation: str = ""
    recorded: str = ""

    @property
    def source(self) -> str:
        """Whose statement it is, where it was said, and who recorded it when."""
        return "; ".join(filter(None, (self.voice, self.conversation, self.recorded)))

    @property
    def whole(self) -> str:
        """The line as plain text, with its source in brackets."""
        return f"{self.text} ({self.source})" if self.source else self.text


class Attribution:
    """What is said about the lines of one record. layout: document.yml.

    about: the conversation that the document is about, None when it is about all of them.
    """

    def __init__(self, record: Record, layout: Mapping[str, Any], about: str | None) -> None:
        self.record, self.layout, self.about = record, layout, about

    def statements(self, entry: Entry, title: str = "") -> list[Statement]:
        """An entry's lines, each with its source. title: what its main answer is called."""
        lines = entry_lines(entry, self.record)
        found = [self._statement(line, entry, title) for line in lines]
        if found and found[0].part:
            # Without a main answer nothing says what its parts belong to.
            about = title or self._title(entry.field, content().field(entry.field).title)
            found[0] = replace(found[0], label=f"{about} – {found[0].label}")
        return found

    def _statement(self, line: Line, entry: Entry, title: str) -> Statement:
        key = f"{entry.field}.{line.part}" if line.part else entry.field
        label = title if title and not line.part else self._title(key, line.label)
        line = replace(line, label=label)
        # Whose words they are stands beside them already.
        kept = {**vars(line), "note": None if line.note in SOURCE_LABELS.values() else line.note}
        return Statement(
            **kept,
            field=entry.field,
            voice=self.voice(entry, line),
            conversation=self.conversation(entry),
            recorded=self.recorded(entry),
        )

    def _title(self, key: str, usual: str) -> str:
        return self.layout["titles"].get(key, usual)

    def voice(self, entry: Entry, line: Line) -> str:
        """Whose statement a line is; nobody's where a question has no answer."""
        if entry.answer_state != "answered":
            return ""
        voices = self.layout["voices"]
        own = self._part_kind(entry, line.part)
        kind = own or entry.kind
        if entry.source_person in SOURCE_LABELS and (not own or own in THEIRS):
            return voices[entry.source_person]
        if kind == "person_words" and not line.quoted:
            kind = "person_chosen"
        if not line.part and entry.field in self.layout["decided_by_person"]:
            kind = "decided_by_person"
        theirs = kind in (*THEIRS, "person_chosen") and self._interpreted(entry)
        return f"{voices[kind]}, {self.layout['interpreted']['says']}" if theirs else voices[kind]

    def _part_kind(self, entry: Entry, key: str) -> str:
        """The kind of a part where it is another; a tag is how the practitioner sees it."""
        if not key:
            return ""
        parts = {part.key: part.kind for part in content().field(entry.field).parts}
        return parts.get(key, "professional_view")

    def _interpreted(self, entry: Entry) -> bool:
        row = self.layout["interpreted"]
        help_given = (
            self.record.latest(row["field"], entry.contact_id) if entry.contact_id else None
        )
        return bool(help_given and set(help_given.values) & set(row["values"]))

    def conversation(self, entry: Entry) -> str:
        """Which conversation an entry belongs to, where that does not go without saying."""
        if entry.contact_id and entry.contact_id == self.about:
            return ""
        contact = next((c for c in self.record.contacts if c.id == entry.contact_id), None)
        return self.named(contact) if contact else self.layout["labels"]["outside"]

    def named(self, contact: Contact) -> str:
        """A conversation by its stage and day."""
        stage = content().stages[contact.stage].title
        return ", ".join(filter(None, (stage, day(contact.started_at))))

    def recorded(self, entry: Entry) -> str:
        """By whom and when, as far as it is known."""
        who = f"{self.layout['labels']['recorded']} {entry.author}" if entry.author else ""
        return ", ".join(filter(None, (who, moment(entry.recorded_at))))
