"""What a request may be: the size of its cookies and body and, for programs, its format.

A body is here in full before anything else of the service sees the request, so that nobody can
hold a turn to write, or a place in a queue, while they send it piece by piece.
"""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import AppError, CookiesTooLarge, Invalid, TooLarge, WrongFormat, answer

LARGEST_BODY = 256 * 1024
# One session cookie is 60 bytes. Python before 3.12.6 needs seconds for a long quoted cookie
# (CVE-2024-7592), so its length is looked at before anything reads it.
LARGEST_COOKIES = 4 * 1024
JSON_PATHS = ("/v1/", "/internal/")


class RequestLimits:
    """Answers 431 to cookies and 413 to a body over the limit, 415 to what should be JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        try:
            _check_head(request)
            body = await _whole_body(receive)
        except AppError as refusal:
            return await answer(request, refusal)(scope, receive, send)
        await self.app(scope, _with_body(body, receive), send)


def _check_head(request: Request) -> None:
    """Raises the refusal that the headers alone call for."""
    if sum(map(len, request.headers.getlist("cookie"))) > LARGEST_COOKIES:
        raise CookiesTooLarge()
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > LARGEST_BODY:
        raise TooLarge()
    has_body = length != "0" or "transfer-encoding" in request.headers
    if has_body and request.url.path.startswith(JSON_PATHS) and not _is_json(request):
        raise WrongFormat()


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == "application/json"


async def _whole_body(receive: Receive) -> bytes:
    """The body, however many pieces it comes in.

    Raises TooLarge at the limit, whatever length was announced, and Invalid when the sender
    hangs up before the end.
    """
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid()
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise TooLarge()
        if not message.get("more_body", False):
            return bytes(body)


def _with_body(body: bytes, receive: Receive) -> Receive:
    """Gives the body in one piece, then what else comes, such as hanging up."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_next() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_next
