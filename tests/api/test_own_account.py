"""A person's own account: the password, the sign-ins, and the first steps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.audit.models import AuditEvent
from api.errors import Conflict, Invalid, TooManyAttempts, WrongPassword
from api.identity import own_account
from api.identity.models import Account, SignInFailure, SignInSession
from api.tables import utcnow
from tests.api.conftest import PASSWORD

NEW = "three other plain words"
PAGE = {"accept": "text/html"}


@pytest.fixture
def person(signed_in):
    return signed_in("practitioner")


@pytest.fixture
def elsewhere(signed_in, person):
    """The same person in another browser."""
    return signed_in(known=person.account)


def change(database, person, old=PASSWORD, new=NEW):
    own_account.change_password(
        database, person.account.actor, person.token, old=old, new=new, source="test"
    )


def signs_in(client, person, password):
    body = {"username": person.account.username, "password": password}
    return client.post("/v1/session", json=body).status_code == 200


def actions(database, *named):
    with database.reader() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    return [(row.action, row.account_id) for row in rows if row.action in named]


def is_signed_in(person):
    return person.get("/v1/session").status_code == 200


# The password


def test_the_new_password_counts_and_the_old_one_no_longer(client, database, person):
    change(database, person)
    assert not signs_in(client, person, PASSWORD)
    assert signs_in(client, person, NEW)
    assert actions(database, "password.changed") == [("password.changed", person.account.id)]


def test_sign_ins_elsewhere_end_and_this_one_stays(database, person, elsewhere, signed_in):
    other = signed_in("practitioner")
    change(database, person)
    assert is_signed_in(person) and not is_signed_in(elsewhere)
    assert is_signed_in(other)  # somebody else's is none of this
    assert actions(database, "session.ended") == [("session.ended", person.account.id)]


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("not the right one", NEW, WrongPassword),
        ("", NEW, WrongPassword),
        (PASSWORD, "too short", Invalid),
        (PASSWORD, "x" * 1025, Invalid),
        (PASSWORD, PASSWORD, Invalid),
    ],
)
def test_what_cannot_be_taken_changes_nothing(
    client, database, person, elsewhere, old, new, refusal
):
    with pytest.raises(refusal):
        change(database, person, old, new)
    assert is_signed_in(elsewhere) and signs_in(client, person, PASSWORD)
    assert actions(database, "password.changed") == []


def test_wrong_old_passwords_are_slowed_down_as_at_the_door(client, database, person):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            change(database, person, "not the right one")
    with pytest.raises(TooManyAttempts):
        change(database, person)
    assert not signs_in(client, person, PASSWORD)  # one throttle for both doors
    assert actions(database, "password.refused") == [("password.refused", person.account.id)] * 5
    with database.writer() as session:
        session.execute(update(SignInFailure).values(at=utcnow() - timedelta(minutes=15)))
    change(database, person)


def test_a_good_change_forgets_earlier_slips(database, person):
    with pytest.raises(WrongPassword):
        change(database, person, "not the right one")
    change(database, person)
    with database.reader() as session:
        assert session.scalars(select(SignInFailure)).all() == []


def test_of_two_changes_at_once_one_counts(client, database, person):
    def attempt(new):
        try:
            change(database, person, new=new)
            return new
        except (Conflict, WrongPassword):
            return None

    wanted = [f"{NEW} number {number}" for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counted = [new for new in pool.map(attempt, wanted) if new]
    assert len(counted) == 1 and signs_in(client, person, counted[0])
    assert len(actions(database, "password.changed")) == 1


def test_passwords_are_nowhere_in_the_audit_trail_or_the_log(database, person, capfd):
    person.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW}, headers=PAGE)
    with database.reader() as session:
        rows = session.scalars(select(AuditEvent)).all()
        stored = session.get_one(Account, person.account.id).password_hash
    assert stored.startswith("$argon2id$")
    written = "".join(str(vars(row)) for row in rows) + "".join(capfd.readouterr())
    assert PASSWORD not in written and NEW not in written


# Sign-ins


def test_own_sign_ins_that_still_hold_the_latest_first(database, settings, person, elsewhere):
    with database.reader() as session:
        found = own_account.own_sessions(session, settings, person.account.actor)
        assert {row.account_id for row in found} == {person.account.id} and len(found) == 2
    with database.writer() as session:
        old = session.scalars(select(SignInSession).order_by(SignInSession.created_at)).first()
        old.last_seen_at = utcnow() - timedelta(minutes=31)
    with database.reader() as session:
        assert len(own_account.own_sessions(session, settings, person.account.actor)) == 1


def test_ending_the_others_twice_ends_them_once(database, person, elsewhere):
    for _ in range(2):
        answer = person.post("/account/end-others", headers=PAGE)
        assert answer.headers["location"] == "/account?done=others"
    assert is_signed_in(person) and not is_signed_in(elsewhere)
    assert len(actions(database, "session.ended")) == 1


# The first steps


def test_first_steps_are_put_away_and_back_and_once(database, person):
    for hidden in ("yes", "yes", "no", "no", "yes"):
        answer = person.post("/first-steps", data={"hidden": hidden}, headers=PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/work")
    done = [name for name, _ in actions(database, "first_steps.hidden", "first_steps.shown")]
    assert done == ["first_steps.hidden", "first_steps.shown", "first_steps.hidden"]


@pytest.mark.parametrize("path", ["/account/password", "/account/end-others", "/first-steps"])
def test_another_site_cannot_make_a_browser_do_it(person, path):
    answer = person.post(path, headers={**PAGE, "sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
