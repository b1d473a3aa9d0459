"""How a refusal is told, and what it never repeats."""

import json

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from api import errors
from api.app import create_app
from api.audit.models import AuditEvent
from api.database import Reader
from api.identity.depends import CurrentAccount, InternalCaller, Writer

CANARY = "Mrs Canary fell on Tuesday"
PAGE = {"accept": "text/html,application/xhtml+xml"}
REFUSALS = {
    "not-found": errors.NotFound(), "not-signed-in": errors.NotSignedIn(),
    "wrong-password": errors.WrongPassword(), "not-allowed": errors.NotAllowed(),
    "conflict": errors.Conflict(), "invalid": errors.Invalid(), "too-large": errors.TooLarge(),
    "too-many-attempts": errors.TooManyAttempts(retry_after=7),
    "not-filed-yet": errors.NotFiledYet(retry_after=9), "unavailable": errors.Unavailable(),
}  # fmt: skip
STATUSES = [404, 401, 401, 403, 409, 422, 413, 429, 503, 503]

router = APIRouter()


class Words(BaseModel):
    text: str = Field(max_length=5)
    count: int


@router.get("/v1/refuse/{slug}")
@router.get("/refuse/{slug}")
def refuse(slug: str) -> None:
    raise REFUSALS[slug]


@router.post("/v1/words")
@router.post("/words")
def take_words(words: Words) -> None: ...


@router.post("/v1/break")
@router.get("/break")
def break_down() -> None:
    raise RuntimeError(CANARY)


@router.get("/v1/locked")
def locked() -> None:
    raise OperationalError("SELECT 1", {}, Exception(CANARY))


@router.post("/v1/forbidden")
def forbidden(account: CurrentAccount, session: Writer) -> None:
    session.connection()
    raise errors.NotAllowed()


@router.get("/work/{id}")
def page(id: str, account: CurrentAccount, session: Reader) -> None: ...


@router.post("/work/{id}")
def page_post(id: str, account: CurrentAccount) -> None: ...


@router.get("/internal/thing")
def internal(caller: InternalCaller) -> dict[str, bool]:
    return {"welcome": True}


@pytest.fixture
def app(settings):
    app = create_app(settings)
    app.include_router(router)
    return app


@pytest.mark.parametrize(("slug", "status"), list(zip(REFUSALS, STATUSES, strict=True)))
def test_each_refusal_is_a_problem_document(client, slug, status):
    answer = client.get(f"/v1/refuse/{slug}")
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/problems/{slug}"
    assert problem["detail"].endswith(".") and problem["title"]


@pytest.mark.parametrize("slug", [slug for slug in REFUSALS if slug != "not-signed-in"])
def test_each_refusal_is_a_page_for_a_browser(client, slug):
    answer = client.get(f"/refuse/{slug}", headers=PAGE)
    assert answer.status_code == REFUSALS[slug].status
    assert answer.headers["content-type"].startswith("text/html")
    assert REFUSALS[slug].title in answer.text and "<main" in answer.text


@pytest.mark.parametrize("slug", list(errors.PROBLEMS))
def test_each_type_leads_to_a_page(client, slug):
    answer = client.get(f"/problems/{slug}", headers=PAGE)
    assert answer.status_code == 200 and errors.PROBLEMS[slug].title in answer.text


def test_unknown_problem_page(client):
    assert client.get("/problems/nonesuch").status_code == 404


def test_json_stays_json_under_v1_even_for_a_browser(client):
    for path in ("/v1/refuse/not-found", "/v1/nonesuch", "/internal/thing"):
        answer = client.get(path, headers=PAGE)
        assert answer.headers["content-type"] == "application/problem+json"


def test_retry_after(client):
    assert client.get("/v1/refuse/too-many-attempts").headers["retry-after"] == "7"
    assert client.get("/v1/refuse/not-filed-yet").headers["retry-after"] == "9"


def test_framework_refusals_have_the_same_shape(client):
    missing, wrong_method = client.get("/v1/nonesuch"), client.put("/v1/session", json={})
    assert missing.json()["type"] == "/problems/not-found"
    assert wrong_method.status_code == 405
    assert wrong_method.json()["status"] == 405 and "allow" in wrong_method.headers
    assert wrong_method.headers["content-type"] == "application/problem+json"


def test_validation_names_the_place_and_not_the_input(client):
    answer = client.post("/v1/words", json={"text": CANARY, "count": CANARY, "~a/b": 1})
    assert answer.status_code == 422
    pointers = {fault["pointer"] for fault in answer.json()["errors"]}
    assert pointers == {"/body/text", "/body/count"}
    assert all(set(fault) == {"pointer", "message"} for fault in answer.json()["errors"])
    assert "Canary" not in answer.text


def test_broken_json_is_not_repeated(client):
    headers = {"content-type": "application/json"}
    answer = client.post("/v1/words", content=b'{"text": "' + CANARY.encode(), headers=headers)
    assert answer.status_code == 422 and "Canary" not in answer.text


def test_validation_page(client):
    answer = client.post("/words", json={"text": CANARY, "count": 1}, headers=PAGE)
    assert answer.status_code == 422 and "<li>" in answer.text and "Canary" not in answer.text


def test_unhandled_error_is_generic_and_logged_without_words(client, capsys):
    answer = client.post(f"/v1/break?note={CANARY}", json={"text": CANARY})
    reference = answer.json()["reference"]
    logged = capsys.readouterr().err
    line = next(json.loads(row) for row in logged.splitlines() if "unhandled_error" in row)
    assert answer.status_code == 500 and "Canary" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert line["reference"] == reference and line["exception"] == "builtins.RuntimeError"
    assert line["route"] == "/v1/break" and "break_down" in line["frames"][-1]
    assert "Canary" not in logged


def test_unhandled_error_page_has_a_reference_and_the_headers(client):
    answer = client.get("/break", headers=PAGE)
    assert answer.status_code == 500 and "reference" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers


def test_a_database_out_of_reach_is_503(client, capsys):
    answer = client.get("/v1/locked")
    assert answer.status_code == 503 and "retry-after" in answer.headers
    assert "Canary" not in answer.text + capsys.readouterr().err


def test_a_refusal_is_audited_after_its_transaction_rolled_back(signed_in, database):
    person = signed_in()
    assert person.post("/v1/forbidden").status_code == 403
    with database.reader() as session:
        event = session.scalar(select(AuditEvent).where(AuditEvent.action == "access.refused"))
    assert event.account_id == person.account.id
    assert event.subject_id == "POST /v1/forbidden"


def test_stranger_on_a_page_goes_to_sign_in(client):
    answer = client.get("/work/17?secret=words", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/work/17")
    assert client.post("/work/17", headers=PAGE).headers["location"] == "/sign-in"
    assert client.get("/work/17").status_code == 401


def test_stranger_in_the_middle_of_an_htmx_swap(client):
    answer = client.get("/work/17", headers=PAGE | {"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=/work/17"


def test_internal_key(client, settings):
    key = settings.bot_key.get_secret_value()
    for wrong in ({}, {"X-Aide-Key": ""}, {"X-Aide-Key": key[:-1]}, {"X-Aide-Key": "é"}):
        wrong = {name: value.encode("latin-1") for name, value in wrong.items()}
        assert client.get("/internal/thing", headers=wrong).status_code == 401
    assert client.get("/internal/thing", headers={"X-Aide-Key": key}).json() == {"welcome": True}


def test_turn_key_and_a_person_do_not_open_internal(signed_in, settings):
    person = signed_in("administrator")
    assert person.get("/internal/thing").status_code == 401
    turn_key = settings.turn_key.get_secret_value()
    assert person.get("/internal/thing", headers={"X-Aide-Key": turn_key}).status_code == 401


def test_refusals_before_routing_are_problems_too(app):
    with TestClient(app) as client:
        answer = client.post("/v1/session", content=b"a=b", headers={"content-type": "text/plain"})
    assert answer.status_code == 415 and answer.json()["type"] == "/problems/wrong-format"
