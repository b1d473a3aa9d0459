"""Cross-field checks (record model, section 8.6): plain warnings, one of which blocks."""

from __future__ import annotations

from dataclasses import dataclass

from practice.content import Content, content
from practice.record import Record


@dataclass(frozen=True)
class Finding:
    """One check that speaks up. severity: `block` or `warn`."""

    id: str
    severity: str
    message: str


def _values(record: Record, field: str) -> list[str]:
    return [v for e in record.heads if e.field == field for v in e.values]


def rated_without_being_asked(record: Record) -> bool:
    """8.6 no. 1: E3 stands without A7 = asked_expressed."""
    return bool(record.latest("E3")) and "asked_expressed" not in _values(record, "A7")


def lacks_without_decision(record: Record) -> bool:
    """8.6 no. 3: a lack of capacity is concluded and no decision is named."""
    return any(
        e.parts.get("conclusion") == "lacks" and not e.parts.get("decision")
        for e in record.heads
        if e.field == "A14"
    )


def pressure_and_never_alone(record: Record) -> bool:
    """8.6 no. 4: signs of pressure while nobody has seen the person alone."""
    signs = {"signs_seen", "believed_under_influence"} & set(_values(record, "A12"))
    alone = {"whole", "part"} & set(_values(record, "C3"))
    return bool(signs) and not alone


def shared_against_wishes_without_ground(record: Record) -> bool:
    """8.6 no. 5: the person said no and "agreed" is the only ground for sharing."""
    refused = {"no", "withdrawn"} & set(_values(record, "A16"))
    return bool(refused) and set(_values(record, "A17")) == {"agreed"}


def safer_against_the_risk(record: Record) -> bool:
    """8.6 no. 8: what the person feels and how the risk is seen point different ways."""
    safer, risk = record.latest("E7"), record.latest("E10")
    if not safer or not risk:
        return False
    return (safer.value, risk.value) in (("no", "removed"), ("yes", "remained"))


CHECKS = {
    "8.6.1": ("block", rated_without_being_asked),
    "8.6.3": ("warn", lacks_without_decision),
    "8.6.4": ("warn", pressure_and_never_alone),
    "8.6.5": ("block", shared_against_wishes_without_ground),
    "8.6.8": ("warn", safer_against_the_risk),
}


def findings(record: Record, practice: Content | None = None) -> list[Finding]:
    """Every check that speaks up for this record."""
    practice = practice or content()
    return [
        Finding(check_id, severity, practice.say(f"check.{check_id}"))
        for check_id, (severity, speaks_up) in CHECKS.items()
        if speaks_up(record)
    ]
