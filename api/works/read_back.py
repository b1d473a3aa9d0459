"""How the person took it when their words were read back to them, written as an entry."""

from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from api.identity.actor import Actor
from api.works import queries, service
from api.works.models import Entry
from api.works.service import Filing
from practice.asking.steps import Draft
from practice.content import content
from practice.papers.read_back import FIELD

READ_BACK = UUID("5d1c2f0e-6f3b-4f5a-9a56-2f1f5a0f7c11")


def record_read_back(
    session: Session, actor: Actor, work_id: str, key: str, answer: str, words: str | None
) -> Entry:
    """File the answer, outside any conversation; the same form sent again files nothing new.

    key: made with the form. Raises NotFound for a work that is not the actor's to see, Invalid for
    an answer that is none.
    """
    work = queries.work(session, actor, work_id)
    sent = str(uuid5(READ_BACK, "\n".join([actor.id, work_id, key, answer, words or ""])))
    draft = Draft(FIELD, value=answer, kind=content().field(FIELD).kind).to_json()
    filing = Filing(sent, sent, [{**draft, "words": words}])
    return service.file_entries(session, actor, work, None, filing)[0]
