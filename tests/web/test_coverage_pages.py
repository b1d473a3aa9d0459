"""Coverage, the trade-off sheet, and what the record page works out."""

import re
from dataclasses import replace
from html import unescape

import pytest
from playwright.sync_api import expect

from api.web import grid
from api.web.coverage_pages import counted
from api.works.record import load_record
from practice.content import content
from practice.local.settings import local
from practice.rules.coverage import Shown, coverage
from tests.web.browsing import faults, needs_chromium, reach
from tests.web.covered_record import CAMERA, DO_NOTHING, HOME, OPTIONS, SCRIPT, CoveredRecord
from tests.web.reading import entries_in, section, text_of
from tests.web.stand_in import draft

WORDS = {
    "evidenced": "Evidenced",
    "not_done": "Not done, reason recorded",
    "not_applicable": "Not applicable, reason recorded",
    "no_evidence": "No evidence yet",
}


@pytest.fixture
def covered(person, database) -> CoveredRecord:
    return CoveredRecord(database, person.account.actor)


@pytest.fixture
def shown(covered):
    """What practice/ says of the record, which the page must say too."""
    with covered.database.reader() as session:
        return coverage(load_record(session, covered.actor, covered.work_id))


def get(person, record, rest="") -> str:
    answer = person.get(f"/works/{record.work_id}{rest}")
    assert answer.status_code == 200, answer.text
    return answer.text


def standard(page: str, key: str) -> str:
    """The HTML of one standard."""
    return re.search(rf'<li class="standard" id="{key}">.*?(?=<li class="standard"|</section>)',
                     page, re.S).group()  # fmt: skip


def standards(page: str) -> list[str]:
    return re.findall(r'<li class="standard" id="([^"]+)"', page)


# Coverage


def test_every_standard_is_there_with_its_state_mark_source_and_entries(person, covered, shown):
    page = get(person, covered, "/coverage")
    rows = [row for name in shown for row in shown[name].values()]
    sizes = {name: len(standards) for name, standards in shown.items()}
    assert sizes == {"bradford": 26, "leicestershire": 8, "principles": 6, "lga": 7}
    assert sorted(standards(page)) == sorted(row.id for row in rows)
    assert {row.state for row in rows} == set(WORDS)  # the record shows each state
    for row in rows:
        html = standard(page, row.id)
        said = text_of(html)
        assert f"<strong>{WORDS[row.state]}</strong>" in html, row.id
        assert html.count('<svg class="mark"') == 1 and f"Source: {row.source}." in said
        assert set(entries_in(html)) == set(row.entries), row.id
        if row.cannot_show:
            assert f"What no record can show: {row.cannot_show}." in said
        if row.state in ("no_evidence", "not_done"):
            titles = "; ".join(content().field(field).title for field in row.wants)
            assert f"that would show it: {titles}." in said, row.id
        else:
            assert "would show it" not in said


def test_the_marks_differ_without_colour(person, covered, shown):
    page = get(person, covered, "/coverage")
    marks = {
        row.state: re.search(r'<svg class="mark".*?</svg>', standard(page, row.id), re.S).group()
        for name in shown
        for row in shown[name].values()
    }
    assert len(set(marks.values())) == len(marks) == 4


def test_the_words_that_show_it_stand_under_it_and_lead_to_their_entry(person, covered):
    html = standard(get(person, covered, "/coverage"), "B1")
    assert "What they want “to see my sister”" in text_of(html)
    assert f'<a href="/works/{covered.work_id}/entries/{covered.wish}">What they want</a>' in html
    assert "“to see my sister”" in text_of(get(person, covered, f"/entries/{covered.wish}"))


def test_reasons_are_quoted_where_typed_and_plain_where_fixed(person, covered):
    page = get(person, covered, "/coverage")
    assert "Reason: “He would not leave the room.”" in text_of(standard(page, "B3"))
    assert "Reason: Nobody else was involved, with the reason noted." in text_of(
        standard(page, "B19")
    )


def test_counts_are_words_and_never_a_score(person, covered, shown):
    page = get(person, covered, "/coverage")
    said = text_of(page)
    for rows in shown.values():
        assert counted(rows.values()) in said
    assert "The final word is the auditor’s. A tick alone never counts" in said
    assert "%" not in said and "score" not in said and "per cent" not in said


def row(state: str) -> Shown:
    return Shown("X", "x", "x", state)


def test_the_counting_sentence():
    rows = [row("evidenced")] * 18 + [row("not_applicable")] * 3 + [row("no_evidence")] * 5
    assert counted(rows) == "18 of 26 evidenced, 3 do not apply, 5 without evidence."
    rows = [row("evidenced"), row("not_applicable"), row("not_done")]
    assert counted(rows) == "1 of 3 evidenced, 1 not done (reason recorded), 1 does not apply."


def test_filters_by_set_and_by_gap_and_both(person, covered, shown):
    only = get(person, covered, "/coverage?set=leicestershire")
    assert standards(only) == list(shown["leicestershire"])
    gaps = get(person, covered, "/coverage?show=gaps")
    open_ones = [r.id for rows in shown.values() for r in rows.values() if r.state == "no_evidence"]
    assert sorted(standards(gaps)) == sorted(open_ones)
    assert "Only what has no evidence yet is shown." in gaps
    both = get(person, covered, "/coverage?show=gaps&set=lga")
    assert standards(both) == [k for k, r in shown["lga"].items() if r.state == "no_evidence"]
    assert counted(shown["lga"].values()) in text_of(both)  # of the set, not of what is left
    assert f'href="/works/{covered.work_id}/coverage?show=gaps"' in both
    assert f'href="/works/{covered.work_id}/coverage?set=lga"' in both
    assert both.count('aria-current="true"') == 2


@pytest.mark.parametrize("query", ["?set=nonesuch", "?show=%3Cscript%3E", "?set=&show="])
def test_a_filter_that_is_none_shows_all(person, covered, query):
    assert len(standards(get(person, covered, f"/coverage{query}"))) == 47


def test_a_principle_names_its_standards_and_how_they_stand(person, covered, shown):
    html = standard(get(person, covered, "/coverage?set=principles"), "partnership")
    for key in ("B11", "B19"):
        assert f'<a href="/works/{covered.work_id}/coverage#{key}">' in html
        assert WORDS[shown["bradford"][key].state] in html


def test_a_record_without_anything(person, case):
    page = get(person, case, "/coverage")
    assert "would show it" in page and standards(page)


# Trade-offs


def table(page: str) -> list[list[str]]:
    """The cells of each option, as text."""
    body = re.search(r"<tbody.*?</tbody>", page, re.S).group()
    rows = re.findall(r"<tr.*?</tr>", body, re.S)
    return [[text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", r, re.S)] for r in rows]


def test_options_are_rows_with_what_each_gives_and_costs(person, covered):
    rows = table(get(person, covered, "/trade-offs"))
    assert rows[0] == [f"1 “{HOME}”", "“My own door”", "“The price of it”", "They choose this",
                       "Better", "Better"]  # fmt: skip
    assert rows[2][1:3] == ["Not noted yet", "Not noted yet"]
    assert rows[4][4:] == ["Better", "Not said"]
    assert len(rows) == len(OPTIONS)


def test_each_option_and_line_leads_to_its_entry(person, covered):
    page = get(person, covered, "/trade-offs")
    found = entries_in(re.search(r"<tbody.*?</tbody>", page, re.S).group())
    assert found == covered.ids["D2"]
    for field, words in (("A5", "My garden."), ("D4", "It is her home"), ("D3", "Sundays")):
        entry_id = covered.ids[field][0]
        assert entry_id in entries_in(page)
        assert words in text_of(get(person, covered, f"/entries/{entry_id}"))


def test_doing_nothing_is_always_spoken_of(person, covered):
    sentence = "Doing nothing has not been talked through yet."
    assert sentence in get(person, covered, "/trade-offs")
    covered.add("during", DO_NOTHING)
    page = get(person, covered, "/trade-offs")
    assert sentence not in page
    assert table(page)[-1][0] == "6 Doing nothing, leaving things as they are"


def circles(page: str) -> dict[int, tuple[float, float]]:
    found = re.findall(
        r'data-option="(\d+)">\s*<circle cx="([\d.]+)" cy="([\d.]+)"', page
    )  # fmt: skip
    return {int(number): (float(x), float(y)) for number, x, y in found}


def test_places_on_the_grid_are_those_of_the_table(person, covered):
    covered.add("during", DO_NOTHING)
    page = get(person, covered, "/trade-offs")
    rows, drawn = table(page), circles(page)
    assert sorted(drawn) == [1, 2, 3, 4, 6]  # 5 is not said for wellbeing
    assert "Not on the grid, as one of the two is not said: 5." in text_of(page)
    names = {0: "Worse", 1: "No different", 2: "Better"}
    for number, (x, y) in drawn.items():
        column, line = (x - grid.LEFT) // grid.CELL, (y - grid.TOP) // grid.CELL
        assert [names[2 - int(line)], names[int(column)]] == rows[number - 1][4:]
    assert drawn[1] != drawn[3]  # they share a place
    described = unescape(re.search(r"<desc[^>]*>(.*?)</desc>", page, re.S).group(1))
    assert f"Option 2, “{CAMERA}”: for safety better, for wellbeing worse." in described
    assert '<title id="grid-title">' in page and 'aria-labelledby="grid-title grid-desc"' in page


@pytest.mark.parametrize("count", [1, 2, 4, 9, 30])
def test_options_on_one_place_never_hide_each_other(count):
    found = grid.spots({number: (1, -1) for number in range(1, count + 1)})
    assert [spot.number for spot in found] == list(range(1, count + 1))
    for spot in found:
        assert grid.LEFT + 2 * grid.CELL <= spot.x - spot.radius
        assert spot.x + spot.radius <= grid.LEFT + grid.SIDE
        assert grid.TOP + 2 * grid.CELL <= spot.y - spot.radius
        assert spot.y + spot.radius <= grid.TOP + grid.SIDE
        for other in found:
            apart = ((spot.x - other.x) ** 2 + (spot.y - other.y) ** 2) ** 0.5
            assert other is spot or apart >= spot.radius + other.radius - 0.2


def test_the_four_principles_and_the_risk_they_choose(person, covered):
    said = text_of(get(person, covered, "/trade-offs"))
    for title, words in (("Their own choice (autonomy)", "“It is her home and her say.”"),
                         ("What would help (beneficence)", "“Someone to talk to.”"),
                         ("What could hurt (non-maleficence)", "Not noted yet"),
                         ("What is fair (justice)", "“Fair to her daughter too.”")):  # fmt: skip
        assert f"{title} {words}" in said
    risk = said[said.index("The risk they choose to live with") :]
    assert "Yes, a risk they choose to live with “Seeing my son alone on Sundays”" in risk
    assert "Why it is worth it to them “He is my son.”" in risk
    assert "Review “In four weeks”" in risk and "Not noted yet: Safety net" in risk


def test_an_empty_sheet_says_what_fills_it(person, case):
    said = text_of(get(person, case, "/trade-offs"))
    assert "Nothing is recorded for this sheet yet." in said
    assert "Doing nothing has not been talked through yet." in said
    assert "No option has a place here yet" in said


# On the record page


def test_checks_lead_to_what_they_are_about(person, covered):
    page = get(person, covered)
    said = section(page, "warnings-title")
    assert "There are signs of pressure, and no time alone" in said
    pressure = next(row for row in re.findall(r"<li>.*?</li>", said, re.S) if "time alone" in row)
    assert "See:" in pressure
    for entry_id in entries_in(pressure):
        assert "free will" in text_of(get(person, covered, f"/entries/{entry_id}"))


def test_advocacy_says_its_level_each_step_and_what_it_rests_on(person, covered):
    html = section(get(person, covered), "advocacy-title")
    said = text_of(html)
    assert "There is a duty to arrange an advocate." in said
    assert "Taking part would be very hard for them: understanding information." in said
    assert "may be a source of the harm" in said and "Offered, no answer yet" in said
    assert entries_in(html) == [covered.ids["P9"][0], covered.ids["A18"][0]]


def test_consent_is_shown_for_each_matter_and_says_when_answers_differ(person, covered):
    html = section(get(person, covered), "consent-title")
    first, other = html.split("<h3>")[1:]
    said = text_of(first)
    assert "Taking part in the enquiry and what happens next" in said
    assert "Not valid. Missing: free will." in said and "Free will: Missing ." in said
    assert "Information they can use: There ." in said
    assert "Capacity for this decision: There, as it is presumed ." in said
    assert "own answer differs from this" in said and "Yes, all three parts are there" in said
    assert covered.ids["A15"][0] in entries_in(first)
    assert covered.ids["A13"][0] in entries_in(first)
    assert "“Selling the car”" in text_of(other) and "differs" not in other
    assert covered.ids["A15"][1] in entries_in(other) and "Too soon to say" in other


def test_what_nobody_decided_is_said(person, case):
    page = get(person, case)
    assert "No decision on advocacy is recorded yet." in section(page, "advocacy-title")
    assert "Not worked out yet." in text_of(section(page, "advocacy-title"))
    assert "The practitioner has not answered this yet." in section(page, "consent-title")


def test_the_pages_are_linked_from_the_record_and_from_my_work(person, covered):
    for page in (get(person, covered), person.get("/work").text):
        for rest in ("coverage", "trade-offs"):
            assert f'href="/works/{covered.work_id}/{rest}"' in page


# For whom, and how safely


@pytest.mark.parametrize("rest", ["/coverage", "/trade-offs"])
def test_someone_elses_work_is_not_found(person, case, account, database, rest):
    other = CoveredRecord(database, account().actor, "SA-9")
    for work_id in (other.work_id, "nonesuch"):
        answer = person.get(f"/works/{work_id}{rest}")
        assert answer.status_code == 404 and "We could not find this" in answer.text


@pytest.mark.parametrize("rest", ["/coverage", "/trade-offs"])
def test_they_need_signing_in_and_a_supervisor_sees_the_teams(client, signed_in, covered, rest):
    address = f"/works/{covered.work_id}{rest}"
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.headers["location"] == f"/sign-in?next={address}"
    assert signed_in("supervisor", team=covered.actor.team).get(address).status_code == 200


@pytest.mark.parametrize("rest", ["", "/coverage", "/trade-offs"])
def test_typed_text_is_shown_as_text_and_nothing_is_inline(person, covered, rest):
    covered.add("prepare", draft("A15", ["not_yet"], parts={"matter": SCRIPT}))
    covered.add("end", draft("E8", answer_state="not_asked_reason", reason=SCRIPT))
    page = get(person, covered, rest)
    assert "<script>alert" not in page and "<b>bold" not in page
    assert "&lt;script&gt;alert" in page
    assert " style=" not in page and "<style" not in page and not re.search(r"\son\w+=", page)
    assert re.findall(r"<script[^>]*>", page) == []


# In a browser


@pytest.fixture
def seen(site, page) -> CoveredRecord:
    """A record of the person who is signed in on `page`."""
    actor = site.account()
    site.sign_in(page, actor.username)
    return CoveredRecord(site.app.state.database, actor)


@needs_chromium
@pytest.mark.parametrize("rest", ["", "/coverage", "/coverage?show=gaps&set=lga", "/trade-offs"])
def test_no_fault_at_any_width(page, site, seen, rest):
    page.goto(f"{site.url}/works/{seen.work_id}{rest}")
    assert site.complaints == []
    assert faults(page) == []


@needs_chromium
def test_no_fault_with_long_words_without_spaces_and_with_little(page, site, seen):
    seen.add("during", *[{**DO_NOTHING, "value": None, "words": "Long" * 60}] * 12,
             draft("D3", "no"), draft("D4", words="Word" * 80))  # fmt: skip
    page.goto(f"{site.url}/works/{seen.work_id}/trade-offs")
    assert faults(page) == []
    page.goto(f"{site.url}/works/{seen.work_id}/coverage")
    assert faults(page) == []


@needs_chromium
def test_they_work_by_keyboard_alone(page, site, seen):
    page.goto(f"{site.url}/works/{seen.work_id}")
    for name, title in (("What the record shows", "What the record shows: SA-2026-0042"),
                        ("Trade-off sheet", "Trade-off sheet: SA-2026-0042")):  # fmt: skip
        page.goto(f"{site.url}/works/{seen.work_id}")
        reach(page, name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    reach(page, f"“{HOME}”")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Options talked through")


@needs_chromium
def test_filters_and_links_work_without_javascript(plain_page, site):
    page = plain_page
    actor = site.account()
    site.sign_in(page, actor.username)
    record = CoveredRecord(site.app.state.database, actor)
    page.goto(f"{site.url}/works/{record.work_id}/coverage")
    page.get_by_role("link", name="Only what has no evidence yet").click()
    expect(page.get_by_text("Evidenced", exact=True)).to_have_count(0)
    page.get_by_role("link", name=re.compile(r"^Bradford audit standards")).click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Bradford audit standards")
    expect(page.get_by_text("No evidence yet", exact=True).first).to_be_visible()
    page.get_by_role("link", name="All", exact=True).click()
    page.locator("#B1").get_by_role("link", name="What they want", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What they want")
    expect(page.get_by_text("“to see my sister”").first).to_be_visible()
    page.goto(f"{site.url}/works/{record.work_id}/trade-offs")
    expect(page.get_by_role("img", name="Wellbeing and safety grid")).to_be_visible()
    assert site.origins == {site.url}


@needs_chromium
@pytest.mark.parametrize("width", [1280, 320])
def test_the_options_stay_a_table_for_those_who_hear_it(page, site, seen, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}/works/{seen.work_id}/trade-offs")
    options = page.get_by_role("table", name="The options")
    expect(options.get_by_role("columnheader")).to_have_count(6)
    expect(options.get_by_role("row")).to_have_count(len(OPTIONS) + 1)


@needs_chromium
def test_on_paper_the_sheet_has_two_columns_in_large_print(page, site, seen):
    page.goto(f"{site.url}/works/{seen.work_id}/trade-offs")
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 less its margins
    page.emulate_media(media="print")
    gives, costs = (page.locator(f"td.{side}").first.bounding_box() for side in ("gives", "costs"))
    assert gives["y"] == costs["y"] and gives["x"] + gives["width"] <= costs["x"] + 1
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('td')).fontSize)")
    assert size >= 21  # 16 point
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    expect(page.locator(".site-header")).to_be_hidden()


def test_a_council_that_audits_with_one_set_sees_that_one(person, covered, monkeypatch):
    changed = replace(local(), audit_sets=("lga",))
    monkeypatch.setattr("practice.rules.coverage.local", lambda: changed)
    page = get(person, covered, "/coverage")
    assert standards(page) == [f"F{number}" for number in range(1, 8)]
    assert "Bradford" not in text_of(page)
