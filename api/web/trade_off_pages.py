"""The trade-off sheet: what the person values, what each option gives and costs, and the grid."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.database import Reader
from api.identity.depends import CurrentAccount
from api.tables import utcnow
from api.web import grid, templates
from api.web.evidence import evidence
from api.works.record import load_record
from practice.content import content
from practice.papers.lines import Line
from practice.papers.tradeoff import STEPS, Option, Sheet, trade_off_sheet
from practice.record import Entry, Record

router = APIRouter(include_in_schema=False)

SHEET_FIELDS = ("A5", "D2", "D4", "D3")


@router.get("/works/{work_id}/trade-offs")
def show_trade_offs(
    work_id: str, request: Request, session: Reader, actor: CurrentAccount
) -> Response:
    """The sheet, to look at together or to print. Raises NotFound when it is not the actor's."""
    record = load_record(session, actor, work_id)
    sheet = trade_off_sheet(record)
    options = [_option(number, option) for number, option in enumerate(sheet.options, start=1)]
    context = {
        "work": record.work,
        "now": utcnow(),
        "sheet": sheet,
        "titles": [content().field(field).title for field in SHEET_FIELDS],
        "options": options,
        "placed": [row for row in options if row["place"]],
        "unplaced": [row for row in options if not row["place"]],
        "grid": grid,
        "spots": grid.spots({row["number"]: row["place"] for row in options if row["place"]}),
        "steps": {step: label for label, step in _steps()},
        "weighing": weighing(sheet),
        "living_with": living_with(sheet, record),
    }
    return templates.TemplateResponse(request, "trade_offs.html", context)


def _steps() -> list[tuple[str, int]]:
    """The labels of better, no different and worse, with the place each stands for."""
    return [(choice.label, STEPS[choice.value]) for choice in content().choices("effect")]


def _option(number: int, option: Option) -> dict[str, Any]:
    """One row of the table; `place` is None while one of the two is not known."""
    known = option.wellbeing is not None and option.safety is not None
    return {
        "number": number,
        "option": option,
        "entry_id": option.entries[0],
        "place": (option.wellbeing, option.safety) if known else None,
    }


def weighing(sheet: Sheet) -> dict[str, list[Line]]:
    """What is noted for each of the four ethical principles, an empty list where nothing is."""
    field = content().field("D4")
    own_choice = field.words_title
    rows: dict[str, list[Line]] = {own_choice: [], **{part.title: [] for part in field.parts}}
    for line in sheet.weighing:
        title = own_choice if line.label == field.title else line.label
        rows.setdefault(title, []).append(line)
    return rows


def living_with(sheet: Sheet, record: Record) -> list[dict[str, Any]]:
    """The risk they choose to live with, and the parts of it that are not noted yet."""
    rows = evidence(record, (line.entry_id for line in sheet.living_with))
    return [{**row, "missing": _missing(row["entry"])} for row in rows]


def _missing(entry: Entry) -> list[str]:
    """Why, safety net and review are asked of a risk they choose to live with only."""
    if "yes" not in entry.values:
        return []
    parts = content().field(entry.field).parts
    return [part.title for part in parts if part.key not in entry.parts]
