"""From signing in to a finished write-up in a real browser, with the real bot behind it.

By somebody who has read nothing: the first choice of each question, or a few words where words
are asked for. Once with the mouse, once by keyboard alone, once without JavaScript.
"""

import uuid

from playwright.sync_api import expect

from practice.content import content
from tests.e2e.person import browser, person
from tests.web.browsing import needs_chromium

__all__ = ["browser", "person"]

pytestmark = needs_chromium
MOST_TURNS = 60
FINISH = content().choices("finish")[0].label


def begin(person, case_ref: str) -> None:
    person.type(person.page.get_by_label("Case reference"), case_ref)
    person.tick(person.page.get_by_label("Yes", exact=True))
    person.press(person.page.get_by_role("button", name="Begin this work"))


def answer(person) -> None:
    """One question: the end of a list, a button, the first choice, or some words."""
    form = person.page.locator("#answer")
    asked = person.page.locator("#question").inner_text()
    token = form.locator("input[name=client_message_id]").get_attribute("value")
    endings = form.locator(".send button[name=choice]")
    buttons = form.locator("button[data-choice]")
    # Who said it may be added; the words themselves are what is asked for.
    options = form.locator("input[data-choice]:not([value^='who='])")
    if endings.count():
        person.press(endings.first)
    elif buttons.count() and not options.count():
        person.press(buttons.first)
    else:
        if options.count():
            person.tick(options.first)
        else:
            person.type(person.page.get_by_label("In words"), f"words for: {asked[:40]}")
        person.press(person.page.get_by_role("button", name="Send"))
    later = f"#answer input[name=client_message_id]:not([value='{token}'])"
    person.page.locator(later).wait_for(state="attached")


def test_a_first_conversation_is_written_up_and_finished(person, product, client):
    case_ref = f"JOURNEY-{uuid.uuid4().hex[:8]}"
    page = person.page
    person.sign_in(*product.accounts["practitioner"])
    begin(person, case_ref)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Record: {case_ref}")
    work_id = page.url.rsplit("/", 1)[1]
    person.press(page.get_by_role("main").get_by_role("button", name="Start a conversation"))
    person.press(page.get_by_role("button", name=content().say("menu.record_visit")))
    turns = 0
    finish = page.get_by_role("button", name=FINISH, exact=True)
    while not finish.count():
        turns += 1
        assert turns < MOST_TURNS, page.locator("#question").inner_text()
        answer(person)
    person.press(finish)
    expect(page.locator("#answer .commands")).to_have_count(0)
    record = client.http.get(f"/v1/works/{work_id}/record").json()
    [contact] = record["contacts"]
    assert contact["stage"] == "start" and contact["finished_at"]
    assert {"C1", "C2", "A7", "A16", "A18"} <= set(record["fields"])
