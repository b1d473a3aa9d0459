"""Pages: templates and the files they link to."""

from pathlib import Path
from uuid import uuid4

from fastapi import Request
from fastapi.templating import Jinja2Templates

from api.web.dates import day, moment
from practice.content import content


def _signed_in(request: Request) -> dict[str, object]:
    return {"actor": getattr(request.state, "actor", None)}


def _say(key: str, **values: object) -> str:
    """The conversation's own wording, where a page says the same thing."""
    return content().say(key, **values)


def _fresh_id() -> str:
    """Made when a form is rendered, so that sending the form twice is one message."""
    return str(uuid4())


# Autoescape is on: Starlette's environment escapes every value in every template.
templates = Jinja2Templates(
    directory=Path(__file__).parent / "templates", context_processors=[_signed_in]
)
templates.env.globals.update(fresh_id=_fresh_id, say=_say)
templates.env.filters.update(day=day, moment=moment)
