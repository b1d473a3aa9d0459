"""Taking messages in, and answering them in order.

The words are committed before the bot sees them. A message is answered once; the same
client message id again gives the same answer. Whatever fails, the words are kept and the
message waits to be taken up again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.bot import BotTurn
from api.chat import open_question, queries, turn_token
from api.chat.finished import leave_finished
from api.chat.kept import note_whole, words_held
from api.chat.models import Conversation, InboxMessage
from api.errors import AnotherQuestion, Conflict, Invalid
from api.identity.actor import Actor
from api.tables import new_id, utcnow
from api.typed import is_empty, pieces, taken_in
from api.works import queries as work_queries
from api.works.models import Entry
from practice.choice_values import ID, parse
from practice.content import content
from practice.content.language import current, gettext

# After this many turns the bot gets a fresh, short memory; the record is in the API.
LONGEST_BOT_CONVERSATION = 60
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=1)


@dataclass(frozen=True)
class Sent:
    """A message as a client sends it. question_id: the question it answers, when it names one."""

    client_message_id: str
    text: str = ""
    choices: tuple[str, ...] = ()
    conversation_id: str | None = None
    work_id: str | None = None
    question_id: str | None = None


def accept(session: Session, actor: Actor, sent: Sent) -> InboxMessage:
    """Store a message, or find it when it was sent before.

    Raises Invalid when it is empty, steers where there is nothing, or has an id that was used for
    another message; TooLarge; NotFound for someone else's conversation or work.
    """
    text = taken_in(sent.text)
    _check(sent, text)
    known = queries.message_by_client_id(session, actor, sent.client_message_id)
    if known:
        if not _is_same(known, sent, text):
            raise Invalid(
                gettext("This message id was used for another message. Please send it anew.")
            )
        return known
    conversation = _conversation(session, actor, sent)
    message = InboxMessage(
        id=new_id(),
        conversation_id=conversation.id,
        account_id=actor.id,
        client_message_id=sent.client_message_id,
        position=queries.next_position(session, actor, conversation.id),
        text=text,
        choices=list(sent.choices),
        labels=[],
        question_id=sent.question_id,
        open_question_id=conversation.question_id,
        received_at=utcnow(),
        state="waiting",
        attempts=0,
    )
    session.add(message)
    record_event(
        session,
        account_id=actor.id,
        action="message.received",
        subject_type="conversation",
        subject_id=conversation.id,
    )
    return message


def _check(sent: Sent, text: str) -> None:
    if is_empty(text) and not sent.choices:
        raise Invalid(gettext("Please type something or choose an answer."))
    if not all(parse(choice).is_known for choice in sent.choices):
        raise Invalid(content().say("choose.unknown"))
    if sent.question_id and not ID.fullmatch(sent.question_id):
        raise Invalid()


def _is_same(known: InboxMessage, sent: Sent, text: str) -> bool:
    """Whether a message is the one that was sent under its id before.

    The message that began a conversation knew nothing of it, and does not when it is sent again.
    """
    here = sent.conversation_id in (None, known.conversation_id)
    kept = (known.text, tuple(known.choices), known.question_id)
    return here and kept == (text, sent.choices, sent.question_id)


def _conversation(session: Session, actor: Actor, sent: Sent) -> Conversation:
    if sent.conversation_id:
        return queries.conversation(session, actor, sent.conversation_id, lock=True)
    return begin_conversation(session, actor, sent.work_id)


def begin_conversation(session: Session, actor: Actor, work_id: str | None = None) -> Conversation:
    """A new conversation, about a work the actor may see when one is given."""
    if work_id:
        work_queries.work(session, actor, work_id)
    conversation = Conversation(
        id=new_id(), account_id=actor.id, work_id=work_id, bot_id=new_id(), bot_turns=0, offered=[]
    )
    session.add(conversation)
    session.flush()
    return conversation


def next_turn(
    session: Session, actor: Actor, conversation_id: str, key: str
) -> tuple[BotTurn, list[str]] | None:
    """The oldest unanswered message as a turn, with the further pieces of a long text.

    None when all are answered. A choice that was not offered, and an answer to another question
    than the open one, are refused here and now.
    """
    conversation = queries.conversation(session, actor, conversation_id, lock=True)
    message = _next_offered(session, actor, conversation)
    if not message:
        return None
    message.attempts += 1
    message.labels = _labels(conversation, message)
    if conversation.bot_turns >= LONGEST_BOT_CONVERSATION:
        conversation.bot_id, conversation.bot_turns = new_id(), 0
    first, *rest = pieces(message.text)
    turn = BotTurn(
        conversation_id=conversation.bot_id,
        message_id=message.id,
        text=first,
        choices=list(message.choices),
        labels=list(message.labels),
        context=_context(session, actor, conversation, message, key),
    )
    return turn, rest


def _next_offered(
    session: Session, actor: Actor, conversation: Conversation
) -> InboxMessage | None:
    """The oldest waiting message that may be answered; those before it are refused."""
    message = queries.oldest_waiting(session, actor, conversation.id)
    stale = "choose.stale"
    # A turn that was begun before is done again in the state in which it began.
    if message and not message.attempts and leave_finished(session, actor, conversation):
        stale = "choose.finished"
    while message:
        if open_question.is_for_another(conversation, message):
            _refuse(message, "question.moved", open_question.shown(session, actor, conversation))
        elif not _is_offered(conversation, message):
            _refuse(message, stale)
        else:
            break
        session.flush()
        message = queries.oldest_waiting(session, actor, conversation.id)
    return message


def _is_offered(conversation: Conversation, message: InboxMessage) -> bool:
    offered = {row["value"] for row in conversation.offered}
    others = [parse(choice) for choice in message.choices if choice not in offered]
    return all(choice.steers and choice.is_known for choice in others)


def _refuse(message: InboxMessage, why: str, shown: dict[str, Any] | None = None) -> None:
    """What stands no longer: nothing changes, and the same id hears the same.

    shown: the question that is open instead.
    """
    message.state = "refused"
    message.reply = {"refused": content().say(why), **({"open": shown} if shown else {})}
    message.answered_at = utcnow()


def _labels(conversation: Conversation, message: InboxMessage) -> list[str]:
    labels = {row["value"]: _full_label(row) for row in conversation.offered}
    return [labels.get(choice, choice) for choice in message.choices]


def _full_label(row: dict[str, Any]) -> str:
    return f"{row['group']}: {row['label']}" if row.get("group") else row["label"]


def _context(
    session: Session, actor: Actor, conversation: Conversation, message: InboxMessage, key: str
) -> dict[str, Any]:
    """What the bot must know of this turn; no words, only ids and the open question."""
    return {
        "turn_id": message.id,
        "turn_token": turn_token.issue(key, message.id),
        "work_id": conversation.work_id,
        "contact_id": conversation.contact_id,
        "stage": _stage(session, actor, conversation),
        "asking": (conversation.question or {}).get("pointer"),
        "early": open_question.is_early(conversation, message),
        "language": current(),
    }


def _stage(session: Session, actor: Actor, conversation: Conversation) -> str | None:
    if not conversation.contact_id:
        return None
    return work_queries.contact(session, actor, conversation.contact_id).stage


def store_reply(
    session: Session, actor: Actor, message_id: str, said: dict[str, Any]
) -> dict[str, Any]:
    """Keep the bot's answer beside its message; the reply as clients see it."""
    message = queries.message(session, actor, message_id)
    conversation = queries.conversation(session, actor, message.conversation_id, lock=True)
    if message.state != "waiting":
        return reply_of(session, actor, message)
    filed = bool(work_queries.entries_of_message(session, actor, message.id))
    open_question.put(conversation, message, said, filed)
    conversation.words_wait = words_held(conversation.question) is not None
    conversation.retry_at = None
    conversation.bot_turns += 1
    question = said.get("question") or {}
    message.reply = {"replies": said["replies"], "asks": question.get("asks"),
                     "takes_words": question.get("takes_words", True),
                     "question_id": conversation.question_id}  # fmt: skip
    message.state = "answered"
    message.answered_at = utcnow()
    _note_safety_advice(session, actor, message_id, said.get("safety") or [])
    session.flush()
    return reply_of(session, actor, message)


def _note_safety_advice(session: Session, actor: Actor, message_id: str, kinds: list[str]) -> None:
    """The audit trail keeps that advice for safety was shown, and for which message."""
    if kinds:
        record_event(
            session,
            account_id=actor.id,
            action="safety_advice.shown",
            subject_type="message",
            subject_id=message_id,
            fields=kinds,
        )


def turn_failed(session: Session, actor: Actor, message_id: str, certain: bool) -> None:
    """A message that could not be answered waits, for as long as it takes.

    certain: the bot was in order and refused this very message; then it is answered at once, so
    that it does not hold up those behind it.
    """
    message = queries.message(session, actor, message_id)
    conversation = queries.conversation(session, actor, message.conversation_id, lock=True)
    if message.state != "waiting":
        return
    if certain:
        _answer_without_bot(session, actor, conversation, message)
    else:
        conversation.retry_at = utcnow() + wait_after(message.attempts)


def wait_after(attempts: int) -> timedelta:
    """How long a message waits that was tried so many times."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


def _answer_without_bot(
    session: Session, actor: Actor, conversation: Conversation, message: InboxMessage
) -> None:
    """Say that the message was not understood and where its words are; its question stays open."""
    where = _whereabouts(session, actor, conversation, message)
    text = content().say("not_understood", where=where)
    question = conversation.question or {}
    message.reply = {
        "replies": [{"text": text, "choices": conversation.offered}],
        "asks": question.get("asks"),
        "takes_words": question.get("takes_words", True),
        "question_id": conversation.question_id,
    }
    message.state, message.answered_at = "answered", utcnow()
    conversation.retry_at = None
    session.flush()


def _whereabouts(
    session: Session, actor: Actor, conversation: Conversation, message: InboxMessage
) -> str:
    """What has become of a message that the bot cannot answer; true of the record as it is now."""
    say = content().say
    if written := work_queries.entries_of_message(session, actor, message.id):
        return say("not_understood.filed", titles=_titles(written))
    if note_whole(session, actor, conversation, message):
        return say("not_understood.noted")
    return say("not_understood.kept" if message.text.strip() else "not_understood.nothing")


def _titles(entries: Sequence[Entry]) -> str:
    return ", ".join(dict.fromkeys(content().field(entry.field).title for entry in entries))


def why_waiting(session: Session, actor: Actor, message: InboxMessage) -> str | None:
    """What to say of a waiting message whose answers are in the record already; else None."""
    written = work_queries.entries_of_message(session, actor, message.id)
    return content().say("waiting.filed", titles=_titles(written)) if written else None


def reply_of(session: Session, actor: Actor, message: InboxMessage) -> dict[str, Any]:
    """The answer to a message, the same every time.

    Raises Conflict with what was said when the message was refused, AnotherQuestion with what is
    open when it named a question that was not.
    """
    reply = message.reply or {}
    if "open" in reply:
        raise AnotherQuestion(reply["refused"], reply["open"])
    if message.state == "refused":
        raise Conflict(reply.get("refused"))
    conversation = queries.conversation(session, actor, message.conversation_id)
    written = work_queries.entries_of_message(session, actor, message.id)
    return {
        "conversation_id": message.conversation_id,
        "message_id": message.id,
        "replies": reply.get("replies", []),
        "asks": reply.get("asks"),
        "takes_words": reply.get("takes_words", True),
        "question_id": reply.get("question_id"),
        "work_id": conversation.work_id,
        "captured": [{"field": entry.field, "entry_id": entry.id} for entry in written],
    }
