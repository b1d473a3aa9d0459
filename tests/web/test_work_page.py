"""My work: what is next, what is missing, filters, finding, and the first steps."""

import re
from datetime import timedelta
from html import unescape

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from api.tables import utcnow
from api.web.work_view import PER_PAGE
from api.works import queries, service
from api.works.models import Entry, Work
from practice.content import content
from practice.help import help_texts
from tests.web import stand_in
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT
from tests.web.reading import text_of
from tests.web.stand_in import CaseRecord, draft


def new_work(database, actor, case_ref, *stages):
    """A work with a contact of each stage: "start" is finished, "start?" is open."""
    with database.writer() as session:
        work = service.create_work(session, actor, case_ref, "yes")
        session.flush()
        for stage in stages:
            contact, _ = service.open_contact(session, actor, work, stage.rstrip("?"))
            contact.finished_at = None if stage.endswith("?") else utcnow()
        return work.id


def listed(person, query=""):
    """The references on the page, in order."""
    page = person.get(f"/work{query}").text
    return re.findall(r'<h3 id="work-[^"]+"><a href="[^"]+">([^<]+)</a>', page)


def card(person, work_id, query=""):
    page = person.get(f"/work{query}").text
    return re.search(
        rf'<article class="panel" id="work-{work_id}".*?</article>', page, re.S
    ).group()


def add(person, database, *rows):
    return [new_work(database, person.account.actor, ref, *stages) for ref, *stages in rows]


# What is next, what is missing


def test_an_open_stage_says_which_question_is_next_and_leads_to_its_check(person, case):
    html = card(person, case.work_id)
    said = text_of(html)
    assert "What is next Later conversation: carry on at “How you were in touch”" in said
    assert f'href="/works/{case.work_id}/contacts/{case.later}/check"' in html
    assert re.search(r"Most of all: (\w[^<]+)", html)
    assert re.search(r"\d+ of 26 standards have no evidence yet", said)
    assert f'href="/works/{case.work_id}/coverage?show=gaps"' in html


@pytest.mark.parametrize(
    ("stages", "said", "choices"),
    [
        ((), "Before a visit, or First conversation", ["prepare_visit", "record_visit"]),
        (("prepare",), "First conversation", ["record_visit"]),
        (("start",), "Later conversation, or Final conversation",
         ["record_visit", "review_closure"]),
    ],
)  # fmt: skip
def test_with_nothing_open_the_next_stage_begins_at_a_tap(
    person, bot, database, stages, said, choices
):
    (work_id,) = add(person, database, ("SA-1", *stages))
    html = card(person, work_id)
    assert f"What is next {said} What is missing Nothing is recorded yet" in text_of(html)
    offered = re.findall(r'name="choice" value="([^"]+)"', html)
    assert offered == [f"begin:{wish}:{work_id}" for wish in choices]
    person.post("/chat", data={"work_id": work_id, "choice": offered[0]})
    assert bot.turns[-1]["choices"] == offered[:1]


def test_when_all_is_asked_it_says_so(person, database):
    (work_id,) = add(person, database, ("SA-1", "prepare?"))
    actor = person.account.actor
    with database.writer() as session:
        work = queries.work(session, actor, work_id)
        (contact,) = queries.contacts(session, actor, [work_id])
        rows = [
            draft(field, answer_state="asked_no_answer")
            for field in content().stages["prepare"].fields
        ]
        service.file_entries(session, actor, work, contact, service.Filing("c", "message-1", rows))
    assert "everything is asked. Check your answers" in text_of(card(person, work_id))


def test_finished_work_says_nothing_is_next(person, database):
    (work_id,) = add(person, database, ("SA-1", "start", "end"))
    html = card(person, work_id, "?show=finished")
    assert "Finished" in html and "What is next" not in html and "begin:" not in html


# Which work is shown


@pytest.fixture
def several(person, database):
    add(person, database, ("SA-1", "start"), ("SA-2", "start", "end"), ("XY-3",))
    return person


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("", {"SA-1", "XY-3"}),
        ("?show=open", {"SA-1", "XY-3"}),
        ("?show=finished", {"SA-2"}),
        ("?show=all", {"SA-1", "SA-2", "XY-3"}),
        ("?show=nonsense", {"SA-1", "XY-3"}),
        ("?ref=sa-", {"SA-1", "SA-2"}),
        ("?ref=%20sa-%20", {"SA-1", "SA-2"}),
        ("?ref=sa-&show=open", {"SA-1"}),
        ("?ref=%25", set()),
        ("?ref=", {"SA-1", "XY-3"}),
    ],
)
def test_filter_and_find(several, query, refs):
    assert set(listed(several, query)) == refs


def test_the_links_count_what_they_show_and_keep_what_is_looked_for(several):
    page = several.get("/work?ref=sa-").text
    nav = re.search(r'<nav class="filters" aria-label="Which work is shown">.*?</nav>', page, re.S)
    assert "Open (1) Finished (1) All (2)" in text_of(nav.group())
    for address in re.findall(r'href="(/work\?[^"]+)"', nav.group()):
        assert "SA" not in address and "ref=sa-" in unescape(address)
        assert several.get(unescape(address)).status_code == 200
    assert 'aria-current="true">All (2)' in nav.group()


def test_nothing_found_is_said_with_what_was_typed_as_text(several):
    page = several.get("/work", params={"ref": SCRIPT}).text
    assert "No work of yours has" in page and "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert several.get("/work", params={"ref": "x" * 101}).status_code == 422


def test_no_open_work_leads_to_what_is_finished(person, database):
    add(person, database, ("SA-2", "end"))
    said = text_of(person.get("/work").text)
    assert "No work is open." in said and "There is nothing here yet" not in said
    assert listed(person, "?show=finished") == ["SA-2"]


def test_without_any_work_it_says_how_to_begin(person):
    page = person.get("/work").text
    assert "There is nothing here yet. To begin," in text_of(page)
    assert 'role="search"' not in page and "Which work is shown" not in page


def test_the_newest_activity_comes_first(person, database):
    add(person, database, ("SA-1", "start?"), ("SA-2", "start?"), ("SA-3",))
    assert listed(person) == ["SA-3", "SA-2", "SA-1"]
    case = CaseRecord(database, person.account.actor, "SA-0")
    with database.writer() as session:
        session.execute(update(Work).values(created_at=utcnow() - timedelta(days=9)))
    add(person, database, ("SA-4",))
    assert listed(person)[0] == "SA-4"
    case._file(case.later, [draft("D6", words="told her")])
    assert listed(person)[0] == "SA-0"


def test_a_long_list_is_shown_in_pages(person, database):
    refs = [f"SA-{number:02d}" for number in range(PER_PAGE + 3)]
    add(person, database, *[(ref,) for ref in refs])
    first, second = listed(person), listed(person, "?page=2")
    assert len(first) == PER_PAGE and len(second) == 3
    assert sorted(first + second) == refs
    assert listed(person, "?page=99") == second
    page = person.get("/work?page=2").text
    assert re.findall(r'href="(/work\?show=open[^"]*)" ?(aria-current="page")?>', page)[-1][1]
    assert person.get("/work?page=0").status_code == 422


def test_someone_elses_work_is_neither_listed_nor_found(person, account, database):
    new_work(database, account().actor, "SA-77")
    assert listed(person, "?show=all") == listed(person, "?ref=77") == []


def test_a_supervisor_sees_the_teams_work_with_what_is_next(case, signed_in):
    supervisor = signed_in("supervisor", team=case.actor.team)
    assert "carry on at" in text_of(card(supervisor, case.work_id))


# The first steps


def test_the_first_steps_stay_until_they_are_put_away(person):
    steps = help_texts().first_steps
    page = text_of(person.get("/work").text)
    assert all(f"{step.title} {step.text}" in page for step in steps)
    person.post("/first-steps", data={"hidden": "yes"})
    assert steps[0].text not in text_of(person.get("/work").text)
    again = person.get("/help").text
    assert steps[0].text in text_of(again) and 'action="/first-steps"' in again
    person.post("/first-steps", data={"hidden": "no"})
    assert steps[0].text in text_of(person.get("/work").text)


def test_one_person_putting_them_away_leaves_others_theirs(person, signed_in):
    person.post("/first-steps", data={"hidden": "yes"})
    assert help_texts().first_steps[0].text in text_of(signed_in().get("/work").text)


def test_roles_without_case_work_see_no_first_steps(signed_in):
    assert "First steps" not in signed_in("trainee").get("/work").text


# In a browser


@needs_chromium
def test_no_fault_at_any_width(page, site):
    actor, database = site.account(), site.app.state.database
    site.sign_in(page, actor.username)
    assert faults(page) == []
    CaseRecord(database, actor)
    new_work(database, actor, "W" * 40)
    new_work(database, actor, "SA-2", "start", "end")
    for number in range(PER_PAGE):
        new_work(database, actor, f"SB-{number}")
    for query in ("", "?show=all", "?show=finished", "?ref=" + "Long" * 25, "?ref=W", "?page=2"):
        page.goto(f"{site.url}/work{query}")
        assert faults(page) == [], query
    with database.writer() as session:
        assert session.query(Entry).count()  # the list above held a work with answers


@needs_chromium
def test_find_filter_begin_and_put_away_without_javascript(plain_page, site):
    page = plain_page
    actor, database = site.account(), site.app.state.database
    site.sign_in(page, actor.username)
    case = CaseRecord(database, actor)
    new_work(database, actor, "SA-9", "start", "end")
    page.get_by_role("button", name="Do not show again").click()
    expect(page.get_by_role("heading", name="First steps")).to_have_count(0)
    page.get_by_role("link", name="Finished (1)").click()
    expect(page.get_by_role("link", name="SA-9", exact=True)).to_be_visible()
    page.get_by_label("Find by reference").fill("0042")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_label("Find by reference")).to_have_value("0042")
    page.get_by_role("button", name="Carry on: Later conversation").click()
    assert site.bot.turns[-1]["choices"] == [f"resume:{case.later}"]
    page.get_by_role("link", name="Help with this page").click()
    page.get_by_role("button", name="Show these on My work again").click()
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    assert site.bot.says == stand_in.MENU and site.origins == {site.url}
