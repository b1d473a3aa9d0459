"""Valid consent: three parts kept apart, and which of them is missing.

Free will (A12), information in a form the person can use (A13), and capacity for the decision
(A14: presumed, or four abilities and the cause). Bradford MSP pack, exercise 3; Mental
Capacity Act 2005 sections 1 to 3. A person sets A15; this only says what the answers come to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice.content import content
from practice.record import Entry, Record

ENQUIRY = "enquiry"
PARTS = ("free_will", "information", "capacity")
MISSING = {"free_will": "no_freewill", "information": "no_information", "capacity": "no_capacity"}


@dataclass(frozen=True)
class Part:
    """One part of consent. state: `there`, `missing` or `not_settled`."""

    state: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Consent:
    """What the record comes to for one matter.

    state: `valid`, `not_valid` or `not_settled`. said: the practitioner's own answer (A15), by
    value. disagrees: their answer and these parts cannot both stand.
    """

    matter: str
    state: str
    parts: Mapping[str, Part]
    said: tuple[str, ...] = ()
    disagrees: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are missing, in the order of PARTS."""
        return tuple(key for key in PARTS if self.parts[key].state == "missing")

    @property
    def not_settled(self) -> tuple[str, ...]:
        """The parts that nothing settles yet."""
        return tuple(key for key in PARTS if self.parts[key].state == "not_settled")


def matters(record: Record) -> list[str]:
    """The decisions that the record speaks of: the enquiry first, then any other."""
    named = [e.parts.get("decision", ENQUIRY) for e in record.heads if e.field == "A14"]
    named += [e.parts.get("matter", ENQUIRY) for e in record.heads if e.field == "A15"]
    return list(dict.fromkeys([ENQUIRY, *named]))


def consent(record: Record, matter: str = ENQUIRY) -> Consent:
    """The three parts for one decision."""
    parts = {
        "free_will": _free_will(record),
        "information": _information(record),
        "capacity": _capacity(record, matter),
    }
    states = {part.state for part in parts.values()}
    state = "not_valid" if "missing" in states else "not_settled"
    state = "valid" if states == {"there"} else state
    own = _of_matter(record, "A15", "matter", matter)
    said = tuple(own.values) if own else ()
    return Consent(matter, state, parts, said, _disagrees(said, parts))


def _free_will(record: Record) -> Part:
    entry = record.latest("A12")
    states = {"no_sign": "there", "signs_seen": "missing", "believed_under_influence": "missing"}
    return _part(entry, states)


def _information(record: Record) -> Part:
    """Partly is not enough to decide on."""
    states = {"yes": "there", "partly": "missing", "no": "missing"}
    return _part(record.latest("A13"), states)


def _part(entry: Entry | None, states: Mapping[str, str]) -> Part:
    if not entry:
        return Part("not_settled")
    return Part(states.get(str(entry.value), "not_settled"), (entry.id,))


def _capacity(record: Record, matter: str) -> Part:
    """Capacity is presumed (section 1(2)); only a conclusion with its cause takes it away."""
    entry = _of_matter(record, "A14", "decision", matter)
    if not entry or entry.answer_state != "answered":
        return Part("there")
    conclusion = entry.parts.get("conclusion")
    if conclusion == "lacks":
        return Part("missing" if lacks_shown(entry) else "not_settled", (entry.id,))
    in_doubt = not conclusion and {"no", "unclear"} & set(entry.values)
    if conclusion == "not_established" or in_doubt:
        return Part("not_settled", (entry.id,))
    return Part("there", (entry.id,))


def lacks_shown(entry: Entry) -> bool:
    """Whether an A14 holds what "lacks" needs: an ability that fails, and its cause (section 2)."""
    abilities = entry.value if isinstance(entry.value, Mapping) else {}
    return "no" in abilities.values() and bool(entry.parts.get("cause"))


def _of_matter(record: Record, field: str, part: str, matter: str) -> Entry | None:
    rows = [e for e in record.heads if e.field == field and e.answer_state == "answered"]
    rows = [e for e in rows if e.parts.get(part, ENQUIRY) == matter]
    return rows[-1] if rows else None


def _disagrees(said: tuple[str, ...], parts: Mapping[str, Part]) -> bool:
    """Said to be valid with a part missing, or a part said to be missing that is there."""
    if "yes" in said:
        return any(part.state == "missing" for part in parts.values())
    return any(MISSING[key] in said and parts[key].state == "there" for key in PARTS)


def consent_line(record: Record) -> str:
    """Which parts are missing or open for the enquiry, as one sentence; "" when none is."""
    found = consent(record)
    names = {key: content().say(f"consent.{key}") for key in PARTS}
    if found.missing:
        return content().say("consent.missing", parts=", ".join(names[k] for k in found.missing))
    if found.not_settled:
        return content().say("consent.open", parts=", ".join(names[k] for k in found.not_settled))
    return ""
