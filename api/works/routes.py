"""Works and their records over HTTP."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.database import Reader
from api.errors import Invalid, NotAllowed, NotFound
from api.identity.depends import CurrentAccount, Writer
from api.openapi import COVERAGE, RECORD, TRADE_OFFS, WORK, answers
from api.works import queries, service
from api.works.record import (
    public_coverage,
    public_record,
    public_trade_offs,
    work_json,
    works_overview,
)

router = APIRouter(prefix="/v1/works", tags=["works"])


class NewWork(BaseModel):
    """A piece of safeguarding work to begin."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"case_ref": "SA-2026-0042", "section_42": "yes"}]},
    )

    case_ref: Annotated[str, Field(min_length=2, max_length=60)]
    section_42: Literal["yes", "no", "not_decided"] | bool = "not_decided"

    @property
    def kind(self) -> str:
        """`section_42` as a worded value; true and false are taken as yes and no."""
        if isinstance(self.section_42, bool):
            return "yes" if self.section_42 else "no"
        return self.section_42


@router.get("", responses=answers([{**WORK, "contacts": [], "open_contacts": []}]))
def list_works(session: Reader, actor: CurrentAccount) -> list[dict[str, Any]]:
    """The pieces of work the caller may see, newest first."""
    return works_overview(session, actor)


@router.post("", status_code=201, responses=answers(WORK, NotAllowed, Invalid, status=201))
def begin_work(body: NewWork, session: Writer, actor: CurrentAccount) -> dict[str, Any]:
    """Begin a piece of work. The same reference again answers with the same work."""
    return work_json(service.create_work(session, actor, body.case_ref, body.kind))


@router.get("/{work_id}", responses=answers(WORK, NotFound))
def one_work(work_id: str, session: Reader, actor: CurrentAccount) -> dict[str, Any]:
    """One piece of work."""
    return work_json(queries.work(session, actor, work_id))


@router.get("/{work_id}/record", responses=answers(RECORD, NotFound))
def read_record(work_id: str, session: Reader, actor: CurrentAccount) -> dict[str, Any]:
    """All that is recorded: fields by id, outcome threads, and checks that speak up."""
    return public_record(session, actor, work_id)


@router.get("/{work_id}/coverage", responses=answers(COVERAGE, NotFound))
def read_coverage(work_id: str, session: Reader, actor: CurrentAccount) -> dict[str, Any]:
    """What the record shows of each audit standard: four states, with the entries that show it.

    `evidenced`, `not_done` and `not_applicable` (both with their reason), `no_evidence`. It is
    for a person to judge; a tick without words never counts as evidence.
    """
    return public_coverage(session, actor, work_id)


@router.get("/{work_id}/trade-offs", responses=answers(TRADE_OFFS, NotFound))
def read_trade_offs(work_id: str, session: Reader, actor: CurrentAccount) -> dict[str, Any]:
    """What the person values, each option with what it gives and costs, and the risk chosen."""
    return public_trade_offs(session, actor, work_id)
