"""The cards of a sitting: add them, take them away, sort them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.errors import Conflict, Invalid, NotFound
from api.exercises import queries
from api.exercises.models import CardAbout, CardPlace, KeptCard, Sitting
from api.exercises.reading import Draft, NotKept, Reading
from api.exercises.sittings import exercise_of, is_leader, refuse_finished
from api.identity.actor import Actor
from api.sending import check_key
from api.tables import new_id
from practice.content import content
from practice.training.exercise_board import goes_with

MOST_CARDS = 300


def add_cards(
    session: Session,
    actor: Actor,
    sitting_id: str,
    drafts: Sequence[Draft],
    key: str,
    named: bool = False,
) -> Sequence[KeptCard]:
    """Keep the cards that are not empty, all or none; the same key again gives the same cards.

    Raises NotFound for a sitting the actor takes no part in, NotKept with what is wrong, Invalid
    for what no page of ours sends, Conflict when it is finished or full.
    """
    sitting = queries.sitting(session, actor, sitting_id, lock=True)
    check_key(key)
    if known := _sent_before(session, actor, sitting, key):
        return known
    refuse_finished(sitting)
    cards = queries.kept_cards(session, sitting)
    read = [Reading(sitting, cards, draft) for draft in drafts]
    given = [reading for reading in read if reading.is_new]
    if not any(reading.filled for reading in read):
        raise NotKept({drafts[0].box if drafts else "": content().say("exercise.empty")})
    if wrong := {row.draft.box: row.wrong for row in given if row.wrong}:
        raise NotKept(wrong)
    if len(cards) + len(given) > MOST_CARDS:
        raise Conflict(content().say("exercise.full"))
    return _kept(session, actor, sitting, cards, given, key, named)


def _sent_before(session: Session, actor: Actor, sitting: Sitting, key: str) -> Sequence[KeptCard]:
    query = select(KeptCard).where(
        KeptCard.account_id == actor.id, KeptCard.key == key, KeptCard.sitting_id == sitting.id
    )
    return session.scalars(query).all()


def _kept(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    cards: Sequence[KeptCard],
    given: Sequence[Reading],
    key: str,
    named: bool,
) -> list[KeptCard]:
    number = max((card.number for card in cards), default=0)
    made = []
    for place, reading in enumerate(given, start=number + 1):
        if reading.before:
            session.delete(reading.before)
        card = KeptCard(
            id=new_id(),
            sitting_id=sitting.id,
            account_id=actor.id,
            number=place,
            box=reading.box.id,
            text=reading.text,
            choice=reading.draft.choice,
            named=named and sitting.led,
            key=key,
        )
        session.add(card)
        session.flush()
        session.add_all(CardAbout(card_id=card.id, about_id=a) for a in set(reading.draft.about))
        made.append(card)
    # The event names the sitting and not the card: whose a card is, is not to be found out there.
    boxes = [reading.box.id for reading in given]
    _note(session, actor, sitting, "cards_added", boxes) if given else None
    return made


def remove_card(session: Session, actor: Actor, sitting_id: str, card_id: str) -> None:
    """Take a card away, and what is about nothing else; again changes nothing.

    Who wrote it may always do so, and who leads the sitting. Raises NotFound for anyone else.
    """
    sitting = queries.sitting(session, actor, sitting_id, lock=True)
    rows = {row.id: row for row in queries.kept_cards(session, sitting)}
    row = rows.get(card_id)
    if not row:
        return
    if row.account_id != actor.id and not is_leader(sitting, actor):
        raise NotFound()
    cards = [held.card for held in queries.held_cards(session, actor, sitting)]
    first = next(card for card in cards if card.id == card_id)
    for card in goes_with(cards, first):
        session.delete(rows[card.id])
    _note(session, actor, sitting, "card_removed", [row.box])


def sort_cards(session: Session, actor: Actor, sitting_id: str, places: Mapping[str, str]) -> None:
    """Note where the actor puts cards, "" for none; the same again changes nothing.

    Cards that are gone are passed over. Raises NotFound as `add_cards` does, Invalid for an
    unknown place or before the sorting begins, Conflict when it is finished.
    """
    sitting = queries.sitting(session, actor, sitting_id, lock=True)
    refuse_finished(sitting)
    exercise = exercise_of(sitting)
    sorts = {step.sorts for step in exercise.steps[: sitting.reached + 1] if step.sorts}
    if not sorts or any(place and not exercise.place(place) for place in places.values()):
        raise Invalid()
    there = {row.id for row in queries.kept_cards(session, sitting) if row.box in sorts}
    for card_id in there & set(places):
        session.merge(
            CardPlace(card_id=card_id, account_id=actor.id, place=places[card_id])
        ) if places[card_id] else _unplace(session, actor, card_id)
    _note(session, actor, sitting, "cards_sorted", sorts)


def _unplace(session: Session, actor: Actor, card_id: str) -> None:
    if known := session.get(CardPlace, (card_id, actor.id)):
        session.delete(known)


def _note(
    session: Session, actor: Actor, sitting: Sitting, what: str, boxes: Sequence[str] | set[str]
) -> None:
    record_event(
        session,
        account_id=actor.id,
        action=f"exercise.{what}",
        subject_type="exercise",
        subject_id=sitting.id,
        fields=tuple(dict.fromkeys(boxes)),
    )
