"""A supervisor approves a finished conversation or returns it; the practitioner sees it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.audit.models import AuditEvent
from api.review.models import Review
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT
from tests.web.reading import text_of
from tests.web.stand_in import CaseRecord, draft
from tests.web.supervision import (
    correct,
    decide,
    finish_later,
    hidden,
    review_form,
    review_path,
    textarea,
    written_in_by,
)


@pytest.fixture
def supervisor(signed_in, bot):
    """A supervisor of the practitioner's team, in a browser that asks for pages."""
    supervisor = signed_in("supervisor")
    supervisor.headers["accept"] = "text/html"
    return supervisor


def reviews(database) -> list[Review]:
    with database.reader() as session:
        return list(session.scalars(select(Review).order_by(Review.created_at)))


def entries(record) -> str:
    with record.database.reader() as session:
        return str(session.connection().exec_driver_sql("SELECT * FROM entry").fetchall())


# Deciding


def test_the_page_shows_what_was_recorded_and_what_to_look_at(supervisor, case):
    page = supervisor.get(review_path(case)).text
    said = text_of(page)
    assert "First conversation: SA-2026-0042" in said and "Waiting for approval" in said
    assert f"Practitioner {case.actor.display_name}" in said
    assert "“to see my sister”" in said and "to live near my sister" not in said
    assert "There are signs of pressure, and no time alone" in said
    for path in ("", "/coverage", f"/entries/{case.wish}"):
        assert f'href="/works/{case.work_id}{path}"' in page
    assert textarea(page, "note") == ""


@pytest.mark.parametrize("decision", ["approved", "returned"])
def test_a_decision_is_kept_once_and_the_record_stays_as_it_is(
    supervisor, case, database, decision
):
    before = entries(case)
    form = review_form(supervisor.get(review_path(case)).text, decision, "Thank you.\r\nGood.")
    for _ in range(2):  # pressed twice, or the answer was lost on its way
        answer = supervisor.post(review_path(case), data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, review_path(case))
    (kept,) = reviews(database)
    assert (kept.decision, kept.note) == (decision, "Thank you.\nGood.")
    assert (kept.work_id, kept.contact_id) == (case.work_id, case.first)
    assert kept.supervisor_id == supervisor.account.id
    assert entries(case) == before
    with database.reader() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == case.first))
        assert [e.action for e in events].count(f"contact.{decision}") == 1


def test_many_presses_at_once_are_one_decision(supervisor, case, database):
    form = review_form(supervisor.get(review_path(case)).text, "approved")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda _: supervisor.post(review_path(case), data=form).status_code, range(8))
        )
    assert statuses == [303] * 8 and len(reviews(database)) == 1


def test_two_supervisors_at_once_the_second_is_told(supervisor, signed_in, case, database):
    other = signed_in("supervisor")
    other.headers["accept"] = "text/html"
    forms = [
        (person, review_form(person.get(review_path(case)).text, decision, "A note"))
        for person, decision in ((supervisor, "approved"), (other, "returned"))
    ]
    with ThreadPoolExecutor(2) as pool:
        send = lambda row: row[0].post(review_path(case), data=row[1])  # noqa: E731
        answers = list(pool.map(send, forms))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(reviews(database)) == 1


@pytest.mark.parametrize("note", ["", "  \r\n ", "\u200b"])
def test_to_return_it_a_note_is_needed(supervisor, case, database, note):
    form = review_form(supervisor.get(review_path(case)).text, "returned", note)
    answer = supervisor.post(review_path(case), data=form)
    assert answer.status_code == 422 and "<title>Error: " in answer.text
    assert '<a href="#note">Write a note, so that they know what to change.</a>' in answer.text
    assert reviews(database) == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"decision": "perhaps"}, 422), ({"key": ""}, 422), ({"key": "k" * 200}, 422),
        ({"version": ""}, 409), ({"version": "99-0"}, 409), ({"note": "x" * 20_001}, 413),
    ],
)  # fmt: skip
def test_forms_that_no_page_of_ours_sends(supervisor, case, database, wrong, status):
    form = review_form(supervisor.get(review_path(case)).text, "approved", "Kept words")
    answer = supervisor.post(review_path(case), data={**form, **wrong})
    assert answer.status_code == status and reviews(database) == []
    assert textarea(answer.text, "note") == wrong.get("note", "Kept words")


def test_a_record_that_changed_meanwhile_is_not_decided_and_the_note_is_kept(
    supervisor, case, database
):
    form = review_form(supervisor.get(review_path(case)).text, "approved", "Well <b>done</b>")
    correct(case, "only her nurse")
    answer = supervisor.post(review_path(case), data=form)
    assert answer.status_code == 409 and reviews(database) == []
    assert "changed after you opened this page" in text_of(answer.text)
    assert textarea(answer.text, "note") == "Well <b>done</b>"
    assert "only her nurse" in text_of(answer.text)  # what it is now
    again = {name: hidden(answer.text, name) for name in ("key", "version")}
    assert again["key"] != form["key"]
    assert supervisor.post(review_path(case), data={**form, **again}).status_code == 303
    assert [row.note for row in reviews(database)] == ["Well <b>done</b>"]


def test_another_conversation_of_the_work_may_go_on_meanwhile(supervisor, case, database):
    form = review_form(supervisor.get(review_path(case)).text, "approved")
    case._file(case.later, [draft("A5", words="My cat")])
    assert supervisor.post(review_path(case), data=form).status_code == 303


def test_going_back_and_deciding_otherwise_is_not_a_repetition(supervisor, case, database):
    form = review_form(supervisor.get(review_path(case)).text, "approved")
    supervisor.post(review_path(case), data=form)
    answer = supervisor.post(
        review_path(case), data={**form, "decision": "returned", "note": "Wait"}
    )
    assert answer.status_code == 409 and textarea(answer.text, "note") == "Wait"
    assert [row.decision for row in reviews(database)] == ["approved"]


def test_what_is_approved_can_be_returned_after_all(supervisor, case, database):
    decide(supervisor, case, "approved")
    page = supervisor.get(review_path(case)).text
    assert 'value="approved"' not in page and 'value="returned"' in page
    decide(supervisor, case, "returned", "I saw it too late.")
    assert [row.position for row in reviews(database)] == [0, 1]


def test_an_unfinished_conversation_is_not_decided(supervisor, case, database):
    path = review_path(case, case.later)
    answer = supervisor.get(path)
    assert answer.status_code == 409 and "not finished yet" in answer.text
    form = {"key": "12345678", "version": "0-0", "decision": "approved"}
    assert supervisor.post(path, data=form).status_code == 409
    assert reviews(database) == []


# Who


@pytest.mark.parametrize(
    ("role", "team", "status"),
    [
        ("supervisor", "team-1", 200),
        ("supervisor", "team-2", 404),
        ("practitioner", "team-1", 404),
        ("trainee", "team-1", 404),
        ("facilitator", "team-1", 404),
        ("board", "team-1", 404),
        ("administrator", "team-1", 404),
    ],
)
def test_who_may_open_and_decide(signed_in, case, database, role, team, status):
    person = signed_in(role, team=team)
    person.headers["accept"] = "text/html"
    assert person.get(review_path(case)).status_code == status
    form = {"key": "12345678", "version": "", "decision": "approved"}
    sent = person.post(review_path(case), data=form).status_code
    assert sent == (409 if status == 200 else status)  # 409: allowed, but not of this version
    assert reviews(database) == []


def test_the_practitioner_is_not_their_own_supervisor(person, case, database):
    form = {"key": "12345678", "version": "7-0", "decision": "approved"}
    for answer in (person.get(review_path(case)), person.post(review_path(case), data=form)):
        assert answer.status_code == 403
    assert reviews(database) == []


def test_a_supervisor_does_not_decide_about_their_own_work(supervisor, database, signed_in):
    own = CaseRecord(database, supervisor.account.actor, "SA-7")
    for answer in (
        supervisor.get(review_path(own)),
        supervisor.post(review_path(own), data={"key": "12345678", "decision": "approved"}),
    ):
        assert answer.status_code == 403 and "You had a hand in this" in answer.text
    assert reviews(database) == []
    decide(signed_in("supervisor"), own, "approved")  # somebody else does


def test_nor_about_a_conversation_that_they_wrote_in(supervisor, case, database):
    written_in_by(supervisor, case)
    finish_later(case)
    assert supervisor.get(review_path(case)).status_code == 403
    decide(supervisor, case, "approved", contact=case.later)  # they had no hand in this one


def test_contacts_are_those_of_the_work(supervisor, case, account, database):
    other = CaseRecord(database, account().actor, "SA-9")
    for path in (review_path(case, other.first), review_path(case, "nonesuch")):
        assert supervisor.get(path).status_code == 404
        assert supervisor.post(path, data={"key": "12345678"}).status_code == 404


def test_another_site_cannot_make_a_browser_approve(supervisor, case, database):
    form = review_form(supervisor.get(review_path(case)).text, "approved")
    answer = supervisor.post(review_path(case), data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and reviews(database) == []


# What the practitioner sees


def seen_by(person, record) -> list[str]:
    """What My work and the record page say."""
    return [text_of(person.get(path).text) for path in ("/work", f"/works/{record.work_id}")]


def test_the_practitioner_sees_the_decision_and_the_note(person, supervisor, case):
    assert all("Waiting for approval" in said for said in seen_by(person, case))
    decide(supervisor, case, "returned", "Please add\nwho was told. " + SCRIPT)
    name = supervisor.account.actor.display_name
    for said in seen_by(person, case):
        assert f"Returned with a note by {name}" in said
        assert "“Please add who was told. <script>alert('x')</script>" in said
        assert "Waiting for approval" not in said
    assert "press “Change” beside the answer" in seen_by(person, case)[1]
    assert "press “Change”" not in seen_by(supervisor, case)[1]  # it is not theirs to change


def test_a_change_after_it_was_returned_sends_it_again(person, supervisor, case):
    decide(supervisor, case, "returned", "Who was there?")
    correct(case)
    for said in seen_by(person, case):
        assert "Waiting for approval" in said and "Who was there?" in said
    decide(supervisor, case, "approved", "Good.")
    assert all("Approved by" in said and "Good." in said for said in seen_by(person, case))
    record = seen_by(person, case)[1]
    assert record.index("Who was there?") < record.index("Good.")


def test_a_change_after_it_was_approved_says_so(person, supervisor, case):
    decide(supervisor, case, "approved")
    assert not any("Changed since" in said for said in seen_by(person, case))
    correct(case)
    for said in seen_by(person, case):
        assert "Changed since it was approved" in said and "Approved by" in said


def test_an_unfinished_conversation_says_nothing_of_approval(person, case):
    with case.database.writer() as session:
        session.connection().exec_driver_sql("UPDATE contact SET finished_at = NULL")
    assert not any("approv" in said.lower() for said in seen_by(person, case))


def test_the_record_leads_a_supervisor_to_deciding(person, supervisor, case):
    link = f'href="{review_path(case)}"'
    assert link in supervisor.get(f"/works/{case.work_id}").text
    assert link not in person.get(f"/works/{case.work_id}").text
    written_in_by(supervisor, case)
    assert link not in supervisor.get(f"/works/{case.work_id}").text


def test_reviews_as_json(person, supervisor, case, signed_in):
    decide(supervisor, case, "returned", "Why?")
    address = f"/v1/works/{case.work_id}/reviews"
    for reader in (person, supervisor):
        first, later = reader.get(address).json()
        assert (first["contact_id"], first["stage"], first["state"]) == (
            case.first, "start", "returned",
        )  # fmt: skip
        (decision,) = first["decisions"]
        assert (decision["decision"], decision["note"]) == ("returned", "Why?")
        assert decision["supervisor"] == supervisor.account.actor.display_name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", decision["decided_at"])
        assert (later["state"], later["decisions"]) == ("open", [])
    assert signed_in("practitioner").get(address).status_code == 404
    assert signed_in("supervisor", team="team-2").get(address).status_code == 404


# How safely


def test_typed_text_is_shown_as_text_and_nothing_is_inline(person, supervisor, case):
    decide(supervisor, case, "returned", SCRIPT)
    for reader, path in ((supervisor, review_path(case)), (person, f"/works/{case.work_id}"),
                         (person, "/work")):  # fmt: skip
        page = reader.get(path).text
        assert "<script>alert" not in page and "<b>bold" not in page
        assert "&lt;script&gt;alert" in page
        assert " style=" not in page and not re.search(r"\son\w+=", page)


# In a browser


@pytest.fixture
def record(site) -> CaseRecord:
    """A record of a practitioner of the team."""
    return CaseRecord(site.app.state.database, site.account())


@needs_chromium
def test_no_fault_at_any_width(page, site, record):
    site.sign_in(page, site.account("supervisor").username)
    page.goto(site.url + review_path(record))
    assert faults(page) == []
    page.get_by_label("Note", exact=True).fill("Long" * 80)
    page.get_by_role("button", name="Return with a note").click()
    expect(page.get_by_role("heading", name="Decisions so far")).to_be_visible()
    assert site.complaints == [] and faults(page) == []
    page.get_by_role("button", name="Return with a note").click()
    expect(page.get_by_role("alert")).to_contain_text("Write a note")
    assert faults(page) == []
    for path in ("/work", f"/works/{record.work_id}"):
        page.goto(site.url + path)
        assert faults(page) == []


@needs_chromium
def test_it_works_without_javascript_from_the_team_to_the_decision(plain_page, site, record):
    page = plain_page
    site.sign_in(page, site.account("supervisor").username)
    page.get_by_role("link", name="Team").click()
    page.get_by_role("link", name=re.compile("^First conversation of SA-2026-0042")).click()
    page.get_by_label("Note", exact=True).fill("Please say who was told.")
    correct(record)
    page.get_by_role("button", name="Return with a note").click()
    expect(page.get_by_role("alert")).to_contain_text("changed after you opened this page")
    expect(page.get_by_label("Note", exact=True)).to_have_value("Please say who was told.")
    page.get_by_role("button", name="Return with a note").click()
    expect(page.get_by_text("“Please say who was told.”")).to_be_visible()
    assert site.origins == {site.url}


@needs_chromium
def test_by_keyboard_alone(page, site, record):
    site.sign_in(page, site.account("supervisor").username)
    page.goto(site.url + review_path(record))
    page.get_by_label("Note", exact=True).focus()
    page.keyboard.type("Well done")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Approve")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Well done”")).to_be_visible()
