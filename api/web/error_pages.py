"""A refusal as a page, and what each kind means: where a problem document's `type` points to."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.errors import PROBLEMS, AppError, NotFound
from api.web import templates

router = APIRouter(include_in_schema=False)


def error_page(request: Request, error: AppError) -> Response:
    """The small page of a refusal."""
    return templates.TemplateResponse(
        request, "errors.html", {"error": error}, error.status, error.headers
    )


@router.get("/problems/{slug}")
def show_problem(slug: str, request: Request) -> Response:
    """The page for one kind of refusal. Raises NotFound for an unknown one."""
    problem = PROBLEMS.get(slug)
    if problem is None:
        raise NotFound()
    return templates.TemplateResponse(request, "errors.html", {"error": problem()})
