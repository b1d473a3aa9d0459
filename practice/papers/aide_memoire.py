"""The aide-memoire before a visit: what the record holds that matters at the door, on one page.

What goes where is in aide_memoire.yml. Every line is an entry's own words and choices, or the
practice's words to say; nothing is summed up. What does not fit is counted, never hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from practice.asking.gaps import gaps
from practice.content import FOLDER, content
from practice.content.language import per_language, read_content
from practice.papers import document
from practice.papers.lines import SOURCE_LABELS, Line, entry_lines
from practice.papers.one_page import Item, Paper
from practice.record import Contact, Entry, Record, Thread


@dataclass(frozen=True)
class Section:
    """What stands under one heading.

    more: says how many there was no room for. empty: what stands here instead of items.
    contact: the conversation that the words come from, where they come from one.
    """

    title: str
    items: tuple[Item, ...]
    more: str = ""
    contact: Contact | None = None
    empty: str = ""


@per_language
def layout() -> Mapping[str, Any]:
    """The sections with their fields and room, and the fixed words."""
    return read_content(FOLDER / "papers/aide_memoire.yml")


def aide_memoire(record: Record) -> tuple[Section, ...]:
    """The sections of the page, in order; those without anything say so in `empty`."""
    return tuple(_section(row, record) for row in layout()["sections"])


def _section(row: Mapping[str, Any], record: Record) -> Section:
    contact, empty, more = None, layout()["nothing"], layout()["more"]
    match row.get("shows"):
        case "outcomes":
            items = _outcomes(record)
        case "last_time":
            contact = _last_heard(record, row["fields"])
            items = _last_words(record, row["fields"], contact)
        case "not_asked":
            items = _not_asked(record)
            empty, more = layout()["all_asked"], layout()["more_to_ask"]
        case _:
            items = _recorded(record, row["fields"])
    kept = _paper().fitting(items, row["room"])
    left_out = len(items) - len(kept)
    said = more.format(count=left_out) if left_out else ""
    return Section(row["title"], kept, said, contact, "" if kept else empty)


def _paper() -> Paper:
    return Paper(layout()["letters"], layout()["longest"], layout()["cut"])


def _outcomes(record: Record) -> list[Item]:
    """What they still want, by the record's own numbers, with what they last said of it."""
    threads = enumerate(record.outcomes, start=1)
    return [_outcome(n, t) for n, t in threads if t.live and t.text]


def _outcome(number: int, thread: Thread) -> Item:
    worded = next(e for e in reversed(thread.versions) if e.words)
    last = thread.entries[-1]
    change = content().field(last.field).main.choice(str(last.value))
    said = (change.label,) if change and last.field in ("D1", "E2") else ()
    label = f"{document.layout()['labels']['outcome']} {number}"
    note = SOURCE_LABELS.get(worded.source_person)
    return Item((Line(worded.id, label, said, thread.text, note),), worded.id, last.recorded_at)


def _last_heard(record: Record, fields: Iterable[str]) -> Contact | None:
    """The latest conversation that holds the person's own words on one of these."""
    wanted = set(fields)
    held = {e.contact_id for e in record.heads if e.field in wanted and _own_words(e)}
    return next((c for c in reversed(record.contacts) if c.id in held), None)


def _own_words(entry: Entry) -> bool:
    return bool(entry.words) and entry.source_person == "adult"


def _last_words(record: Record, fields: list[str], contact: Contact | None) -> list[Item]:
    if not contact:
        return []
    found = [e for e in record.heads if e.contact_id == contact.id and _own_words(e)]
    said = sorted((e for e in found if e.field in fields), key=lambda e: fields.index(e.field))
    return [_item(entry, [""], record, dated=False) for entry in said]


def _recorded(record: Record, refs: list[str]) -> list[Item]:
    """What stands on these fields, each with the parts that are named beside it."""
    keys: dict[str, list[str]] = {}
    for ref in refs:
        field, _, part = ref.partition(".")
        keys.setdefault(field, []).append(part)
    items = [
        _item(entry, keys[field], record) for field in keys for entry in _standing(record, field)
    ]
    return [item for item in items if item.lines]


def _standing(record: Record, field: str) -> list[Entry]:
    """The answers that hold now, newest first: all where there can be several, else the last."""
    held = [e for e in reversed(record.heads) if e.field == field and e.answer_state == "answered"]
    return held if content().field(field).repeat else held[:1]


def _item(entry: Entry, keys: list[str], record: Record, dated: bool = True) -> Item:
    lines = tuple(entry_lines(entry, record, keys))
    return Item(lines, entry.id, entry.recorded_at if dated else "")


def _not_asked(record: Record) -> list[Item]:
    """What would show most and was not asked, with words to say it in."""
    contact = _next_contact(record)
    if contact not in record.contacts:
        record = replace(record, contacts=(*record.contacts, contact))
    fields = [gap.field for gap in gaps(record, contact.id)]
    return [Item((Line("", f.title, quoted=f.say),)) for f in fields if f.say]


def _next_contact(record: Record) -> Contact:
    """The conversation that comes next: one that is open, else the first, else a later one."""
    talks = [contact for contact in record.contacts if contact.stage != "prepare"]
    unfinished = (contact for contact in reversed(talks) if not contact.finished_at)
    return next(unfinished, Contact("next", "during" if talks else "start"))
