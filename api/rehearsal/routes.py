"""Rehearsals over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from api.database import Reader
from api.errors import Conflict, Invalid, NotFiledYet, NotFound, TooLarge
from api.identity.depends import CurrentAccount, Writer
from api.moments import moment_json
from api.openapi import answers
from api.rehearsal import queries, service
from api.rehearsal.models import Rehearsal, RehearsalTurn
from api.rehearsal.talking import speak
from api.sending import SendingKey
from api.tables import new_id
from practice.training.rehearsal.scenario import Scenario, scenarios

router = APIRouter(prefix="/v1", tags=["rehearsals"])

RehearsalId = Annotated[str, Path(max_length=36)]
SCENARIO = {
    "id": "friend_and_money",
    "title": "Jean, and the friend who borrows",
    "level": "gentle",
    "stage": "start",
    "about": "…",
    "aim": "…",
}
TURN = {"position": 1, "text": "Hello Jean.", "reply": "Hello, love."}
REHEARSAL = {
    "id": "9b8f2d0e-9d6b-4b76-8d6f-6f2a3d1c7a55",
    "scenario": "friend_and_money",
    "opening": "…",
    "began_at": "2026-11-21T10:00:00Z",
    "finished_at": None,
    "shared_at": None,
    "again_of": None,
    "again_after": None,
    "turns": [TURN],
}
DEBRIEF = {
    "scenario": "friend_and_money",
    "findings": [],
    "strength": "B12",
    "next": "B1",
    "counts": {},
    "cues": [],
    "closed_down": [],
    "told": [],
    "facts": 10,
    "ended_early": False,
}


class Begin(BaseModel):
    """Which person to rehearse with. `key` makes sending it twice safe."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"scenario": "friend_and_money"}]}
    )

    scenario: Annotated[str, Field(max_length=60)]
    key: SendingKey | None = None


class Line(BaseModel):
    """What the trainee says. `client_message_id` makes sending it twice safe."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "client_message_id": "5e1c9a70-6a3f-4c1e-9d55-0b1f2f6f3a11",
                    "text": "Hello Jean, I'm Sam.",
                }
            ]
        },
    )

    client_message_id: SendingKey
    text: str


class Again(BaseModel):
    """After which turn to try again; 0 is the beginning."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"after": 2}]})

    after: Annotated[int, Field(ge=0)]
    key: SendingKey | None = None


@router.get("/scenarios", responses=answers([SCENARIO]))
def list_scenarios(actor: CurrentAccount) -> list[dict[str, Any]]:
    """The people one can rehearse with, gentle ones first."""
    return [_scenario(scenario) for scenario in scenarios().values()]


@router.get("/rehearsals", responses=answers([REHEARSAL]))
def list_rehearsals(session: Reader, actor: CurrentAccount) -> list[dict[str, Any]]:
    """One's own rehearsals, latest first, without their lines."""
    return [_rehearsal(one, None) for one in queries.all_own(session, actor)]


@router.post(
    "/rehearsals", status_code=201, responses=answers(REHEARSAL, NotFound, Invalid, status=201)
)
def begin_rehearsal(body: Begin, session: Writer, actor: CurrentAccount) -> dict[str, Any]:
    """Begin a talk with a scenario's person."""
    begun = service.begin(session, actor, body.scenario, body.key or new_id())
    return _rehearsal(begun, queries.turns(session, begun))


@router.get("/rehearsals/{rehearsal_id}", responses=answers(REHEARSAL, NotFound))
def read_rehearsal(
    rehearsal_id: RehearsalId, session: Reader, actor: CurrentAccount
) -> dict[str, Any]:
    """A rehearsal with its lines: one's own, or one that was shared with a facilitator."""
    found = queries.rehearsal(session, actor, rehearsal_id)
    return _rehearsal(found, queries.turns(session, found))


@router.post(
    "/rehearsals/{rehearsal_id}/turns",
    responses=answers(TURN, NotFound, Conflict, TooLarge, Invalid, NotFiledYet),
)
async def say_line(
    rehearsal_id: RehearsalId, body: Line, request: Request, actor: CurrentAccount
) -> dict[str, Any]:
    """Say something and get the person's reply. The same id gives the same reply."""
    state = request.app.state
    given = body.client_message_id
    turn = await speak(state.database, state.bot_client, actor, rehearsal_id, given, body.text)
    return _turn(turn)


@router.post(
    "/rehearsals/{rehearsal_id}/again",
    status_code=201,
    responses=answers(REHEARSAL, NotFound, Conflict, Invalid, status=201),
)
def try_again(
    rehearsal_id: RehearsalId, body: Again, session: Writer, actor: CurrentAccount
) -> dict[str, Any]:
    """A new rehearsal that stands where this one stood after a turn."""
    again = service.try_again(session, actor, rehearsal_id, body.after, body.key or new_id())
    return _rehearsal(again, queries.turns(session, again))


@router.post("/rehearsals/{rehearsal_id}/finish", responses=answers(DEBRIEF, NotFound, Conflict))
def finish_rehearsal(
    rehearsal_id: RehearsalId, session: Writer, actor: CurrentAccount
) -> dict[str, Any]:
    """Stop the talk; gives the debrief."""
    return service.finish(session, actor, rehearsal_id).debrief or {}


@router.get("/rehearsals/{rehearsal_id}/debrief", responses=answers(DEBRIEF, NotFound, Conflict))
def read_debrief(
    rehearsal_id: RehearsalId, session: Reader, actor: CurrentAccount
) -> dict[str, Any]:
    """The debrief of a finished rehearsal. Raises Conflict for one that still goes on."""
    return service.debrief_of(queries.rehearsal(session, actor, rehearsal_id))


@router.delete("/rehearsals/{rehearsal_id}", status_code=204)
def remove_rehearsal(rehearsal_id: RehearsalId, session: Writer, actor: CurrentAccount) -> None:
    """Remove one's own rehearsal with all its lines."""
    service.remove(session, actor, rehearsal_id)


def _scenario(scenario: Scenario) -> dict[str, Any]:
    keys = ("id", "title", "level", "stage", "about", "aim")
    return {key: getattr(scenario, key) for key in keys}


def _rehearsal(row: Rehearsal, turns: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": row.id,
        "scenario": row.scenario,
        "began_at": moment_json(row.began_at),
        "finished_at": row.finished_at and moment_json(row.finished_at),
        "shared_at": row.shared_at and moment_json(row.shared_at),
        "again_of": row.again_of,
        "again_after": row.again_after,
    }
    if turns is not None:
        shown["opening"] = service.scenario_of(row).voice["opening"][0]
        shown["turns"] = [_turn(turn) for turn in turns]
    return shown


def _turn(turn: RehearsalTurn) -> dict[str, Any]:
    return {"position": turn.position, "text": turn.text, "reply": turn.reply}
