"""The pages in a real browser: keyboard, no JavaScript, 320 px, axe-core, and no other origin."""

import re

import pytest
from playwright.sync_api import Page, expect

from api.chat.models import Conversation
from tests.web import stand_in
from tests.web.browsing import Site, faults, needs_chromium
from tests.web.stand_in import CaseRecord

pytestmark = needs_chromium


@pytest.fixture
def case(site, page) -> CaseRecord:
    """A record of the person who is signed in on `page`."""
    actor = site.account()
    site.sign_in(page, actor.username)
    return CaseRecord(site.app.state.database, actor)


def start(page: Page, site: Site, case: CaseRecord, says=stand_in.ONE, plain=False) -> None:
    """A conversation with a stage open and a question asked."""
    site.bot.says = says
    page.goto(f"{site.url}/chat/{case.conversation()}")
    page.get_by_label("In words").fill("hello")
    page.get_by_role("button", name="Send").click() if plain else page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text(says["replies"][0]["text"])
    expect(page.get_by_label("In words")).to_have_value("")


# With JavaScript


def test_from_signing_in_to_an_answer_and_nothing_leaves_the_origin(page, site):
    site.sign_in(page, site.account().username)
    page.get_by_label("Case reference").fill("SA-2026-0042")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Begin this work").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Record: SA-2026-0042")
    page.get_by_role("link", name="My work").first.click()
    expect(page.get_by_role("link", name="SA-2026-0042", exact=True)).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Start a conversation").click()
    expect(page.locator("#question")).to_have_text("What would you like to do?")
    site.bot.says = stand_in.ONE
    page.get_by_role("button", name="Write up a conversation").click()
    expect(page.locator("#question")).to_have_text("How were you in touch?")
    page.get_by_label("At home").check()
    page.get_by_label("In words").fill("on Tuesday")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#latest")).to_contain_text("At home")
    assert site.bot.turns[-1]["choices"] == ["home"]
    assert site.bot.turns[-1]["text"] == "on Tuesday"
    assert site.origins == {site.url} and site.complaints == []


def test_a_reply_comes_without_a_new_page_is_announced_and_takes_the_focus(page, site, case):
    start(page, site, case, stand_in.WORDS)
    page.evaluate("window.samePage = true")
    expect(page.get_by_label("In words")).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    site.bot.says = stand_in.MANY
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox").first).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Who else was there?")
    assert page.evaluate("window.samePage") is True
    assert site.bot.turns[-1]["text"] == "first line\nsecond line"
    expect(page.get_by_role("textbox")).to_have_value("")


def test_an_answer_by_keyboard_alone(page, site, case):
    start(page, site, case)
    expect(page.get_by_role("radio", name="At home")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_label("In words")).to_be_focused()
    page.keyboard.type("she rang me")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#latest")).to_contain_text("she rang me")
    assert site.bot.turns[-1]["choices"] == ["phone"]


def test_enter_on_a_choice_sends_and_never_skips(page, site, case):
    start(page, site, case)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#latest")).to_contain_text("At home")
    assert site.bot.turns[-1]["choices"] == ["home"]


def test_everything_on_the_page_can_be_reached_and_shows_its_focus(page, site, case):
    start(page, site, case)
    page.goto(page.url)  # from the top
    wanted = page.locator("a:visible, button:visible, textarea:visible").count()
    reached = set()
    for _ in range(wanted + 10):
        page.keyboard.press("Tab")
        # The skip link counts only once it is focused: it is off the screen before.
        reached.add(page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                if (at !== document.body && style.outlineStyle === "none") return "no focus";
                return at.outerHTML;
            }"""
        ))  # fmt: skip
    assert "no focus" not in reached
    names = "\n".join(reached)
    for part in ("Skip to main", "My work", "Sign out", 'id="text"', 'id="send"', "do:skip",
                 "do:pause", "/entries/", "correct:"):  # fmt: skip
        assert part in names, part


def test_a_choice_that_excludes_others_clears_them(page, site, case):
    start(page, site, case, stand_in.MANY)
    page.get_by_label("Family member").check()
    page.get_by_label("Only the two of us").check()
    expect(page.get_by_label("Family member")).not_to_be_checked()
    page.get_by_label("Friend or neighbour").check()
    expect(page.get_by_label("Only the two of us")).not_to_be_checked()


def test_a_command_keeps_what_is_being_typed_and_ticked(page, site, case):
    start(page, site, case, stand_in.MANY)
    page.get_by_label("Family member").check()
    page.get_by_label("In words").fill("half a sentence")
    page.get_by_role("button", name="Why").click()
    expect(page.locator("#latest")).to_contain_text("Why")
    expect(page.get_by_label("In words")).to_have_value("half a sentence")
    expect(page.get_by_label("Family member")).to_be_checked()
    assert site.bot.turns[-1]["text"] == ""


def test_a_command_keeps_what_is_picked_of_several_small_questions(page, site, case):
    start(page, site, case, stand_in.GROUPED)
    group = page.get_by_role("group", name="Remember it long enough")
    group.get_by_label("No").check()
    page.get_by_role("button", name="Why").click()
    expect(page.locator("#latest")).to_contain_text("Why")
    expect(group.get_by_label("No")).to_be_checked()
    group.get_by_label("Leave this out").check()
    page.get_by_label("Yes").first.check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#latest")).to_contain_text("Understand the information: Yes")
    assert site.bot.turns[-1]["choices"] == ["understand=yes"]


def test_a_slip_among_radios_can_be_taken_back(page, site, case):
    start(page, site, case)
    page.get_by_label("At home").check()
    page.get_by_label("No choice, only my words").check()
    page.get_by_label("In words", exact=True).fill("at her sister's")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#latest")).to_contain_text("at her sister's")
    assert site.bot.turns[-1]["choices"] == []


def test_change_beside_an_answer_asks_it_again(page, site, case):
    start(page, site, case)
    page.get_by_role("button", name="Change Who was there").click()
    expect(page.locator("#latest")).to_contain_text("Change an answer")
    assert site.bot.turns[-1]["choices"] == [f"correct:{case.who_now}"]


def test_waiting_is_visible_and_said_and_a_second_press_sends_nothing(page, site, case):
    start(page, site, case, stand_in.WORDS)
    site.bot.delay = 0.8
    page.get_by_label("In words").fill("her garden")
    expect(page.locator("#working")).to_be_hidden()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#working")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Working…")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#latest")).to_contain_text("her garden")
    assert [turn["text"] for turn in site.bot.turns] == ["hello", "her garden"]
    expect(page.locator("#working")).to_be_hidden()


def test_a_message_that_does_not_get_through_stays_in_the_form(page, site, case):
    start(page, site, case, stand_in.WORDS)
    page.get_by_label("In words").fill("her garden")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your message did not get through.")).to_be_visible()
    expect(page.get_by_label("In words")).to_have_value("her garden")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#latest")).to_contain_text("her garden")
    expect(page.get_by_text("Your message did not get through.")).to_be_hidden()


def test_a_refusal_from_elsewhere_does_not_replace_the_conversation(page, site, case):
    start(page, site, case, stand_in.WORDS)
    page.get_by_label("In words").fill("word " * 60_000)  # more than any request may hold
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your message did not get through.")).to_be_visible()
    assert len(page.get_by_label("In words").input_value()) == 300_000
    expect(page.get_by_role("heading", level=1)).to_have_text("Later conversation")


def test_a_session_that_ended_costs_no_words(page, site, case):
    start(page, site, case, stand_in.WORDS)
    page.get_by_label("In words").fill("her garden")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.get_by_label("In words")).to_have_value("her garden")
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#latest")).to_contain_text("her garden")


def test_words_in_an_old_tab_come_back_beside_the_open_question(page, site, case):
    start(page, site, case, stand_in.WORDS)
    old = site.watch(page.context.new_page())
    old.goto(page.url)
    site.bot.says = stand_in.MANY
    page.get_by_label("In words").fill("her garden")
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text("Who else was there?")
    old.get_by_label("In words").fill("and her sister")
    old.keyboard.press("Enter")
    expect(old.get_by_role("alert")).to_contain_text("Nothing was filed")
    expect(old.locator("#question")).to_have_text("Who else was there?")
    box = old.get_by_label("In words")
    expect(box).to_have_value("and her sister")
    expect(box).to_be_focused()
    expect(box).to_have_accessible_description(re.compile("press Send"))
    assert [turn["text"] for turn in site.bot.turns] == ["hello", "her garden"]
    assert faults(old) == []
    old.get_by_role("button", name="Send").click()
    expect(box).to_have_value("")
    assert site.bot.turns[-1]["text"] == "and her sister"
    assert site.complaints == []


def test_a_tap_in_an_old_tab_files_nothing_and_the_page_moves_on(page, site, case):
    start(page, site, case)
    old = site.watch(page.context.new_page())
    old.goto(page.url)
    for tab in (page, old):
        site.bot.says = stand_in.said("And the next time?", *stand_in.ONE["replies"][0]["choices"],
                                      asks=True)  # fmt: skip
        tab.get_by_label("At home").check()
        tab.get_by_role("button", name="Send").click()
        expect(tab.locator("#question")).to_have_text("And the next time?")
    assert [turn["choices"] for turn in site.bot.turns] == [[], ["home"]]
    expect(old.get_by_role("alert")).to_contain_text("earlier question")
    expect(old.get_by_role("radio", checked=True)).to_have_count(0)
    old.get_by_label("By phone").check()
    old.get_by_role("button", name="Send").click()
    expect(old.locator("#latest")).to_contain_text("By phone")
    assert site.bot.turns[-1]["choices"] == ["phone"]


def test_away_bot_then_try_again(page, site, case):
    start(page, site, case, stand_in.WORDS)
    site.bot.is_down = True
    page.get_by_label("In words").fill("her garden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("kept, but not yet filed")
    expect(page.locator("#latest")).to_contain_text("her garden")
    page.get_by_label("In words").fill("and more")
    site.bot.is_down = False
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#question")).to_have_text("What matters most to them? Use their words.")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("In words")).to_have_value("and more")
    assert [turn["text"] for turn in site.bot.turns] == ["hello", "her garden"]


# Without JavaScript


def test_everything_works_without_javascript(plain_page, site):
    page = plain_page
    actor = site.account()
    site.sign_in(page, actor.username)
    case = CaseRecord(site.app.state.database, actor)
    page.reload()
    page.get_by_role("button", name="Carry on: Later conversation").click()
    assert site.bot.turns[-1]["choices"] == [f"resume:{case.later}"]
    site.bot.says = stand_in.GROUPED
    page.get_by_role("button", name="Write up a conversation").click()
    page.get_by_role("group", name="Remember it long enough").get_by_label("No").check()
    page.get_by_label("In words").fill("her keys")
    page.get_by_role("button", name="Send").click()
    assert site.bot.turns[-1]["choices"] == ["retain=no"]
    expect(page.locator("#latest")).to_contain_text("Remember it long enough: No")
    expect(page.get_by_text("Enter sends.")).to_be_hidden()
    assert page.url.endswith("#latest")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Please type something")
    assert site.origins == {site.url}


def test_an_old_page_without_javascript_gives_the_words_back(plain_page, site):
    page = plain_page
    actor = site.account()
    site.sign_in(page, actor.username)
    start(page, site, CaseRecord(site.app.state.database, actor), stand_in.WORDS, plain=True)
    old = page.context.new_page()
    old.goto(page.url)
    site.bot.says = stand_in.MANY
    for tab, words in ((page, "her garden"), (old, "and her sister")):
        tab.get_by_label("In words").fill(words)
        tab.get_by_role("button", name="Send").click()
    expect(old.get_by_role("alert")).to_contain_text("Nothing was filed")
    expect(old.get_by_label("In words")).to_have_value("and her sister")
    old.get_by_role("button", name="Send").click()
    expect(old.get_by_label("In words")).to_have_value("")
    assert [turn["text"] for turn in site.bot.turns] == ["hello", "her garden", "and her sister"]


# Everyone, at any width


def test_no_page_has_a_fault_at_any_width(page, site, case):
    paths = ["/work", f"/works/{case.work_id}", f"/works/{case.work_id}/entries/{case.who_now}",
             f"/works/{case.work_id}/entries/{case.who}", "/works/nonesuch",
             "/local"]  # fmt: skip
    for path in paths:
        page.goto(f"{site.url}{path}")
        assert faults(page) == [], path


def test_no_fault_before_there_is_any_work(page, site):
    page.goto(f"{site.url}/sign-in")
    assert faults(page) == []
    site.sign_in(page, site.account().username)
    assert faults(page) == []
    page.get_by_label("Case reference").fill("SA-1")
    page.get_by_label("Not decided yet").check()
    page.get_by_role("button", name="Begin this work").click()
    assert faults(page) == []


def test_no_fault_for_a_role_without_case_work(page, site):
    site.sign_in(page, site.account("trainee").username)
    expect(page.get_by_text("nothing here for your role yet")).to_be_visible()
    assert faults(page) == []


def test_no_fault_in_the_work_form_with_errors(page, site, case):
    page.goto(f"{site.url}/work")
    page.get_by_label("Case reference").fill("?")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Begin this work").click()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Case reference")).to_be_focused()
    assert faults(page) == []


LONG = stand_in.said("Word" * 60, stand_in.choice("a", "Choice" * 40, group="Group" * 40),
                     asks=True)  # fmt: skip


@pytest.mark.parametrize(
    "says",
    [stand_in.MENU, stand_in.ONE, stand_in.MANY, stand_in.GROUPED, stand_in.WORDS,
     stand_in.FINISH, LONG],
    ids=["menu", "one", "many", "grouped", "words", "finish", "long"],
)  # fmt: skip
def test_no_question_has_a_fault(page, site, case, says):
    start(page, site, case, says)
    assert faults(page) == []


def test_no_fault_when_something_went_wrong(page, site, case):
    start(page, site, case, stand_in.ONE)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Please type something")
    assert faults(page) == []
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your message did not get through.")).to_be_visible()
    assert faults(page) == []
    page.context.set_offline(False)
    site.bot.is_down = True
    page.get_by_label("In words").fill("x" * 300)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("kept, but not yet filed")
    assert faults(page) == []
    site.bot.is_down = False
    page.get_by_role("button", name="Try again").click()
    page.get_by_label("At home").check()
    with site.app.state.database.writer() as session:
        # As if the question had been answered on another screen.
        session.get_one(Conversation, page.url.split("/")[-1]).offered = []
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("earlier question")
    assert faults(page) == []
