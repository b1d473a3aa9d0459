"""Accounts, signing in and out, and slowing down guessing."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from api.app import create_app
from api.audit.models import AuditEvent
from api.errors import Conflict, Invalid, NotSignedIn
from api.identity import passwords, throttle
from api.identity.models import Account, SignInFailure, SignInSession
from api.identity.roles import Role
from api.identity.service import account_for_token, create_account
from api.tables import utcnow
from api.web.sign_in_pages import local_path

PAGE = {"accept": "text/html"}


def sign_in(client, username, password, **headers):
    body = {"username": username, "password": password}
    return client.post("/v1/session", json=body, headers=headers)


def audited(database, action):
    with database.reader() as session:
        return session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()


def test_sign_in_gives_token_account_and_cookie(client, account):
    known = account("supervisor", username="Ada")
    answer = sign_in(client, " ADA ", known.password)
    assert answer.status_code == 200
    assert answer.json()["account"] == {
        "id": known.id, "role": "supervisor", "username": "ada", "display_name": "Ada",
    }  # fmt: skip
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("aide=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert "Path=/" in cookie and "Domain" not in cookie and "Max-Age" not in cookie


def test_bearer_token_and_cookie_both_say_who_is_there(client, signed_in):
    person = signed_in("board")
    by_cookie = person.get("/v1/session").json()
    client.cookies.clear()
    by_token = client.get("/v1/session", headers={"Authorization": f"Bearer {person.token}"})
    assert by_cookie == by_token.json()
    assert by_cookie["role"] == "board"


def test_secure_cookie_has_the_host_prefix(settings):
    beyond = settings.model_copy(update={"secure_cookies": True})
    with TestClient(create_app(beyond), base_url="https://testserver") as client:
        with client.app.state.database.writer() as session:
            create_account(session, "ada", "a long enough password", Role.BOARD)
        answer = sign_in(client, "ada", "a long enough password")
        assert answer.headers["set-cookie"].startswith("__Host-aide=")
        assert "Secure" in answer.headers["set-cookie"]
        assert client.get("/v1/session").status_code == 200


def test_token_is_stored_as_a_digest_only(signed_in, database):
    person = signed_in()
    with database.reader() as session:
        stored = session.scalar(select(SignInSession.token_hash))
    assert person.token not in stored and len(stored) == 64


def test_wrong_password_and_unknown_name_get_the_same_answer(client, account, database):
    known = account()
    wrong = sign_in(client, known.username, "not the right one")
    unknown = sign_in(client, "nobody-here", "not the right one")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["type"] == "/problems/wrong-password"
    refused = audited(database, "sign_in.refused")
    assert [(e.account_id, e.subject_id) for e in refused] == [
        (known.id, known.id), (None, "unknown"),
    ]  # fmt: skip


def test_unknown_name_costs_one_real_verification(client, account):
    with patch.object(passwords, "_hasher", wraps=passwords._hasher) as hasher:
        sign_in(client, "nobody-here", "not the right one")
        assert hasher.verify.call_count == 1
        sign_in(client, account().username, "not the right one")
        assert hasher.verify.call_count == 2


def test_failures_do_not_keep_what_was_typed(client, database):
    sign_in(client, "my-password-by-mistake", "not the right one")
    with database.reader() as session:
        failure = session.scalar(select(SignInFailure))
    assert len(failure.username_key) == len(failure.source_key) == 64
    assert "mistake" not in failure.username_key


def test_five_failures_make_a_person_wait_but_not_for_ever(client, account, database):
    known = account()
    for _ in range(5):
        assert sign_in(client, known.username, "not the right one").status_code == 401
    throttled = sign_in(client, known.username, known.password)
    assert throttled.status_code == 429
    assert 0 < int(throttled.headers["retry-after"]) <= 15 * 60 + 1
    with database.writer() as session:
        session.execute(update(SignInFailure).values(at=utcnow() - timedelta(minutes=15)))
    assert sign_in(client, known.username, known.password).status_code == 200
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_others_can_sign_in_while_one_waits(client, account):
    for _ in range(5):
        sign_in(client, "nobody-here", "not the right one")
    known = account()
    assert sign_in(client, known.username, known.password).status_code == 200


def test_a_good_sign_in_clears_earlier_slips(client, account):
    known = account()
    for _ in range(2):
        for _ in range(4):
            sign_in(client, known.username, "not the right one")
        assert sign_in(client, known.username, known.password).status_code == 200


def test_one_source_cannot_try_many_names(client, database):
    with database.writer() as session:
        for number in range(throttle.PER_SOURCE):
            throttle.note_failure(session, f"name-{number}", "testclient", utcnow())
    assert sign_in(client, "someone-else", "not the right one").status_code == 429


def test_sign_out_ends_the_session_at_once(signed_in, database):
    person = signed_in()
    assert person.delete("/v1/session").status_code == 204
    again = person.get("/v1/session", headers={"Authorization": f"Bearer {person.token}"})
    assert again.status_code == 401
    assert len(audited(database, "session.ended")) == 1


def test_signing_in_again_ends_the_session_before(signed_in, client):
    person = signed_in()
    first = person.token
    sign_in(person, person.account.username, person.account.password)
    old = client.get("/v1/session", headers={"Authorization": f"Bearer {first}"})
    assert old.status_code == 401
    assert person.get("/v1/session").status_code == 200


@pytest.mark.parametrize(("minutes", "good"), [(29, True), (30, False)])
def test_idle_limit(settings, database, signed_in, minutes, good):
    token = signed_in().token
    later = utcnow() + timedelta(minutes=minutes, seconds=-1 if good else 1)
    if good:
        assert account_for_token(database, settings, token, later)
        # Being seen moves the limit on.
        assert account_for_token(database, settings, token, later + timedelta(minutes=20))
    else:
        with pytest.raises(NotSignedIn):
            account_for_token(database, settings, token, later)


def test_absolute_limit(settings, database, signed_in):
    token = signed_in().token
    began = utcnow()
    for minutes in range(20, 600, 20):
        assert account_for_token(database, settings, token, began + timedelta(minutes=minutes))
    with pytest.raises(NotSignedIn):
        account_for_token(database, settings, token, began + timedelta(minutes=601))


def test_a_disabled_account_is_out_at_once(signed_in, database, client):
    person = signed_in()
    with database.writer() as session:
        session.get_one(Account, person.account.id).disabled_at = utcnow()
    assert person.get("/v1/session").status_code == 401
    refused = sign_in(client, person.account.username, person.account.password)
    assert refused.status_code == 401


def test_a_role_changed_in_the_database_holds_for_the_next_request(signed_in, database):
    person = signed_in("administrator")
    with database.writer() as session:
        session.get_one(Account, person.account.id).role = Role.TRAINEE
    assert person.get("/v1/session").json()["role"] == "trainee"


def test_a_request_cannot_give_itself_a_role(client, account):
    known = account("trainee")
    body = {"username": known.username, "password": known.password, "role": "administrator"}
    assert client.post("/v1/session", json=body).status_code == 422


def test_create_account_refuses_what_cannot_be_used(database):
    with database.writer() as session:
        create_account(session, "Ada", "a long enough password", "practitioner")
    for username, password, role, refusal in [
        ("ADA ", "a long enough password", "practitioner", Conflict),
        ("bea", "too short", "practitioner", Invalid),
        ("bea", "x" * 1025, "practitioner", Invalid),
        ("", "a long enough password", "practitioner", Invalid),
        ("b\nea", "a long enough password", "practitioner", Invalid),
        ("bea", "a long enough password", "queen", Invalid),
    ]:
        with pytest.raises(refusal), database.writer() as session:
            create_account(session, username, password, role)
    with database.reader() as session:
        assert session.scalars(select(Account.username)).all() == ["ada"]
    assert len(audited(database, "account.created")) == 1


def test_password_hash_is_argon2id_and_renewed_when_the_setting_grows(client, account, database):
    known = account()
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with database.writer() as session:
        session.get_one(Account, known.id).password_hash = weak.hash(known.password)
    assert sign_in(client, known.username, known.password).status_code == 200
    with database.reader() as session:
        stored = session.get_one(Account, known.id).password_hash
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_password_typed_on_another_keyboard(client, database):
    with database.writer() as session:
        create_account(session, "zoe", "caf\u00e9 at the corner", Role.PRACTITIONER)
    assert sign_in(client, "zoe", "cafe\u0301 at the corner").status_code == 200


def test_pages_send_a_stranger_to_sign_in_and_back(client, account):
    known = account()
    assert client.get("/", headers=PAGE).headers["location"] == "/sign-in"
    form = {"username": known.username, "password": known.password, "next": "/work/17"}
    answer = client.post("/sign-in", data=form, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/work/17")
    assert client.get("/", headers=PAGE).headers["location"] == "/work"
    assert client.get("/sign-in?next=/work/17").headers["location"] == "/work/17"
    assert client.post("/sign-out", headers=PAGE).headers["location"] == "/sign-in"
    assert client.get("/", headers=PAGE).headers["location"] == "/sign-in"


def test_sign_in_form_says_what_is_wrong_and_keeps_the_name(client):
    form = {"username": '"><script>', "password": "not the right one", "next": "//evil.test"}
    answer = client.post("/sign-in", data=form, headers=PAGE)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text and "<script>" not in answer.text
    assert 'value="&#34;&gt;&lt;script&gt;"' in answer.text
    assert 'name="next" value="/"' in answer.text and "not the right one" not in answer.text


def test_sign_in_form_tells_to_wait(client):
    form = {"username": "nobody-here", "password": "not the right one"}
    answers = [client.post("/sign-in", data=form, headers=PAGE) for _ in range(6)]
    assert answers[-1].status_code == 429 and "retry-after" in answers[-1].headers
    assert "Please wait" in answers[-1].text


@pytest.mark.parametrize(
    "address",
    ["//evil.test", "/\\evil.test", "https://evil.test", "evil.test", "javascript:x",
     "/\t/evil.test", "/\n/evil.test", "", "\\\\evil.test", "/%0d\r\nSet-Cookie: a=b"],
)  # fmt: skip
def test_next_never_leaves_this_service(address):
    assert local_path(address) == "/"


def test_next_keeps_a_path_of_ours():
    assert local_path("/work/17?page=2") == "/work/17?page=2"
