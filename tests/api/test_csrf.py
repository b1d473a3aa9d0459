"""What another site may not make a browser do, and what a request may not be."""

import time
from unittest.mock import patch

import pytest

from api.limits import LARGEST_COOKIES

OURS = {"sec-fetch-site": "same-origin"}
PLAIN = {"content-type": "text/plain"}


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        (OURS, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "http://testserver:8001"}, False),
        ({"origin": "http://evil.test"}, False),
        ({"origin": "http://testserver.evil.test"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
    ],
)
def test_with_a_cookie_only_our_own_pages_may_change_things(signed_in, headers, allowed):
    person = signed_in()
    answer = person.post("/sign-out", headers=headers)
    assert answer.status_code == (303 if allowed else 403)
    assert person.get("/v1/session").status_code == (401 if allowed else 200)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_unsafe_method_is_guarded(signed_in, method):
    answer = signed_in().request(method, "/v1/session", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and answer.json()["type"] == "/problems/not-allowed"


def test_reading_from_a_link_elsewhere_is_allowed(signed_in):
    answer = signed_in().get("/v1/session", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200


def test_another_site_cannot_sign_someone_in(client, account):
    known = account()
    form = {"username": known.username, "password": known.password}
    answer = client.post("/sign-in", data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_a_program_with_a_token_and_no_cookie_is_exempt(client, signed_in):
    token = signed_in().token
    client.cookies.clear()
    headers = {"authorization": f"Bearer {token}", "origin": "http://elsewhere.test"}
    assert client.delete("/v1/session", headers=headers).status_code == 204


def test_a_token_beside_a_cookie_is_not_exempt(signed_in):
    person = signed_in()
    headers = {"authorization": f"Bearer {person.token}", "origin": "http://elsewhere.test"}
    assert person.delete("/v1/session", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json",
             "application/json-patch+json", "text/json"],
)  # fmt: skip
def test_only_json_is_taken_under_v1_and_internal(client, kind):
    body = b'{"username": "a", "password": "b"}'
    for path in ("/v1/session", "/internal/nonesuch"):
        assert client.post(path, content=body, headers={"content-type": kind}).status_code == 415


def test_json_with_a_charset_is_taken(client):
    headers = {"content-type": "application/json; charset=utf-8"}
    body = b'{"username": "a", "password": "b"}'
    assert client.post("/v1/session", content=body, headers=headers).status_code == 401


def test_a_large_body_is_refused_before_it_is_read(client):
    answer = client.post("/v1/session", json={"username": "a", "password": "b" * 256 * 1024})
    assert answer.status_code == 413 and answer.json()["type"] == "/problems/too-large"


def test_a_large_body_of_unannounced_length_is_refused(client):
    def pieces():
        yield b'{"username": "'
        for _ in range(300):
            yield b"x" * 1024

    headers = {"content-type": "application/json"}
    answer = client.post("/v1/session", content=pieces(), headers=headers)
    assert answer.status_code == 413 and answer.json()["type"] == "/problems/too-large"


def test_a_large_form_gets_a_page(client):
    answer = client.post(
        "/sign-in", data={"username": "a" * 256 * 1024}, headers={"accept": "text/html"}
    )
    assert answer.status_code == 413 and "smaller pieces" in answer.text


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 5000])
def test_a_strange_length_does_no_harm(client, length):
    headers = {"content-type": "application/json", "content-length": length}
    answer = client.post("/v1/session", content=b"{}", headers=headers)
    assert answer.status_code in (413, 422)


# Cookies

# Python before 3.12.6 and 3.11.10 takes seconds to read this (CVE-2024-7592).
SLOW_COOKIE = 'aide="' + "\\" * 60_000 + '"'


@pytest.mark.parametrize("path", ["/v1/session", "/health/live", "/static/nonesuch.css"])
def test_large_cookies_are_refused_unread(client, path):
    with patch("starlette.requests.cookie_parser", side_effect=AssertionError("was read")):
        answer = client.get(path, headers={"cookie": SLOW_COOKIE})
    assert answer.status_code == 431 and answer.json()["type"] == "/problems/cookies-too-large"


def test_large_cookies_cost_no_time(client):
    began = time.monotonic()
    for _ in range(10):
        assert client.post("/work", headers={"cookie": SLOW_COOKIE}).status_code == 431
    assert time.monotonic() - began < 3


def test_a_browser_with_large_cookies_gets_a_page(client):
    answer = client.get("/work", headers={"accept": "text/html", "cookie": SLOW_COOKIE})
    assert answer.status_code == 431 and "clear them" in answer.text


def test_cookie_headers_count_together(client):
    half = ("cookie", "a=" + "b" * (LARGEST_COOKIES // 2 - 2))
    assert client.get("/v1/session", headers=[half, half]).status_code == 401
    assert client.get("/v1/session", headers=[half, half, ("cookie", "c=d")]).status_code == 431


def test_a_sign_in_beside_other_cookies_still_holds(signed_in):
    person = signed_in()
    person.cookies.set("other", "b" * (LARGEST_COOKIES - 200))
    assert person.get("/v1/session").status_code == 200


# Sending and hanging up


def test_who_hangs_up_before_the_end_changes_nothing_and_breaks_nothing(signed_in, caplog):
    person = signed_in()
    pieces = iter([
        {"type": "http.request", "body": b"case_ref=SA-1&section_42=yes", "more_body": True},
        {"type": "http.disconnect"},
    ])  # fmt: skip
    sent = []

    async def receive() -> dict:
        return next(pieces)

    async def send(message: dict) -> None:
        sent.append(message)

    kind = b"application/x-www-form-urlencoded"
    scope = {
        "type": "http", "method": "POST", "path": "/work", "raw_path": b"/work",
        "query_string": b"", "scheme": "http", "server": ("test", 80), "client": ("test", 1),
        "headers": [(b"authorization", f"Bearer {person.token}".encode()), (b"content-type", kind)],
    }  # fmt: skip
    person.portal.call(person.app, scope, receive, send)
    assert sent[0]["status"] == 422
    assert person.get("/v1/works").json() == []
    assert "unhandled_error" not in caplog.text
