"""Who is acting, as services and queries see them."""

from dataclasses import dataclass

from api.identity.roles import Role


@dataclass(frozen=True)
class Actor:
    """A signed-in person at the moment of one request."""

    id: str
    username: str
    display_name: str
    role: Role
    team: str
