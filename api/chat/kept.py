"""Words that were taken in and have no place in the record: they become notes.

A note is keyed by the message it comes from, so that it is written once however often a round
is broken off and begun again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.chat import queries, turns
from api.chat.models import Conversation, InboxMessage
from api.identity.actor import Actor
from api.works import queries as work_queries
from practice.asking import drafting
from practice.asking.answers import left_behind, let_go
from practice.asking.pointer import Pointer
from practice.asking.steps import Draft, Step, Text

# Words that wait for a tap are left alone for so long; most taps follow within seconds.
QUIET = timedelta(minutes=10)
# Apart from what the dialogue itself writes of a message, which is in batches 0 and 1.
BATCH = 9


def words_held(question: Mapping[str, Any] | None) -> Draft | None:
    """The note of the words that wait for a tap at this open question; None when none do."""
    pointer = Pointer.from_json((question or {}).get("pointer") or {})
    return left_behind(pointer, Step())


def note_held(session: Session, actor: Actor, conversation: Conversation) -> None:
    """File the words that wait in this conversation as a note; its question lets go of them."""
    note = words_held(conversation.question)
    held = note.words.message if note and note.words else None
    if note and held and conversation.question:
        pointer = let_go(Pointer.from_json(conversation.question["pointer"]))
        _file(session, actor, conversation, queries.message(session, actor, held), note)
        conversation.question = {**conversation.question, "pointer": pointer.to_json()}
    conversation.words_wait = False


def note_when_quiet(session: Session, actor: Actor, conversation_id: str, now: datetime) -> None:
    """File what waits for a tap, unless one may be on its way."""
    conversation = queries.conversation(session, actor, conversation_id, lock=True)
    if queries.oldest_waiting(session, actor, conversation_id):
        return
    if not conversation.asked_at or conversation.asked_at <= now - QUIET:
        note_held(session, actor, conversation)


def note_whole(
    session: Session, actor: Actor, conversation: Conversation, message: InboxMessage
) -> bool:
    """File a message as a note in the contact that is open; False when none is, or no words."""
    if not message.text.strip() or not _open_contact(session, actor, conversation):
        return False
    _file(session, actor, conversation, message, drafting.note(Text()))
    return True


def _file(
    session: Session, actor: Actor, conversation: Conversation, message: InboxMessage, note: Draft
) -> None:
    filing = {
        "contact_id": _open_contact(session, actor, conversation),
        "drafts": [note.to_json()],
        "batch": BATCH,
    }
    turns.file_entries(session, turns.OpenTurn(message, conversation, actor), filing)


def _open_contact(session: Session, actor: Actor, conversation: Conversation) -> str | None:
    """The contact that still takes answers; a note of a finished one goes with the work."""
    if not conversation.contact_id:
        return None
    contact = work_queries.contact(session, actor, conversation.contact_id)
    return None if contact.finished_at else contact.id
