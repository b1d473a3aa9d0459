"""The application: settings in, a FastAPI service out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import httpx
import structlog
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api.chat.answering import Answering
from api.csrf import CrossOriginGuard
from api.database import Database
from api.errors import install_error_handlers
from api.headers import SecurityHeaders
from api.language import RequestLanguage
from api.limits import RequestLimits
from api.logging import RequestLog, configure_logging
from api.metrics import Metrics
from api.migrations.fitness import check_schema
from api.routers import ROUTERS
from api.settings import Settings, StartRefused, get_settings
from api.sweeping import sweeping
from api.web.error_pages import error_page
from api.webhook.outbox import Outbox
from practice.local.settings import LocalError, local

log = structlog.get_logger()

STATIC = Path(__file__).parent / "web" / "static"
# More than can be waiting for the database at once, so that the one at work gets a thread.
WORKER_THREADS = 100


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service for these settings, or for the environment's.

    Raises StartRefused for weak settings or a mistake in the council's own, and at start-up for
    an unfit database.
    """
    configure_logging()
    _check_local_settings()
    app = FastAPI(
        title="MSP Aide",
        lifespan=_lifespan,
        # Swagger and ReDoc pages load scripts from outside; /openapi.json is enough.
        docs_url=None,
        redoc_url=None,
        # FastAPI's own spans and log records carry query strings and exception texts.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.settings = settings or get_settings()
    app.state.metrics = Metrics()
    _add_middleware(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _add_middleware(app: FastAPI) -> None:
    """From the inside out: the last one added sees a request first."""
    app.add_middleware(RequestLimits)
    app.add_middleware(CrossOriginGuard)
    install_error_handlers(app, error_page)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLanguage)
    app.add_middleware(RequestLog, metrics=app.state.metrics)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings = app.state.settings
    configure_logging()  # again: a server may have set up its own since create_app
    anyio.to_thread.current_default_thread_limiter().total_tokens = WORKER_THREADS
    app.state.database = _open_database(settings)
    async with _bot_client(settings) as app.state.bot_client:
        state = app.state
        state.answering = Answering(state.database, state.bot_client, settings)
        state.outbox = Outbox(state.database, settings)
        async with sweeping(state.answering, state.outbox):
            yield
    app.state.database.close()


def _check_local_settings() -> None:
    """A mistake in the council's file is found at the start, not when somebody needs a number."""
    try:
        local()
    except LocalError as error:
        log.error("start_refused", reason=str(error))
        raise StartRefused(f"The service cannot start: {error}.") from None


def _open_database(settings: Settings) -> Database:
    try:
        database = Database(settings)
        check_schema(database)
    except StartRefused as refusal:
        log.error("start_refused", reason=str(refusal))
        raise
    return database


def _bot_client(settings: Settings) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{settings.bot_port}",
        headers={"X-Aide-Key": settings.bot_key.get_secret_value()},
        trust_env=False,  # never through a proxy: what people type stays on this machine
    )
