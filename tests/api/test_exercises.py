"""Training exercises: who may see and do what, what is kept, and what is never kept."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from api.audit.models import AuditEvent
from api.audit.refusals import record_refusal
from api.errors import Conflict, Invalid, NotAllowed, NotFound, TooManyAttempts
from api.exercises import cards, queries, sittings
from api.exercises.models import CardPlace, KeptCard, Sitting
from api.exercises.reading import LONGEST_TEXT, Draft, NotKept
from api.identity.roles import LEADS_PRACTICE, Role
from api.tables import utcnow

KEY = "a key of a form"
VALUE = Draft("value", "a long bath")
SOMEONE = "Mrs Margaret Jones"


@pytest.fixture
def desk(database, account):
    """The service for one call at a time: desk.do(function, actor, ...)."""

    def do(function, who, *given, **named):
        with database.writer() as session:
            return function(session, who, *given, **named)

    def actor(role="trainee", **about):
        return account(role, **about).actor

    return SimpleNamespace(do=do, actor=actor, database=database)


def opened(desk, who, exercise="values", led=False, key=KEY):
    return desk.do(sittings.open_sitting, who, exercise, led, key).id


def led_with(desk, leader, *others, exercise="values"):
    """A led sitting that the others have joined."""
    sitting = desk.do(sittings.open_sitting, leader, exercise, True, KEY)
    for other in others:
        desk.do(sittings.join, other, sitting.code)
    return sitting.id


def add(desk, who, sitting_id, *drafts, key="a key of cards", **named):
    return desk.do(cards.add_cards, who, sitting_id, drafts, key, **named)


def held(desk, who, sitting_id):
    with desk.database.reader() as session:
        sitting = queries.readable(session, who, sitting_id)
        return queries.held_cards(session, who, sitting)


def words(desk, who, sitting_id):
    return [row.card.text for row in held(desk, who, sitting_id)]


# Opening, joining, moving on


@pytest.mark.parametrize("role", list(Role))
def test_everyone_may_practise_alone_and_some_may_lead(desk, role):
    who = desk.actor(role)
    assert opened(desk, who)
    if role in LEADS_PRACTICE:
        assert opened(desk, who, led=True, key="another key")
    else:
        with pytest.raises(NotAllowed):
            opened(desk, who, led=True, key="another key")


def test_opening_again_with_the_same_key_is_one_sitting(desk):
    who, other = desk.actor(), desk.actor()
    assert opened(desk, who) == opened(desk, who)
    assert opened(desk, who, key="another key") != opened(desk, who) != opened(desk, other)


@pytest.mark.parametrize(
    ("exercise", "key", "error"), [("none", KEY, NotFound), ("values", "", Invalid)]
)  # noqa: E501
def test_what_cannot_be_opened(desk, exercise, key, error):
    with pytest.raises(error):
        opened(desk, desk.actor(), exercise, key=key)


def test_a_code_is_short_and_forgiving_and_lets_anyone_in(desk):
    leader = desk.actor("facilitator")
    sitting = desk.do(sittings.open_sitting, leader, "values", True, KEY)
    assert len(sitting.code) == 6 and not set(sitting.code) & set("AEIOU01L5S")
    for role in Role:
        who = desk.actor(role)
        with pytest.raises(NotFound):
            held(desk, who, sitting.id)
        typed = f" {sitting.code[:3].lower()}-{sitting.code[3:]} "
        assert desk.do(sittings.join, who, typed).id == sitting.id
        assert desk.do(sittings.join, who, sitting.code).id == sitting.id
        assert held(desk, who, sitting.id) == []
    with desk.database.reader() as session:
        assert queries.joined(session, session.get(Sitting, sitting.id)) == len(Role)


@pytest.mark.parametrize("code", ["", "BBBBBB", "%", "B" * 500, "’; DROP", "\u0000"])
def test_a_code_that_is_none(desk, code):
    with pytest.raises(NotFound, match="No open exercise has this code"):
        desk.do(sittings.join, desk.actor(), code)


def test_a_code_ends_with_the_exercise_and_after_a_day(desk):
    leader, late = desk.actor("facilitator"), desk.actor()
    old = desk.do(sittings.open_sitting, leader, "values", True, KEY)
    with desk.database.writer() as session:
        session.get(Sitting, old.id).created_at = utcnow() - timedelta(hours=25)
    with pytest.raises(NotFound):
        desk.do(sittings.join, late, old.code)
    done = desk.do(sittings.open_sitting, leader, "values", True, "another key")
    desk.do(sittings.move, leader, done.id, "messages")
    desk.do(sittings.finish, leader, done.id)
    with pytest.raises(NotFound):
        desk.do(sittings.join, late, done.code)


def test_codes_cannot_be_guessed_at_will(desk):
    who, sitting = desk.actor(), desk.do(
        sittings.open_sitting, desk.actor("facilitator"), "values", True, KEY
    )  # fmt: skip
    for _ in range(sittings.WRONG_CODES):
        record_refusal(
            desk.database, account_id=who.id, action=sittings.JOIN_REFUSED,
            subject_type="exercise", subject_id="code",
        )  # fmt: skip
    with pytest.raises(TooManyAttempts):
        desk.do(sittings.join, who, sitting.code)
    assert desk.do(sittings.join, desk.actor(), sitting.code).id == sitting.id


def test_only_who_opened_it_moves_it_on(desk):
    leader, trainee, stranger = desk.actor("facilitator"), desk.actor(), desk.actor("facilitator")
    sitting = led_with(desk, leader, trainee)
    for function, given in (
        (sittings.move, ("good",)),
        (sittings.finish, ()),
        (sittings.delete, ()),
    ):  # noqa: E501
        with pytest.raises(NotAllowed):
            desk.do(function, trainee, sitting, *given)
        with pytest.raises(NotFound):
            desk.do(function, stranger, sitting, *given)
    assert desk.do(sittings.move, leader, sitting, "cost").step == 2
    back = desk.do(sittings.move, leader, sitting, "good")
    assert (back.step, back.reached) == (1, 2)
    with pytest.raises(Invalid):
        desk.do(sittings.move, leader, sitting, "nonesuch")


def test_it_is_finished_at_the_key_messages_and_then_stays_as_it_is(desk):
    who = desk.actor()
    sitting = opened(desk, who)
    kept = add(desk, who, sitting, VALUE)[0]
    with pytest.raises(Conflict):
        desk.do(sittings.finish, who, sitting)
    desk.do(sittings.move, who, sitting, "messages")
    desk.do(sittings.finish, who, sitting)
    desk.do(sittings.finish, who, sitting)
    for function, given in (
        (sittings.move, ("value",)), (cards.add_cards, ([VALUE], "a newer key")),
        (cards.sort_cards, ({},)),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="finished"):
            desk.do(function, who, sitting, *given)
    desk.do(cards.remove_card, who, sitting, kept.id)
    assert words(desk, who, sitting) == []


def test_what_someone_finished_can_be_asked_for_with_dates(desk):
    leader, trainee, other = desk.actor("facilitator"), desk.actor(), desk.actor()
    alone, group = opened(desk, trainee, "consent"), led_with(desk, leader, trainee)
    opened(desk, trainee, "principles", key="an open one")
    for who, sitting in ((trainee, alone), (leader, group)):
        desk.do(sittings.move, who, sitting, "messages")
        desk.do(sittings.finish, who, sitting)
    with desk.database.reader() as session:
        rows = queries.finished(session, trainee)
        assert [(row.sitting_id, row.exercise, row.led) for row in rows] == [
            (group, "values", True), (alone, "consent", False),
        ]  # fmt: skip
        assert all(row.finished_at <= utcnow() for row in rows)
        assert queries.finished(session, leader) == queries.finished(session, other) == []


# Cards


def test_cards_are_kept_in_their_order_as_typed(desk):
    who = desk.actor()
    sitting = opened(desk, who)
    add(desk, who, sitting, Draft("value", "  <b>tea</b>\r\nwith “us” ", "food"), key="first key")
    add(desk, who, sitting, Draft("value", "पानी"), key="second key")
    assert words(desk, who, sitting) == ["<b>tea</b>\nwith “us”", "पानी"]
    assert held(desk, who, sitting)[0].card.choice == "food"


def test_the_same_sending_again_is_one_card_even_at_the_same_moment(desk):
    who = desk.actor()
    sitting = opened(desk, who)
    threads = [threading.Thread(target=add, args=(desk, who, sitting, VALUE)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert words(desk, who, sitting) == ["a long bath"]
    assert add(desk, who, sitting, Draft("value", "other words"))[0].text == "a long bath"
    assert add(desk, who, opened(desk, who, key="another one"), VALUE)[0].sitting_id != sitting


def test_a_group_that_adds_at_the_same_moment_loses_nothing(desk):
    leader, *others = desk.actor("facilitator"), *(desk.actor() for _ in range(5))
    sitting = led_with(desk, leader, *others)
    threads = [
        threading.Thread(target=add, args=(desk, who, sitting, Draft("value", f"card {n}-{m}")),
                         kwargs={"key": f"key {n} and {m}"})
        for n, who in enumerate(others) for m in range(3)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {f"card {n}-{m}" for n in range(5) for m in range(3)}
    assert len(words(desk, leader, sitting)) == 15 and set(words(desk, leader, sitting)) == expected


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (Draft("value", " \u200b\n"), "Write something first."),
        (Draft("value", "", "food"), "Add a few words."),
        (Draft("value", "x" * (LONGEST_TEXT + 1)), "500 characters at most"),
        (Draft("value", f"tea with {SOMEONE}"), "a full name"),
        (
            Draft("value", "ring 07700 900123, AB-1234"),
            "a phone number (“07700 900123”), a case reference (“AB-1234”)",
        ),
    ],
)
def test_a_card_that_cannot_be_kept_is_explained(desk, draft, says):
    who = desk.actor()
    sitting = opened(desk, who)
    with pytest.raises(NotKept) as refused:
        add(desk, who, sitting, draft)
    assert says in refused.value.wrong["value"]
    assert words(desk, who, sitting) == []


def test_what_looks_real_is_nowhere_in_the_database(desk, settings):
    who = desk.actor()
    sitting = opened(desk, who, "barriers")
    good, bad = Draft("needs", "help to wash"), Draft("circumstances", f"{SOMEONE}, 01632 960123")
    with pytest.raises(NotKept):
        add(desk, who, sitting, good, bad)
    assert words(desk, who, sitting) == []
    with desk.database.reader() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type='table'")).all()
        rows = [
            repr(row) for name in tables for row in session.execute(text(f'SELECT * FROM "{name}"'))
        ]  # noqa: E501
    assert not [row for row in rows if "Margaret" in row or "960123" in row]
    kept = b"".join(p.read_bytes() for p in settings.home.rglob("*") if p.is_file())
    assert b"960123" not in kept


@pytest.mark.parametrize("name", ["Ada", "Jean-Luc", "Ngozi", "O’Neil", "Zoë"])
def test_a_first_name_alone_is_taken(desk, name):
    who = desk.actor()
    sitting = opened(desk, who, "barriers")
    add(desk, who, sitting, Draft("first_name", name))
    assert words(desk, who, sitting) == [name]


def test_two_names_are_not(desk):
    who = desk.actor()
    with pytest.raises(NotKept, match="first name only"):
        add(desk, who, opened(desk, who, "barriers"), Draft("first_name", "Ada Obi"))


def test_the_storys_own_first_name_may_have_a_title(desk):
    who = desk.actor()
    sitting = opened(desk, who, "barriers")
    add(desk, who, sitting, Draft("first_name", "Ada"), key="first key")
    add(desk, who, sitting, Draft("needs", "Miss Ada needs help to wash"), key="second key")
    with pytest.raises(NotKept):
        add(desk, who, sitting, Draft("circumstances", "Miss Obi"), key="third key")


@pytest.mark.parametrize(
    "draft",
    [Draft("good", "x"), Draft("nonesuch", "x"), Draft("value", "x", "nonesuch"), Draft("", "x")],
)
def test_what_no_page_sends_is_refused(desk, draft):
    who = desk.actor()
    with pytest.raises(Invalid):
        add(desk, who, opened(desk, who), draft)


def test_a_box_for_one_card_is_changed_and_never_by_chance(desk):
    leader, trainee = desk.actor("facilitator"), desk.actor()
    sitting = led_with(desk, leader, trainee, exercise="barriers")
    first = add(desk, leader, sitting, Draft("needs", "one"), key="first key")[0]
    with pytest.raises(NotKept, match="just now"):
        add(desk, trainee, sitting, Draft("needs", "two"), key="second key")
    add(desk, trainee, sitting, Draft("needs", "two", replaces=first.id), key="third key")
    assert words(desk, leader, sitting) == ["two"]
    assert add(desk, leader, sitting, Draft("needs", "two"), key="fourth key") == []
    assert words(desk, leader, sitting) == ["two"]


def test_a_rung_stands_on_bricks_that_are_there(desk):
    who = desk.actor()
    sitting = opened(desk, who, "barriers")
    desk.do(sittings.move, who, sitting, "ladder")
    money, fear = (
        add(desk, who, sitting, Draft("brick", word), key=f"key {word}")[0].id
        for word in ("money", "fear")
    )
    for about, says in (((), "Choose what this is about"), ((money, "gone"), "taken away")):
        with pytest.raises(NotKept, match=says):
            add(desk, who, sitting, Draft("rung", "a friend", about=about))
    both = add(desk, who, sitting, Draft("rung", "a friend", about=(fear, money, money)))[0].id
    only = add(desk, who, sitting, Draft("rung", "a lift", about=(money,)), key="lift key")[0].id
    assert {row.card.id: row.card.about for row in held(desk, who, sitting)} == {
        money: (), fear: (), both: tuple(sorted((fear, money))), only: (money,),
    }  # fmt: skip
    desk.do(cards.remove_card, who, sitting, money)
    desk.do(cards.remove_card, who, sitting, money)
    assert {row.card.id: row.card.about for row in held(desk, who, sitting)} == {
        fear: (), both: (fear,),
    }  # fmt: skip


def test_a_card_is_about_one_value_only(desk):
    who = desk.actor()
    sitting = opened(desk, who)
    desk.do(sittings.move, who, sitting, "good")
    ids = [add(desk, who, sitting, Draft("value", w), key=f"key of {w}")[0].id for w in "ab"]
    with pytest.raises(Invalid):
        add(desk, who, sitting, Draft("good", "x", about=tuple(ids)))
    other = add(desk, who, opened(desk, who, key="another one"), VALUE, key="its own key")[0].id
    with pytest.raises(NotKept):
        add(desk, who, sitting, Draft("good", "x", about=(other,)))


def test_a_card_of_an_earlier_step_is_kept_when_the_group_has_moved_on_or_back(desk):
    leader, trainee = desk.actor("facilitator"), desk.actor()
    sitting = led_with(desk, leader, trainee)
    desk.do(sittings.move, leader, sitting, "good")
    value = add(desk, trainee, sitting, VALUE, key="first key")[0].id
    desk.do(sittings.move, leader, sitting, "value")
    add(desk, trainee, sitting, Draft("good", "warm", about=(value,)), key="second key")
    assert words(desk, leader, sitting) == ["a long bath", "warm"]


def test_the_cards_of_one_sitting_have_an_end(desk, monkeypatch):
    who = desk.actor()
    sitting = opened(desk, who)
    monkeypatch.setattr(cards, "MOST_CARDS", 1)
    add(desk, who, sitting, VALUE)
    with pytest.raises(Conflict, match="no more room"):
        add(desk, who, sitting, VALUE, key="another key")


# Whose a card is


def test_nobody_sees_whose_a_card_is_unless_they_put_their_name_to_it(desk):
    leader, ada, bea = desk.actor("facilitator"), desk.actor(), desk.actor()
    sitting = led_with(desk, leader, ada, bea)
    add(desk, ada, sitting, VALUE, key="first key")
    add(desk, bea, sitting, Draft("value", "tea"), key="second key", named=True)
    for who, own in ((leader, [False, False]), (ada, [True, False]), (bea, [False, True])):
        rows = held(desk, who, sitting)
        assert [row.name for row in rows] == [None, bea.display_name]
        assert [row.mine for row in rows] == own


def test_the_trail_names_no_card(desk):
    leader, ada = desk.actor("facilitator"), desk.actor()
    sitting = led_with(desk, leader, ada)
    kept = add(desk, ada, sitting, VALUE)[0]
    with desk.database.reader() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == sitting)).all()
        assert [event.action for event in events] == [
            "exercise.opened", "exercise.joined", "exercise.cards_added",
        ]  # fmt: skip
        assert not session.scalar(select(AuditEvent).where(AuditEvent.subject_id == kept.id))


def test_a_card_is_taken_away_by_its_author_or_by_who_leads(desk):
    leader, ada, bea, stranger = (
        desk.actor("facilitator"),
        desk.actor(),
        desk.actor(),
        desk.actor(),
    )  # noqa: E501
    sitting = led_with(desk, leader, ada, bea)
    one, two = (add(desk, ada, sitting, VALUE, key=f"key {n} of it")[0].id for n in (1, 2))
    for who in (bea, stranger):
        with pytest.raises(NotFound):
            desk.do(cards.remove_card, who, sitting, one)
    desk.do(cards.remove_card, ada, sitting, one)
    desk.do(cards.remove_card, leader, sitting, two)
    assert words(desk, ada, sitting) == []


# Sorting


def test_each_sorts_for_themselves_and_the_group_sees_the_spread(desk):
    leader, ada, bea = desk.actor("facilitator"), desk.actor(), desk.actor()
    sitting = led_with(desk, leader, ada, bea, exercise="consent")
    card = add(desk, ada, sitting, Draft("answer", "time"))[0].id
    with pytest.raises(Invalid):
        desk.do(cards.sort_cards, ada, sitting, {card: "free_will"})
    desk.do(sittings.move, leader, sitting, "sort")
    desk.do(cards.sort_cards, ada, sitting, {card: "free_will", "gone": "capacity"})
    desk.do(cards.sort_cards, bea, sitting, {card: "capacity"})
    desk.do(cards.sort_cards, bea, sitting, {card: "capacity"})
    (row,) = held(desk, ada, sitting)
    assert row.card.placed == {"free_will": 1, "capacity": 1} and row.own_place == "free_will"
    desk.do(cards.sort_cards, bea, sitting, {card: ""})
    desk.do(cards.sort_cards, bea, sitting, {card: ""})
    assert held(desk, bea, sitting)[0].card.placed == {"free_will": 1}
    with pytest.raises(Invalid):
        desk.do(cards.sort_cards, ada, sitting, {card: "nonesuch"})
    with pytest.raises(NotFound):
        desk.do(cards.sort_cards, desk.actor(), sitting, {card: "capacity"})


# Private, shared, taken back, deleted


def test_an_exercise_is_its_authors_alone(desk):
    who = desk.actor()
    sitting = opened(desk, who)
    for role in Role:
        for other in (desk.actor(role), desk.actor(role, team=who.team)):
            with pytest.raises(NotFound):
                held(desk, other, sitting)
            with pytest.raises(NotFound):
                add(desk, other, sitting, VALUE)


def test_it_is_shared_by_its_author_with_one_who_leads_and_taken_back(desk):
    who, facilitator, boss = desk.actor(), desk.actor("facilitator"), desk.actor("supervisor")
    desk.actor("supervisor", team="team-2"), desk.actor("trainee")
    sitting = opened(desk, who)
    add(desk, who, sitting, VALUE)
    with desk.database.reader() as session:
        assert {row.id for row in queries.may_read(session, who)} == {facilitator.id, boss.id}
    desk.do(sittings.share, who, sitting, facilitator.id)
    desk.do(sittings.share, who, sitting, facilitator.id)
    assert words(desk, facilitator, sitting) == ["a long bath"]
    with desk.database.reader() as session:
        assert [name for _, name in queries.shared_with(session, facilitator)] == [who.display_name]
        assert queries.shared_with(session, boss) == []
    with pytest.raises(NotFound):
        add(desk, facilitator, sitting, VALUE)
    with pytest.raises(NotFound):
        held(desk, boss, sitting)
    desk.do(sittings.take_back, who, sitting, facilitator.id)
    desk.do(sittings.take_back, who, sitting, facilitator.id)
    with pytest.raises(NotFound):
        held(desk, facilitator, sitting)


def test_it_is_not_shared_with_just_anyone_nor_by_just_anyone(desk):
    who, peer, boss = desk.actor(), desk.actor(), desk.actor("supervisor", team="team-2")
    facilitator = desk.actor("facilitator")
    sitting = opened(desk, who)
    for reader in (peer, boss, who, SimpleNamespace(id="nobody")):
        with pytest.raises(Invalid):
            desk.do(sittings.share, who, sitting, reader.id)
    with pytest.raises(NotFound):
        desk.do(sittings.share, facilitator, sitting, facilitator.id)
    group = led_with(desk, facilitator, who)
    with pytest.raises(NotAllowed):
        desk.do(sittings.share, who, group, facilitator.id)


def test_sharing_ends_with_the_role(desk, account):
    who, facilitator = desk.actor(), desk.actor("facilitator")
    sitting = opened(desk, who)
    desk.do(sittings.share, who, sitting, facilitator.id)
    demoted = type(facilitator)(facilitator.id, "x", "x", Role.TRAINEE, facilitator.team)
    with pytest.raises(NotFound):
        held(desk, demoted, sitting)


def test_deleting_leaves_nothing_behind(desk):
    leader, trainee = desk.actor("facilitator"), desk.actor()
    sitting = led_with(desk, leader, trainee, exercise="consent")
    card = add(desk, trainee, sitting, Draft("answer", "time"))[0].id
    desk.do(sittings.move, leader, sitting, "sort")
    desk.do(cards.sort_cards, trainee, sitting, {card: "capacity"})
    desk.do(sittings.delete, leader, sitting)
    with desk.database.reader() as session:
        for model in (Sitting, KeptCard, CardPlace):
            assert session.scalars(select(model)).all() == []


def test_what_a_group_finished_stays_finished_for_those_who_took_part(desk):
    leader, trainee = desk.actor("facilitator"), desk.actor()
    sitting = led_with(desk, leader, trainee)
    add(desk, trainee, sitting, VALUE)
    desk.do(sittings.move, leader, sitting, "messages")
    desk.do(sittings.finish, leader, sitting)
    desk.do(sittings.delete, leader, sitting)
    desk.do(sittings.delete, leader, sitting)
    assert words(desk, trainee, sitting) == []
    with desk.database.reader() as session:
        assert [row.sitting_id for row in queries.finished(session, trainee)] == [sitting]
