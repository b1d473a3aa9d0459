"""What the answers come to, as the record page says it: checks, advocacy, valid consent."""

from typing import Any

from api.web.evidence import evidence, links
from practice.content import content
from practice.record import Entry, Record
from practice.rules.advocacy import advocacy_duty
from practice.rules.checks import findings
from practice.rules.consent import ENQUIRY, PARTS, Consent, consent, matters


def checks_view(record: Record) -> list[dict[str, Any]]:
    """The checks that speak up, each with links to the entries it is about."""
    return [{"finding": row, "links": links(record, row.entries)} for row in findings(record)]


def advocacy_view(record: Record) -> dict[str, Any]:
    """The duty, its working step by step, what it rests on, and what was decided (A18)."""
    duty = advocacy_duty(record)
    decided = record.latest("A18")
    return {
        "level": content().say(f"page.advocacy.{duty.level}"),
        "working": duty.working,
        "links": links(record, duty.entries),
        "decided": evidence(record, [decided.id] if decided else ()),
    }


def consent_view(record: Record) -> list[dict[str, Any]]:
    """Each matter with its three parts, what is missing, and the practitioner's own answer."""
    return [_matter(consent(record, matter), record) for matter in matters(record)]


def _matter(found: Consent, record: Record) -> dict[str, Any]:
    own = _own_answer(record, found.matter)
    return {
        "title": _title(found.matter),
        "state": _state(found),
        "parts": [_part(key, found, record) for key in PARTS],
        "own": evidence(record, [own.id] if own else ()),
        "differs": found.disagrees,
    }


def _title(matter: str) -> str:
    """The matter's label, or its own words in quotation marks."""
    part = content().field("A15").part("matter")
    return part.label(matter) if part.choice(matter) else f"“{matter}”"


def _state(found: Consent) -> str:
    open_parts = found.missing or found.not_settled
    names = ", ".join(content().say(f"consent.{key}") for key in open_parts)
    return content().say(f"page.consent.{found.state}", parts=names)


def _part(key: str, found: Consent, record: Record) -> dict[str, Any]:
    part = found.parts[key]
    presumed = key == "capacity" and part.state == "there" and not part.entries
    state = "presumed" if presumed else part.state
    name = content().say(f"consent.{key}")
    return {
        "name": name[:1].upper() + name[1:],
        "state": content().say(f"page.consent.part.{state}"),
        "links": links(record, part.entries),
    }


def _own_answer(record: Record, matter: str) -> Entry | None:
    rows = [e for e in record.heads if e.field == "A15" and e.answer_state == "answered"]
    return next((e for e in reversed(rows) if e.parts.get("matter", ENQUIRY) == matter), None)
