"""A sitting of an exercise: open it, join it, move on, finish, share, delete."""

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete as remove
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.audit.models import AuditEvent
from api.audit.service import record_event
from api.errors import Conflict, Invalid, NotAllowed, NotFound, TooManyAttempts
from api.exercises import queries
from api.exercises.models import KeptCard, Member, Share, Sitting
from api.identity.actor import Actor
from api.sending import check_key
from api.tables import new_id, utcnow
from practice.content import content
from practice.training.exercise import Exercise, exercises

# Nothing that is read as something else, and no vowels: no words come up by chance.
CODE_LETTERS = "BCDFGHJKMNPQRTVWXY346789"
CODE_LENGTH = 6
WRONG_CODES = 10
WRONG_CODE_MINUTES = 10
JOIN_REFUSED = "exercise.join_refused"


def exercise_of(sitting: Sitting) -> Exercise:
    """What a sitting is of. Raises NotFound when its content is no longer there."""
    found = exercises().get(sitting.exercise)
    if not found:
        raise NotFound()
    return found


def is_leader(sitting: Sitting, actor: Actor) -> bool:
    """Whether the actor moves this sitting on: who opened it."""
    return sitting.opened_by == actor.id


def open_sitting(session: Session, actor: Actor, exercise: str, led: bool, key: str) -> Sitting:
    """Begin an exercise; the same key again gives the same sitting.

    Raises NotFound for an unknown exercise, Invalid for an unusable key, NotAllowed for leading a
    group without that role.
    """
    if exercise not in exercises():
        raise NotFound()
    if led and not actor.leads_practice:
        raise NotAllowed()
    check_key(key)
    if known := queries.opened_with(session, actor, key):
        return known
    sitting = Sitting(
        id=new_id(), exercise=exercise, opened_by=actor.id, led=led, step=0, reached=0, key=key
    )
    sitting.code = _free_code(session) if led else None
    session.add(sitting)
    session.flush()
    session.add(Member(sitting_id=sitting.id, account_id=actor.id))
    _note(session, actor, sitting, "opened")
    session.flush()
    return sitting


def _free_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if not session.scalar(select(Sitting.id).where(Sitting.code == code)):
            return code


def join(session: Session, actor: Actor, code: str) -> Sitting:
    """Take part in a led sitting by its code; again changes nothing.

    Raises NotFound when no open sitting has it, TooManyAttempts after many wrong ones.
    """
    _refuse_guessing(session, actor)
    typed = re.sub(r"[^A-Z0-9]", "", code.upper())[: CODE_LENGTH + 1]
    sitting = queries.by_code(session, typed)
    if not sitting:
        raise NotFound(content().say("exercise.no_code"))
    if not session.get(Member, (sitting.id, actor.id)):
        session.add(Member(sitting_id=sitting.id, account_id=actor.id))
        _note(session, actor, sitting, "joined")
        session.flush()
    return sitting


def _refuse_guessing(session: Session, actor: Actor) -> None:
    since = utcnow() - timedelta(minutes=WRONG_CODE_MINUTES)
    wrong = select(func.count()).where(
        AuditEvent.account_id == actor.id, AuditEvent.action == JOIN_REFUSED, AuditEvent.at > since
    )
    if (session.scalar(wrong) or 0) >= WRONG_CODES:
        raise TooManyAttempts(retry_after=WRONG_CODE_MINUTES * 60)


def own(session: Session, actor: Actor, sitting_id: str) -> Sitting:
    """A sitting that the actor leads, for writing.

    Raises NotFound when it is not theirs to see, NotAllowed when someone else leads it.
    """
    sitting = queries.sitting(session, actor, sitting_id, lock=True)
    if not is_leader(sitting, actor):
        raise NotAllowed(content().say("exercise.not_leader"))
    return sitting


def move(session: Session, actor: Actor, sitting_id: str, step: str) -> Sitting:
    """Bring everyone to a step, by its id; the same again changes nothing.

    Raises what `own` raises, Invalid for an unknown step, Conflict when it is finished.
    """
    sitting = own(session, actor, sitting_id)
    steps = [row.id for row in exercise_of(sitting).steps]
    if step not in steps:
        raise Invalid()
    refuse_finished(sitting)
    if sitting.step != steps.index(step):
        sitting.step = steps.index(step)
        sitting.reached = max(sitting.reached, sitting.step)
        _note(session, actor, sitting, "moved", step)
    return sitting


def refuse_finished(sitting: Sitting) -> None:
    """Raises Conflict when nothing more can be added."""
    if sitting.finished_at:
        raise Conflict(content().say("exercise.finished"))


def finish(session: Session, actor: Actor, sitting_id: str) -> None:
    """Close a sitting at its key messages; its code is then free again. Again changes nothing.

    Raises what `own` raises, Conflict before the last step.
    """
    sitting = own(session, actor, sitting_id)
    if sitting.finished_at:
        return
    if sitting.step != len(exercise_of(sitting).steps) - 1:
        raise Conflict(content().say("exercise.not_at_end"))
    sitting.finished_at, sitting.code = utcnow(), None
    _note(session, actor, sitting, "finished")


def share(session: Session, actor: Actor, sitting_id: str, reader_id: str) -> None:
    """Let someone who leads practice read the actor's own exercise; again changes nothing.

    Raises what `own` raises, Invalid for a led one or for someone it cannot be shared with.
    """
    sitting = own(session, actor, sitting_id)
    if sitting.led or reader_id not in {row.id for row in queries.may_read(session, actor)}:
        raise Invalid(content().say("exercise.choose_reader"))
    if not session.get(Share, (sitting.id, reader_id)):
        session.add(Share(sitting_id=sitting.id, account_id=reader_id))
        _note(session, actor, sitting, "shared")
        session.flush()


def take_back(session: Session, actor: Actor, sitting_id: str, reader_id: str) -> None:
    """End a sharing; again changes nothing. Raises what `own` raises."""
    sitting = own(session, actor, sitting_id)
    if known := session.get(Share, (sitting.id, reader_id)):
        session.delete(known)
        _note(session, actor, sitting, "taken_back")


def delete(session: Session, actor: Actor, sitting_id: str) -> None:
    """Remove a sitting with all its cards; of one that a group finished, the cards only.

    That they finished it is the others' own learning. Raises what `own` raises.
    """
    sitting = own(session, actor, sitting_id)
    _note(session, actor, sitting, "deleted")
    if sitting.led and sitting.finished_at:
        session.execute(remove(KeptCard).where(KeptCard.sitting_id == sitting.id))
    else:
        session.delete(sitting)


def _note(session: Session, actor: Actor, sitting: Sitting, what: str, *fields: str) -> None:
    record_event(
        session,
        account_id=actor.id,
        action=f"exercise.{what}",
        subject_type="exercise",
        subject_id=sitting.id,
        fields=(sitting.exercise, *fields),
    )
