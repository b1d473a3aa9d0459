"""Rehearsing: begin, say, take back, stop, rate, share, try a moment again, remove."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.errors import Conflict, Invalid, NotFound, TooLarge
from api.identity.actor import Actor
from api.rehearsal import queries
from api.rehearsal.models import Rehearsal, RehearsalTurn
from api.sending import check_key
from api.tables import new_id, utcnow
from api.typed import is_empty, taken_in
from practice.content import content
from practice.training.fictional import looks_real
from practice.training.rehearsal.debrief import debrief
from practice.training.rehearsal.engine import Reply, play
from practice.training.rehearsal.moves import Sentence, sentences
from practice.training.rehearsal.scenario import Scenario, scenarios
from practice.training.rehearsal.wording import say, self_rating

LONGEST_LINE = 1_000
MOST_TURNS = 80


def scenario_of(rehearsal: Rehearsal) -> Scenario:
    """Its scenario. Raises NotFound when that was taken out of the content."""
    found = scenarios().get(rehearsal.scenario)
    if not found:
        raise NotFound(say("scenario_gone"))
    return found


def begin(session: Session, actor: Actor, scenario_id: str, key: str) -> Rehearsal:
    """A new rehearsal; the same key again gives the same one.

    Raises NotFound for a person that is not there, Invalid for a key that began another rehearsal.
    """
    if scenario_id not in scenarios():
        raise NotFound()
    check_key(key)
    known = _begun_before(session, actor, key, scenario_id)
    return known or _new(session, actor, scenario_id, key)


def _begun_before(
    session: Session,
    actor: Actor,
    key: str,
    scenario_id: str,
    again_of: str | None = None,
    again_after: int | None = None,
) -> Rehearsal | None:
    """What was begun with this key. Raises Invalid when that was something else."""
    known = queries.own_by_key(session, actor, key)
    asked = (scenario_id, again_of, again_after)
    if known and (known.scenario, known.again_of, known.again_after) != asked:
        raise Invalid(say("other_key"))
    return known


def _new(
    session: Session,
    actor: Actor,
    scenario_id: str,
    key: str,
    again_of: str | None = None,
    again_after: int | None = None,
) -> Rehearsal:
    begun = Rehearsal(
        id=new_id(),
        account_id=actor.id,
        key=key,
        scenario=scenario_id,
        again_of=again_of,
        again_after=again_after,
        began_at=utcnow(),
    )
    session.add(begun)
    session.flush()
    _note(session, actor, begun, "rehearsal.begun")
    return begun


def keep_line(
    session: Session, actor: Actor, rehearsal_id: str, client_message_id: str, text: str
) -> RehearsalTurn:
    """Keep a line before it is answered; the same message id again gives the same turn.

    Raises Invalid for an empty line, one with what looks like a real person's particulars (which
    is not kept), or another one under an id that was used; TooLarge; Conflict when it is over or
    another line still waits.
    """
    rehearsal = queries.own(session, actor, rehearsal_id, lock=True)
    turns = queries.turns(session, rehearsal)
    known = next((t for t in turns if t.client_message_id == client_message_id), None)
    if known:
        if known.text != taken_in(text).strip():
            raise Invalid(say("other_line"))
        return known
    line = _checked(actor, scenario_of(rehearsal), text)
    if rehearsal.finished_at or len(turns) >= MOST_TURNS or _has_ended(rehearsal, turns):
        raise Conflict(say("over"))
    if any(turn.said is None for turn in turns):
        raise Conflict(say("waiting"))
    turn = RehearsalTurn(
        id=new_id(),
        rehearsal_id=rehearsal.id,
        client_message_id=client_message_id,
        position=len(turns) + 1,
        text=line,
        created_at=utcnow(),
    )
    session.add(turn)
    session.flush()
    return turn


def _checked(actor: Actor, scenario: Scenario, text: str) -> str:
    if len(text) > LONGEST_LINE:
        raise TooLarge(say("too_long", most=LONGEST_LINE))
    line = taken_in(text).strip()
    if is_empty(line):
        raise Invalid(say("empty"))
    if found := looks_real(line, (*scenario.fictional, actor.display_name)):
        words = content().say
        kinds = ", ".join(dict.fromkeys(words(f"fictional.{one.kind}") for one in found))
        raise Invalid(words("fictional.stopped", what=kinds))
    return line


def answer_line(
    session: Session, actor: Actor, rehearsal_id: str, turn_id: str, said: list[dict[str, Any]]
) -> RehearsalTurn:
    """File how a kept line was understood, with the person's reply. Once only."""
    rehearsal = queries.own(session, actor, rehearsal_id, lock=True)
    turns = queries.turns(session, rehearsal)
    turn = next((t for t in turns if t.id == turn_id), None)
    if not turn:
        raise NotFound()
    if turn.said is None:
        turn.said = said
        turn.reply = replies(rehearsal, turns)[-1].text
        session.flush()
    return turn


def replies(rehearsal: Rehearsal, turns: Sequence[RehearsalTurn]) -> list[Reply]:
    """The replies to every answered turn, played anew."""
    return [reply for reply, _ in play(scenario_of(rehearsal), understood(turns))]


def understood(turns: Sequence[RehearsalTurn]) -> list[tuple[Sentence, ...]]:
    """The answered turns as the engine takes them."""
    return [sentences(turn.said) for turn in turns if turn.said is not None]


def _has_ended(rehearsal: Rehearsal, turns: Sequence[RehearsalTurn]) -> bool:
    """Whether the person has ended the talk."""
    return any(reply.ended for reply in replies(rehearsal, turns))


def take_back(session: Session, actor: Actor, rehearsal_id: str) -> None:
    """Remove the last line and its reply. Raises Conflict when it is over or nothing was said."""
    rehearsal = queries.own(session, actor, rehearsal_id, lock=True)
    turns = queries.turns(session, rehearsal)
    if rehearsal.finished_at or not turns:
        raise Conflict(say("nothing_to_take_back"))
    session.delete(turns[-1])
    session.flush()


def finish(session: Session, actor: Actor, rehearsal_id: str) -> Rehearsal:
    """Stop the talk and keep its debrief; again it changes nothing.

    Raises Conflict while a line waits for its answer, or before anything was said.
    """
    rehearsal = queries.own(session, actor, rehearsal_id, lock=True)
    if rehearsal.finished_at:
        return rehearsal
    turns = queries.turns(session, rehearsal)
    if not turns:
        raise Conflict(say("nothing_said"))
    if any(turn.said is None for turn in turns):
        raise Conflict(say("waiting"))
    rehearsal.debrief = debrief(scenario_of(rehearsal), understood(turns)).to_json()
    rehearsal.finished_at = utcnow()
    _note(session, actor, rehearsal, "rehearsal.finished")
    session.flush()
    return rehearsal


def debrief_of(rehearsal: Rehearsal) -> dict[str, Any]:
    """The debrief as it was kept. Raises Conflict while the talk goes on."""
    if rehearsal.debrief is None:
        raise Conflict(say("not_finished"))
    return rehearsal.debrief


def rate(session: Session, actor: Actor, rehearsal_id: str, ratings: Mapping[str, int]) -> None:
    """Keep the trainee's own ratings. Raises Invalid for an unknown item or not 1 to 5."""
    rehearsal = queries.own(session, actor, rehearsal_id, lock=True)
    items = {item.id for item in self_rating()}
    if not rehearsal.finished_at:
        raise Conflict(say("not_finished"))
    if set(ratings) - items or any(value not in range(1, 6) for value in ratings.values()):
        raise Invalid()
    rehearsal.ratings = dict(ratings)
    session.flush()


def share(session: Session, actor: Actor, rehearsal_id: str, shared: bool) -> None:
    """Show a finished rehearsal to the team's facilitators, or no longer."""
    rehearsal = queries.own(session, actor, rehearsal_id, lock=True)
    if not rehearsal.finished_at:
        raise Conflict(say("not_finished"))
    if shared != bool(rehearsal.shared_at):
        rehearsal.shared_at = utcnow() if shared else None
        _note(session, actor, rehearsal, "rehearsal.shared" if shared else "rehearsal.unshared")
        session.flush()


def try_again(session: Session, actor: Actor, rehearsal_id: str, after: int, key: str) -> Rehearsal:
    """A new rehearsal that stands where an own finished one stood after turn number `after`.

    The same key again gives the same one. Raises Conflict, Invalid for a turn that is not there.
    """
    first = queries.own(session, actor, rehearsal_id)
    turns = queries.turns(session, first)
    if not first.finished_at:
        raise Conflict(say("not_finished"))
    check_key(key)
    if not 0 <= after <= len(turns):
        raise Invalid()
    if known := _begun_before(session, actor, key, first.scenario, first.id, after):
        return known
    again = _new(session, actor, first.scenario, key, first.id, after)
    for turn in turns[:after]:
        session.add(
            RehearsalTurn(
                id=new_id(),
                rehearsal_id=again.id,
                client_message_id=turn.client_message_id,
                position=turn.position,
                text=turn.text,
                said=turn.said,
                reply=turn.reply,
                created_at=turn.created_at,
            )
        )
    session.flush()
    return again


def remove(session: Session, actor: Actor, rehearsal_id: str) -> None:
    """Remove a rehearsal with all its lines; what was tried again from it stays."""
    rehearsal = queries.own(session, actor, rehearsal_id, lock=True)
    session.execute(delete(RehearsalTurn).where(RehearsalTurn.rehearsal_id == rehearsal.id))
    for other in queries.all_own(session, actor):
        if other.again_of == rehearsal.id:
            other.again_of = None
    _note(session, actor, rehearsal, "rehearsal.removed")
    session.delete(rehearsal)
    session.flush()


def _note(session: Session, actor: Actor, rehearsal: Rehearsal, action: str) -> None:
    record_event(
        session,
        account_id=actor.id,
        action=action,
        subject_type="rehearsal",
        subject_id=rehearsal.id,
        fields=(rehearsal.scenario,),
    )
