"""The duty to arrange an independent advocate, worked out with its working shown.

Care Act 2014 sections 67(4) and 68; SI 2006/2883 regulation 4 for the IMCA. The practitioner
decides (field A18); this only says what the answers so far come to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice.content import content
from practice.record import Entry, Record
from practice.rules.rule_language import evaluate, relations

AREAS = ("understand", "retain", "use_or_weigh", "communicate")
UNSUITABLE = ("source_of_harm", "paid", "person_says_no", "cannot")


@dataclass(frozen=True)
class Duty:
    """level: `must`, `should`, `may` or `not_worked_out`. working: each step as a sentence.

    entries: what it rests on. imca: whether an IMCA is to be considered.
    """

    level: str
    working: tuple[str, ...]
    entries: tuple[str, ...] = ()
    imca: bool = False


def advocacy_duty(record: Record) -> Duty:
    """What the record comes to for advocacy. Never raises for a record that is incomplete."""
    check = record.latest("P9")
    imca = evaluate({"shared": "lacks_capacity"}, record)
    areas = _areas(check)
    difficulty = _difficulty(areas)
    person = _appropriate_person(check, record)
    level = _level(difficulty, person)
    steps = [f"advocacy.areas.{difficulty}"]
    if difficulty in ("yes", "unclear"):
        steps.append(f"advocacy.person.{person}")
    steps.append(f"advocacy.level.{level}")
    if imca.holds:
        steps.append("advocacy.imca")
    named = ", ".join(_named(areas))
    working = tuple(content().say(step, areas=named) for step in steps)
    return Duty(level, working, ((check.id,) if check else ()) + imca.entries, imca.holds)


def _areas(check: Entry | None) -> Mapping[str, str]:
    return check.value if check and isinstance(check.value, Mapping) else {}


def _difficulty(areas: Mapping[str, str]) -> str:
    """One area is enough (section 68(3)); all four must be looked at to say there is none."""
    values = list(areas.values())
    if "yes" in values:
        return "yes"
    if "unclear" in values:
        return "unclear"
    return "none" if set(AREAS) <= set(areas) else "not_looked_at"


def _named(areas: Mapping[str, str]) -> list[str]:
    """The areas that look hard, as the question names them."""
    hard = [key for key, value in areas.items() if value in ("yes", "unclear")]
    part = content().field("P9").main
    labels = {c.value.partition("=")[0]: c.group or "" for c in part.choices if c.group}
    return [labels[key].lower() for key in hard]


def _appropriate_person(check: Entry | None, record: Record) -> str:
    """`suitable`, `unsuitable`, `source_of_harm`, `nobody` or `not_known` (section 68(4))."""
    named = check.parts.get("appropriate_person") if check else None
    suitability = check.parts.get("suitability", []) if check else []
    if not named:
        return "not_known"
    if named == "nobody":
        return "nobody"
    if "source_of_harm" in suitability or _is_said_source(named, record):
        return "source_of_harm"
    if set(suitability) & set(UNSUITABLE):
        return "unsuitable"
    return "suitable" if "suitable" in suitability else "not_known"


def _is_said_source(named: str, record: Record) -> bool:
    concern = record.latest("P1")
    said = concern.parts.get("said_source", "") if concern else ""
    return bool(relations(named) & relations(said))


def _level(difficulty: str, person: str) -> str:
    if difficulty == "not_looked_at":
        return "not_worked_out"
    if difficulty == "none" or person == "suitable":
        return "may"
    return "must" if difficulty == "yes" else "should"
