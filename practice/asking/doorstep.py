"""Three questions for the doorstep, when there is a minute and no more.

Whether there was time alone, what the person wants in their words, and what keeps them safe for
now: what is lost first when it is not written down at once. All else is asked later, when the
conversation is carried on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practice.asking import drafting
from practice.asking.steps import Draft
from practice.content import Field, content
from practice.record import Record

FIELDS = ("C3", "A8", "A21")


def questions() -> list[Field]:
    """The fields asked, in order."""
    return [content().field(field_id) for field_id in FIELDS]


def drafts(
    answers: Mapping[str, str], record: Record, contact_id: str
) -> list[tuple[Draft, str | None]]:
    """The entries for what was answered, each with the words typed for it.

    answers: by field, a choice of the field or words; empty ones are left out. A question that
    this contact has answered already is corrected; another wish is another outcome. Raises
    ValueError for a choice that is not offered.
    """
    given = [(field, answers.get(field.id, "")) for field in questions()]
    return [_draft(field, said, record, contact_id) for field, said in given if said.strip()]


def _draft(field: Field, said: str, record: Record, contact_id: str) -> tuple[Draft, str | None]:
    if field.repeat:
        return drafting.opened(field, None, []), said
    before = record.latest(field.id, contact_id)
    at: dict[str, Any] = {"change": "corrected", "supersedes": before.id} if before else {}
    if field.main.words == "required":
        return drafting.worded(field, [], None, **at), said
    choice = field.main.choice(said)
    if not choice:
        raise ValueError(f"{field.id} has no such choice")
    return drafting.chosen(field, [choice], None, **at), None
