"""What is worked out from a record and said before a question (`lead:` of a field)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from practice.record import Record
from practice.rules.advocacy import advocacy_duty
from practice.rules.consent import consent_line


def _advocacy(record: Record) -> str:
    duty = advocacy_duty(record)
    return "" if duty.level == "not_worked_out" and not duty.imca else " ".join(duty.working)


WORKED_OUT: Mapping[str, Callable[[Record], str]] = {
    "{advocacy}": _advocacy,
    "{consent}": consent_line,
}


def lead(template: str, record: Record) -> str:
    """The line itself, or what its placeholder comes to; "" when there is nothing to say."""
    return WORKED_OUT[template](record) if template in WORKED_OUT else template
