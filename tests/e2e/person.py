"""Somebody at the page: with the mouse, by keyboard alone, or without JavaScript."""

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.web.browsing import ARGUMENTS, CHROMIUM


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


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


@pytest.fixture(params=["mouse", "keyboard", "no JavaScript"])
def person(request, browser, product):
    """Somebody at the sign-in page, and whether they have a mouse."""
    context = browser.new_context(java_script_enabled=request.param != "no JavaScript")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(product.url)
    yield Person(page, request.param == "keyboard")
    context.close()
