"""What became of each outcome, as a line in time on the record page."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT, CoveredRecord
from tests.web.reading import text_of
from tests.web.stand_in import draft


def tell(case: CoveredRecord) -> None:
    """A plan, a rating, a second wish that is dropped, and the rating of all together."""
    own = f"thread:{case.thread}"
    case.add("during", draft("D8", words="Ask the bank", parts={"serves": [own]}),
             draft("A8", words=SCRIPT, opens="outcome", kind="person_words"))  # fmt: skip
    case.add("end", draft("D1", "dropped", thread=case.ids["A8"][0], kind="person_words",
                          parts={"why": "Too tired."}),
             draft("E2", "partially", "Most weeks.", thread=case.thread, kind="person_words",
                   parts={"practitioner_view": "fully", "reason": "The bus."}),
             draft("E3", "partially", kind="decision"))  # fmt: skip


@pytest.fixture
def told(person, database) -> CoveredRecord:
    case = CoveredRecord(database, person.account.actor)
    tell(case)
    return case


def outcomes(person, case):
    page = person.get(f"/works/{case.work_id}").text
    return re.search(r'<section[^>]*aria-labelledby="outcomes-title".*?</section>', page, re.S)[0]


def test_each_step_stands_in_order_with_its_day_and_leads_to_its_entry(person, told):
    html = outcomes(person, told)
    first = re.search(r'<ol class="timeline">.*?</ol>', html, re.S).group()
    titles = re.findall(r"<strong>([^<]+)</strong>", first)
    assert titles == [
        "First wish", "Changed", "A step in the plan", "How far it happened, as they see it",
        "How far it happened, as the practitioner sees it",
    ]  # fmt: skip
    linked = re.findall(rf'href="/works/{told.work_id}/entries/([^"]+)"', first)
    assert linked[0] == told.wish and linked[2] == told.ids["D8"][0]
    assert linked[3] == linked[4] == told.ids["E2"][0]
    days = re.findall(r'<span class="quiet">(\d+ \w+ \d{4})</span>', first)
    assert len(days) == len(titles)
    said = text_of(first)
    for words in ("“to see my sister”", "“The visits went well.”", "“Ask the bank”",
                  "“Most weeks.”", "“The bus.”"):  # fmt: skip
        assert words in said


def test_what_people_chose_last_stands_under_the_wish(person, told):
    said = text_of(outcomes(person, told))
    assert (
        "Outcome 1 “to live near my sister” How far it happened, as they see it Partly achieved"
        " How far it happened, as the practitioner sees it Fully achieved"
    ) in said
    assert "Outcome 2 (no longer wanted)" in said and "As last said They no longer want it" in said
    assert "All outcomes together Overall Partly achieved" in said
    assert f'entries/{told.ids["E3"][0]}"' in outcomes(person, told)


def test_typed_text_is_text_and_marks_are_drawn_without_style(person, told):
    html = outcomes(person, told)
    assert "<script>alert" not in html and "&lt;script&gt;" in html
    assert " style=" not in html
    marks = re.findall(r"<svg[^>]*>", html)
    assert len(marks) == html.count('class="step"')
    assert all('aria-hidden="true"' in mark for mark in marks)


def test_without_an_outcome_there_is_no_such_part(person, database):
    person.post("/work", data={"case_ref": "SA-1", "section_42": "yes"})
    page = person.get(re.search(r"/works/[^\"]+", person.get("/work").text).group()).text
    assert "outcomes-title" not in page


@needs_chromium
@pytest.mark.parametrize("width", [1280, 320])
def test_it_is_a_list_for_those_who_hear_it_and_a_line_for_those_who_see_it(page, site, width):
    actor = site.account()
    site.sign_in(page, actor.username)
    case = CoveredRecord(site.app.state.database, actor)
    tell(case)
    case.add("during", draft("A8", words="Long" * 90, opens="outcome", kind="person_words"))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}/works/{case.work_id}")
    part = page.get_by_role("region", name="What the person wants")
    expect(part.get_by_role("list").first.get_by_role("listitem")).to_have_count(5)
    tops = [mark.bounding_box()["y"] for mark in part.locator("ol >> nth=0").locator("svg").all()]
    assert tops == sorted(tops) and len(set(tops)) == 5
    assert site.complaints == [] and faults(page) == []
