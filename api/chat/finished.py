"""Conversations whose contact was finished outside them: on its page, or in another one."""

from sqlalchemy.orm import Session

from api.chat.kept import note_held
from api.chat.models import Conversation
from api.identity.actor import Actor
from api.tables import new_id
from api.works import queries as work_queries


def is_finished(session: Session, actor: Actor, conversation: Conversation) -> bool:
    """Whether the contact that is open in this conversation is finished."""
    if not conversation.contact_id:
        return False
    contact = work_queries.contact(session, actor, conversation.contact_id)
    return contact.finished_at is not None


def leave_finished(session: Session, actor: Actor, conversation: Conversation) -> bool:
    """Leave a finished contact; whether there was one.

    Words that wait for a tap there become a note. The bot gets a fresh conversation, because
    its own still asks for an answer.
    """
    if not is_finished(session, actor, conversation):
        return False
    note_held(session, actor, conversation)
    conversation.contact_id, conversation.question, conversation.offered = None, None, []
    conversation.bot_id, conversation.bot_turns = new_id(), 0
    return True
