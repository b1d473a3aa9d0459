"""Help: every page leads to its own section, and each section is there."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from playwright.sync_api import expect

from api.web import HELP
from practice.help import help_texts
from tests.web.browsing import faults, needs_chromium
from tests.web.reading import text_of

# Pages without help of their own: they need no sign-in, or only lead elsewhere.
WITHOUT = {"/", "/sign-in", "/help", "/problems/{slug}"}
NOT_PAGES = ("/v1/", "/internal/", "/health/", "/metrics", "/static", "/openapi.json")


def pages(app):
    found = {
        route.path
        for route in iter_route_contexts(app.routes)
        if "GET" in (getattr(route, "methods", None) or ())
    }
    endings = (".pdf", ".md", "/export")
    return {p for p in found if not p.startswith(NOT_PAGES) and not p.endswith(endings)}


def test_every_page_has_its_section_of_help(app):
    assert pages(app) - WITHOUT == set(HELP)


def test_every_section_is_led_to_and_there():
    ids = [screen.id for screen in help_texts().screens]
    assert len(set(ids)) == len(ids) and set(ids) == set(HELP.values())


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/work", "work"), ("/local", "local"), ("/account", "account"),
        ("/works/{work}", "record"), ("/works/{work}/coverage", "coverage"),
        ("/works/{work}/trade-offs", "trade_offs"), ("/works/{work}/entries/{entry}", "entry"),
        ("/works/{work}/contacts/{contact}/check", "check"),
        ("/chat/{conversation}", "conversation"),
    ],
)  # fmt: skip
def test_the_link_leads_to_the_section_of_the_page(person, case, path, section):
    names = {"work": case.work_id, "entry": case.who, "contact": case.later}
    if "conversation" in path:
        names["conversation"] = case.conversation()
    page = person.get(path.format(**names)).text
    assert f'<a href="/help#{section}">Help with this page</a>' in page
    assert f'id="{section}"' in person.get("/help").text


def test_the_help_page_leads_to_its_own_top(person):
    page = person.get("/help").text
    assert '<a href="/help" aria-current="page">Help with this page</a>' in page


def test_all_texts_stand_there_as_text(person):
    said = text_of(person.get("/help").text)
    for screen in help_texts().screens:
        assert all(line in said for line in screen.lines)
    levels = re.findall(r"<h(\d)", person.get("/help").text)
    assert levels[0] == "1" and set(levels[1:]) == {"2"}


def test_help_is_for_those_who_are_signed_in(client, signed_in):
    answer = client.get("/help", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/sign-in?next=/help"
    page = signed_in("board").get("/help").text
    assert "First steps" in page and 'action="/first-steps"' not in page


@needs_chromium
def test_no_fault_and_the_section_is_marked(page, site):
    site.sign_in(page, site.account().username)
    page.get_by_role("link", name="Help with this page").click()
    expect(page).to_have_url(f"{site.url}/help#work")
    assert faults(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") in ("A", "BUTTON")
    assert site.origins == {site.url}
