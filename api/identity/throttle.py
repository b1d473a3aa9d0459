"""Slowing down guessing: a wait, never a permanent lock that would shut a practitioner out."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.errors import TooManyAttempts
from api.identity.models import SignInFailure

WINDOW = timedelta(minutes=15)
PER_USERNAME = 5
PER_SOURCE = 30


def refuse_when_throttled(session: Session, username: str, source: str, now: datetime) -> None:
    """Raises TooManyAttempts, with the seconds to wait, after too many recent failures."""
    waits = (
        _seconds_to_wait(session, SignInFailure.username_key, username, PER_USERNAME, now),
        _seconds_to_wait(session, SignInFailure.source_key, source, PER_SOURCE, now),
    )
    if max(waits) > 0:
        raise TooManyAttempts(retry_after=max(waits))


def note_failure(session: Session, username: str, source: str, now: datetime) -> None:
    """Count one failure, and forget those that no longer matter."""
    session.execute(delete(SignInFailure).where(SignInFailure.at <= now - WINDOW))
    session.add(SignInFailure(username_key=_digest(username), source_key=_digest(source), at=now))


def forget_failures(session: Session, username: str, now: datetime) -> None:
    """After a good sign-in: this person's slips no longer count."""
    old, theirs = SignInFailure.at <= now - WINDOW, SignInFailure.username_key == _digest(username)
    session.execute(delete(SignInFailure).where(or_(old, theirs)))


def _seconds_to_wait(
    session: Session, column: InstrumentedAttribute, value: str, limit: int, now: datetime
) -> int:
    """Zero, or the seconds until the oldest of the last `limit` failures is out of the window."""
    recent = session.scalars(
        select(SignInFailure.at)
        .where(column == _digest(value), SignInFailure.at > now - WINDOW)
        .order_by(SignInFailure.at.desc())
        .limit(limit)
    ).all()
    if len(recent) < limit:
        return 0
    return int((recent[-1] + WINDOW - now).total_seconds()) + 1


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
