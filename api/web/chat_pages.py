"""The conversation in a browser, with or without JavaScript."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.chat import queries
from api.chat.service import Sent
from api.database import Reader
from api.errors import AnotherQuestion, AppError, Conflict, Invalid, NotFiledYet, NotFound, TooLarge
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount
from api.tables import new_id
from api.web import templates
from api.web.chat_view import Draft, conversation_page
from practice.asking.choice_values import parse

router = APIRouter(include_in_schema=False)

GREETING = "hello"
MOST_CHOICES = 40
LONGEST_CHOICE = 200


@dataclass(frozen=True)
class Posted:
    """A form as it was sent. `again` names a message that is to be tried again.

    question_id: the question that the page showed.
    """

    client_message_id: str
    text: str
    choices: tuple[str, ...]
    work_id: str | None
    again: str | None
    question_id: str | None

    @property
    def steering(self) -> str | None:
        """The choice that steers the conversation, when a button of that kind was pressed."""
        return next((c for c in reversed(self.choices) if parse(c).steers), None)


async def _posted(request: Request) -> Posted:
    form = [(key, value) for key, value in (await request.form()).multi_items()]
    typed = {key: value for key, value in form if isinstance(value, str)}
    chosen = [v for k, v in form if k.partition(".")[0] == "choice" and isinstance(v, str) and v]
    given = typed.get("client_message_id", "")
    return Posted(
        client_message_id=given if 8 <= len(given) <= 128 else new_id(),
        text=typed.get("text", ""),
        choices=tuple(dict.fromkeys(chosen)),
        work_id=typed.get("work_id") or None,
        again=typed.get("again") or None,
        question_id=typed.get("question_id") or None,
    )


Form = Annotated[Posted, Depends(_posted)]


@router.post("/chat")
async def begin(request: Request, actor: CurrentAccount, form: Form) -> Response:
    """Begin a conversation by saying hello, or with a choice, and show it.

    Raises NotFound for a work that is not the actor's to see.
    """
    choices = form.choices[:1]
    text = "" if choices else GREETING
    sent = Sent(form.client_message_id, text, usable(choices), work_id=form.work_id)
    try:
        await request.app.state.answering.send(actor, sent)
    except (NotFiledYet, Conflict):
        pass  # the page itself shows what waits and what was refused
    address = await run_in_threadpool(address_of, request, actor, form.client_message_id)
    return RedirectResponse(address, 303)


def address_of(request: Request, actor: Actor, client_message_id: str) -> str:
    """Where the conversation with this message is shown. Raises NotFound when there is none."""
    with request.app.state.database.reader() as session:
        message = queries.message_by_client_id(session, actor, client_message_id)
        if not message:
            raise NotFound()
        return f"/chat/{message.conversation_id}#latest"


@router.get("/chat/{conversation_id}")
def show(
    conversation_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The whole conversation. Raises NotFound when it is not the actor's."""
    return _page(request, session, actor, conversation_id)


@router.get("/chat/{conversation_id}/messages")
def show_from_form_address(conversation_id: str, actor: CurrentAccount) -> Response:
    """The address of a form that was shown again, opened by hand."""
    return RedirectResponse(f"/chat/{conversation_id}", 303)


@router.post("/chat/{conversation_id}/messages")
async def send(
    conversation_id: str, request: Request, actor: CurrentAccount, form: Form
) -> Response:
    """Send what was typed and chosen, and show the conversation again.

    A steering button steers only: what was typed stays in the form. An answer to another question
    than the open one comes back into it. Raises NotFound when the conversation is not the actor's.
    """
    sent, draft = await run_in_threadpool(_read, request, actor, conversation_id, form)
    error = None
    try:
        await request.app.state.answering.send(actor, sent)
    except AnotherQuestion:
        draft = replace(draft, put_back=True)
    except (NotFiledYet, Conflict):
        pass  # the page itself shows what waits and what was refused
    except (Invalid, TooLarge) as refusal:
        error, draft = refusal, Draft(form.text, form.choices, draft.question_id)
    if error or draft.text.strip() or draft.choices or _by_htmx(request):
        return await run_in_threadpool(_again, request, actor, conversation_id, draft, error)
    return RedirectResponse(f"/chat/{conversation_id}#latest", 303)


def _read(request: Request, actor: Actor, conversation_id: str, form: Posted) -> tuple[Sent, Draft]:
    """What the form sends, and what stays in it afterwards."""
    with request.app.state.database.reader() as session:
        conversation = queries.conversation(session, actor, conversation_id)
        question_id = form.question_id or conversation.question_id
        if form.again:
            message = queries.message_by_client_id(session, actor, form.again)
            if not message:
                raise NotFound()
            sent = Sent(form.again, message.text, tuple(message.choices), conversation_id,
                        question_id=message.question_id)  # fmt: skip
            return sent, Draft(form.text, form.choices, question_id)
    steering = form.steering
    sent = Sent(
        form.client_message_id,
        "" if steering else form.text,
        usable((steering,) if steering else form.choices),
        conversation_id,
        question_id=form.question_id if _is_about_the_question(steering) else None,
    )
    if not steering:
        return sent, Draft(question_id=question_id)
    unsent = tuple(choice for choice in form.choices if choice != steering)
    return sent, Draft(form.text, unsent, question_id)


def _is_about_the_question(steering: str | None) -> bool:
    return not steering or parse(steering).is_about_the_question


def usable(choices: tuple[str, ...]) -> tuple[str, ...]:
    """The choices as sent. Raises Invalid for what no page of ours sends."""
    if len(choices) > MOST_CHOICES or any(len(choice) > LONGEST_CHOICE for choice in choices):
        raise Invalid()
    return choices


def _again(
    request: Request, actor: Actor, conversation_id: str, draft: Draft, error: AppError | None
) -> Response:
    with request.app.state.database.reader() as session:
        return _page(request, session, actor, conversation_id, draft, error)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    conversation_id: str,
    draft: Draft | None = None,
    error: AppError | None = None,
) -> Response:
    context: dict[str, Any] = conversation_page(session, actor, conversation_id, draft)
    context["error"] = error
    if _by_htmx(request):
        # Always 200: the page puts in good answers only, and says of any other that the
        # message did not get through.
        return templates.TemplateResponse(request, "chat_update.html", context)
    return templates.TemplateResponse(request, "chat.html", context, error.status if error else 200)


def _by_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"
