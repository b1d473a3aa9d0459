"""The only place that selects training exercises. Every selector takes the actor.

A sitting is seen by who takes part in it. One that was shared is read by whom it was shared with,
for as long as they lead practice and it is shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from api.errors import NotFound
from api.exercises.models import CardAbout, CardPlace, KeptCard, Member, Share, Sitting
from api.identity.actor import Actor
from api.identity.models import Account
from api.identity.roles import LEADS_PRACTICE, Role
from api.tables import utcnow
from practice.training.exercise_board import Card

CODE_HOURS = 24


@dataclass(frozen=True)
class HeldCard:
    """A card as the actor sees it. name: of who put theirs to it. own_place: where they put it."""

    card: Card
    mine: bool
    name: str | None
    own_place: str


@dataclass(frozen=True)
class Finished:
    """An exercise that someone finished. exercise: its id. led: with a group."""

    sitting_id: str
    exercise: str
    led: bool
    finished_at: datetime


@dataclass(frozen=True)
class Person:
    """Someone to share with, by the name that people know them by."""

    id: str
    display_name: str


def _taken_part(actor: Actor) -> Select[Sitting]:
    return (
        select(Sitting)
        .join(Member, Member.sitting_id == Sitting.id)
        .where(Member.account_id == actor.id)
        .order_by(Sitting.created_at.desc(), Sitting.id)
    )


def _shared(actor: Actor) -> Select[Sitting, str]:
    return (
        select(Sitting, Account.display_name)
        .join(Share, Share.sitting_id == Sitting.id)
        .join(Account, Account.id == Sitting.opened_by)
        .where(Share.account_id == actor.id)
        .order_by(Share.shared_at.desc(), Sitting.id)
    )


def sitting(session: Session, actor: Actor, sitting_id: str, lock: bool = False) -> Sitting:
    """A sitting that the actor takes part in; `lock` for writing. Raises NotFound."""
    query = _taken_part(actor).where(Sitting.id == sitting_id)
    found = session.scalar(query.with_for_update(of=Sitting) if lock else query)
    if not found:
        raise NotFound()
    return found


def readable(session: Session, actor: Actor, sitting_id: str) -> Sitting:
    """A sitting of the actor's, or one shared with them. Raises NotFound."""
    own = session.scalar(_taken_part(actor).where(Sitting.id == sitting_id))
    if own:
        return own
    row = session.execute(_shared(actor).where(Sitting.id == sitting_id)).first()
    if not row or not actor.leads_practice:
        raise NotFound()
    return row[0]


def own_sittings(session: Session, actor: Actor) -> Sequence[Sitting]:
    """What the actor takes or took part in, the newest first."""
    return session.scalars(_taken_part(actor)).all()


def shared_with(session: Session, actor: Actor) -> list[tuple[Sitting, str]]:
    """What others share with the actor now, with their names, the newest first."""
    rows = session.execute(_shared(actor)) if actor.leads_practice else ()
    return [(row[0], row[1]) for row in rows]


def by_code(session: Session, code: str) -> Sitting | None:
    """The led sitting that may be joined with this code now, locked; or None."""
    since = utcnow() - timedelta(hours=CODE_HOURS)
    query = select(Sitting).where(
        Sitting.code == code, Sitting.finished_at.is_(None), Sitting.created_at > since
    )
    return session.scalar(query.with_for_update())


def opened_with(session: Session, actor: Actor, key: str) -> Sitting | None:
    """What the actor opened with this key, or None."""
    query = select(Sitting).where(Sitting.opened_by == actor.id, Sitting.key == key)
    return session.scalar(query)


def kept_cards(session: Session, sitting: Sitting) -> Sequence[KeptCard]:
    """The rows of a sitting's cards in their order. The sitting is one that the actor may see."""
    query = select(KeptCard).where(KeptCard.sitting_id == sitting.id).order_by(KeptCard.number)
    return session.scalars(query).all()


def held_cards(session: Session, actor: Actor, sitting: Sitting) -> list[HeldCard]:
    """The cards of a sitting as the actor sees them: whose they are is told only where named."""
    rows = kept_cards(session, sitting)
    ids = select(KeptCard.id).where(KeptCard.sitting_id == sitting.id)
    about: dict[str, list[str]] = {}
    for link in session.scalars(select(CardAbout).where(CardAbout.card_id.in_(ids))):
        about.setdefault(link.card_id, []).append(link.about_id)
    placed: dict[str, dict[str, int]] = {}
    own: dict[str, str] = {}
    for row in session.scalars(select(CardPlace).where(CardPlace.card_id.in_(ids))):
        counts = placed.setdefault(row.card_id, {})
        counts[row.place] = counts.get(row.place, 0) + 1
        if row.account_id == actor.id:
            own[row.card_id] = row.place
    names = _names(session, [row.account_id for row in rows if row.named])
    return [
        HeldCard(
            _card(row, about.get(row.id, ()), placed.get(row.id, {})),
            row.account_id == actor.id,
            names.get(row.account_id) if row.named else None,
            own.get(row.id, ""),
        )
        for row in rows
    ]


def _card(row: KeptCard, about: Sequence[str], placed: dict[str, int]) -> Card:
    return Card(row.id, row.box, row.text, row.choice, tuple(sorted(about)), placed)


def _names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    query = select(Account.id, Account.display_name).where(Account.id.in_(set(ids)))
    return {row.id: row.display_name for row in session.execute(query)}


def joined(session: Session, sitting: Sitting) -> int:
    """How many take part besides who opened it."""
    query = select(func.count()).where(
        Member.sitting_id == sitting.id, Member.account_id != sitting.opened_by
    )
    return session.scalar(query) or 0


def may_read(session: Session, actor: Actor) -> list[Person]:
    """Whom the actor may share with: facilitators, and supervisors of the actor's own team."""
    own_team = (Account.role == Role.SUPERVISOR) & (Account.team == actor.team)
    query = (
        select(Account)
        .where(
            Account.role.in_(LEADS_PRACTICE),
            or_(Account.role == Role.FACILITATOR, own_team),
            Account.disabled_at.is_(None),
            Account.id != actor.id,
        )
        .order_by(Account.display_name, Account.id)
    )
    return [Person(row.id, row.display_name) for row in session.scalars(query)]


def shares(session: Session, sitting: Sitting) -> list[Person]:
    """With whom the actor's own sitting is shared now."""
    query = (
        select(Account)
        .join(Share, Share.account_id == Account.id)
        .where(Share.sitting_id == sitting.id)
        .order_by(Account.display_name, Account.id)
    )
    return [Person(row.id, row.display_name) for row in session.scalars(query)]


def finished(session: Session, actor: Actor) -> list[Finished]:
    """The exercises that the actor finished, alone or with a group, the latest first.

    Those that they led for others are not among them.
    """
    query = (
        _taken_part(actor)
        .where(
            Sitting.finished_at.is_not(None),
            or_(~Sitting.led, Sitting.opened_by != actor.id),
        )
        .order_by(None)
        .order_by(Sitting.finished_at.desc(), Sitting.id)
    )
    return [
        Finished(row.id, row.exercise, row.led, row.finished_at)
        for row in session.scalars(query)
        if row.finished_at
    ]
