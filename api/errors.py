"""Every way a request can be refused, and how the refusal is told to a person or a program."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.audit.refusals import record_refusal
from api.logging import route_template, safe_exception
from practice.content.language import gettext, marked

log = structlog.get_logger()

PROGRAM_PATHS = ("/v1/", "/internal/", "/health/")
LONGEST_POINTER = 200


class AppError(Exception):
    """A refusal with a status for the machine and a plain sentence for the person."""

    status = 500
    slug = "error"
    title = marked("Something went wrong")
    advice = marked("Nothing was changed. Please try again.")

    def __init__(self, detail: str | None = None) -> None:
        self.title = gettext(self.title)
        self.detail = detail or gettext(self.advice)
        super().__init__(self.detail)

    @property
    def headers(self) -> dict[str, str]:
        return {}

    @property
    def members(self) -> dict[str, object]:
        """What this problem says beyond type, title, status and detail (RFC 9457, section 3.2)."""
        return {}


class NotFound(AppError):
    status = 404
    slug = "not-found"
    title = marked("Not found")
    advice = marked("We could not find this, or it is not yours to see. Please check the address.")


class NotSignedIn(AppError):
    status = 401
    slug = "not-signed-in"
    title = marked("Please sign in")
    advice = marked("You are not signed in, or your session has ended. Please sign in again.")

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class WrongPassword(AppError):
    status = 401
    slug = "wrong-password"
    title = marked("Sign-in did not work")
    advice = marked("The username or password is not right. Please check both and try again.")


class NotAllowed(AppError):
    status = 403
    slug = "not-allowed"
    title = marked("Not allowed")
    advice = marked("Your role does not allow this. Please ask a supervisor or administrator.")


class Conflict(AppError):
    status = 409
    slug = "conflict"
    title = marked("This has changed")
    advice = marked("Someone changed this since you opened it. Please reload it and try again.")


class AnotherQuestion(Conflict):
    """`open` is the question that is open now: `{question_id, asks, takes_words, replies}`."""

    slug = "another-question"
    title = marked("Another question is open")
    advice = marked(
        "This answers an earlier question. Nothing was filed. Please look at the open one."
    )

    def __init__(
        self, detail: str | None = None, open_now: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(detail)
        self.open_now = dict(open_now or {})

    @property
    def members(self) -> dict[str, object]:
        return {"open": self.open_now} if self.open_now else {}


class TooLarge(AppError):
    status = 413
    slug = "too-large"
    title = marked("Too long")
    advice = marked("This is too long to send in one go. Please send it in smaller pieces.")


class CookiesTooLarge(AppError):
    status = 431
    slug = "cookies-too-large"
    title = marked("Too many cookies")
    advice = marked(
        "The cookies that came with this are too large. Please clear them and sign in again."
    )


class WrongFormat(AppError):
    status = 415
    slug = "wrong-format"
    title = marked("Wrong format")
    advice = marked("Please send the body as JSON, with the content type application/json.")


class Invalid(AppError):
    """`errors` names each fault as {"pointer", "message"}, never what was typed."""

    status = 422
    slug = "invalid"
    title = marked("Please check what you entered")
    advice = marked("Some of this could not be accepted. Please check it and send it again.")

    def __init__(self, detail: str | None = None, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(detail)
        self.errors = [dict(error) for error in errors]

    @property
    def members(self) -> dict[str, object]:
        return {"errors": self.errors} if self.errors else {}


class _RetryLater(AppError):
    wait = 5

    def __init__(self, detail: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after or self.wait

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class TooManyAttempts(_RetryLater):
    status = 429
    slug = "too-many-attempts"
    title = marked("Too many attempts")
    advice = marked("There have been too many attempts. Please wait a few minutes and try again.")
    wait = 60


class NotFiledYet(_RetryLater):
    status = 503
    slug = "not-filed-yet"
    title = marked("Kept, but not filed yet")
    advice = marked("Your words are kept, but not yet filed in the record. We will try again.")


class Unavailable(_RetryLater):
    status = 503
    slug = "unavailable"
    title = marked("Busy just now")
    advice = marked(
        "The service cannot reach its records just now. Nothing was changed. Please try again."
    )


class _HttpError(AppError):
    """A status that only the framework raises, such as 405."""

    def __init__(self, status: int, headers: Mapping[str, str] | None) -> None:
        super().__init__(gettext("The service does not take this kind of request at this address."))
        self.status = status
        self.slug = f"http-{status}"
        self.title = HTTPStatus(status).phrase
        self._headers = dict(headers or {})

    @property
    def headers(self) -> dict[str, str]:
        return self._headers


class _Unexpected(AppError):
    def __init__(self, reference: str) -> None:
        super().__init__(
            gettext(
                "Something went wrong on our side. Please try again; if it happens again, "
                "tell your administrator this reference: {reference}."
            ).format(reference=reference)
        )
        self.reference = reference

    @property
    def members(self) -> dict[str, object]:
        return {"reference": self.reference}


class WrongReport(AppError):
    slug = "wrong-report"
    title = marked("This report was not given out")
    advice = marked("Its numbers do not go together. Please tell your administrator.")


PROBLEMS: dict[str, type[AppError]] = {
    error.slug: error
    for error in (
        AppError, NotFound, NotSignedIn, WrongPassword, NotAllowed, Conflict,
        AnotherQuestion, TooLarge, CookiesTooLarge, WrongFormat, Invalid, TooManyAttempts,
        NotFiledYet, Unavailable, WrongReport,
    )
}  # fmt: skip
_BY_STATUS = {
    404: NotFound, 401: NotSignedIn, 403: NotAllowed, 409: Conflict, 413: TooLarge,
    415: WrongFormat, 422: Invalid, 429: TooManyAttempts, 431: CookiesTooLarge, 503: Unavailable,
}  # fmt: skip


def wants_page(request: Request) -> bool:
    """True when a browser is asking for a page, not a program for JSON."""
    path = request.url.path + "/"
    return "text/html" in request.headers.get("accept", "") and not path.startswith(PROGRAM_PATHS)


def answer(request: Request, error: AppError) -> Response:
    """The refusal as a small page for a browser, and as RFC 9457 problem details otherwise.

    The page is made by what `install_error_handlers` was given.
    """
    if not wants_page(request):
        return _problem(error)
    if isinstance(error, NotSignedIn):
        return _to_sign_in(request)
    return request.app.state.error_page(request, error)


def _problem(error: AppError) -> Response:
    body = {
        "type": f"/problems/{error.slug}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        **error.members,
    }
    return JSONResponse(body, error.status, error.headers, "application/problem+json")


def _to_sign_in(request: Request) -> Response:
    # Only the path: a query string is never repeated, it may hold someone's words.
    back = f"?next={quote(request.url.path)}" if request.method == "GET" else ""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": f"/sign-in{back}"})
    return RedirectResponse(f"/sign-in{back}", 303)


def _pointer(location: Sequence[str | int]) -> str:
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "".join("/" + part for part in parts)[:LONGEST_POINTER]


async def _handle_app_error(request: Request, error: AppError) -> Response:
    if isinstance(error, NotAllowed):
        actor = getattr(request.state, "actor", None)
        await run_in_threadpool(
            record_refusal,
            request.app.state.database,
            account_id=actor.id if actor else None,
            action="access.refused",
            subject_type="route",
            subject_id=f"{request.method} {route_template(request.scope)}",
        )
    return answer(request, error)


async def _handle_http_exception(request: Request, error: HTTPException) -> Response:
    known = _BY_STATUS.get(error.status_code)
    return answer(request, known() if known else _HttpError(error.status_code, error.headers))


async def _handle_validation(request: Request, error: RequestValidationError) -> Response:
    faults = [{"pointer": _pointer(e["loc"]), "message": e["msg"]} for e in error.errors()]
    return answer(request, Invalid(errors=faults))


async def _handle_database(request: Request, error: Exception) -> Response:
    log.error("database_unavailable", **safe_exception(error))
    return answer(request, Unavailable())


async def _handle_unexpected(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:12]
    route = route_template(request.scope)
    log.error("unhandled_error", reference=reference, route=route, **safe_exception(error))
    return answer(request, _Unexpected(reference))


class UnexpectedErrors:
    """Answers an unhandled exception before Starlette passes it on.

    Starlette's own last handler raises the exception again after answering, and the
    server would then log its text, which may hold what someone typed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            response = await _handle_unexpected(Request(scope), error)
            if not started:
                await response(scope, receive, send)


def install_error_handlers(app: FastAPI, page: Callable[[Request, AppError], Response]) -> None:
    """Make every refusal of `app` a problem document or a small page, and never an echo.

    page: makes the small page of a refusal.
    """
    app.state.error_page = page
    app.exception_handler(AppError)(_handle_app_error)
    app.exception_handler(HTTPException)(_handle_http_exception)
    app.exception_handler(RequestValidationError)(_handle_validation)
    app.add_exception_handler(OperationalError, _handle_database)
    app.add_exception_handler(PoolTimeout, _handle_database)
    app.add_exception_handler(Exception, _handle_unexpected)
    app.add_middleware(UnexpectedErrors)
