"""Who is acting, as services and queries see them."""

from dataclasses import dataclass

from api.identity.roles import CASE_WORK, LEADS_PRACTICE, Role


@dataclass(frozen=True)
class Actor:
    """A signed-in person at the moment of one request."""

    id: str
    username: str
    display_name: str
    role: Role
    team: str

    @property
    def has_case_work(self) -> bool:
        """Whether this person's role begins and records safeguarding work."""
        return self.role in CASE_WORK

    @property
    def has_reports(self) -> bool:
        """Whether this person may ask for the board report."""
        return self.role in (Role.BOARD, Role.SUPERVISOR)

    @property
    def supervises(self) -> bool:
        """Whether this person looks after a team's work: approves, returns, audits."""
        return self.role == Role.SUPERVISOR

    @property
    def leads_practice(self) -> bool:
        """Whether this person may lead others through a training exercise."""
        return self.role in LEADS_PRACTICE
