"""What each kind of refusal means: the page that a problem document's `type` points to."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.errors import PROBLEMS, NotFound
from api.web import templates

router = APIRouter(include_in_schema=False)


@router.get("/problems/{slug}")
def show_problem(slug: str, request: Request) -> Response:
    """The page for one kind of refusal. Raises NotFound for an unknown one."""
    problem = PROBLEMS.get(slug)
    if problem is None:
        raise NotFound()
    return templates.TemplateResponse(request, "errors.html", {"error": problem()})
