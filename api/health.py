"""Is the service alive, is it ready, and how busy is it."""

import httpx
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database, database_answers
from api.errors import NotFound
from api.settings import is_loopback

router = APIRouter(tags=["health"])


@router.get("/health/live")
def live() -> dict[str, str]:
    """200 while the process answers at all."""
    return {"status": "live"}


@router.get("/health/ready")
async def ready(request: Request) -> Response:
    """200 when database, bot and action server answer; 503 naming those that do not."""
    state = request.app.state
    parts = {"database": await run_in_threadpool(_database_is_ready, state.database)}
    parts |= await _bot_parts(state.bot_client)
    not_ready = [name for name, answers in parts.items() if not answers]
    body = {"status": "not ready" if not_ready else "ready", "not_ready": not_ready}
    return JSONResponse(body | {"parts": parts}, 503 if not_ready else 200)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Counts and times by route, for a collector on this machine."""
    from_proxy = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if from_proxy or not (request.client and is_loopback(request.client.host)):
        raise NotFound()
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4")


def _database_is_ready(database: Database) -> bool:
    try:
        return database_answers(database)
    except SQLAlchemyError:
        return False


async def _bot_parts(client: httpx.AsyncClient) -> dict[str, bool]:
    try:
        answer = await client.get("/webhooks/aide/health", timeout=3)
        said = answer.json() if answer.status_code == 200 else None
    except (httpx.HTTPError, ValueError):
        said = None
    return {
        "bot": said is not None,
        "actions": isinstance(said, dict) and said.get("actions") is True,
    }
