"""What is said first when words tell of danger, pressure, a change of mind, or distress."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timezone

from practice.content import content
from practice.local.settings import local

logger = logging.getLogger(__name__)
DANGER = "report_danger"
KINDS = (DANGER, "raise_coercion", "withdraw_consent", "practitioner_distress")
# More numbers would be in the way of the first one.
MOST_ROUTES = 2


def utcnow() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(timezone.utc)


def safety_lines(
    turn_safety: Iterable[str],
    now: datetime | None = None,
    advised: Collection[str] = (),
) -> list[str]:
    """One line for each kind that was heard, in that order.

    The line about danger ends with the council's route that is open at `now`, which is this
    moment when left out. advised: the advice already given in this stage; it is repeated in
    short, danger always in full.
    """
    now = now or utcnow()
    return [_line(flag, now, flag in advised and flag != DANGER) for flag in turn_safety]


def _line(flag: str, now: datetime, again: bool) -> str:
    said = content().say(f"safety.{flag}.again" if again else f"safety.{flag}")
    routes = _local_routes(now) if flag == DANGER else []
    if not routes:
        return said
    named = {"council": local().name, "routes": "; ".join(routes)}
    return content().say("local.danger", danger=said, **named)


def _local_routes(now: datetime) -> list[str]:
    """The local part of the route; 999 is in the line already."""
    try:
        here = local()
        today = here.today(now)
        open_now = [contact for contact in here.route_for_danger(now) if not contact.national]
        return [contact.shown(today) for contact in open_now[:MOST_ROUTES]]
    except Exception as error:  # whatever is wrong with the settings, "call 999" must be said
        logger.error("no local route for danger: %s: %s", type(error).__name__, error)
        return []
