"""A trainee picks a person, talks, stops, reads the debrief, and tries one moment again."""

import re

from playwright.sync_api import expect

from tests.e2e.person import browser, person
from tests.web.browsing import needs_chromium

__all__ = ["browser", "person"]
pytestmark = needs_chromium
PUSHY = "You'd be better off without him, so I'll get the bank to stop that card today."
LINES = [
    "Hello Jean, I'm Sam, a social worker from the council.",
    PUSHY,
    "What would you like to be different?",
]


def say(person, line):
    person.type(person.page.get_by_label("To Jean"), line)
    person.press(person.page.get_by_role("button", name="Say it"))
    person.page.locator("#latest").get_by_text(line).wait_for()


def stop(person):
    person.press(person.page.get_by_role("button", name="Stop and read the debrief"))
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Debrief")


def section(person, title):
    return person.page.locator("section", has=person.page.get_by_role("heading", name=title))


def test_talk_stop_debrief_and_one_moment_again(person, product):
    page = person.page
    person.sign_in(*product.accounts["trainee"])
    page.goto(f"{product.url}/rehearse")
    person.press(page.get_by_role("button", name="Talk with Jean"))
    for line in LINES:
        say(person, line)
    stop(person)
    text = page.get_by_role("main").inner_text()
    assert "Pushed an own solution" in text and PUSHY[-30:-1] in text
    strength = section(person, "A strength: Asked what they want to happen")
    expect(strength).to_contain_text(LINES[-1])
    following = section(person, "One thing to try")
    following_title = following.get_by_role("heading").inner_text()
    example = following.locator("q").nth(1).inner_text().strip("\u201c\u201d")
    promised = following.locator("q").nth(2).inner_text().strip("\u201c\u201d")
    person.press(following.get_by_role("button", name="Try this moment again"))
    expect(page).to_have_url(re.compile(r"/rehearse/[0-9a-f-]+#latest$"), timeout=30_000)
    say(person, example)
    # What the debrief said she would have answered is what she answers.
    expect(page.locator("#latest .reply")).to_have_text(promised)
    stop(person)
    again = section(person, "The same moment, before and now")
    expect(again).to_contain_text(example)
    title = following_title.removeprefix("One thing to try: ")
    expect(again).to_contain_text(f"{title}: missed before, shown now")
