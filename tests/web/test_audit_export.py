"""Case-file audits side by side: the layout of appendix 4a, the right time, never a name."""

import csv
import io
import re
from datetime import timedelta

import docx
import pytest
from sqlalchemy import select, text

from api.audit.models import AuditEvent
from api.tables import utcnow
from practice.assurance.audit_forms import CASE_FILE, audit_forms
from practice.local.settings import local
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT
from tests.web.pdfs import faults_of, pages_of, text_in
from tests.web.reading import text_of
from tests.web.stand_in import CaseRecord
from tests.web.supervision import audit_form, audit_path, finish_audit
from tests.web.tool_copies import someone, supervisor

__all__ = ["someone", "supervisor"]

FORM = audit_forms()[CASE_FILE]
FORMATS = ("csv", "pdf", "docx")


@pytest.fixture
def audited(person, supervisor, database) -> list[CaseRecord]:
    """Three audits of two cases, one of them with what could do harm in a file."""
    records = [CaseRecord(database, person.account.actor, ref) for ref in ("SA-A", "SA-B")]
    finish_audit(supervisor, records[0], L1=("red", "=1+1"), L2=("amber", SCRIPT), overall="@home")
    finish_audit(supervisor, records[1], L8=("not_applicable", "Still\nopen"), overall="Good work")
    finish_audit(supervisor, records[0], L1="green")
    return records


def matrix(person, query: str = "") -> list[list[str]]:
    content = person.get(f"/team/audits/export?format=csv{query}").content
    return [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if row]


def test_a_row_for_each_question_and_a_column_for_each_case(supervisor, audited):
    rows = matrix(supervisor)
    head = next(n for n, row in enumerate(rows) if row[0] == "Question")
    assert [cell.partition(" (")[0] for cell in rows[head][1:]] == ["SA-A", "SA-B", "SA-A"]
    table = {row[0]: row[1:] for row in rows[head + 1 :]}
    asked = [f"{n}. {question.ask}" for n, question in enumerate(FORM.questions, start=1)]
    assert list(table) == [*asked, FORM.overall]
    assert table[asked[0]] == ["Red: =1+1", "Green", "Green"]
    assert table[asked[1]] == [f"Amber: {SCRIPT}", "Green", "Green"]
    assert table[asked[7]] == ["Green", "Does not apply: Still\nopen", "Green"]
    assert table[FORM.overall] == ["'@home", "Good work", ""]
    facts = {row[0]: row[1] for row in rows[:head] if len(row) == 2}
    assert facts["Agency"] == local().name and facts["Cases"] == "3"
    assert facts["Questions from"] == FORM.source


def test_the_page_shows_the_same(supervisor, audited):
    page = text_of(supervisor.get("/team/audits").text)
    for part in ("SA-A", "SA-B", "Red =1+1", "Does not apply Still open", "Good work", "3 audits"):
        assert part in page
    assert "<script>alert" not in supervisor.get("/team/audits").text


@pytest.mark.parametrize("format", FORMATS)
def test_no_name_of_anyone_stands_in_it(supervisor, person, audited, format):
    answer = supervisor.get(f"/team/audits/export?format={format}")
    assert answer.status_code == 200
    said = {
        "csv": lambda: answer.content.decode("utf-8-sig"),
        "pdf": lambda: text_in(answer.content),
        "docx": lambda: word_text(answer.content),
    }[format]()
    assert "SA-B" in said and "Good work" in said
    for someone_ in (person.account.actor, supervisor.account.actor):
        assert someone_.display_name not in said and someone_.username not in said


def word_text(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in file.paragraphs), *cells])


def test_ratings_alone(supervisor, audited):
    rows = matrix(supervisor, "&comments=no")
    assert rows[-1][0].startswith("8. ") and rows[-1][1:] == ["Green", "Does not apply", "Green"]
    page = supervisor.get("/team/audits?comments=no").text
    assert "Good work" not in page and "=1+1" not in page and "Red" in page


def test_only_finished_audits_of_case_files_of_the_time_and_team(
    supervisor, someone, audited, database
):
    path = audit_path(audited[1])
    supervisor.post(path, data=audit_form(supervisor.get(path).text, L1="red"))
    worker = audit_path(audited[1], "worker")
    words = {f"comment.W{n}": "As the worker says" for n in (1, 2, 3)}
    sent = audit_form(supervisor.get(worker).text, "finish")
    assert supervisor.post(worker, data={**sent, **words}).status_code == 303
    assert text_of(supervisor.get("/team/audits").text).count("3 audits") == 1
    assert "As the worker says" not in supervisor.get("/team/audits").text
    elsewhere = someone("supervisor", team="team-2")
    assert "No audit was finished in this time." in elsewhere.get("/team/audits").text
    assert supervisor.get("/team/audits?team=team-9").text.count("No audit was finished") == 1


@pytest.mark.parametrize(
    ("since", "until", "shown"), [(-1, 0, True), (0, 0, True), (-9, -1, False), (1, 9, False)]
)
def test_the_days_from_and_to_are_both_in_it(supervisor, audited, since, until, shown):
    today = local().today(utcnow())
    days = [today + timedelta(days=n) for n in (since, until)]
    page = supervisor.get(f"/team/audits?since={days[0]}&until={days[1]}").text
    assert ("SA-A" in page) == shown


@pytest.mark.parametrize(
    "query", ["since=soon", "since=2026-13-01", "until=x", "since=2026-05-02&until=2026-05-01",
              "since=0001-01-01", "until=9999-12-31"],
)  # fmt: skip
def test_dates_that_are_none(supervisor, query):
    answer = supervisor.get(f"/team/audits?{query}")
    assert answer.status_code == 422 and "Give both dates" in answer.text
    assert supervisor.get(f"/team/audits/export?{query}").status_code == 422


@pytest.mark.parametrize("role", ["practitioner", "board", "facilitator", "administrator"])
def test_only_supervisors(someone, audited, role):
    other = someone(role)
    for path in ("/team/audits", "/team/audits/export?format=pdf"):
        assert other.get(path).status_code == 403


def test_many_cases_are_tables_of_four_in_an_accessible_pdf(person, supervisor, database):
    for number in range(6):
        record = CaseRecord(database, person.account.actor, f"SA-{number}" + "W" * 30)
        finish_audit(supervisor, record, L2=("red", "لسلامة 安全 😀 " + "x" * 300))
    pdf = supervisor.get("/team/audits/export?format=pdf").content
    assert faults_of(pdf) == [] and pages_of(pdf) >= 2
    assert text_in(pdf).count("1. Was the person asked") == 2
    word = docx.Document(io.BytesIO(supervisor.get("/team/audits/export?format=docx").content))
    assert [len(table.columns) for table in word.tables] == [5, 3]
    assert len(matrix(supervisor)[-1]) == 7


def test_no_audit_at_all_still_makes_a_file(supervisor):
    for format in FORMATS:
        answer = supervisor.get(f"/team/audits/export?format={format}")
        assert answer.status_code == 200 and answer.content
    assert "No audit was finished in this time." in supervisor.get("/team/audits").text


def test_each_file_is_in_the_audit_trail(supervisor, audited, database):
    supervisor.get("/team/audits/export?format=pdf")
    with database.reader() as session:
        query = select(AuditEvent).where(AuditEvent.action == "case_audit.exported")
        event = session.scalars(query).one()
    assert (event.account_id, event.fields) == (supervisor.account.id, ["pdf"])


@needs_chromium
def test_the_page_in_a_browser(plain_page, page, site):
    database, actor = site.app.state.database, site.account()
    known = site.account("supervisor").username
    for number in range(5):
        record = CaseRecord(database, actor, f"SA-2026-{number}" + "X" * 25)
        rated(site, record, number)
    for one in (plain_page, page):
        site.sign_in(one, known)
    page.goto(f"{site.url}/team/audits")
    assert faults(page) == []
    plain_page.goto(f"{site.url}/tools")
    plain_page.get_by_role("link", name="Case-file audits side by side").click()
    plain_page.get_by_label("Comments").select_option("no")
    plain_page.get_by_role("button", name="Show").click()
    assert "SA-2026-4" in plain_page.content() and "Fine" not in plain_page.content()
    with plain_page.expect_download() as found:
        plain_page.get_by_role("button", name="For a spreadsheet (CSV)").click()
    assert found.value.suggested_filename.startswith("case-file-audits-")


def rated(site, record: CaseRecord, number: int) -> None:
    """A finished audit, put straight into the database: the form has tests of its own."""
    from api.case_audit.models import CaseAudit

    ratings = ("green", "amber", "red", "not_applicable")
    answers = {
        question.id: {"rating": ratings[(number + n) % 4], "comment": "Fine " + "y" * 60}
        for n, question in enumerate(FORM.questions)
    }
    with site.app.state.database.writer() as session:
        auditor = session.scalar(text("SELECT id FROM account WHERE role = 'supervisor'"))
        session.add(
            CaseAudit(
                work_id=record.work_id, form=CASE_FILE, auditor_id=auditor, version=1,
                finished=True, answers=answers, overall="", shown={}, seq=1, key=f"key-{number}",
            )
        )  # fmt: skip


def test_spreadsheet_cells_never_act():
    from api.exports.cells import safe_cell

    for cell in (
        "=1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\r=1",
        " =1",
        "\n=1",
        "＝1",
        "\x00=1",
        "\u00a0=1",
        "\u3000=1",
        "\u200b=1",
        " \ufeff\u2009@x",
    ):
        assert safe_cell(cell).startswith("'"), repr(cell)
    for cell in ("", "1", "a=1", "'=1", "Red: =1"):
        assert safe_cell(cell) == cell
    assert not re.search("[\x00-\x08]", safe_cell("a\x00b"))
