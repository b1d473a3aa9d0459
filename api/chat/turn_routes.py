"""The actions' own door: behind the service key, and only while a turn is under way."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict, Field

from api.chat import turn_token, turns
from api.database import Reader
from api.errors import NotSignedIn
from api.identity.depends import InternalCaller, InternalWriter
from practice.content.language import gettext

Id = Annotated[str, Field(max_length=36)]


def turn_under_way(
    turn_id: str, request: Request, _caller: InternalCaller, x_aide_turn: Annotated[str, Header()]
) -> str:
    """The turn's id, when its token is good. Raises NotSignedIn."""
    key = request.app.state.settings.turn_key.get_secret_value()
    if not turn_token.is_good(key, turn_id, x_aide_turn):
        raise NotSignedIn(gettext("This turn is over."))
    return turn_id


TurnId = Annotated[str, Depends(turn_under_way)]
router = APIRouter(prefix="/internal/turns", include_in_schema=False)


class Strict(BaseModel):
    """Refuses members that are not named."""

    model_config = ConfigDict(extra="forbid")


class WorkWanted(Strict):
    """An existing work by its id, or a new one by its reference and kind."""

    work_id: Id | None = None
    case_ref: Annotated[str, Field(max_length=60)] | None = None
    section_42: str = "not_decided"


class ContactWanted(Strict):
    """A stage to open, or a contact to resume."""

    stage: Annotated[str, Field(max_length=80)] | None = None
    contact_id: Id | None = None


class DraftIn(Strict):
    """One entry to write (practice.asking.steps.Draft)."""

    field: Annotated[str, Field(max_length=8)]
    change: str = "new"
    supersedes: Id | None = None
    thread: Id | None = None
    opens: str | None = None
    answer_state: str = "answered"
    value: Any = None
    words: dict[str, Any] | None = None
    parts: dict[str, Any] = {}
    reason: dict[str, Any] | None = None
    kind: str = "observation"
    source_person: str = "adult"


class FilingIn(Strict):
    """A turn's entries and what it settles."""

    contact_id: Id | None = None
    drafts: Annotated[list[DraftIn], Field(max_length=80)] = []
    settle: list[str] = []
    later: list[str] = []
    take_up: bool = False
    batch: Annotated[int, Field(ge=0, le=9)] = 0


@router.get("/{turn_id}")
def read_state(turn_id: TurnId, session: Reader) -> dict[str, Any]:
    """What the conversation is about."""
    return turns.state(session, turns.open_turn(session, turn_id))


@router.post("/{turn_id}/work")
def choose_work(turn_id: TurnId, body: WorkWanted, session: InternalWriter) -> dict[str, Any]:
    """Choose or begin a work."""
    turn = turns.open_turn(session, turn_id)
    if body.work_id:
        return turns.choose_work(session, turn, body.work_id)
    return turns.begin_work(session, turn, body.case_ref or "", body.section_42)


@router.post("/{turn_id}/contact")
def open_contact(turn_id: TurnId, body: ContactWanted, session: InternalWriter) -> dict[str, Any]:
    """Open or resume a contact."""
    turn = turns.open_turn(session, turn_id)
    return turns.open_contact(session, turn, body.stage, body.contact_id)


@router.post("/{turn_id}/entries")
def file_entries(turn_id: TurnId, body: FilingIn, session: InternalWriter) -> dict[str, Any]:
    """Write a turn's entries."""
    return turns.file_entries(session, turns.open_turn(session, turn_id), body.model_dump())


@router.post("/{turn_id}/finish")
def finish(turn_id: TurnId, session: InternalWriter) -> dict[str, Any]:
    """Finish the open contact."""
    return turns.finish(session, turns.open_turn(session, turn_id))
