"""What was answered on the doorstep, written as entries of one form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from api.errors import Invalid
from api.identity.actor import Actor
from api.typed import is_empty, taken_in
from api.works import queries, service
from api.works.models import Entry
from api.works.record import load_record
from api.works.service import Filing
from practice.asking.doorstep import drafts
from practice.asking.questions import write_up_stage
from practice.content.language import gettext
from practice.record import Record

DOORSTEP = UUID("0f0c6a7e-6b7a-4f0e-9c57-7a0d6f0f9b41")


@dataclass(frozen=True)
class Written:
    """What became of a form: its key in the record, its contact, and its entries."""

    id: str
    contact_id: str
    entries: Sequence[Entry]


def record_doorstep(
    session: Session, actor: Actor, work_id: str, key: str, answers: Mapping[str, str]
) -> Written:
    """File the answers in the write-up at hand; the same form sent again files nothing new.

    key: made with the form. answers: by field, as typed or chosen. Raises NotFound for a work
    that is not the actor's to see, Invalid when nothing was answered or a choice is not offered,
    TooLarge for too many words.
    """
    answers = {field: taken_in(said) for field, said in answers.items() if not is_empty(said)}
    if not answers:
        raise Invalid(gettext("Answer at least one of the three questions."))
    work = queries.work(session, actor, work_id, lock=True)
    contents = [part for field in sorted(answers) for part in (field, answers[field])]
    sent = str(uuid5(DOORSTEP, "\n".join([actor.id, work_id, key, *contents])))
    if known := queries.entries_of_message(session, actor, sent):
        return Written(sent, known[0].contact_id or "", known)
    stage = write_up_stage(load_record(session, actor, work_id))
    contact, _ = service.open_contact(session, actor, work, stage)
    rows = _rows(answers, load_record(session, actor, work_id), contact.id)
    entries = service.file_entries(session, actor, work, contact, Filing(sent, sent, rows))
    return Written(sent, contact.id, entries)


def _rows(answers: Mapping[str, str], record: Record, contact_id: str) -> list[dict[str, Any]]:
    try:
        found = drafts(answers, record, contact_id)
    except ValueError:
        raise Invalid(gettext("Please pick one of the answers shown.")) from None
    return [{**draft.to_json(), "words": words} for draft, words in found]
