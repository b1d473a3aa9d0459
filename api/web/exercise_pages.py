"""One training exercise, alone or with a group, with or without JavaScript."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from api.database import Reader
from api.errors import AppError, Conflict, Invalid, TooLarge
from api.exercises import cards, queries, sittings
from api.exercises.models import Sitting
from api.exercises.reading import Draft, NotKept
from api.identity.actor import Actor
from api.identity.depends import CurrentAccount, Writer
from api.web import templates
from api.web.exercise_view import Shown, sitting_page

router = APIRouter(include_in_schema=False)

ADDRESS = "/practise/exercises/{sitting_id}"


async def _posted(request: Request) -> FormData:
    return await request.form()


Posted = Annotated[FormData, Depends(_posted)]
Named = Annotated[str, Form()]


@router.get(ADDRESS)
def show(
    sitting_id: str, request: Request, session: Reader, actor: CurrentAccount, kept: str = ""
) -> Response:
    """The step that everyone is at, and the cards so far. Raises NotFound for others."""
    sitting = queries.sitting(session, actor, sitting_id)
    return _page(request, session, actor, sitting, kept=bool(kept))


@router.get(ADDRESS + "/live")
def show_changed(
    sitting_id: str, request: Request, session: Reader, actor: CurrentAccount, seen: str = ""
) -> Response:
    """What the page shows now, or nothing (204) while it is what was seen."""
    sitting = queries.sitting(session, actor, sitting_id)
    context = sitting_page(session, actor, sitting)
    if context["version"] == seen:
        return Response(status_code=204)
    return templates.TemplateResponse(request, "exercise_body.html", context)


@router.post(ADDRESS + "/cards")
def add(
    sitting_id: str, request: Request, session: Writer, actor: CurrentAccount, posted: Posted
) -> Response:
    """Add cards, or show the form again with what is wrong; the words stay in it only."""
    drafts = _drafts(posted)
    named = "named" in posted
    try:
        cards.add_cards(session, actor, sitting_id, drafts, _text(posted, "key"), named)
    except (Invalid, TooLarge, Conflict) as refusal:
        wrong = refusal.wrong if isinstance(refusal, NotKept) else {}
        shown = Shown({row.box: row for row in drafts}, wrong, named)
        sitting = queries.sitting(session, actor, sitting_id)
        return _page(request, session, actor, sitting, shown, refusal)
    return _back(sitting_id, "?kept=yes#add")


@router.get(ADDRESS + "/cards")
def show_from_form_address(sitting_id: str, actor: CurrentAccount) -> Response:
    """The address of a form that was shown again, opened by hand."""
    return _back(sitting_id)


@router.post(ADDRESS + "/cards/{card_id}/remove")
def remove(sitting_id: str, card_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """Take a card away. Raises NotFound when it is not the actor's to take."""
    cards.remove_card(session, actor, sitting_id, card_id)
    return _back(sitting_id, "#board")


@router.post(ADDRESS + "/places")
def sort(sitting_id: str, session: Writer, actor: CurrentAccount, posted: Posted) -> Response:
    """Put cards into places. Raises what `sort_cards` raises."""
    places = {
        name.removeprefix("place."): value
        for name, value in posted.multi_items()
        if name.startswith("place.") and isinstance(value, str)
    }
    cards.sort_cards(session, actor, sitting_id, places)
    return _back(sitting_id, "#board")


@router.post(ADDRESS + "/step")
def move(sitting_id: str, session: Writer, actor: CurrentAccount, step: Named = "") -> Response:
    """Bring everyone to a step. Raises what `move` raises."""
    sittings.move(session, actor, sitting_id, step)
    return _back(sitting_id, "#step")


@router.post(ADDRESS + "/finish")
def finish(sitting_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """Close the exercise. Raises what `finish` raises."""
    sittings.finish(session, actor, sitting_id)
    return _back(sitting_id)


@router.post(ADDRESS + "/share")
def share(sitting_id: str, session: Writer, actor: CurrentAccount, reader: Named = "") -> Response:
    """Let someone read it. Raises what `share` raises."""
    sittings.share(session, actor, sitting_id, reader)
    return _back(sitting_id, "#share")


@router.post(ADDRESS + "/take-back")
def take_back(
    sitting_id: str, session: Writer, actor: CurrentAccount, reader: Named = ""
) -> Response:
    """End a sharing. Raises what `take_back` raises."""
    sittings.take_back(session, actor, sitting_id, reader)
    return _back(sitting_id, "#share")


@router.post(ADDRESS + "/delete")
def delete(sitting_id: str, session: Writer, actor: CurrentAccount) -> Response:
    """Remove it with all its cards. Raises what `delete` raises."""
    sittings.delete(session, actor, sitting_id)
    return RedirectResponse("/practise?done=deleted", 303)


def _drafts(posted: FormData) -> list[Draft]:
    """The cards of a form: text.BOX, choice.BOX, about.BOX (each), replaces.BOX."""
    boxes = [name.partition(".")[2] for name, _ in posted.multi_items() if "." in name]
    return [
        Draft(
            box,
            _text(posted, f"text.{box}"),
            _text(posted, f"choice.{box}"),
            tuple(row for row in posted.getlist(f"about.{box}") if isinstance(row, str)),
            _text(posted, f"replaces.{box}"),
        )
        for box in dict.fromkeys(boxes)
    ]


def _text(posted: FormData, name: str) -> str:
    value = posted.get(name)
    return value if isinstance(value, str) else ""


def _back(sitting_id: str, rest: str = "") -> Response:
    return RedirectResponse(f"/practise/exercises/{sitting_id}{rest}", 303)


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    sitting: Sitting,
    shown: Shown | None = None,
    error: AppError | None = None,
    kept: bool = False,
) -> Response:
    context = sitting_page(session, actor, sitting, shown)
    context |= {"error": error, "kept": kept}
    return templates.TemplateResponse(
        request, "exercise.html", context, error.status if error else 200
    )
