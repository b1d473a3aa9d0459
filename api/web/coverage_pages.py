"""What the record shows of each audit standard, with the words that show it."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.database import Reader
from api.identity.depends import CurrentAccount
from api.tables import utcnow
from api.web import templates
from api.web.evidence import evidence
from api.works.record import load_record
from practice.content import content
from practice.record import Record
from practice.rules.coverage import STATES, Shown, coverage, standards

router = APIRouter(include_in_schema=False)

SETS = ("bradford", "leicestershire", "principles", "lga")
GAP = "no_evidence"
GAPS_ONLY = "gaps"
# What may still be asked, so the page says which question would show it.
OPEN = (GAP, "not_done")


@router.get("/works/{work_id}/coverage")
def show_coverage(
    work_id: str,
    request: Request,
    session: Reader,
    actor: CurrentAccount,
    show: str = "",
    chosen: Annotated[str, Query(alias="set")] = "",
) -> Response:
    """Every standard, or those without evidence only, or one set. What else is asked shows all.

    Raises NotFound when the work is not the actor's to see.
    """
    record = load_record(session, actor, work_id)
    gaps_only = show == GAPS_ONLY
    chosen = chosen if chosen in SETS else ""
    found = coverage(record)
    context = {
        "work": record.work,
        "now": utcnow(),
        "gaps_only": gaps_only,
        "chosen": chosen,
        "sets": [(name, len(found[name])) for name in SETS],
        "shown": [_set(n, found, record, gaps_only) for n in SETS if chosen in ("", n)],
    }
    return templates.TemplateResponse(request, "coverage.html", context)


def _set(
    name: str, found: Mapping[str, Mapping[str, Shown]], record: Record, gaps_only: bool
) -> dict[str, Any]:
    """One set: how many stand how, and its standards as the filter leaves them."""
    rows = found[name].values()
    kept = [row for row in rows if row.state == GAP or not gaps_only]
    return {
        "name": name,
        "counts": counted(rows),
        "standards": [_standard(row, name, found["bradford"], record) for row in kept],
    }


def counted(rows: Collection[Shown]) -> str:
    """How many standards stand how, as one sentence; never a score."""
    states = Counter(row.state for row in rows)
    first = content().say("page.count.evidenced", count=states["evidenced"], all=len(rows))
    return ", ".join([first, *(_count(s, states[s]) for s in STATES[1:] if states[s])]) + "."


def _count(state: str, count: int) -> str:
    key = f"page.count.{state}"
    return content().say(f"{key}.one" if count == 1 else key, count=count)


def _standard(
    row: Shown, name: str, bradford: Mapping[str, Shown], record: Record
) -> dict[str, Any]:
    is_principle = name == "principles"
    under = [bradford[key] for key in _under(row.id)] if is_principle else []
    wants = row.wants if row.state in OPEN else ()
    return {
        "row": row,
        "label": row.title if is_principle else f"{row.id}. {row.title}",
        "under": under,
        "under_counts": counted(under) if under else "",
        "evidence": evidence(record, row.entries),
        "wants": [content().field(field).title for field in wants],
    }


def _under(principle: str) -> list[str]:
    """The Bradford standards that a principle stands on."""
    return next(row["standards"] for row in standards()["principles"] if row["id"] == principle)
