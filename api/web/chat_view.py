"""A conversation as its page shows it: what was said, the open question, what is captured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from sqlalchemy.orm import Session

from api.chat import queries
from api.chat.finished import is_finished
from api.chat.models import Conversation, InboxMessage
from api.chat.service import why_waiting
from api.identity.actor import Actor
from api.web.sign_in_pages import local_path
from api.works import queries as work_queries
from api.works.record import load_record
from practice.asking.gaps import gap_titles
from practice.choice_values import do, label, parse
from practice.content import content
from practice.papers.lines import sections
from practice.record import Contact, Record

# Buttons that are there while a question of the record is open.
COMMANDS = ("skip", "go_back", "explain_why", "suggest_wording", "show_summary", "pause")


@dataclass(frozen=True)
class Draft:
    """What stays in the form: typed words, and ticks as long as the same question is open.

    put_back: words that were refused because another question was open come back into it.
    """

    text: str = ""
    choices: tuple[str, ...] = ()
    question_id: str | None = None
    put_back: bool = False


@dataclass(frozen=True)
class Exchange:
    """One message of the person and what was answered."""

    words: str
    chosen: tuple[str, ...]
    client_message_id: str
    state: str
    replies: Sequence[Mapping[str, Any]] = ()
    refused: str | None = None


@dataclass(frozen=True)
class Group:
    """Choices that stand together, all under one `name`.

    per_key: this is one of several small questions, each of which may be left out.
    """

    title: str | None
    name: str
    multiple: bool
    choices: tuple[Mapping[str, Any], ...]
    per_key: bool = False


@dataclass(frozen=True)
class AnswerForm:
    """How the open question is answered: `buttons` send at a tap, `groups` wait for Send.

    endings: send at a tap too, with whatever is ticked ("That is all").
    """

    buttons: tuple[Mapping[str, Any], ...] = ()
    endings: tuple[Mapping[str, Any], ...] = ()
    groups: tuple[Group, ...] = ()
    commands: Mapping[str, str] = dataclass_field(default_factory=dict)


def conversation_page(
    session: Session, actor: Actor, conversation_id: str, draft: Draft | None = None
) -> dict[str, Any]:
    """Everything the conversation's page shows. Raises NotFound when it is not the actor's."""
    conversation = queries.conversation(session, actor, conversation_id)
    messages = queries.messages(session, actor, conversation_id)
    exchanges = exchanges_of(messages)
    waiting = [exchange for exchange in exchanges if exchange.state == "waiting"]
    draft = draft or Draft(put_back=True)
    returned = put_back(messages) if draft.put_back else ()
    finished = is_finished(session, actor, conversation)
    return {
        "conversation": conversation,
        "exchanges": exchanges,
        "waiting": waiting,
        "waiting_said": _waiting_said(session, actor, conversation_id),
        "finished": finished,
        "form": AnswerForm() if waiting or finished else answer_form(conversation),
        "draft": "\n".join(filter(None, [*returned, draft.text])),
        "put_back": bool(returned),
        "ticked": draft.choices if draft.question_id == conversation.question_id else (),
        **_about(session, actor, conversation),
    }


def _waiting_said(session: Session, actor: Actor, conversation_id: str) -> str | None:
    message = queries.oldest_waiting(session, actor, conversation_id)
    return why_waiting(session, actor, message) if message else None


def _about(session: Session, actor: Actor, conversation: Conversation) -> dict[str, Any]:
    if not conversation.work_id:
        nothing = dict.fromkeys(("work", "stage", "contact", "ended"))
        return {**nothing, "captured": [], "gaps": [], "answered": 0, "changeable": False}
    record = load_record(session, actor, conversation.work_id)
    contact = _open_contact(record, conversation.contact_id)
    return {
        "work": record.work,
        "stage": content().stages[contact.stage].title if contact else None,
        "contact": contact,
        "captured": sections(record),
        "gaps": gap_titles(record, contact.id) if contact else [],
        "answered": _answered(record, contact),
        "changeable": bool(contact and conversation.question),
        "ended": None if contact else _ended(session, actor, conversation, record),
    }


def _ended(
    session: Session, actor: Actor, conversation: Conversation, record: Record
) -> Contact | None:
    """The finished contact that this conversation wrote in last, or None."""
    rows = work_queries.entries(session, actor, str(conversation.work_id))
    here = [row.contact_id for row in rows if row.conversation_id == conversation.id]
    last = next((contact for contact in reversed(here) if contact), None)
    return next((c for c in record.contacts if c.id == last and c.finished_at), None)


def _answered(record: Record, contact: Contact | None) -> int:
    """How many questions the open contact has settled, notes aside."""
    here = contact.id if contact else ""
    return len({e.field for e in record.heads if e.contact_id == here and e.field != "N1"})


def _open_contact(record: Record, contact_id: str | None) -> Contact | None:
    contacts = [c for c in record.contacts if c.id == contact_id and not c.finished_at]
    return contacts[0] if contacts else None


def put_back(messages: Sequence[InboxMessage]) -> tuple[str, ...]:
    """Words that named a question which was not open, until something else has been said.

    Those sent together for the same question come back together, each once.
    """
    found: list[InboxMessage] = []
    for message in reversed(messages):
        if "open" in (message.reply or {}):
            if found and message.question_id != found[0].question_id:
                break
            found.append(message)
        elif message.state != "refused" and not _only_steers(message):
            break
    return tuple(dict.fromkeys(m.text for m in reversed(found) if m.text))


def _only_steers(message: InboxMessage) -> bool:
    return not message.text and all(parse(choice).steers for choice in message.choices)


def exchanges_of(messages: Sequence[InboxMessage]) -> list[Exchange]:
    """Each message with its reply, and its choices by the labels they were offered under."""
    offered: dict[str, str] = {}
    exchanges = []
    for message in messages:
        reply = message.reply or {}
        exchanges.append(
            Exchange(
                words=message.text,
                chosen=tuple(_chosen(message, offered)),
                client_message_id=message.client_message_id,
                state=message.state,
                replies=[_reply(row) for row in _shown(reply)],
                refused=reply.get("refused"),
            )
        )
        for row in reply.get("replies", []):
            offered.update({choice["value"]: _full_label(choice) for choice in row["choices"]})
    return exchanges


def _shown(reply: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The replies; after an answer to another question the open one, as it was put."""
    return reply.get("replies") or reply.get("open", {}).get("replies", [])


def _chosen(message: InboxMessage, offered: Mapping[str, str]) -> list[str]:
    labels = dict(zip(message.choices, message.labels, strict=False))
    return [_label(value, labels.get(value, value), offered) for value in message.choices]


def _label(value: str, stored: str, offered: Mapping[str, str]) -> str:
    if stored != value:
        return stored
    return offered.get(value) or label(value) or value


def _full_label(choice: Mapping[str, Any]) -> str:
    return f"{choice['group']}: {choice['label']}" if choice.get("group") else choice["label"]


def _reply(row: Mapping[str, Any]) -> dict[str, Any]:
    """A reply's text, and its card as a link when it is one that stays on this service."""
    card = row.get("card") or {}
    is_link = card.get("kind") == "link" and local_path(card.get("href", "")) != "/"
    return {"text": row["text"], "link": card if is_link else None}


def answer_form(conversation: Conversation) -> AnswerForm:
    """The open question's choices as the form shows them."""
    question = conversation.question or {}
    multiple = bool((question.get("asks") or {}).get("multiple"))
    only_taps = question.get("takes_words") is False and not multiple
    offered = list({choice["value"]: choice for choice in conversation.offered}.values())
    buttons = [c for c in offered if only_taps or parse(c["value"]).steers]
    endings = [c for c in offered if c.get("ends") and c not in buttons]
    waiting = [c for c in offered if c not in buttons and c not in endings]
    return AnswerForm(
        buttons=tuple(buttons),
        endings=tuple(endings),
        groups=tuple(_groups(waiting, multiple)),
        commands=_commands() if question and conversation.contact_id else {},
    )


def _commands() -> dict[str, str]:
    """The values of COMMANDS with their labels."""
    return {do(command): label(do(command)) or command for command in COMMANDS}


def _groups(choices: Sequence[Mapping[str, Any]], multiple: bool) -> list[Group]:
    """By group, in the order offered. In a group of `key=value` choices one is picked per key."""
    by_title: dict[str | None, list[Mapping[str, Any]]] = {}
    for choice in choices:
        by_title.setdefault(choice.get("group"), []).append(choice)
    groups = []
    for title, rows in by_title.items():
        per_key = bool(multiple and title and all("=" in row["value"] for row in rows))
        name = f"choice.{rows[0]['value'].partition('=')[0]}" if per_key else "choice"
        groups.append(Group(title, name, multiple and not per_key, tuple(rows), per_key))
    return groups
