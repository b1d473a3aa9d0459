"""What people may do with their own account: change the password, end sign-ins elsewhere."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.database import Database
from api.errors import Conflict, Invalid, NotSignedIn, WrongPassword
from api.identity import passwords, throttle
from api.identity.actor import Actor
from api.identity.models import Account, SignInSession
from api.identity.service import end_session, is_good, keep_refusal, session_of
from api.settings import Settings
from api.tables import utcnow
from practice.content.language import gettext


def change_password(
    database: Database, actor: Actor, token: str, *, old: str, new: str, source: str
) -> None:
    """Give the actor a new password; every sign-in but the one with `token` ends.

    Works in transactions of its own, as signing in does. Raises TooManyAttempts, WrongPassword
    for a wrong old one, Invalid for an unusable new one, Conflict when it has just changed.
    """
    with passwords.sign_in_gate:
        with database.reader() as session:
            throttle.refuse_when_throttled(session, actor.username, source, utcnow())
            account = session.get_one(Account, actor.id)
        if not passwords.password_fits(account.password_hash, old):
            keep_refusal(database, actor.username, source, account, "password.refused")
            raise WrongPassword(
                gettext("That is not your password now. Please check it and try again.")
            )
        if passwords.password_fits(account.password_hash, new):
            raise Invalid(gettext("That is your password already. Please choose another."))
        hashed = passwords.hash_password(new)
    with database.writer() as session:
        _store(session, actor, account.password_hash, hashed)
        end_other_sessions(session, actor, token)


def _store(session: Session, actor: Actor, checked: str, hashed: str) -> None:
    """Replace the password that was checked. Raises Conflict when it is another by now."""
    account = session.get_one(Account, actor.id, with_for_update=True)
    if account.password_hash != checked:
        raise Conflict()
    account.password_hash = hashed
    throttle.forget_failures(session, account.username, utcnow())
    record_event(
        session,
        account_id=actor.id,
        action="password.changed",
        subject_type="account",
        subject_id=actor.id,
    )


def own_sessions(session: Session, settings: Settings, actor: Actor) -> list[SignInSession]:
    """The actor's sign-ins that still hold, the one seen last first."""
    now = utcnow()
    return [row for row in _unended(session, actor) if is_good(row, settings, now)]


def current_session(session: Session, actor: Actor, token: str) -> SignInSession:
    """The sign-in of this request. Raises NotSignedIn when it is gone or someone else's."""
    found = session_of(session, token)
    if not found or found.account_id != actor.id:
        raise NotSignedIn()
    return found


def end_other_sessions(session: Session, actor: Actor, token: str) -> None:
    """End each of the actor's sign-ins but this one; again changes nothing."""
    current = current_session(session, actor, token)
    for row in _unended(session, actor, lock=True):
        if row.id != current.id:
            end_session(session, row)


def _unended(session: Session, actor: Actor, lock: bool = False) -> Sequence[SignInSession]:
    query = (
        select(SignInSession)
        .where(SignInSession.account_id == actor.id, SignInSession.revoked_at.is_(None))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id)
    )
    return session.scalars(query.with_for_update() if lock else query).all()


def first_steps_hidden(session: Session, actor: Actor) -> bool:
    """Whether the actor has put the first steps away."""
    return session.get_one(Account, actor.id).first_steps_hidden_at is not None


def hide_first_steps(session: Session, actor: Actor, hidden: bool) -> None:
    """Put the first steps away, or have them shown again; the same again changes nothing."""
    account = session.get_one(Account, actor.id, with_for_update=True)
    if hidden == (account.first_steps_hidden_at is not None):
        return
    account.first_steps_hidden_at = utcnow() if hidden else None
    record_event(
        session,
        account_id=actor.id,
        action="first_steps.hidden" if hidden else "first_steps.shown",
        subject_type="account",
        subject_id=actor.id,
    )
