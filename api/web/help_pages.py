"""What each page is for, and the first steps of someone new."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.database import Reader
from api.identity import own_account
from api.identity.depends import CurrentAccount, Writer
from api.web import templates
from practice.help import help_texts

router = APIRouter(include_in_schema=False)


@router.get("/help")
def show_help(request: Request, session: Reader, actor: CurrentAccount) -> Response:
    """The help page; every page leads to its own section of it."""
    context = {
        "texts": help_texts(),
        "first_steps_hidden": own_account.first_steps_hidden(session, actor),
    }
    return templates.TemplateResponse(request, "help.html", context)


@router.post("/first-steps")
def set_first_steps(
    session: Writer, actor: CurrentAccount, hidden: Annotated[bool, Form()] = True
) -> Response:
    """Put the first steps on My work away, or have them shown there again."""
    own_account.hide_first_steps(session, actor, hidden)
    return RedirectResponse("/work", 303)
