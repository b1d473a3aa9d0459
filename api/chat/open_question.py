"""Which question is open in a conversation, and which one a message answers."""

from typing import Any

from sqlalchemy.orm import Session

from api.chat import queries
from api.chat.models import Conversation, InboxMessage
from api.identity.actor import Actor
from api.tables import utcnow


def put(
    conversation: Conversation, message: InboxMessage, said: dict[str, Any], filed: bool
) -> None:
    """Keep what the reply to `message` asks and offers.

    It has the message's id; a question that is only asked again, with nothing filed in between,
    keeps the id it had.
    """
    question = said.get("question")
    if question:
        question = {**question, "contact_id": conversation.contact_id}
    if filed or not question or question != conversation.question:
        conversation.question_id = message.id
    conversation.question = question
    conversation.offered = [c for reply in said["replies"] for c in reply["choices"]]
    conversation.asked_at = utcnow()


def is_for_another(conversation: Conversation, message: InboxMessage) -> bool:
    """Whether the message names a question that is not the open one."""
    return bool(message.question_id) and message.question_id != conversation.question_id


def is_early(conversation: Conversation, message: InboxMessage) -> bool:
    """Whether words that name no question were sent before the open one was put."""
    if message.choices or message.question_id or not conversation.question:
        return False
    return message.open_question_id != conversation.question_id


def shown(session: Session, actor: Actor, conversation: Conversation) -> dict[str, Any]:
    """What is open now as a client shows it: `{question_id, asks, takes_words, replies}`."""
    question = conversation.question or {}
    is_open = bool(question or conversation.offered)
    put_by = conversation.question_id if is_open else None
    reply = (queries.message(session, actor, put_by).reply or {}) if put_by else {}
    return {
        "question_id": put_by,
        "asks": question.get("asks"),
        "takes_words": question.get("takes_words", True),
        "replies": reply.get("replies", [])[-1:],
    }
