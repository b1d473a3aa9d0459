"""The page of local contacts, providers, pathways and legal cards."""

import re
from datetime import UTC, datetime

import pytest

from api.app import create_app
from api.settings import StartRefused
from api.web import local_pages
from practice.local import settings as local_module
from practice.local.settings import local
from tests.web.reading import text_of

BY_DAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
BY_NIGHT = datetime(2026, 11, 20, 23, tzinfo=UTC)
A_YEAR_LATER = datetime(2027, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def usual_council(monkeypatch):
    monkeypatch.delenv("MSP_COUNCIL", raising=False)
    monkeypatch.delenv("MSP_LOCAL_DIR", raising=False)
    yield
    local_module._local.cache_clear()


@pytest.fixture
def page(person, monkeypatch):
    """The page as it is at a moment."""

    def at(moment: datetime) -> str:
        monkeypatch.setattr(local_pages, "utcnow", lambda: moment)
        answer = person.get("/local")
        assert answer.status_code == 200
        return answer.text

    return at


def item(page: str, key: str) -> str:
    """What the page says about one item, as one line."""
    found = re.search(rf'<li id="item-{key}">.*?</li>', page, re.S)
    assert found, key
    return text_of(found.group())


def test_it_needs_signing_in(client):
    answer = client.get("/local", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/local")


@pytest.mark.parametrize("role", ["practitioner", "trainee", "board", "administrator"])
def test_every_role_may_read_it_and_finds_it(signed_in, role):
    reader = signed_in(role)
    reader.headers["accept"] = "text/html"
    assert '<a href="/local">Local contacts</a>' in reader.get("/work").text
    page = reader.get("/local").text
    assert '<a href="/local" aria-current="page">Local contacts</a>' in page
    assert "<title>Local contacts and legal cards - MSP Aide</title>" in page
    assert page.count("<h1") == 1 and "style=" not in page and " on" + "click" not in page
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_who_is_open_depends_on_the_hour(page):
    day, night = page(BY_DAY), page(BY_NIGHT)
    assert "Open now" in item(day, "duty_team") and "Closed now" in item(night, "duty_team")
    assert "Closed now" in item(day, "emergency_duty_team")
    assert "Open now" in item(night, "emergency_duty_team")
    assert "Monday to Thursday 08:30 to 17:00; Friday 08:30 to 16:30" in item(day, "duty_team")
    assert "20 November 2026 at 12:00" in text_of(day)


def test_numbers_and_addresses_are_links_that_name_no_more_than_they_must(page):
    shown = page(BY_DAY)
    for href in ("tel:999", "tel:101", "tel:0800555111", "tel:08000121700", "tel:01274431077",
                 "mailto:MARAC@bradford.gov.uk"):  # fmt: skip
        assert f'href="{href}"' in shown, href
    outside = re.findall(r'<a href="(https://[^"]+)"([^>]*)>', shown)
    assert outside and all('rel="noopener noreferrer"' in rest for _, rest in outside)


def test_everything_is_there_with_both_dates_and_a_source(page):
    shown, today = page(BY_DAY), local().today(BY_DAY)
    for thing in local().items:
        told = item(shown, thing.id)
        for day in (thing.checked_on, thing.review_by):
            assert f"{day.day} {day:%B %Y}" in told, thing.id
        assert "Source (" in told
        assert ("Check before use." in told) == thing.to_check(today), thing.id


def test_what_is_not_set_says_so(page):
    shown = page(BY_DAY)
    for key in ("imca", "interpreter", "mappa", "position_of_trust", "retention_days"):
        assert "not set. Ask your team." in item(shown, key)
    assert "No number set: ask your team." in item(shown, "advocacy")


def test_overdue_items_are_marked_and_counted(page):
    early, late = page(BY_DAY), page(A_YEAR_LATER)
    marks = "This was to be checked again by"
    assert marks not in early and "Check before use." not in item(early, "duty_team")
    assert "Check before use." in item(late, "duty_team")
    assert "checked again by 28 February 2027" in item(late, "duty_team")
    for shown, moment in ((early, BY_DAY), (late, A_YEAR_LATER)):
        number = sum(thing.to_check(local().today(moment)) for thing in local().items)
        assert f"{number} of these must be checked before use" in text_of(shown)


def test_legal_cards_words_and_settings(page):
    shown = text_of(page(BY_DAY))
    for said in ("AGNI [2026] UKSC 16", "not legal advice", "Answers for this text:",
                 "Duty team Safeguarding Duty Team",
                 "Bradford, Leicestershire and Rutland, Six principles, LGA outcomes framework",
                 "Begins on 1 April", "28 days",
                 "Safeguarding Adults Collection 2025-26"):  # fmt: skip
        assert said in shown, said


def test_a_mistake_in_the_councils_file_refuses_the_start(settings, monkeypatch, tmp_path):
    (tmp_path / "ours.yml").write_text("name: Ours\ncode: ours\ncontatcs: []\n")
    monkeypatch.setenv("MSP_LOCAL_DIR", str(tmp_path))
    monkeypatch.setenv("MSP_COUNCIL", "ours")
    with pytest.raises(StartRefused, match="ours.yml: unknown contatcs"):
        create_app(settings)
