"""The works of a supervisor's team: what waits for a decision first, the longest wait on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.errors import NotAllowed
from api.identity.actor import Actor
from api.review.service import standings
from api.review.standing import STATES, TO_LOOK_AT, Standing, state_of_work
from api.works import queries
from api.works.models import Contact, Work


@dataclass(frozen=True)
class TeamWork:
    """One work. standings: of its contacts, oldest first."""

    work: Work
    practitioner: str
    standings: Sequence[Standing]

    @property
    def state(self) -> str:
        """The most pressing state of its contacts."""
        return state_of_work(self.standings)

    @property
    def to_look_at(self) -> list[Standing]:
        """The contacts that wait for a decision."""
        return [row for row in self.standings if row.state in TO_LOOK_AT]

    @property
    def last_contact(self) -> Contact | None:
        """The contact that was begun last."""
        return self.standings[-1].contact if self.standings else None

    @property
    def order(self) -> tuple[int, float]:
        """What waits, longest first; then by state, the latest contact first."""
        waiting = [row.contact.finished_at for row in self.to_look_at if row.contact.finished_at]
        if waiting:
            return (0, min(waiting).timestamp())
        return (1 + STATES.index(self.state), -self._last_moment.timestamp())

    @property
    def _last_moment(self) -> datetime:
        return self.last_contact.started_at if self.last_contact else self.work.created_at


def team(session: Session, actor: Actor) -> list[TeamWork]:
    """Every work of the actor's team. Raises NotAllowed for anyone but a supervisor."""
    if not actor.supervises:
        raise NotAllowed()
    works = queries.team_works(session, actor)
    names = queries.owner_names(session, actor)
    stand = standings(session, actor, works)
    found = [TeamWork(work, names[work.owner_id], stand[work.id]) for work in works]
    return sorted(found, key=lambda row: row.order)
