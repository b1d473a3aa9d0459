"""Doorstep mode: written once whatever the signal does, and nothing kept that must not be."""

import pytest
from playwright.sync_api import Page, expect

from api.works import queries
from practice.content import content
from tests.web.browsing import Site, faults, needs_chromium
from tests.web.stand_in import CaseRecord

WISH = "to keep my flat <b>and</b> my cat"
STEP = "rang the warden, chain on"


def answers(case, **more):
    return {"key": "k-1", "work_id": case.work_id, "C3": "part", "A8": WISH, "A21": STEP, **more}


def held(database, case, field):
    with database.reader() as session:
        found = queries.entries(session, case.actor, case.work_id)
        return [(e.value, e.words, e.change) for e in found if e.field == field]


# Over HTTP


def test_the_answers_are_in_the_record_and_shown(person, case, database):
    done = person.post("/doorstep", data=answers(case))
    assert done.status_code == 303
    shown = person.get(done.headers["location"])
    assert shown.status_code == 200 and "Saved: SA-2026-0042" in shown.text
    assert "to keep my flat &lt;b&gt;and&lt;/b&gt; my cat" in shown.text
    assert f"resume:{case.later}" in shown.text
    assert held(database, case, "A21") == [(None, STEP, "new")]
    assert held(database, case, "A8")[-1] == (None, WISH, "new")
    assert held(database, case, "C3")[-1] == ("part", None, "new")


def test_the_same_form_again_writes_nothing_and_shows_the_same(person, case, database):
    one, two = (person.post("/doorstep", data=answers(case)) for _ in range(2))
    assert one.headers["location"] == two.headers["location"]
    assert len(held(database, case, "A21")) == 1
    other = person.post("/doorstep", data=answers(case, key="k-2", A21="his sister stays"))
    assert other.headers["location"] != one.headers["location"]
    assert [row[2] for row in held(database, case, "A21")] == ["new", "corrected"]


def test_a_new_reference_begins_a_first_conversation(person, database, case):
    done = person.post("/doorstep", data={"case_ref": "SA-NEW-1", "A8": "him gone"})
    assert done.status_code == 303
    page = person.get(done.headers["location"]).text
    assert "Saved: SA-NEW-1" in page and "him gone" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"C3": "", "A8": " \n", "A21": ""}, "Answer at least one"),
        ({"work_id": ""}, "which piece of work"),
        ({"work_id": "", "case_ref": "?"}, content().say("work.case_ref_bad")),
        ({"C3": "perhaps"}, "pick one of the answers"),
        ({"A8": "x" * 20_001}, "longer than 20,000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(person, case, database, change, says):
    before = len(held(database, case, "A8"))
    answer = person.post("/doorstep", data=answers(case, **change))
    assert answer.status_code in (413, 422) and says in answer.text
    if change.get("A21") != "":
        assert STEP in answer.text and 'value="k-1"' in answer.text
    assert len(held(database, case, "A8")) == before


def test_another_practitioners_work_is_not_there(signed_in, bot, case, database):
    other = signed_in("practitioner")
    other.headers["accept"] = "text/html"
    assert other.post("/doorstep", data=answers(case)).status_code == 404
    assert "SA-2026-0042" not in other.get("/doorstep").text
    assert held(database, case, "A21") == []


@pytest.mark.parametrize("role", ["trainee", "board", "administrator"])
def test_roles_without_case_work_write_nothing(signed_in, bot, role):
    person = signed_in(role)
    person.headers["accept"] = "text/html"
    answer = person.post("/doorstep", data={"case_ref": "SA-1", "A8": "peace"})
    assert answer.status_code == 403


def test_advice_for_what_the_words_tell_of(person, bot, case):
    bot.hears = ["raise_coercion", "report_danger"]
    page = person.get(person.post("/doorstep", data=answers(case)).headers["location"]).text
    for kind in bot.hears:
        assert content().say(f"safety.{kind}")[:40] in page


def test_it_is_saved_while_the_bot_is_away_and_danger_is_always_answered(person, bot, case):
    bot.is_down = True
    assert content().say("safety.report_danger") in person.get("/doorstep").text
    done = person.post("/doorstep", data=answers(case))
    assert person.get(done.headers["location"]).status_code == 200


def test_what_was_never_sent_is_not_shown_as_saved(person, case):
    assert person.get(f"/works/{case.work_id}/doorstep?sent=nothing").status_code == 404


def test_the_page_that_hides_says_nothing(person):
    page = person.get("/static/away.html").text
    assert not {"safeguarding", "aide", "msp", "council"} & set(page.casefold().split())
    assert "script" not in page and "href" not in page


# In a browser


@pytest.fixture
def site_case(site, page) -> CaseRecord:
    actor = site.account()
    site.sign_in(page, actor.username)
    return CaseRecord(site.app.state.database, actor)


def fill(page: Page, site: Site, case: CaseRecord) -> None:
    page.goto(f"{site.url}/doorstep")
    page.get_by_label(case_ref := "SA-2026-0042", exact=True).check()
    assert case_ref
    page.get_by_label("For part of it").check()
    page.get_by_label(content().field("A8").main.ask).fill(WISH)
    page.get_by_label(content().field("A21").main.ask).fill(STEP)


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((k) => !k.endsWith(':off'))")


@needs_chromium
def test_without_a_signal_the_words_wait_and_are_sent_once(page, site, site_case):
    fill(page, site, site_case)
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    assert len(kept(page)) == 1
    expect(page.get_by_label(content().field("A21").main.ask)).not_to_be_editable()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042", timeout=15000)
    assert kept(page) == []
    assert len(held(site.app.state.database, site_case, "A21")) == 1


@needs_chromium
def test_words_that_arrived_while_the_answer_was_lost_are_there_once(page, site, site_case):
    fill(page, site, site_case)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0))
            return route.abort()
        return route.continue_()

    page.route("**/doorstep", lose)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042", timeout=15000)
    assert len(lost) == 1
    assert len(held(site.app.state.database, site_case, "A21")) == 1


@needs_chromium
def test_a_closed_tab_loses_nothing(page, site, site_case):
    fill(page, site, site_case)
    page.goto(f"{site.url}/work")
    page.goto(f"{site.url}/doorstep")
    expect(page.get_by_text("These are your words from before")).to_be_visible()
    expect(page.get_by_label(content().field("A8").main.ask)).to_have_value(WISH)
    expect(page.get_by_label("For part of it")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042")


@needs_chromium
def test_nothing_is_kept_on_the_device_when_that_is_not_wanted(page, site, site_case):
    page.goto(f"{site.url}/doorstep")
    page.get_by_label("Keep my words on this device").uncheck()
    fill(page, site, site_case)
    expect(page.get_by_label("Keep my words on this device")).not_to_be_checked()
    assert kept(page) == []


@needs_chromium
def test_nothing_is_kept_on_the_device_when_the_council_forbids_it(page, site, site_case):
    site.app.state.settings = site.app.state.settings.model_copy(update={"device_storage": False})
    fill(page, site, site_case)
    expect(page.get_by_label("Keep my words on this device")).to_be_hidden()
    assert kept(page) == []
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042", timeout=15000)


@needs_chromium
def test_another_person_on_this_device_sees_nothing_of_it(page, site, site_case):
    fill(page, site, site_case)
    page.get_by_role("button", name="Sign out").click()
    site.sign_in(page, site.account("supervisor").username)
    page.goto(f"{site.url}/doorstep")
    expect(page.get_by_label(content().field("A8").main.ask)).to_have_value("")


@needs_chromium
def test_signed_out_in_the_middle_nothing_is_lost(page, site, site_case):
    fill(page, site, site_case)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("you have been signed out")).to_be_visible()
    page.context.add_cookies(cookies)
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042", timeout=15000)
    assert len(held(site.app.state.database, site_case, "A21")) == 1


@needs_chromium
@pytest.mark.parametrize("how", ["keys", "button"])
def test_the_page_is_hidden_at_once_and_not_under_the_back_button(page, site, site_case, how):
    page.goto(f"{site.url}/work")
    page.goto(f"{site.url}/doorstep")
    if how == "keys":
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    else:
        page.get_by_role("link", name="Hide this page").click()
    expect(page).to_have_url(f"{site.url}/static/away.html")
    page.go_back()
    expect(page).not_to_have_url(f"{site.url}/doorstep")


@needs_chromium
def test_one_escape_hides_nothing(page, site, site_case):
    page.goto(f"{site.url}/doorstep")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{site.url}/doorstep")


@needs_chromium
def test_by_keyboard_alone(page, site, site_case):
    page.goto(f"{site.url}/doorstep?work={site_case.work_id}")
    page.get_by_label("Yes, the whole time").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("home by Friday")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042")
    assert held(site.app.state.database, site_case, "A8")[-1][1] == "home by Friday"


@needs_chromium
def test_it_works_without_javascript(plain_page, site):
    actor = site.account()
    site.sign_in(plain_page, actor.username)
    case = CaseRecord(site.app.state.database, actor)
    fill(plain_page, site, case)
    plain_page.get_by_role("button", name="Save").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042")
    plain_page.get_by_role("link", name="Hide this page").click()
    expect(plain_page).to_have_url(f"{site.url}/static/away.html")


@needs_chromium
def test_no_fault_at_any_width_in_any_state(page, site, site_case):
    page.goto(f"{site.url}/doorstep")
    assert faults(page) == []
    page.get_by_label("Case reference").fill("?")
    page.get_by_label(content().field("A8").main.ask).fill("w" * 300)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []
    fill(page, site, site_case)
    page.get_by_label("case reference").fill("")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    assert faults(page) == []
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved: SA-2026-0042", timeout=15000)
    assert faults(page) == []
    page.goto(f"{site.url}/static/away.html")
    assert faults(page) == []
    assert site.origins == {site.url}
