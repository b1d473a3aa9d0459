"""The page before a visit: on screen, on one sheet of paper, and as a PDF."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.audit.models import AuditEvent
from api.works.record import load_record
from practice.papers.aide_memoire import aide_memoire, layout
from tests.web.browsing import faults, needs_chromium, reach
from tests.web.covered_record import SCRIPT, CoveredRecord
from tests.web.full_record import ORDINARY, WIDE, FullRecord
from tests.web.pdfs import about, faults_of, pages_of, text_in
from tests.web.reading import entries_in, text_of
from tests.web.stand_in import draft

PREPARED = [
    draft("P3", words="Ring before nine", kind="professional_view"),
    draft("P1", words="Money gone", parts={"said_source": "her son"}),
    draft("P6", ["interpreter"], "Urdu: میں ٹھیک ہوں"),
    draft("P13", words="I am uneasy about the stairs", kind="professional_view"),
]
STEPS = [draft("D8", words=f"Step {n} " + "and so on " * 9) for n in range(9)]


@pytest.fixture
def prepared(person, database) -> CoveredRecord:
    record = CoveredRecord(database, person.account.actor)
    record.add("prepare", *PREPARED)
    record.add("during", *STEPS)
    return record


def get(person, record, rest="/before"):
    answer = person.get(f"/works/{record.work_id}{rest}")
    assert answer.status_code == 200, answer.text
    return answer


def sections_of(record):
    with record.database.reader() as session:
        return aide_memoire(load_record(session, record.actor, record.work_id))


def test_each_line_is_there_and_leads_to_its_entry(person, prepared):
    page = get(person, prepared).text
    items = [item for section in sections_of(prepared) for item in section.items]
    assert entries_in(page) == [item.entry_id for item in items if item.entry_id]
    for item in items:
        for line in item.lines:
            assert f"{line.label} " in text_of(page) and (line.quoted or "") in text_of(page)
    for words in ("“Ring before nine”", "“her son”", "“to live near my sister”"):
        assert words in text_of(page)


def test_what_is_cut_is_counted(person, prepared):
    section = sections_of(prepared)[4]
    shown = [item for item in section.items if item.lines[0].label == "Plan"]
    said = text_of(get(person, prepared).text)
    assert section.more and section.more in said and len(shown) < len(STEPS)


def test_it_says_which_conversation_and_what_to_ask(person, prepared):
    said = text_of(get(person, prepared).text)
    sections = sections_of(prepared)
    assert "What they said last time First conversation, " in said
    assert sections[5].items and layout()["note"] in said
    assert f"{sections[5].items[0].lines[0].label} “" in said


def test_worries_that_are_never_exported_are_on_neither(person, prepared):
    assert "uneasy" not in get(person, prepared).text
    assert "uneasy" not in text_in(get(person, prepared, "/before.pdf").content)


def test_the_pdf_says_what_the_page_says(person, prepared):
    made = get(person, prepared, "/before.pdf").content
    assert faults_of(made) == [] and pages_of(made) == 1
    page = get(person, prepared).text
    main = re.search(r"<h1>.*(?=</main>)", page, re.S).group()
    main = re.sub(r'<p class="screen-only">.*?</p>', "", main, flags=re.S)

    def flat(text):
        # Letters that run from right to left come out of a PDF in another order.
        return sorted(re.sub(r"[\s:]+", "", text))

    assert flat(text_in(made)) == flat(text_of(main))
    assert about(made)["/Title"] == "Before a visit"


def test_each_pdf_is_audited_and_named_by_the_reference_only(person, prepared):
    answer = get(person, prepared, "/before.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="before-SA-2026-0042.pdf"'
    )
    assert answer.headers["cache-control"] == "no-store"
    with prepared.database.reader() as session:
        exported = session.scalars(select(AuditEvent).filter_by(action="record.exported")).all()
    assert [(e.subject_id, e.fields, e.account_id) for e in exported] == [
        (prepared.work_id, ["before.pdf"], prepared.actor.id)
    ]


def test_an_empty_record_still_makes_a_page_and_a_pdf(person):
    address = person.post("/work", data={"case_ref": "NEW/1", "section_42": "yes"})
    work = address.headers["location"]
    said = text_of(person.get(f"{work}/before").text)
    assert said.count(layout()["nothing"]) == 5 and "Not asked yet" in said
    made = person.get(f"{work}/before.pdf")
    assert faults_of(made.content) == [] and layout()["nothing"] in text_in(made.content)


@pytest.mark.parametrize("rest", ["/before", "/before.pdf", "/read-back", "/read-back.pdf"])
def test_someone_elses_work_is_not_found_and_nothing_is_noted(person, account, database, rest):
    other = CoveredRecord(database, account().actor, "SA-9")
    for work_id in (other.work_id, "nonesuch"):
        answer = person.get(f"/works/{work_id}{rest}")
        assert answer.status_code == 404 and "We could not find this" in answer.text
    with database.reader() as session:
        assert not session.scalars(select(AuditEvent).filter_by(action="record.exported")).all()


@pytest.mark.parametrize("rest", ["/before", "/before.pdf", "/read-back", "/read-back.pdf"])
def test_they_need_signing_in_and_a_supervisor_sees_the_teams(client, signed_in, prepared, rest):
    address = f"/works/{prepared.work_id}{rest}"
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.headers["location"] == f"/sign-in?next={address}"
    assert signed_in("supervisor", team=prepared.actor.team).get(address).status_code == 200
    for role in ("board", "administrator", "trainee", "facilitator"):
        assert signed_in(role, team=prepared.actor.team).get(address).status_code == 404


def test_typed_text_is_shown_as_text(person, prepared):
    prepared.add("start", draft("A11", words=SCRIPT, kind="person_words"))
    prepared.add("prepare", draft("P3", words=SCRIPT))
    page = get(person, prepared).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert " style=" not in page and "<style" not in page
    assert SCRIPT in text_in(get(person, prepared, "/before.pdf").content)


def test_it_is_linked_from_the_record_my_work_and_the_conversation(person, prepared):
    conversation = prepared.conversation()
    for address in (f"/works/{prepared.work_id}", "/work", f"/chat/{conversation}"):
        assert f'href="/works/{prepared.work_id}/before"' in person.get(address).text


# In a browser


@pytest.fixture
def signed(site, page):
    actor = site.account()
    site.sign_in(page, actor.username)
    return actor


@needs_chromium
def test_no_fault_at_any_width(page, site, signed):
    record = CoveredRecord(site.app.state.database, signed)
    record.add("prepare", *PREPARED, draft("P5", words="Long" * 90))
    page.goto(f"{site.url}/works/{record.work_id}/before")
    assert site.complaints == []
    assert faults(page) == []


@needs_chromium
@pytest.mark.parametrize("words", [ORDINARY, WIDE, "Word" * 100], ids=["ordinary", "wide", "one"])
@pytest.mark.parametrize("stages", [("prepare", "start"), ("prepare", "start", "during", "end")])
def test_the_fullest_record_takes_one_sheet_of_paper(page, site, signed, words, stages):
    record = FullRecord(site.app.state.database, signed)
    record.fill(words, stages)
    page.goto(f"{site.url}/works/{record.work_id}/before")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    made = page.context.request.get(f"{site.url}/works/{record.work_id}/before.pdf").body()
    assert pages_of(made) == 1 and faults_of(made) == []
    assert "more in the record" in text_in(made)


@needs_chromium
def test_paper_holds_the_page_and_nothing_of_the_screen(page, site, signed):
    record = CoveredRecord(site.app.state.database, signed)
    page.goto(f"{site.url}/works/{record.work_id}/before")
    printed = text_in(page.pdf(prefer_css_page_size=True))
    assert "What they want" in printed and layout()["note"] in printed
    for words in ("Sign out", "Save it as a PDF", "Record:"):
        assert words not in printed


@needs_chromium
def test_it_works_without_javascript_and_saves_the_pdf(plain_page, site):
    actor = site.account()
    site.sign_in(plain_page, actor.username)
    record = CoveredRecord(site.app.state.database, actor)
    plain_page.goto(f"{site.url}/works/{record.work_id}")
    plain_page.get_by_role("link", name="One page before a visit").click()
    with plain_page.expect_download() as download:
        plain_page.get_by_role("link", name="Save it as a PDF").click()
    assert download.value.suggested_filename == "before-SA-2026-0042.pdf"
    assert faults_of(open(download.value.path(), "rb").read()) == []
    plain_page.get_by_role("link", name="Outcome 1").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(
        "Whether it is still what they want"
    )
    assert site.origins == {site.url}


@needs_chromium
def test_it_works_by_keyboard(page, site, signed):
    record = CoveredRecord(site.app.state.database, signed)
    page.goto(f"{site.url}/works/{record.work_id}")
    reach(page, "One page before a visit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before a visit: SA-2026-0042")
    reach(page, "Save it as a PDF")
    reach(page, "Outcome 1")
