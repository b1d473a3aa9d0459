"""From signing in to a finished write-up in a real browser, with the real bot behind it.

By somebody who has read nothing: the first choice of each question, or a few words where words
are asked for. Once with the mouse, once by keyboard alone, once without JavaScript.
"""

import uuid

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from practice.content import content
from tests.web.browsing import ARGUMENTS, CHROMIUM, needs_chromium

pytestmark = needs_chromium
MOST_TURNS = 60
FINISH = content().choices("finish")[0].label


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=["mouse", "keyboard", "no JavaScript"])
def person(request, browser, product):
    """A practitioner at the sign-in page, and whether they have a mouse."""
    context = browser.new_context(java_script_enabled=request.param != "no JavaScript")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(product.url)
    yield Person(page, request.param == "keyboard")
    context.close()


class Person:
    """Does what the page says."""

    def __init__(self, page: Page, by_keyboard: bool) -> None:
        self.page, self.by_keyboard = page, by_keyboard

    def press(self, locator) -> None:
        """A button or link."""
        locator.press("Enter") if self.by_keyboard else locator.click()

    def tick(self, locator) -> None:
        """A radio button or checkbox."""
        locator.press("Space") if self.by_keyboard else locator.check()

    def type(self, locator, text: str) -> None:
        locator.press_sequentially(text) if self.by_keyboard else locator.fill(text)

    def sign_in(self, username: str, password: str) -> None:
        self.type(self.page.get_by_label("Username"), username)
        self.type(self.page.get_by_label("Password"), password)
        self.press(self.page.get_by_role("button", name="Sign in"))

    def begin(self, case_ref: str) -> None:
        self.type(self.page.get_by_label("Case reference"), case_ref)
        self.tick(self.page.get_by_label("Yes", exact=True))
        self.press(self.page.get_by_role("button", name="Begin this work"))

    def answer(self) -> None:
        """One question: the end of a list, a button, the first choice, or some words."""
        form = self.page.locator("#answer")
        asked = self.page.locator("#question").inner_text()
        token = form.locator("input[name=client_message_id]").get_attribute("value")
        endings = form.locator(".send button[name=choice]")
        buttons = form.locator("button[data-choice]")
        # Who said it may be added; the words themselves are what is asked for.
        options = form.locator("input[data-choice]:not([value^='who='])")
        if endings.count():
            self.press(endings.first)
        elif buttons.count() and not options.count():
            self.press(buttons.first)
        else:
            if options.count():
                self.tick(options.first)
            else:
                self.type(self.page.get_by_label("In words"), f"words for: {asked[:40]}")
            self.press(self.page.get_by_role("button", name="Send"))
        later = f"#answer input[name=client_message_id]:not([value='{token}'])"
        self.page.locator(later).wait_for(state="attached")


def test_a_first_conversation_is_written_up_and_finished(person, product, client):
    case_ref = f"JOURNEY-{uuid.uuid4().hex[:8]}"
    page = person.page
    person.sign_in(*product.accounts["practitioner"])
    person.begin(case_ref)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Record: {case_ref}")
    work_id = page.url.rsplit("/", 1)[1]
    person.press(page.get_by_role("main").get_by_role("button", name="Start a conversation"))
    person.press(page.get_by_role("button", name=content().say("menu.record_visit")))
    turns = 0
    finish = page.get_by_role("button", name=FINISH, exact=True)
    while not finish.count():
        turns += 1
        assert turns < MOST_TURNS, page.locator("#question").inner_text()
        person.answer()
    person.press(finish)
    expect(page.locator("#answer .commands")).to_have_count(0)
    record = client.http.get(f"/v1/works/{work_id}/record").json()
    [contact] = record["contacts"]
    assert contact["stage"] == "start" and contact["finished_at"]
    assert {"C1", "C2", "A7", "A16", "A18"} <= set(record["fields"])
