"""Pages: templates and the files they link to."""

from pathlib import Path

from fastapi import Request
from fastapi.templating import Jinja2Templates


def _signed_in(request: Request) -> dict[str, object]:
    return {"actor": getattr(request.state, "actor", None)}


# Autoescape is on: Starlette's environment escapes every value in every template.
templates = Jinja2Templates(
    directory=Path(__file__).parent / "templates", context_processors=[_signed_in]
)
