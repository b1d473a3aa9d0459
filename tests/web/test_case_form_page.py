"""Text for the case system: a box for each of the council's, to copy, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from practice.local.settings import local
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT, CoveredRecord
from tests.web.stand_in import draft


@pytest.fixture
def covered(person, database) -> CoveredRecord:
    return CoveredRecord(database, person.account.actor)


def test_the_page_has_each_box_in_the_councils_order(person, covered):
    page = person.get(f"/works/{covered.work_id}/case-form").text
    form = local().case_form
    titles = [form.about, *(box.title for box in form.boxes)]
    at = [page.index(f">{title}</h2>") for title in titles]
    assert at == sorted(at)
    empty = page.count('<p class="quiet">Not recorded</p>')
    assert 0 < empty < len(titles) and page.count("<textarea") == len(titles) - empty
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert f'href="/v1/works/{covered.work_id}/export?format=fields"' in page


def test_the_text_file_says_what_the_boxes_say(person, covered):
    text = person.get(f"/v1/works/{covered.work_id}/export?format=fields").text
    assert f"What matters to them: “My garden. {SCRIPT}” (the person’s own words; " in text
    assert text.startswith("Record of safeguarding conversations\n\nABOUT THIS RECORD\n")


# In a browser


@pytest.fixture
def seen(site, page) -> CoveredRecord:
    actor = site.account()
    site.sign_in(page, actor.username)
    return CoveredRecord(site.app.state.database, actor)


@needs_chromium
@pytest.mark.parametrize("part", ["", "/contacts/{first}"])
def test_no_fault_at_any_width(page, site, seen, part):
    seen.add("during", draft("D6", words="Long" * 200, kind="action_taken"))
    page.goto(f"{site.url}/works/{seen.work_id}{part.format(first=seen.first)}/case-form")
    assert faults(page) == [] and site.complaints == []


@needs_chromium
def test_a_box_is_copied_with_one_press(page, site, seen):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/works/{seen.work_id}/case-form")
    box = page.get_by_role("textbox", name="What the person said")
    page.get_by_role("button", name=re.compile("Copy.*What the person said")).press("Enter")
    expect(page.get_by_role("status")).to_have_text("Copied: What the person said")
    assert page.evaluate("navigator.clipboard.readText()") == box.input_value()
    assert SCRIPT in box.input_value()
    page.get_by_role("button", name=re.compile("Copy.*Advocacy")).click()
    expect(page.locator(".copied")).to_have_count(1)
    assert faults(page) == []


@needs_chromium
def test_without_javascript_the_text_can_be_selected(plain_page, site):
    actor = site.account()
    site.sign_in(plain_page, actor.username)
    case = CoveredRecord(site.app.state.database, actor)
    plain_page.goto(f"{site.url}/works/{case.work_id}/case-form")
    expect(plain_page.get_by_role("button", name="Copy")).to_have_count(0)
    box = plain_page.get_by_role("textbox", name="What the person said")
    expect(box).to_have_attribute("readonly", "")
    box.focus()
    plain_page.keyboard.press("Control+a")
    assert "My garden" in box.input_value()
    plain_page.get_by_role("link", name="Save all of it as one text file").focus()
    with plain_page.expect_download() as started:
        plain_page.keyboard.press("Enter")
    assert started.value.suggested_filename == "SA-2026-0042.txt"
