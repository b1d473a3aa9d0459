"""Rehearsal as people see it: every state without a fault, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from practice.training.rehearsal.scenario import scenarios
from tests.web.browsing import faults, needs_chromium

pytestmark = needs_chromium
JEAN = scenarios()["friend_and_money"]
HELLO, WANTS = "Hello Jean.", "What would you like to happen?"
NASTY = "<script>document.title='x'</script> <b>bold</b> " + "w" * 300


@pytest.fixture
def trainee(page, site):
    site.bot.moves = {HELLO: ["greet"], WANTS: ["ask_wants", "open"], "You fool": ["insult"]}
    site.sign_in(page, site.account("trainee").username)
    return page


def begin(page, site):
    page.goto(f"{site.url}/rehearse")
    page.get_by_role("button", name="Talk with Jean").click()
    page.get_by_label("To Jean").wait_for()


def say(page, line):
    page.get_by_label("To Jean").fill(line)
    page.get_by_role("button", name="Say it").click()


def said(page, line):
    say(page, line)
    page.locator("#latest").get_by_text(line).wait_for()


def test_enter_says_it_and_the_reply_is_announced(trainee, site):
    begin(trainee, site)
    trainee.get_by_label("To Jean").fill(HELLO)
    trainee.keyboard.press("Enter")
    expect(trainee.locator("#announcer")).to_have_text(JEAN.voice["greet"][0])
    expect(trainee.get_by_label("To Jean")).to_be_focused()
    assert site.complaints == []


def test_someone_who_ends_the_talk(trainee, site):
    begin(trainee, site)
    said(trainee, "You fool")
    say(trainee, "You fool")
    expect(trainee.get_by_text("Jean has ended the talk")).to_be_visible()
    expect(trainee.get_by_label("To Jean")).to_have_count(0)
    assert faults(trainee) == []
    trainee.get_by_role("button", name="Take back my last line").click()
    expect(trainee.get_by_label("To Jean")).to_be_visible()


def test_the_bot_is_away_and_comes_back(trainee, site):
    begin(trainee, site)
    site.bot.is_down = True
    say(trainee, WANTS)
    expect(trainee.get_by_role("heading", name="Kept, but not answered yet")).to_be_visible()
    assert faults(trainee) == []
    site.bot.is_down = False
    trainee.get_by_role("button", name="Try again").click()
    expect(trainee.locator("#latest .reply")).to_have_text(JEAN.subjects["wants"].says[0].line)


def test_what_looks_real_stays_in_the_form_with_an_explanation(trainee, site):
    begin(trainee, site)
    say(trainee, "It is about 943 476 5919.")
    refusal = trainee.get_by_role("alert").filter(has_text="made-up people only")
    expect(refusal).to_contain_text("an NHS number")
    expect(trainee.get_by_label("To Jean")).to_have_value("It is about 943 476 5919.")
    assert faults(trainee) == []


def test_words_are_shown_as_words(trainee, site):
    begin(trainee, site)
    said(trainee, NASTY)
    assert trainee.title().startswith(JEAN.title) and faults(trainee) == []
    trainee.get_by_role("button", name="Stop and read the debrief").click()
    trainee.get_by_text("Read it line by line").click()
    expect(trainee.get_by_text(NASTY)).to_be_visible()
    assert faults(trainee) == []


def test_the_debrief_shared_rated_and_removed(trainee, site, browser):
    begin(trainee, site)
    said(trainee, HELLO)
    said(trainee, WANTS)
    trainee.get_by_role("button", name="Stop and read the debrief").click()
    address = trainee.url
    trainee.get_by_role("group", name="We worked it out together.").get_by_label("4").check()
    trainee.get_by_role("button", name="Keep my view").click()
    group = trainee.get_by_role("group", name="We worked it out together.")
    expect(group.get_by_label("4")).to_be_checked()
    trainee.get_by_role("button", name="Share with my team").click()
    expect(trainee.get_by_role("button", name="Stop sharing")).to_be_visible()
    other = site.watch(browser.new_context().new_page())
    site.sign_in(other, site.account("facilitator").username)
    other.goto(f"{site.url}/rehearse/shared")
    other.get_by_role("link", name="trainee-ada").click()
    expect(other.get_by_text(WANTS).first).to_be_attached()
    expect(other.get_by_role("button", name="Try this moment again")).to_have_count(0)
    expect(other.get_by_role("button", name="Stop sharing")).to_have_count(0)
    assert faults(other) == []
    trainee.get_by_text("Remove this rehearsal").click()
    trainee.get_by_role("button", name="Remove it for good").click()
    expect(trainee.get_by_text("Nothing here yet")).to_be_visible()
    assert faults(trainee) == []
    assert other.goto(address).status == 404


def test_the_same_moment_before_and_now(trainee, site):
    begin(trainee, site)
    said(trainee, HELLO)
    said(trainee, "Lovely curtains.")
    trainee.get_by_role("button", name="Stop and read the debrief").click()
    trainee.get_by_text("Asked what they want to happen").first.click()
    details = trainee.locator("details", has_text="Asked what they want to happen")
    details.get_by_role("button", name="Try this moment again").click()
    said(trainee, WANTS)
    trainee.get_by_role("button", name="Stop and read the debrief").click()
    expect(trainee.get_by_text("Asked what they want to happen: missed before")).to_be_visible()
    assert faults(trainee) == []
    trainee.goto(f"{site.url}/rehearse/record")
    expect(trainee.get_by_role("row")).to_have_count(3)
    assert trainee.locator(".chart-shown").count() == 2


def test_without_javascript(plain_page, site):
    page = plain_page
    site.bot.moves = {WANTS: ["ask_wants", "open"]}
    site.sign_in(page, site.account("trainee").username)
    begin(page, site)
    say(page, WANTS)
    expect(page.locator("#latest .reply")).to_have_text(JEAN.subjects["wants"].says[0].line)
    page.get_by_role("link", name="What could I try?").click()
    expect(page.get_by_role("heading", name="Something to try")).to_be_visible()
    page.get_by_role("button", name="Stop and read the debrief").click()
    expect(page.get_by_role("heading", name="A strength: Asked what they want")).to_be_visible()


def test_forms_that_no_page_of_ours_sends(trainee, site):
    begin(trainee, site)
    talk = trainee.url.partition("#")[0]
    for path, form in [
        ("again", {"after": "x"}), ("again", {"after": "0"}), ("ratings", {"rate.empathy": "9"}),
        ("ratings", {"rate.empathy": "3"}), ("share", {"shared": "yes"}), ("take-back", {}),
        ("finish", {}),
    ]:  # fmt: skip
        assert trainee.request.post(f"{talk}/{path}", form=form).status in (409, 422), path
    assert trainee.request.get(f"{talk}/debrief").status == 409
    assert trainee.request.post(f"{site.url}/rehearse", form={"scenario": "x"}).status == 404
