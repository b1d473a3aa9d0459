"""Copies of a tool: begun, filled in and finished, and who does so."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.tools.models import ToolCopy
from tests.web.supervision import hidden

CHANGE = "We ask on the first day."


@pytest.fixture
def someone(signed_in):
    """someone("board", ...) gives a browser that asks for pages."""

    def make(role: str, **about: Any) -> TestClient:
        person = signed_in(role, **about)
        person.headers["accept"] = "text/html"
        return person

    return make


@pytest.fixture
def supervisor(someone):
    return someone("supervisor")


def begin(person: TestClient, tool: str = "impact", follows: str = "") -> str:
    """Begin a copy; its address."""
    page = person.get(f"/tools/{tool}").text
    answer = person.post(f"/tools/{tool}", data={"key": hidden(page, "key"), "follows": follows})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def section_form(page: str, act: str = "list", **given: Any) -> dict[str, str]:
    """The form of a section, filled in: I4="words", R5=("yes", "words")."""
    sent = {name: hidden(page, name) for name in ("key", "version")} | {"act": act}
    for question, answer in given.items():
        choice, words = answer if isinstance(answer, tuple) else ("", answer)
        sent |= {f"choice.{question}": choice, f"words.{question}": words}
    return sent


def fill(person: TestClient, address: str, section: str = "plan", **given: Any) -> None:
    path = f"{address}/sections/{section}"
    answer = person.post(path, data=section_form(person.get(path).text, **given))
    assert answer.status_code == 303, answer.text


def finish(person: TestClient, address: str, review_on: str = "") -> Any:
    page = person.get(address).text
    sent = {name: hidden(page, name) for name in ("key", "version")}
    return person.post(address, data={**sent, "review_on": review_on})


def finished_copy(person: TestClient, **given: Any) -> str:
    address = begin(person)
    fill(person, address, **(given or {"I8": CHANGE}))
    assert finish(person, address).status_code == 303
    return address


def rows_of(database, address: str) -> list[ToolCopy]:
    with database.reader() as session:
        query = select(ToolCopy).where(ToolCopy.copy_id == address.rsplit("/", 1)[1])
        return list(session.scalars(query.order_by(ToolCopy.version)))
