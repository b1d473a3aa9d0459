"""A person's own account: who they are here, their password, and where they are signed in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.database import Reader
from api.errors import AppError, Conflict, Invalid, TooManyAttempts, WrongPassword
from api.identity import own_account
from api.identity.actor import Actor
from api.identity.cookies import token_of
from api.identity.depends import CurrentAccount, Writer
from api.identity.passwords import LONGEST, SHORTEST
from api.identity.routes import source_of
from api.web import templates
from practice.content.language import Labels, gettext, marked

router = APIRouter(include_in_schema=False)

Password = Annotated[str, Form(max_length=LONGEST)]
# What has just been done, by the word that the address carries.
DONE = Labels(
    {
        "password": marked("Your password is changed. You are signed out everywhere else."),
        "others": marked("Your other sign-ins are ended."),
    }
)


@router.get("/account")
def show_account(
    request: Request, session: Reader, actor: CurrentAccount, done: str = ""
) -> Response:
    """The person's own account."""
    return _page(request, session, actor, done=DONE.get(done))


@router.post("/account/password")
def change_password(
    request: Request, actor: CurrentAccount, old: Password = "", new: Password = "",
    again: Password = "",
) -> Response:  # fmt: skip
    """Change the password, or show the page again with what is wrong."""
    database = request.app.state.database
    try:
        if new != again:
            raise Invalid(
                gettext("The new password was not typed the same twice. Please type it again.")
            )
        own_account.change_password(
            database, actor, token_of(request) or "", old=old, new=new, source=source_of(request)
        )
    except (Invalid, WrongPassword, TooManyAttempts, Conflict) as refusal:
        with database.reader() as session:
            return _page(request, session, actor, error=refusal)
    return RedirectResponse("/account?done=password", 303)


@router.post("/account/end-others")
def end_others(request: Request, session: Writer, actor: CurrentAccount) -> Response:
    """End the person's other sign-ins."""
    own_account.end_other_sessions(session, actor, token_of(request) or "")
    return RedirectResponse("/account?done=others", 303)


@router.get("/account/password")
def show_from_form_address(actor: CurrentAccount) -> Response:
    """The address of a form that was shown again, opened by hand."""
    return RedirectResponse("/account", 303)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    error: AppError | None = None,
    done: str | None = None,
) -> Response:
    settings = request.app.state.settings
    current = own_account.current_session(session, actor, token_of(request) or "")
    context = {
        "sessions": own_account.own_sessions(session, settings, actor),
        "current": current.id,
        "shortest": SHORTEST,
        "wrong": _wrong_field(error),
        "error": error,
        "done": done,
    }
    status = error.status if error else 200
    return templates.TemplateResponse(
        request, "account.html", context, status, error.headers if error else None
    )


def _wrong_field(error: AppError | None) -> str:
    """The input that the error is about."""
    return "new" if isinstance(error, Invalid) else "old"
