"""What the action server may do while a turn is under way, as the person whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.chat import queries as chat_queries
from api.chat.models import Conversation, InboxMessage
from api.errors import Invalid, NotFound, NotSignedIn
from api.identity.actor import Actor
from api.identity.models import Account
from api.typed import quotation
from api.works import queries, service
from api.works.record import flat_record, works_overview
from api.works.service import Filing
from practice.content import content
from practice.content.language import gettext


@dataclass(frozen=True)
class OpenTurn:
    """A turn under way: the message, its conversation, and the person who sent it."""

    message: InboxMessage
    conversation: Conversation
    actor: Actor


def open_turn(session: Session, turn_id: str) -> OpenTurn:
    """The turn of an inbox message. Raises NotFound, or NotSignedIn when its account ended."""
    message = session.get(InboxMessage, turn_id)
    if not message:
        raise NotFound()
    account = session.get_one(Account, message.account_id)
    if account.disabled_at:
        raise NotSignedIn()
    conversation = chat_queries.conversation(session, account.actor, message.conversation_id)
    return OpenTurn(message, conversation, account.actor)


def state(session: Session, turn: OpenTurn, **more: Any) -> dict[str, Any]:
    """`{works, work_id, contact_id, record}` for the actions."""
    conversation = turn.conversation
    record = None
    if conversation.work_id:
        session.flush()
        work = queries.work(session, turn.actor, conversation.work_id)
        record = flat_record(session, turn.actor, work)
    return {
        "works": works_overview(session, turn.actor),
        "work_id": conversation.work_id,
        "contact_id": conversation.contact_id,
        "record": record,
        **more,
    }


def choose_work(session: Session, turn: OpenTurn, work_id: str) -> dict[str, Any]:
    """Turn the conversation to an existing work. Raises NotFound when it is not theirs."""
    work = queries.work(session, turn.actor, work_id)
    _turn_to(turn.conversation, work.id)
    return state(session, turn)


def begin_work(session: Session, turn: OpenTurn, case_ref: str, section_42: str) -> dict[str, Any]:
    """Begin a work (or find the one with this reference) and turn the conversation to it."""
    work = service.create_work(session, turn.actor, case_ref, section_42)
    session.flush()
    _turn_to(turn.conversation, work.id)
    return state(session, turn)


def _turn_to(conversation: Conversation, work_id: str) -> None:
    if conversation.work_id != work_id:
        conversation.work_id, conversation.contact_id = work_id, None


def open_contact(
    session: Session, turn: OpenTurn, stage: str | None, contact_id: str | None
) -> dict[str, Any]:
    """Open a stage of the conversation's work, or resume a contact by its id.

    Raises Invalid without a work or for a finished contact, NotFound for someone else's.
    """
    if contact_id:
        contact = queries.contact(session, turn.actor, contact_id)
        if contact.finished_at:
            raise Invalid(gettext("That conversation is finished. You can begin a new one."))
        resumed = True
        _turn_to(turn.conversation, contact.work_id)
    else:
        if not turn.conversation.work_id or not stage:
            raise Invalid(gettext("Choose a piece of work first."))
        work = queries.work(session, turn.actor, turn.conversation.work_id)
        contact, resumed = service.open_contact(session, turn.actor, work, stage)
    turn.conversation.contact_id = contact.id
    return state(session, turn, stage=contact.stage, resumed=resumed)


def file_entries(session: Session, turn: OpenTurn, filing: Mapping[str, Any]) -> dict[str, Any]:
    """Write a turn's drafts, with every text copied from what was typed."""
    if not turn.conversation.work_id:
        raise Invalid(gettext("Choose a piece of work first."))
    work = queries.work(session, turn.actor, turn.conversation.work_id)
    contact = None
    if filing.get("contact_id"):
        contact = queries.contact(session, turn.actor, filing["contact_id"])
        if contact.work_id != work.id:
            raise NotFound()
    drafts = [_resolved(session, turn, draft) for draft in filing["drafts"]]
    written = service.file_entries(
        session,
        turn.actor,
        work,
        contact,
        Filing(
            conversation_id=turn.conversation.id,
            message_id=turn.message.id,
            drafts=drafts,
            settle=filing.get("settle", ()),
            later=filing.get("later", ()),
            take_up=filing.get("take_up", False),
            batch=filing.get("batch", 0),
        ),
    )
    return state(session, turn, entries=[entry.id for entry in written])


def _resolved(session: Session, turn: OpenTurn, draft: Mapping[str, Any]) -> dict[str, Any]:
    """The draft with each reference to typed words replaced by those words."""
    parts = {k: _text(session, turn, v) for k, v in (draft.get("parts") or {}).items()}
    words, reason = (_text(session, turn, draft.get(key)) for key in ("words", "reason"))
    return {**draft, "parts": parts, "words": words, "reason": reason}


def _text(session: Session, turn: OpenTurn, value: Any) -> Any:
    if not isinstance(value, Mapping) or "typed" not in value:
        return value
    typed = value["typed"]
    message = turn.message
    if typed.get("message") and typed["message"] != message.id:
        message = chat_queries.message(session, turn.actor, typed["message"])
        if message.conversation_id != turn.conversation.id:
            raise NotFound()
    part = typed.get("part")
    if isinstance(part, list):
        return "\n".join(quotation(message.text, piece) for piece in part)
    return quotation(message.text, part)


def finish(session: Session, turn: OpenTurn) -> dict[str, Any]:
    """Finish the open contact. The person must have pressed the button, or typed its name.

    Raises Invalid when they did not; understanding alone never seals a record.
    """
    button = content().choices("finish")[0]
    if button.value not in turn.message.choices and not button.is_named(turn.message.text):
        raise Invalid(gettext("Please use the button to finish the record."))
    if turn.conversation.contact_id:
        contact = queries.contact(session, turn.actor, turn.conversation.contact_id, lock=True)
        service.finish_contact(session, turn.actor, contact)
        turn.conversation.contact_id = None
        session.flush()
    return state(session, turn)
