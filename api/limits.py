"""What a request may be: its size and, for programs, its format."""

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import AppError, TooLarge, WrongFormat, answer

LARGEST_BODY = 256 * 1024
JSON_PATHS = ("/v1/", "/internal/")


class RequestLimits:
    """Answers 413 to a body over the limit and 415 to one that should be JSON and is not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        if refusal := _refusal(request):
            return await answer(request, refusal)(scope, receive, send)
        await self.app(scope, _counted(receive), send)


def _refusal(request: Request) -> AppError | None:
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > LARGEST_BODY:
        return TooLarge()
    has_body = length != "0" or "transfer-encoding" in request.headers
    if has_body and request.url.path.startswith(JSON_PATHS) and not _is_json(request):
        return WrongFormat()
    return None


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == "application/json"


def _counted(receive: Receive) -> Receive:
    """For a body of unannounced length: stop reading at the limit."""
    read = 0

    async def receive_counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST_BODY:
            raise HTTPException(413)  # FastAPI lets this kind pass while it reads a body
        return message

    return receive_counted
