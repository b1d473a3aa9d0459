"""What has been missed: the questions that would show most, as far as this contact can ask them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice.asking.conditions import field_applies
from practice.asking.questions import Ask, Pointer, open_fields, opening
from practice.content import Choice, Field, content
from practice.record import Record
from practice.rules.checks import Finding, findings
from practice.rules.coverage import Shown, coverage

OFFERED = 3
AUDITED = ("bradford", "leicestershire")


@dataclass(frozen=True)
class Gap:
    """A question worth asking. shows: the titles of what it would show, best first.

    use: how much it would show; a standard's first field counts 1, its second 1/2, and so on.
    nudge: what to ask oneself, of the first standard that it would show.
    """

    field: Field
    shows: tuple[str, ...]
    use: float
    nudge: str

    @property
    def choice(self) -> Choice:
        """The tap that asks it."""
        return Choice(f"ask:{self.field.id}", self.field.title)


def gaps(record: Record, contact_id: str) -> list[Gap]:
    """The open questions of a contact, most useful first; as asked, where they are as useful."""
    waiting = _waiting(record)
    stage = content().stages[record.contact(contact_id).stage]
    order = list(stage.every_field)
    found = [
        _gap(field, waiting[field.id])
        for field in _askable(record, contact_id)
        if field.id in waiting
    ]
    return sorted(found, key=lambda gap: (-gap.use, order.index(gap.field.id)))


def _gap(field: Field, waiting: list[tuple[Shown, float]]) -> Gap:
    best_first = [standard for standard, _ in sorted(waiting, key=lambda row: -row[1])]
    shows = tuple(dict.fromkeys(standard.title for standard in best_first))
    nudges = (standard.nudge for standard in best_first if standard.nudge)
    return Gap(field, shows, sum(use for _, use in waiting), next(nudges, ""))


def _askable(record: Record, contact_id: str) -> list[Field]:
    """Fields that can be opened here, or that hold a tick and wait for words."""
    stage = content().stages[record.contact(contact_id).stage]
    found = {field.id: field for field in open_fields(record, contact_id)}
    for field_id in stage.every_field:
        if _add_words(record, contact_id, field_id):
            found.setdefault(field_id, content().field(field_id))
    return list(found.values())


def _waiting(record: Record) -> dict[str, list[tuple[Shown, float]]]:
    """Each field with the standards that wait for it, and how much they do."""
    found: dict[str, list[tuple[Shown, float]]] = {}
    shown = coverage(record)
    for name in AUDITED:
        for standard in shown[name].values():
            for place, field in enumerate(standard.wants if _open(standard) else (), start=1):
                found.setdefault(field, []).append((standard, 1 / place))
    return found


def _open(standard: Shown) -> bool:
    return standard.state == "no_evidence"


def _add_words(record: Record, contact_id: str, field: str) -> Pointer | None:
    """The pointer that asks for words beside a tick of this contact; None without one."""
    held = record.latest(field, contact_id)
    if not held or held.words or held.answer_state != "answered":
        return None
    return Pointer(field, part="words", entry=held.id, thread=held.thread_id)


def open_at(field: Field, record: Record, contact_id: str) -> Pointer | None:
    """Where a named field is asked in this contact: anew, or for words beside its tick."""
    return opening(field, record, contact_id) or _add_words(record, contact_id, field.id)


def with_gaps(question: Ask, record: Record, contact_id: str) -> Ask:
    """The finishing question, with what has to be put right and what is worth adding to tap."""
    add = content().say("gaps.group")
    taps = [replace(gap.choice, group=add) for gap in gaps(record, contact_id)[:OFFERED]]
    return replace(question, choices=(*question.choices, *_to_put_right(record), *taps))


def _to_put_right(record: Record) -> list[Choice]:
    """The answers that a blocking check is about, to change with a tap."""
    group = content().say("gaps.put_right")
    ids = dict.fromkeys(e for finding in blocking(record) for e in finding.entries)
    held = [entry for entry in map(record.entry, ids) if entry]
    return [Choice(f"correct:{e.id}", content().field(e.field).title, group=group) for e in held]


def blocking(record: Record) -> list[Finding]:
    """The checks that keep a conversation from being finished."""
    return [finding for finding in findings(record) if finding.severity == "block"]


def gap_titles(record: Record, contact_id: str) -> list[str]:
    """Titles of this stage's fields that apply and have no answer yet, in order."""
    contact = record.contact(contact_id)
    stage = content().stages[contact.stage]
    titles = []
    for field_id in stage.fields:
        field = content().field(field_id)
        scope = contact_id if field.stage in ("contact", "during") else None
        settled = any(Pointer.field_of(key) == field_id for key in contact.settled)
        if not field_applies(field, record) or field.each == "outcome" and not record.outcomes:
            continue
        if not record.latest(field_id, scope) and not settled:
            titles.append(field.title)
    return titles
