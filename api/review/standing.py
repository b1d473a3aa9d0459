"""How a contact, and a work, stand with the supervisor: worked out, never stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.works.models import Contact

APPROVED, RETURNED = "approved", "returned"
DECISIONS = (APPROVED, RETURNED)
# Of a work's contacts, the first of these that any is in says how the work stands.
STATES = ("waiting", "changed", "returned", "open", "approved", "not_begun")
# A supervisor has something to do.
TO_LOOK_AT = ("waiting", "changed")


@dataclass(frozen=True)
class Decided:
    """One decision as it is shown. seq: the contact's latest entry at that moment."""

    id: str
    contact_id: str
    decision: str
    note: str
    supervisor: str
    seq: int
    created_at: datetime


@dataclass(frozen=True)
class Standing:
    """One contact. seq: its latest entry, 0 without one; decisions: oldest first.

    own: the person who asks had a hand in it, so somebody else decides about it.
    """

    contact: Contact
    seq: int
    decisions: Sequence[Decided] = ()
    own: bool = False

    @property
    def latest(self) -> Decided | None:
        """The last decision, if there is one."""
        return self.decisions[-1] if self.decisions else None

    @property
    def state(self) -> str:
        """`open`, `waiting`, `approved`, `returned`, or `changed` since it was approved.

        What was changed after it was returned waits again.
        """
        if not self.contact.finished_at:
            return "open"
        if not self.latest:
            return "waiting"
        if self.latest.seq == self.seq:
            return self.latest.decision
        return "changed" if self.latest.decision == APPROVED else "waiting"

    @property
    def version(self) -> str:
        """Differs whenever the contact's entries, or the decisions about it, have changed."""
        return f"{self.seq}-{len(self.decisions)}"


def state_of_work(standings: Iterable[Standing]) -> str:
    """The most pressing state of a work's contacts; `not_begun` without any."""
    states = {standing.state for standing in standings}
    return next((state for state in STATES if state in states), "not_begun")
