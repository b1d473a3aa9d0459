"""Noting the age band of a work, from its record page."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from api.identity.depends import CurrentAccount, Writer
from api.works.age import set_age_band

router = APIRouter(include_in_schema=False)


@router.post("/works/{work_id}/age-band")
def save_age_band(
    work_id: str, session: Writer, actor: CurrentAccount, age_band: Annotated[str, Form()] = ""
) -> Response:
    """Note it and go back. Raises NotFound, NotAllowed or Invalid."""
    set_age_band(session, actor, work_id, age_band)
    return RedirectResponse(f"/works/{work_id}#age", 303)
