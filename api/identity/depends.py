"""Who is calling, and the session that writes for them, as parameter types of a route.

Whoever waits for something while they hold the one turn to write makes everybody wait. So a
writer asks for its caller itself: whatever the order of a route's parameters, it opens when it
is known who calls, and never for a stranger. The body is there by then (api/limits.py).
"""

import hmac
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from api.errors import NotSignedIn
from api.identity.actor import Actor
from api.identity.cookies import token_of
from api.identity.service import account_for_token
from practice.content.language import gettext

__all__ = [
    "Actor",
    "CurrentAccount",
    "InternalCaller",
    "InternalWriter",
    "OptionalAccount",
    "Writer",
]


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
        raise NotSignedIn(gettext("This address is for the service's own parts, which send a key."))


CurrentAccount = Annotated[Actor, Depends(current_account)]
OptionalAccount = Annotated[Actor | None, Depends(optional_account)]
InternalCaller = Annotated[None, Depends(internal_caller)]


def writer(request: Request, _actor: CurrentAccount) -> Iterator[Session]:
    """A session that writes for the signed-in person. Raises NotSignedIn before it opens."""
    with request.app.state.database.writer() as session:
        yield session


def internal_writer(request: Request, _caller: InternalCaller) -> Iterator[Session]:
    """A session that writes for the service's own parts. Raises NotSignedIn before it opens."""
    with request.app.state.database.writer() as session:
        yield session


# scope and max_concurrency as for the Reader (api/database.py).
Writer = Annotated[Session, Depends(writer, scope="function", max_concurrency=8)]
InternalWriter = Annotated[Session, Depends(internal_writer, scope="function", max_concurrency=8)]
