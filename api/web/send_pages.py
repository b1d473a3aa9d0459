"""The button that has a finished conversation's summary sent to the council's own system."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from api.identity.depends import CurrentAccount, Writer
from api.webhook.service import put_out

router = APIRouter(prefix="/works/{work_id}/contacts/{contact_id}", include_in_schema=False)


@router.post("/send")
def send(
    work_id: str,
    contact_id: str,
    request: Request,
    session: Writer,
    actor: CurrentAccount,
    host: Annotated[str, Form()] = "",
) -> Response:
    """Put the summary into the outbox for the host that the button named, and begin to send it.

    Pressing twice sends once. Raises NotFound, NotAllowed, Conflict as `put_out` does.
    """
    outbox = request.app.state.outbox
    put_out(session, actor, work_id, contact_id, outbox.destination, host)
    page = f"/works/{work_id}/contacts/{contact_id}/check#sent"
    return RedirectResponse(page, 303, background=BackgroundTask(outbox.sweep))
