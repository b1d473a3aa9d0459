"""Your account, as its page shows and changes it."""

import re

import pytest
from playwright.sync_api import expect

from tests.api.conftest import PASSWORD
from tests.web.browsing import faults, needs_chromium
from tests.web.reading import text_of

NEW = "three other plain words"


def change(person, old=PASSWORD, new=NEW, again=None):
    form = {"old": old, "new": new, "again": new if again is None else again}
    return person.post("/account/password", data=form)


def test_it_says_who_you_are_and_where_you_are_signed_in(person, signed_in):
    signed_in(known=person.account)
    page = person.get("/account").text
    said = text_of(page)
    assert f"Username {person.account.username}" in said
    assert "Role Practitioner" in said and "Team team-1" in said
    assert page.count("This one") == 1 and said.count("Last seen") == 2
    assert 'action="/account/end-others"' in page
    assert 'href="/account"' in person.get("/work").text


def test_alone_there_is_nothing_to_end(person):
    page = person.get("/account").text
    assert "You are signed in nowhere else." in page and "end-others" not in page


def test_a_change_is_confirmed_and_never_echoed(person):
    answer = change(person)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=password")
    page = person.get(answer.headers["location"]).text
    assert re.search(r'role="status">Your password is changed', page)
    assert NEW not in page and PASSWORD not in page


@pytest.mark.parametrize(
    ("form", "status", "field", "said"),
    [
        ({"old": "not the right one"}, 401, "old", "That is not your password now"),
        ({"again": "another thing typed"}, 422, "new", "not typed the same twice"),
        ({"new": "short"}, 422, "new", "at least 12 characters"),
        ({"new": PASSWORD}, 422, "new", "That is your password already"),
        ({"old": "", "new": ""}, 401, "old", "That is not your password now"),
    ],
)
def test_what_is_wrong_is_said_and_leads_to_its_field(person, form, status, field, said):
    answer = change(person, **form)
    summary = re.search(
        r'<div class="govuk-error-summary" role="alert".*?</div>', answer.text, re.S
    )
    assert answer.status_code == status and said in summary.group()
    assert f'href="#{field}"' in summary.group() and "<title>Error: Your account" in answer.text
    assert re.search(rf'<input id="{field}"[^>]*aria-invalid="true"', answer.text, re.S)
    assert not any(typed and typed in answer.text for typed in form.values())
    assert person.get("/account").status_code == 200


def test_too_many_wrong_ones_are_told_to_wait(person):
    answers = [change(person, old="not the right one") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert "Please wait" in answers[-1].text and int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize("done", ["", "nonsense", "<script>"])
def test_the_address_says_nothing_that_is_not_ours(person, done):
    page = person.get("/account", params={"done": done}).text
    assert 'role="status"' not in page and "<script>" not in page


def test_the_forms_own_address_opened_by_hand(person):
    assert person.get("/account/password").headers["location"] == "/account"


def test_it_needs_signing_in_and_is_there_for_every_role(client, signed_in):
    answer = client.get("/account", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/sign-in?next=/account"
    assert "Role Board" in text_of(signed_in("board").get("/account").text)


@needs_chromium
def test_no_fault_at_any_width_nor_with_an_error(page, site):
    site.sign_in(page, site.account().username)
    page.get_by_role("link", name="your account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert site.complaints == [] and faults(page) == []
    for label in ("Your password now", "New password", "New password again"):
        page.get_by_label(label, exact=True).fill("not the right one")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("Your password was not changed")
    assert faults(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Your password now")).to_be_focused()


@needs_chromium
def test_change_and_end_the_others_without_javascript(plain_page, page, site):
    name = site.account().username
    site.sign_in(page, name)
    site.sign_in(plain_page, name)
    plain_page.goto(f"{site.url}/account")
    plain_page.get_by_role("button", name="End the others").click()
    expect(plain_page.get_by_role("status")).to_have_text("Your other sign-ins are ended.")
    page.goto(f"{site.url}/work")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    plain_page.get_by_label("Your password now").fill(PASSWORD)
    plain_page.get_by_label("New password", exact=True).fill(NEW)
    plain_page.get_by_label("New password again").fill(NEW)
    plain_page.keyboard.press("Enter")
    expect(plain_page.get_by_role("status")).to_contain_text("Your password is changed.")
