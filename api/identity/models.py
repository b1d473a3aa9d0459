"""Accounts, their signed-in sessions, and failed sign-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.identity.actor import Actor
from api.identity.roles import Role
from api.tables import Base, UtcDateTime, new_id, utcnow


class _RoleColumn(TypeDecorator):
    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: object) -> str:
        return Role(value).value

    def process_result_value(self, value: Any, dialect: object) -> Role:
        return Role(value)


class Account(Base):
    """A person who may sign in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(_RoleColumn)
    team: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_steps_hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def actor(self) -> Actor:
        """This person as the rest of the service sees them."""
        return Actor(self.id, self.username, self.display_name, self.role, self.team)


class SignInSession(Base):
    """One sign-in, good until it is idle, old or revoked. The token itself is not kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class SignInFailure(Base):
    """One failed sign-in, kept for the throttle only.

    Digests, not the text: people type passwords and other people's names into the username box.
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_username_key_at", "username_key", "at"),
        Index("ix_sign_in_failure_source_key_at", "source_key", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    username_key: Mapped[str] = mapped_column(String(64))
    source_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
