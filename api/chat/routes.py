"""The chat over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.chat import queries
from api.chat.service import Sent
from api.database import Reader
from api.errors import Conflict, Invalid, NotFiledYet, NotFound, TooLarge
from api.identity.depends import CurrentAccount
from api.openapi import REPLY, answers
from api.sending import SendingKey

router = APIRouter(prefix="/v1/chat", tags=["chat"])

Choice = Annotated[str, Field(min_length=1, max_length=200)]


class ChatMessage(BaseModel):
    """What the person typed, chose, or both. `client_message_id` makes sending it twice safe.

    `question_id` is that of the reply whose question this answers: when another one is open by
    then, nothing is filed and the answer is 409 (`/problems/another-question`) with the open one.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"client_message_id": "5e1c9a70-6a3f-4c1e-9d55-0b1f2f6f3a11", "text": "hello"},
                {
                    "conversation_id": "1f0cbe6e-93a1-4d0c-8a41-3f4d8c1b0a55",
                    "client_message_id": "8d0f4a3e-27cd-4a44-bb0f-2f1d0c7a9b21",
                    "choice": "whole",
                    "question_id": "a3f1d0f2-0a9c-4b13-8b33-1f7f0f6f2b77",
                },
            ]
        },
    )

    conversation_id: Annotated[str | None, Field(max_length=36)] = None
    client_message_id: SendingKey
    text: str = ""
    choice: Choice | Annotated[list[Choice], Field(max_length=40)] | None = None
    work_id: Annotated[str | None, Field(max_length=36)] = None
    question_id: Annotated[str | None, Field(max_length=36)] = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The chosen values as a tuple, each once."""
        if self.choice is None:
            return ()
        values = [self.choice] if isinstance(self.choice, str) else self.choice
        return tuple(dict.fromkeys(values))


@router.post(
    "/messages", responses=answers(REPLY, NotFound, Conflict, TooLarge, Invalid, NotFiledYet)
)
async def send_message(
    body: ChatMessage, request: Request, actor: CurrentAccount
) -> dict[str, Any]:
    """Send a message and get its reply. The same `client_message_id` gives the same reply."""
    sent = Sent(
        client_message_id=body.client_message_id,
        text=body.text,
        choices=body.choices,
        conversation_id=body.conversation_id,
        work_id=body.work_id,
        question_id=body.question_id,
    )
    return await request.app.state.answering.send(actor, sent)


@router.get(
    "/conversations/{conversation_id}",
    responses=answers(
        {
            "conversation_id": "…",
            "work_id": None,
            "asks": None,
            "question_id": None,
            "messages": [],
        },
        NotFound,
    ),
)
def read_conversation(
    conversation_id: str, session: Reader, actor: CurrentAccount
) -> dict[str, Any]:
    """The whole conversation so far: what was sent and what was answered."""
    conversation = queries.conversation(session, actor, conversation_id)
    return {
        "conversation_id": conversation.id,
        "work_id": conversation.work_id,
        "asks": (conversation.question or {}).get("asks"),
        "question_id": conversation.question_id,
        "messages": [
            {
                "message_id": message.id,
                "client_message_id": message.client_message_id,
                "text": message.text,
                "choices": message.choices,
                "state": message.state,
                "reply": message.reply,
            }
            for message in queries.messages(session, actor, conversation_id)
        ],
    }
