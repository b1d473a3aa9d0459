"""The team's works as their supervisor sees them: what waits first, filters, who may look."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from api.identity.roles import Role
from api.tables import utcnow
from api.web.team_pages import PER_PAGE, missing_in
from api.works import queries, service
from api.works.record import load_record
from practice.asking.gaps import gaps
from practice.local.clock import day
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import CoveredRecord
from tests.web.reading import text_of
from tests.web.stand_in import CaseRecord
from tests.web.supervision import correct, decide, finish_later, review_path


@pytest.fixture
def supervisor(signed_in):
    supervisor = signed_in("supervisor")
    supervisor.headers["accept"] = "text/html"
    return supervisor


def rows(person, address="/team") -> dict[str, list[str]]:
    """The cells of each work as text, by its reference, in the order shown."""
    page = person.get(address).text
    found = [
        [text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', page, re.S)
    ]
    return {cells[0]: cells[1:] for cells in found}


def without_contacts(database, actor, case_ref) -> None:
    with database.writer() as session:
        service.create_work(session, actor, case_ref, "no")


def finished_days_ago(record, days) -> None:
    with record.database.writer() as session:
        contact = queries.contact(session, record.actor, record.first)
        contact.finished_at = utcnow() - timedelta(days=days)


def test_each_work_with_practitioner_stage_last_contact_what_is_missing_and_state(
    supervisor, person, case, database
):
    without_contacts(database, person.account.actor, "SA-EMPTY")
    name, today = person.account.actor.display_name, day(utcnow())
    with database.reader() as session:
        count = len(gaps(load_record(session, case.actor, case.work_id), case.later))
    assert rows(supervisor) == {
        "SA-2026-0042": [
            name, f"Later conversation, {today}", f"{count} questions missing in SA-2026-0042",
            f"Waiting for approval First conversation of SA-2026-0042, finished on {today}:"
            f" approve or return finished on {today}",
        ],
        "SA-EMPTY": [name, "None yet", "Nothing asked yet", "Not begun yet"],
    }  # fmt: skip
    page = supervisor.get("/team").text
    for path in (f"/works/{case.work_id}", f"/works/{case.work_id}/coverage?show=gaps",
                 review_path(case)):  # fmt: skip
        assert f'href="{path}"' in page


def test_what_is_missing_is_counted_where_something_can_still_be_asked(case, database):
    def counted():
        with database.reader() as session:
            record = load_record(session, case.actor, case.work_id)
            each = {contact.id: len(gaps(record, contact.id)) for contact in record.contacts}
            return missing_in(record), each

    found, each = counted()
    assert found == each[case.later] != each[case.first]
    with database.writer() as session:
        queries.contact(session, case.actor, case.first).finished_at = None
        queries.contact(session, case.actor, case.later).finished_at = utcnow()
    found, each = counted()
    assert found == each[case.first]


def test_what_waits_longest_comes_first(supervisor, person, case, database):
    actor = person.account.actor
    without_contacts(database, actor, "SA-NONE")
    newer, older = (CaseRecord(database, actor, ref) for ref in ("SA-NEWER", "SA-OLDER"))
    approved = CaseRecord(database, actor, "SA-APPROVED")
    for record, days in ((newer, 2), (older, 9), (case, 5)):
        finished_days_ago(record, days)
    finish_later(approved)
    for contact in (approved.first, approved.later):
        decide(supervisor, approved, "approved", contact=contact)
    assert list(rows(supervisor)) == [
        "SA-OLDER", "SA-2026-0042", "SA-NEWER", "SA-APPROVED", "SA-NONE",
    ]  # fmt: skip
    decide(supervisor, older, "returned", "A note")
    correct(approved)
    assert list(rows(supervisor)) == [
        "SA-2026-0042", "SA-NEWER", "SA-APPROVED", "SA-OLDER", "SA-NONE",
    ]  # fmt: skip


def test_filters_by_state(supervisor, person, case, database):
    actor = person.account.actor
    without_contacts(database, actor, "SA-NONE")
    returned, changed, approved, opened = (
        CaseRecord(database, actor, f"SA-{word}")
        for word in ("RETURNED", "CHANGED", "APPROVED", "OPEN")
    )
    decide(supervisor, returned, "returned", "A note")
    decide(supervisor, changed, "approved")
    correct(changed)
    for record in (approved, opened):
        decide(supervisor, record, "approved")
    finish_later(approved)
    decide(supervisor, approved, "approved", contact=approved.later)
    states = {
        "waiting": "SA-2026-0042", "changed": "SA-CHANGED", "returned": "SA-RETURNED",
        "open": "SA-OPEN", "approved": "SA-APPROVED", "not_begun": "SA-NONE",
    }  # fmt: skip
    page = supervisor.get("/team").text
    for state, reference in states.items():
        assert f'href="/team?state={state}"' in page
        assert list(rows(supervisor, f"/team?state={state}")) == [reference]
        shown = supervisor.get(f"/team?state={state}").text
        assert f'href="/team?state={state}" aria-current="true"' in shown
    for junk in ("?state=nonesuch", "?state=%3Cscript%3E", "?page=0", "?page=-1", "?page=x",
                 "?page=99999999", "?page=%C2%B2"):  # fmt: skip
        assert len(rows(supervisor, f"/team{junk}")) == 6
    assert "All (6)" in text_of(page) and "Approved (1)" in text_of(page)


def test_states_without_work_are_not_offered_and_an_empty_team_is_told_so(supervisor, person):
    page = text_of(supervisor.get("/team").text)
    assert "Your team has no work here yet." in page and "Approved" not in page
    assert "No work is in this state." not in page


def test_many_works_come_page_by_page(supervisor, person, database):
    refs = [f"SA-{n:03}" for n in range(PER_PAGE + 3)]
    for ref in refs:
        without_contacts(database, person.account.actor, ref)
    first, second = (list(rows(supervisor, f"/team?page={n}")) for n in (1, 2))
    assert len(first) == PER_PAGE and len(second) == 3
    assert sorted(first + second) == refs
    page = supervisor.get("/team?state=not_begun").text
    assert "Page 1 of 2" in page and 'href="/team?state=not_begun&page=2"' in page
    assert 'href="/team?state=not_begun"' in supervisor.get("/team?state=not_begun&page=2").text


@pytest.mark.parametrize("role", list(Role))
def test_only_a_supervisor_has_a_team(signed_in, case, role):
    person = signed_in(role, team=case.actor.team)
    person.headers["accept"] = "text/html"
    answer, own = person.get("/team"), person.get("/work").text
    if role == Role.SUPERVISOR:
        assert answer.status_code == 200 and "SA-2026-0042" in answer.text
        assert '<a href="/team">Team</a>' in own
        assert '<a href="/team" aria-current="page">Team</a>' in answer.text
    else:
        assert answer.status_code == 403 and "SA-2026-0042" not in answer.text
        assert "/team" not in own


def test_another_teams_work_is_not_there(signed_in, case, client):
    other = signed_in("supervisor", team="team-2")
    own = CaseRecord(case.database, other.account.actor, "SA-OWN")
    assert list(rows(other)) == ["SA-OWN"]
    assert case.work_id not in other.get("/team").text and own.work_id in other.get("/team").text
    answer = client.get("/team", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/sign-in?next=/team"


def test_own_work_is_there_but_somebody_else_decides(supervisor, database):
    own = CaseRecord(database, supervisor.account.actor, "SA-OWN")
    cells = rows(supervisor)["SA-OWN"]
    assert cells[0].endswith("(you)") and "yours, so someone else decides" in cells[-1]
    assert review_path(own) not in supervisor.get("/team").text


# In a browser


@needs_chromium
def test_no_fault_at_any_width_and_a_table_for_those_who_hear_it(page, site):
    practitioner, supervisor = site.account(), site.account("supervisor")
    database = site.app.state.database
    CoveredRecord(database, practitioner)
    CaseRecord(database, practitioner, "LONG" * 10)
    CaseRecord(database, supervisor, "SA-OWN")
    without_contacts(database, practitioner, "SA-NONE")
    site.sign_in(page, supervisor.username)
    page.goto(f"{site.url}/team")
    assert faults(page) == [] and site.complaints == []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        table = page.get_by_role("table", name="Work of the team")
        expect(table.get_by_role("columnheader")).to_have_count(5)
        expect(table.get_by_role("row")).to_have_count(5)


@needs_chromium
def test_filters_work_without_javascript(plain_page, site):
    page = plain_page
    CaseRecord(site.app.state.database, site.account())
    site.sign_in(page, site.account("supervisor").username)
    page.get_by_role("link", name="Team").click()
    page.get_by_role("link", name="Waiting for approval (1)").click()
    expect(page.get_by_role("rowheader", name="SA-2026-0042")).to_be_visible()
    page.get_by_role("link", name="24 questions missing in SA-2026-0042").click()
    expect(page.get_by_text("Only what has no evidence yet is shown.")).to_be_visible()
    assert site.origins == {site.url}
