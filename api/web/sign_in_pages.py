"""Signing in and out in a browser, with or without JavaScript."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.errors import AppError, TooManyAttempts, WrongPassword
from api.identity.cookies import clear_cookie, set_cookie, token_of
from api.identity.depends import OptionalAccount
from api.identity.passwords import LONGEST
from api.identity.routes import source_of
from api.identity.service import sign_in, sign_out
from api.web import templates

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(account: OptionalAccount) -> Response:
    """The way in: to the work, or to signing in."""
    return RedirectResponse("/work" if account else "/sign-in", 303)


@router.get("/sign-in")
def show_sign_in(account: OptionalAccount, request: Request, next: str = "/") -> Response:
    """The sign-in form."""
    if account:
        return RedirectResponse(local_path(next), 303)
    return _form(request, next)


@router.post("/sign-in")
def submit_sign_in(
    request: Request,
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=LONGEST)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Sign in and go where the person was heading, or show the form again."""
    state = request.app.state
    try:
        signed_in = sign_in(
            state.database,
            state.settings,
            username=username,
            password=password,
            source=source_of(request),
            previous_token=token_of(request),
        )
    except (WrongPassword, TooManyAttempts) as error:
        return _form(request, next, username, error)
    response = RedirectResponse(local_path(next), 303)
    set_cookie(response, state.settings, signed_in.token)
    return response


@router.post("/sign-out")
def submit_sign_out(request: Request) -> Response:
    """Sign out, also when the session has already ended."""
    state = request.app.state
    if token := token_of(request):
        with state.database.writer() as session:
            sign_out(session, token)
    response = RedirectResponse("/sign-in", 303)
    clear_cookie(response, state.settings)
    return response


def local_path(address: str) -> str:
    """`address` when it is a path on this service, otherwise "/".

    Browsers read a backslash as a slash and skip control characters, so both are refused.
    """
    plain = address.isprintable() and "\\" not in address and not address.startswith("//")
    if not plain or not address.startswith("/"):
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address


def _form(
    request: Request, next: str, username: str = "", error: AppError | None = None
) -> Response:
    context = {"next": local_path(next), "username": username, "error": error}
    status = error.status if error else 200
    wait = error.headers.get("Retry-After") if error else None
    headers = {"Retry-After": wait} if wait and status == 429 else {}
    return templates.TemplateResponse(request, "sign_in.html", context, status, headers)
