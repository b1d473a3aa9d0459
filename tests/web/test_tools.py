"""The tools of managers and boards: saved as one goes, finished for good, compared, shared."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import docx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from api.audit.models import AuditEvent
from api.tables import utcnow
from practice.assurance.tools import tools
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT
from tests.web.pdfs import faults_of, text_in
from tests.web.reading import text_of
from tests.web.supervision import hidden, textarea
from tests.web.tool_copies import (
    CHANGE,
    begin,
    fill,
    finish,
    finished_copy,
    rows_of,
    section_form,
    someone,
    supervisor,
)

__all__ = ["someone", "supervisor"]

USERS = ("supervisor", "board", "facilitator", "administrator")
TOMORROW = (utcnow() + timedelta(days=2)).date().isoformat()


# Who


@pytest.mark.parametrize("role", USERS)
def test_those_who_plan_and_assure_use_tools(someone, role):
    person = someone(role)
    page = person.get("/tools").text
    for tool in tools().values():
        assert f'href="/tools/{tool.id}"' in page and tool.lead in text_of(page)
    assert 'href="/tools"' in person.get("/work").text


@pytest.mark.parametrize("role", ["practitioner", "trainee"])
@pytest.mark.parametrize("path", ["/tools", "/tools/impact", "/tools/impact/x/export", "/v1/tools"])
def test_others_do_not(someone, role, path):
    person = someone(role)
    assert person.get(path).status_code == 403
    assert 'href="/tools"' not in person.get("/work").text


SHARED = [
    # who begins, who looks, in which team, whether they see it
    ("supervisor", "supervisor", "team-1", True),
    ("supervisor", "facilitator", "team-1", True),
    ("administrator", "supervisor", "team-1", True),
    ("supervisor", "supervisor", "team-2", False),
    ("supervisor", "board", "team-1", False),
    ("board", "supervisor", "team-1", False),
    ("board", "board", "team-2", True),
]


@pytest.mark.parametrize(("first", "second", "team", "sees"), SHARED)
def test_a_team_shares_its_copies_and_so_does_the_board(someone, first, second, team, sees):
    address = begin(someone(first))
    other = someone(second, team=team)
    section = f"{address}/sections/plan"
    for path in (address, section, f"{address}/export", f"/v1{address.replace('t/', 't/copies/')}"):
        assert other.get(path).status_code == (200 if sees else 404), path
    assert (address in other.get("/tools/impact").text) == sees
    answer = other.post(section, data={"key": "another-key", "version": "1", "words.I4": "x"})
    assert answer.status_code == (303 if sees else 404)
    answer = other.post("/tools/impact", data={"key": "following", "follows": address[-36:]})
    assert answer.status_code == (409 if sees else 404)


@pytest.mark.parametrize(
    "path", ["/tools/none", "/tools/impact/none", "/tools/six_principles/{id}",
             "/tools/impact/{id}/sections/none", "/tools/impact/{id}/compare"],
)  # fmt: skip
def test_what_is_not_there(supervisor, path):
    copy_id = begin(supervisor).rsplit("/", 1)[1]
    assert supervisor.get(path.format(id=copy_id)).status_code == 404


# Filling in


def test_every_question_of_every_tool_stands_on_its_page_and_is_kept(supervisor):
    for tool in tools().values():
        address = begin(supervisor, tool.id)
        for section in tool.sections:
            given = {
                q.id: (q.choices[0].value if q.choices else "",
                       "2027-01-31" if q.kind == "date" else f"words for {q.id}")
                for q in section.questions
            }  # fmt: skip
            fill(supervisor, address, section.id, **given)
            page = supervisor.get(f"{address}/sections/{section.id}").text
            for question in section.questions:
                assert question.ask in text_of(page)
                assert given[question.id][1] in page
            assert page.count(" checked>") == sum(bool(q.choices) for q in section.questions)
        assert text_of(supervisor.get(address).text).count("answered") >= len(tool.sections)
        assert finish(supervisor, address).status_code == 303
        whole = text_of(supervisor.get(address).text)
        assert all(question.ask in whole for question in tool.questions)
        assert "Not answered" not in whole


def test_save_and_go_on_leads_through_the_sections(supervisor):
    address = begin(supervisor, "six_principles")
    path = f"{address}/sections/setting"
    sent = section_form(supervisor.get(path).text, "next", S1="Police, health")
    assert supervisor.post(path, data=sent).headers["location"] == f"{address}/sections/empowerment"
    path = f"{address}/sections/together"
    sent = section_form(supervisor.get(path).text, "next", T1="Trust")
    assert supervisor.post(path, data=sent).headers["location"] == f"{address}#sections"


def test_nothing_is_filled_in_or_chosen_for_anyone(supervisor):
    address = begin(supervisor, "nine_steps")
    page = supervisor.get(f"{address}/sections/step_9").text
    assert re.findall(r'name="choice\.\w+" value="(\w*)" checked', page) == [""] * 8
    assert textarea(page, "words.NI1") == ""


def test_people_fill_in_different_sections_at_the_same_time(supervisor, someone):
    other = someone("facilitator")
    address = begin(supervisor, "six_principles")
    paths = [f"{address}/sections/{name}" for name in ("prevention", "protection")]
    first = section_form(supervisor.get(paths[0]).text, PV1="Know the signs")
    second = section_form(other.get(paths[1]).text, PT1="A chain on the door")
    assert supervisor.post(paths[0], data=first).status_code == 303
    assert other.post(paths[1], data=second).status_code == 303
    assert "Know the signs" in supervisor.get(paths[0]).text
    assert "A chain on the door" in supervisor.get(paths[1]).text


def test_the_same_section_saved_twice_keeps_both_for_the_person_to_see(supervisor, someone):
    other, address = someone("administrator"), begin(supervisor)
    path = f"{address}/sections/plan"
    mine = section_form(supervisor.get(path).text, I4="Mine", I5="Same")
    fill(other, address, I4="Theirs", I5="Same")
    answer = supervisor.post(path, data=mine)
    assert answer.status_code == 409
    assert textarea(answer.text, "words.I4") == "Mine"
    assert text_of(answer.text).count("Saved meanwhile: Theirs") == 1
    assert text_of(answer.text).count("Saved meanwhile") == 1
    again = section_form(answer.text, I4="Both", I5="Same")
    assert supervisor.post(path, data=again).status_code == 303
    assert textarea(supervisor.get(path).text, "words.I4") == "Both"


def test_sending_a_form_twice_at_once_saves_once(supervisor, database):
    address = begin(supervisor)
    path = f"{address}/sections/plan"
    sent = section_form(supervisor.get(path).text, I4="Once")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: supervisor.post(path, data=sent).status_code, range(4)))
    assert answers == [303] * 4
    assert [row.version for row in rows_of(database, address)] == [1, 2]


def test_beginning_twice_at_once_is_one_copy(supervisor):
    sent = {"key": hidden(supervisor.get("/tools/impact").text, "key")}
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda _: supervisor.post("/tools/impact", data=sent), range(4))
        assert len({answer.headers["location"] for answer in answers}) == 1
    other = supervisor.post("/tools/nine_steps", data=sent)
    assert other.status_code == 409


def test_the_same_key_with_other_words_is_not_lost_in_silence(supervisor):
    address = begin(supervisor)
    path = f"{address}/sections/plan"
    sent = section_form(supervisor.get(path).text, I4="One")
    assert supervisor.post(path, data=sent).status_code == 303
    answer = supervisor.post(path, data={**sent, "words.I4": "Two"})
    assert answer.status_code == 409 and textarea(answer.text, "words.I4") == "Two"


BAD = [
    ("impact", "review", {"R5": ("perhaps", "")}, 422),
    ("impact", "plan", {"I4": ("yes", "words")}, 422),
    ("impact", "plan", {"I4": "x" * 20_001}, 413),
    ("six_principles", "setting", {"S2": "soon"}, 422),
    ("six_principles", "setting", {"S2": "2027-02-30"}, 422),
    ("six_principles", "setting", {"S2": "20270228"}, 422),
]


@pytest.mark.parametrize(("tool", "section", "given", "status"), BAD)
def test_what_cannot_be_an_answer_is_refused_and_nothing_saved(
    supervisor, database, tool, section, given, status
):
    address = begin(supervisor, tool)
    path = f"{address}/sections/{section}"
    answer = supervisor.post(path, data=section_form(supervisor.get(path).text, **given))
    assert answer.status_code == status
    assert len(rows_of(database, address)) == 1


def test_control_characters_are_left_out_and_a_line_is_one_line(supervisor, database):
    address = begin(supervisor)
    fill(supervisor, address, I1=" A \x00\n B ", I4="\x07Two\r\nlines")
    assert rows_of(database, address)[-1].answers == {
        "I1": {"choice": "", "words": "A B"},
        "I4": {"choice": "", "words": "Two\nlines"},
    }


# Finishing


def test_a_finished_copy_stays_as_it_is(supervisor, database):
    address = finished_copy(supervisor)
    path = f"{address}/sections/plan"
    assert supervisor.get(path).headers["location"] == address
    late = {"key": "a-late-key", "version": "2", "words.I8": "Otherwise"}
    assert supervisor.post(path, data=late).status_code == 409
    assert supervisor.post(address, data={"key": "end-again", "version": "3"}).status_code == 409
    assert CHANGE in supervisor.get(address).text
    for change in ("UPDATE tool_copy SET team = 'x'", "DELETE FROM tool_copy"):
        with pytest.raises(DatabaseError, match="append-only"), database.writer() as session:
            session.execute(text(change))


@pytest.mark.parametrize(
    ("review_on", "status"), [("", 303), (TOMORROW, 303), ("2020-01-01", 422), ("later", 422)]
)
def test_the_review_date_is_to_come_or_none(supervisor, review_on, status):
    address = begin(supervisor)
    fill(supervisor, address, I8=CHANGE)
    answer = finish(supervisor, address, review_on)
    assert answer.status_code == status
    assert ("review date" in answer.text or "Give the date" in answer.text) == (status == 422)


def test_an_empty_copy_is_not_finished_and_neither_is_one_saved_meanwhile(supervisor):
    address = begin(supervisor)
    assert finish(supervisor, address).status_code == 422
    page = supervisor.get(address).text
    fill(supervisor, address, I8=CHANGE)
    sent = {name: hidden(page, name) for name in ("key", "version")}
    assert supervisor.post(address, data=sent).status_code == 409
    page = supervisor.get(address).text
    sent = {name: hidden(page, name) for name in ("key", "version")}
    assert [supervisor.post(address, data=sent).status_code for _ in range(2)] == [303, 303]


def test_a_review_that_is_due_is_shown_until_it_is_begun(supervisor, database, monkeypatch):
    address = begin(supervisor)
    fill(supervisor, address, I8=CHANGE)
    finish(supervisor, address, TOMORROW)
    assert "To review since" not in supervisor.get("/tools/impact").text
    monkeypatch.setattr("api.web.tool_pages._today", lambda: "2099-01-01")
    assert "1 to review now." in supervisor.get("/tools").text
    assert "To review since" in supervisor.get("/tools/impact").text
    begin(supervisor, follows=address[-36:])
    assert "To review since" not in supervisor.get("/tools/impact").text


# Comparing


@pytest.fixture
def compared(supervisor) -> str:
    """A copy that follows a finished one: one answer the same, one changed, new, and gone."""
    first = finished_copy(supervisor, I4="Too late", I5="The lead", I7="Slow")
    address = begin(supervisor, follows=first[-36:])
    fill(supervisor, address, I4="Too late", I5="Two leads", I6="All")
    return address


def test_then_and_now_side_by_side(supervisor, compared):
    page = supervisor.get(f"{compared}/compare").text
    found = {
        text_of(cells[0]): [text_of(cell) for cell in cells[1:]]
        for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.S)
        if (cells := re.findall(r"<t[hd].*?</t[hd]>", row, re.S))
    }
    assert found["What do we want to put right?"] == ["Too late", "Too late", "The same"]
    assert found["Who needs to lead this, and who helps to run it?"] == [
        "The lead", "Two leads", "Changed",
    ]  # fmt: skip
    assert found["Who will we try it with first?"] == ["Not answered", "All", "New"]
    assert found["Where are we now?"] == ["Slow", "Not answered", "Not answered now"]
    assert "What has to change?" not in found and "left out here: 22." in text_of(page)


def test_what_was_said_then_stands_beside_each_question(supervisor, compared):
    page = text_of(supervisor.get(f"{compared}/sections/plan").text)
    assert page.count("Slow") == 1 and "Where are we now?" in page


def test_only_a_finished_copy_can_be_followed(supervisor):
    address = begin(supervisor)
    page = supervisor.get("/tools/impact").text
    sent = {"key": hidden(page, "key"), "follows": address[-36:]}
    assert supervisor.post("/tools/impact", data=sent).status_code == 409


# Files


@pytest.fixture
def typed(supervisor) -> str:
    first = finished_copy(supervisor, I4="=1+1")
    address = begin(supervisor, follows=first[-36:])
    fill(supervisor, address, I4="=cmd|' /C calc'!A0", I5=SCRIPT, I6="x" * 400, I7="لسلامة 安全")
    fill(supervisor, address, "review", R5=("partly", "-2 people\nand more"))
    return address


def test_the_spreadsheet_has_every_answer_and_no_formula(supervisor, typed):
    answer = supervisor.get(f"{typed}/export?format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="Impact-tool.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    cells = {row[0]: row[1:] for row in rows if row}
    assert cells["What do we want to put right?"] == ["'=cmd|' /C calc'!A0", "'=1+1"]
    assert cells["Who needs to lead this, and who helps to run it?"][0] == SCRIPT
    part = "Do people, or those who speak for them, take part more from start to end?"
    assert cells[part] == ["In part", "'-2 people\nand more", "", ""]
    asked = [question.ask for question in tools()["impact"].questions]
    assert [row[0] for row in rows if row and row[0] in asked] == asked


def test_the_pdf_is_accessible_and_says_the_same(supervisor, typed):
    pdf = supervisor.get(f"{typed}/export?format=pdf").content
    assert faults_of(pdf) == []
    said = text_in(pdf)
    for part in ("=cmd|' /C calc'!A0", "In part", "Not finished yet", "Compared with the copy of"):
        assert part in said


def test_the_word_file_has_headings_and_header_rows(supervisor, typed):
    file = docx.Document(io.BytesIO(supervisor.get(f"{typed}/export?format=docx").content))
    heads = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert heads == [section.title for section in tools()["impact"].sections]
    first = file.tables[0].rows[0]
    assert first.cells[0].text == "Question"
    assert first._tr.trPr.xpath("w:tblHeader")
    assert SCRIPT in [cell.text for row in file.tables[0].rows for cell in row.cells]


def test_what_happens_is_in_the_audit_trail_without_words(supervisor, database):
    address = finished_copy(supervisor)
    supervisor.get(f"{address}/export?format=csv")
    with database.reader() as session:
        query = select(AuditEvent).where(AuditEvent.subject_type == "tool_copy")
        events = list(session.scalars(query.order_by(AuditEvent.seq)))
    assert [(e.action, e.fields) for e in events] == [
        ("tool.begun", ["impact"]), ("tool.saved", ["impact"]), ("tool.finished", ["impact"]),
        ("tool.exported", ["csv"]),
    ]  # fmt: skip
    assert {event.subject_id for event in events} == {address.rsplit("/", 1)[1]}


# JSON


def test_the_same_over_http(someone):
    board = someone("board")
    made = board.post("/v1/tools/impact/copies", json={"key": "begin-it-1"})
    assert made.status_code == 201
    assert board.post("/v1/tools/impact/copies", json={"key": "begin-it-1"}).json() == made.json()
    path = f"/v1/tools/impact/copies/{made.json()['id']}"
    sent = {"key": "save-it-1", "version": 1, "answers": {"I8": {"words": CHANGE}}}
    assert board.post(f"{path}/sections/plan", json=sent).json()["version"] == 2
    wrong = {**sent, "key": "save-it-2", "answers": {"R1": {"words": "x"}}}
    assert board.post(f"{path}/sections/plan", json=wrong).status_code == 422
    done = board.post(f"{path}/finish", json={"key": "finish-1", "version": 2}).json()
    assert (done["finished"], done["version"]) == (True, 3)
    given = {a["question"]: a for a in board.get(path).json()["sections"][0]["answers"]}
    assert given["I8"]["words"] == CHANGE and given["I8"]["change"] == "new"
    assert [row["id"] for row in board.get("/v1/tools/impact/copies").json()] == [done["id"]]
    assert [row["id"] for row in board.get("/v1/tools").json()] == list(tools())


# In a browser


@needs_chromium
def test_a_workshop_in_a_browser_without_javascript(plain_page, page, site):
    name = site.account("board").username
    for one in (plain_page, page):
        site.sign_in(one, name)
    plain_page.get_by_role("link", name="Tools").click()
    plain_page.get_by_role("link", name="Six principles workshop").click()
    plain_page.get_by_role("button", name="Begin").click()
    plain_page.get_by_role("link", name="Before you begin").click()
    plain_page.get_by_label("Who takes part?").fill(SCRIPT + " w" * 3 + "x" * 300)
    plain_page.get_by_role("button", name="Save and go on").click()
    plain_page.get_by_label("Some of them").check()
    plain_page.get_by_role("button", name="Save, back to the sections").click()
    address = plain_page.url.partition("#")[0]
    for path in ("", "/sections/setting", "/sections/empowerment"):
        page.goto(address + path)
        assert faults(page) == []
    page.goto(address)
    page.get_by_label("When will you come back to it?").fill("2020-01-01")
    page.get_by_role("button", name="Finish this copy").click()
    assert "still to come" in page.get_by_role("alert").inner_text()
    assert faults(page) == []
    page.get_by_label("When will you come back to it?").fill("")
    page.get_by_role("button", name="Finish this copy").click()
    assert faults(page) == []
    assert page.get_by_text("<script>").count() == 1
    assert all("status of 422" in line for line in site.complaints)
