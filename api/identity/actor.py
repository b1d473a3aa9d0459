"""Who is acting, as services and queries see them."""

from dataclasses import dataclass

from api.identity.roles import CASE_WORK, TOOL_USERS, Role


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
    def supervises(self) -> bool:
        """Whether this person looks after a team's work: approves, returns, audits."""
        return self.role == Role.SUPERVISOR

    @property
    def uses_tools(self) -> bool:
        """Whether this person fills in the tools of managers and boards."""
        return self.role in TOOL_USERS
