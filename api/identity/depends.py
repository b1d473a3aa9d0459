"""Who is calling, as a parameter type of a route."""

import hmac
from typing import Annotated

from fastapi import Depends, Request

from api.errors import NotSignedIn
from api.identity.actor import Actor
from api.identity.cookies import token_of
from api.identity.service import account_for_token

__all__ = ["Actor", "CurrentAccount", "InternalCaller", "OptionalAccount"]


def current_account(request: Request) -> Actor:
    """The signed-in person. Raises NotSignedIn."""
    token = token_of(request)
    if not token:
        raise NotSignedIn()
    state = request.app.state
    actor = account_for_token(state.database, state.settings, token)
    request.state.actor = actor
    return actor


def optional_account(request: Request) -> Actor | None:
    """The signed-in person, or None. For public pages only."""
    try:
        return current_account(request)
    except NotSignedIn:
        return None


def internal_caller(request: Request) -> None:
    """Lets the bot and the action server in. Raises NotSignedIn without their key."""
    given = request.headers.get("x-aide-key", "").encode("latin-1")
    key = request.app.state.settings.bot_key.get_secret_value().encode()
    if not hmac.compare_digest(given, key):
        raise NotSignedIn("This address is for the service's own parts, which send a key.")


CurrentAccount = Annotated[Actor, Depends(current_account)]
OptionalAccount = Annotated[Actor | None, Depends(optional_account)]
InternalCaller = Annotated[None, Depends(internal_caller)]
