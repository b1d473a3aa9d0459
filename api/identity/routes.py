"""Signing in and out over JSON."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.identity.actor import Actor
from api.identity.cookies import clear_cookie, set_cookie, token_of
from api.identity.depends import CurrentAccount, Writer
from api.identity.passwords import LONGEST
from api.identity.roles import Role
from api.identity.service import sign_in, sign_out

router = APIRouter(prefix="/v1/session", tags=["session"])


class SignIn(BaseModel):
    """What a person signs in with."""

    model_config = ConfigDict(
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={
            "examples": [{"username": "practitioner", "password": "a long enough password"}]
        },
    )

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=LONGEST)


class AccountSeen(BaseModel):
    """An account as its owner sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    role: Role
    username: str
    display_name: str


class SessionOpened(BaseModel):
    """The token for the Authorization header, and whose it is."""

    token: str
    account: AccountSeen


def source_of(request: Request) -> str:
    """Where a request comes from, for the throttle."""
    return request.client.host if request.client else "unknown"


@router.post("")
def open_session(body: SignIn, request: Request, response: Response) -> SessionOpened:
    """Sign in: the token in the answer, and in the browser's cookie."""
    state = request.app.state
    signed_in = sign_in(
        state.database,
        state.settings,
        username=body.username,
        password=body.password,
        source=source_of(request),
        previous_token=token_of(request),
    )
    set_cookie(response, state.settings, signed_in.token)
    return SessionOpened(token=signed_in.token, account=_seen(signed_in.actor))


@router.get("")
def show_session(account: CurrentAccount) -> AccountSeen:
    """Who is signed in."""
    return _seen(account)


@router.delete("", status_code=204)
def end_session(
    account: CurrentAccount, session: Writer, request: Request, response: Response
) -> None:
    """Sign out."""
    sign_out(session, token_of(request) or "")
    clear_cookie(response, request.app.state.settings)


def _seen(actor: Actor) -> AccountSeen:
    return AccountSeen.model_validate(actor)
