"""Refuses what another site makes a browser send: by Sec-Fetch-Site, then by Origin.

After datasette's csrf.py and Go 1.25's CrossOriginProtection: forms need no token. Browsers
always send one of the two headers with an unsafe request; programs send neither.
"""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import NotAllowed, answer
from practice.content.language import gettext

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class CrossOriginGuard:
    """Answers 403 to an unsafe request that another site caused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and caused_by_another_site(request := Request(scope)):
            refusal = NotAllowed(
                gettext(
                    "This came from another site, so it was not carried out."
                    " Please open the page here and try again."
                )
            )
            return await answer(request, refusal)(scope, receive, send)
        await self.app(scope, receive, send)


def caused_by_another_site(request: Request) -> bool:
    """True for an unsafe request whose headers do not show it came from our own pages.

    Signing in is guarded too, before there is a cookie: otherwise another site could sign
    a person in under an account of its own and read what they then write.
    """
    if request.method in SAFE_METHODS or _is_program(request):
        return False
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site:
        return fetch_site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")


def _is_program(request: Request) -> bool:
    """A bearer token without a cookie is put there by a program, never by a browser."""
    bearer = request.headers.get("authorization", "").lower().startswith("bearer ")
    return bearer and "cookie" not in request.headers
