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
from practice.local.audit_sets import AuditSet
from practice.record import Record
from practice.rules.coverage import STATES, Shown, audited, coverage, under

router = APIRouter(include_in_schema=False)

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
    """Every audited standard, or those without evidence only, or one set; else all are shown.

    Raises NotFound when the work is not the actor's to see.
    """
    record = load_record(session, actor, work_id)
    gaps_only = show == GAPS_ONLY
    sets = audited()
    chosen = chosen if chosen in {each.id for each in sets} else ""
    found = coverage(record)
    context = {
        "work": record.work,
        "now": utcnow(),
        "gaps_only": gaps_only,
        "chosen": chosen,
        "sets": sets,
        "shown": [_set(s, found, record, gaps_only) for s in sets if chosen in ("", s.id)],
    }
    return templates.TemplateResponse(request, "coverage.html", context)


def _set(
    each: AuditSet, found: Mapping[str, Mapping[str, Shown]], record: Record, gaps_only: bool
) -> dict[str, Any]:
    """One set: how many stand how, and its standards as the filter leaves them.

    links: whether the standards that its groups rest on stand on this page too.
    """
    rows = found[each.id]
    kept = [row for row in each.standards if rows[row["id"]].state == GAP or not gaps_only]
    parts = under(each, record)
    return {
        "set": each,
        "counts": counted(rows.values()),
        "links": each.groups_of in found,
        "standards": [_standard(row, rows[row["id"]], parts, record) for row in kept],
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
    row: Mapping[str, Any], found: Shown, parts: Mapping[str, Shown], record: Record
) -> dict[str, Any]:
    """One standard. row: as in its set's file; parts: what a group of standards rests on."""
    rests_on = [parts[key] for key in row.get("standards", ())]
    wants = found.wants if found.state in OPEN else ()
    return {
        "row": found,
        "label": found.title if rests_on else f"{found.id}. {found.title}",
        "under": rests_on,
        "under_counts": counted(rests_on) if rests_on else "",
        "evidence": evidence(record, found.entries),
        "wants": [content().field(field).title for field in wants],
    }
