"""Cross-field checks (checks.yml): plain sentences about answers that do not go together.

Nothing is changed: a check only speaks up. `block` stops the finishing of a conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practice.content import FOLDER
from practice.content.language import per_language, read_content
from practice.record import Record
from practice.rules.rule_language import evaluate


@dataclass(frozen=True)
class Finding:
    """One check that speaks up. severity: `block` or `warn`. entries: what it is about."""

    id: str
    severity: str
    message: str
    entries: tuple[str, ...] = ()


@per_language
def checks() -> tuple[Mapping[str, Any], ...]:
    """The checks as checks.yml gives them."""
    return tuple(read_content(FOLDER / "rules/checks.yml"))


def findings(record: Record) -> list[Finding]:
    """Every check that speaks up for this record."""
    found = []
    for check in checks():
        result = evaluate(check["when"], record)
        if result.holds:
            row = (check["id"], check["severity"], check["message"], result.entries)
            found.append(Finding(*row))
    return found


def new_findings(record: Record, turn: str) -> list[Finding]:
    """The checks that speak up because of what the message `turn` completed.

    An answer is looked at whole: with all the messages that built it up.
    """
    written = [e for e in record.heads if e.conversation_turn == turn]
    turns = {turn}.union(*(record.turns_of(entry) for entry in written))
    before = {finding.id for finding in findings(record.before(turns))}
    return [finding for finding in findings(record) if finding.id not in before]
