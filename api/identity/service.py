"""Accounts and signing in."""

import hashlib
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.database import Database
from api.errors import Conflict, Invalid, NotSignedIn, WrongPassword
from api.identity import passwords, throttle
from api.identity.actor import Actor
from api.identity.models import Account, SignInSession
from api.identity.roles import Role
from api.settings import Settings
from api.tables import new_id, utcnow
from practice.content.language import gettext

LONGEST_USERNAME = 100
# Often enough for the idle limit, seldom enough that reading does not become writing.
SEEN_EVERY = timedelta(seconds=60)


@dataclass(frozen=True)
class SignedIn:
    """A fresh sign-in: the token, which is shown this once, and whose it is."""

    token: str
    actor: Actor


def username_key(username: str) -> str:
    """The one spelling under which a username is stored and looked up."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def create_account(
    session: Session,
    username: str,
    password: str,
    role: Role | str,
    display_name: str | None = None,
    team: str = "team-1",
) -> Account:
    """Add an account to the caller's transaction.

    Raises Invalid for an unusable username, password or role, Conflict for a username in use.
    """
    name = username_key(username)
    if not name or len(name) > LONGEST_USERNAME or not name.isprintable():
        raise Invalid(
            gettext("Please choose a username of 1 to {most} characters.").format(
                most=LONGEST_USERNAME
            )
        )
    account = Account(
        id=new_id(),
        username=name,
        display_name=display_name or username.strip(),
        password_hash=passwords.hash_password(password),
        role=_known_role(role),
        team=team,
    )
    _add_unless_taken(session, account)
    record_event(
        session,
        account_id=None,
        action="account.created",
        subject_type="account",
        subject_id=account.id,
        fields=("username", "display_name", "role", "team"),
    )
    return account


def sign_in(
    database: Database,
    settings: Settings,
    *,
    username: str,
    password: str,
    source: str,
    previous_token: str | None = None,
) -> SignedIn:
    """Check a password and open a session; `previous_token`'s session ends.

    Works in transactions of its own, because a refusal must be kept and a password is
    never checked while others wait to write. Raises TooManyAttempts or WrongPassword.
    """
    name = username_key(username)
    with passwords.sign_in_gate:
        with database.reader() as session:
            throttle.refuse_when_throttled(session, name, source, utcnow())
            account = _active_account(session, name)
        fits = passwords.password_fits(account.password_hash if account else None, password)
        if not account or not fits:
            keep_refusal(database, name, source, account, "sign_in.refused")
            raise WrongPassword()
    with database.writer() as session:
        return _open_session(session, settings, account.id, password, previous_token)


def sign_out(session: Session, token: str) -> None:
    """End the session of this token; an unknown token is no fault."""
    found = session_of(session, token)
    if found is None or found.revoked_at is not None:
        return
    end_session(session, found)


def end_session(session: Session, opened: SignInSession) -> None:
    """End one sign-in, and say so in the audit trail."""
    opened.revoked_at = utcnow()
    record_event(
        session,
        account_id=opened.account_id,
        action="session.ended",
        subject_type="session",
        subject_id=opened.id,
    )


def account_for_token(
    database: Database, settings: Settings, token: str, now: datetime | None = None
) -> Actor:
    """Whose token this is. Raises NotSignedIn when it is unknown, idle, old or revoked,
    or when the account is disabled."""
    now = now or utcnow()
    with database.reader() as session:
        found = session_of(session, token)
    if found is None or not is_good(found, settings, now):
        raise NotSignedIn()
    if now - found.last_seen_at >= SEEN_EVERY:
        _mark_seen(database, found.id, now)
    return found.account.actor


def _mark_seen(database: Database, sign_in_id: str, now: datetime) -> None:
    """Note when a sign-in was last used. While others write it is left to the next request."""
    marked = update(SignInSession).where(SignInSession.id == sign_in_id).values(last_seen_at=now)
    with suppress(OperationalError, PoolTimeout), database.hasty_writer() as session:
        session.execute(marked)


def _known_role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError:
        raise Invalid(
            gettext("Please choose one of these roles: {roles}.").format(roles=", ".join(Role))
        ) from None


def _add_unless_taken(session: Session, account: Account) -> None:
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise Conflict(gettext("This username is already in use. Please choose another.")) from None


def _active_account(session: Session, name: str) -> Account | None:
    return session.scalar(
        select(Account).where(Account.username == name, Account.disabled_at.is_(None))
    )


def keep_refusal(
    database: Database, name: str, source: str, account: Account | None, action: str
) -> None:
    """Count a wrong password for the throttle, and note `action` in the audit trail."""
    with database.writer() as session:
        throttle.note_failure(session, name, source, utcnow())
        record_event(
            session,
            account_id=account.id if account else None,
            action=action,
            subject_type="account",
            subject_id=account.id if account else "unknown",
        )


def _open_session(
    session: Session, settings: Settings, account_id: str, password: str, previous: str | None
) -> SignedIn:
    now, token = utcnow(), secrets.token_urlsafe(32)
    account = session.get_one(Account, account_id)
    if passwords.needs_new_hash(account.password_hash):
        account.password_hash = passwords.rehash(password)
    if previous:
        sign_out(session, previous)
    throttle.forget_failures(session, account.username, now)
    opened = SignInSession(
        id=new_id(),
        token_hash=_hash_token(token),
        account_id=account.id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=settings.session_absolute_hours),
    )
    session.add(opened)
    record_event(
        session,
        account_id=account.id,
        action="session.opened",
        subject_type="session",
        subject_id=opened.id,
    )
    return SignedIn(token, account.actor)


def session_of(session: Session, token: str) -> SignInSession | None:
    """The sign-in with this token, ended or not; None when it is unknown."""
    return session.scalar(
        select(SignInSession).where(SignInSession.token_hash == _hash_token(token))
    )


def is_good(found: SignInSession, settings: Settings, now: datetime) -> bool:
    """Whether a sign-in still holds: not ended, not idle, not old, its account not disabled."""
    idle = timedelta(minutes=settings.session_idle_minutes)
    return (
        found.revoked_at is None
        and found.account.disabled_at is None
        and now < found.expires_at
        and now - found.last_seen_at < idle
    )


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
