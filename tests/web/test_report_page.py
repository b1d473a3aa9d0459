"""The board report over HTTP and as a page: who sees what, of which period, in which format."""

import csv
import io
import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from api.audit.models import AuditEvent
from api.cli.place import ROOT
from api.identity.roles import Role
from api.reports import keeping
from api.reports.files import as_csv
from api.reports.models import ConcludedWork
from api.web import report_pages
from api.works import service
from api.works.record import load_record
from practice.assurance.report.facts import concluded_on, facts
from practice.local.settings import local
from tests.practice.report_reference import Count
from tests.practice.report_works import Work
from tests.web.browsing import faults, needs_chromium
from tests.web.closed_work import ASKED, ClosedWork, many_closed, random_answers
from tests.web.pdfs import faults_of, text_in
from tests.web.reading import text_of
from tests.web.stand_in import draft

OUTCOMES = "/v1/reports/outcomes"
FORMATS = ("json", "csv", "csv-spreadsheet", "html", "pdf")
ALL_42 = ("enquiries", "Section 42 enquiries concluded", "All")


@pytest.fixture
def practitioner(account):
    return account().actor


@pytest.fixture
def board(signed_in):
    return signed_in("board", team="the board")


def numbers(person, address=OUTCOMES) -> dict[tuple[str, str, str], object]:
    """Every number of a report, by table, row and column."""
    answer = person.get(address)
    assert answer.status_code == 200, answer.text
    return {
        (table["id"], row["label"], column): number
        for table in answer.json()["tables"]
        for row in table["rows"]
        for column, number in row["numbers"].items()
    }


def at(monkeypatch, moment: str) -> None:
    """What is recorded from now on is recorded at this moment."""
    when = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    monkeypatch.setattr(service, "utcnow", lambda: when)


# Who may see it


@pytest.mark.parametrize("role", list(Role))
def test_board_and_supervisors_only(signed_in, database, practitioner, role):
    many_closed(database, practitioner, 6)
    person = signed_in(role)
    may = role in (Role.BOARD, Role.SUPERVISOR)
    for address in [f"{OUTCOMES}?format={name}" for name in FORMATS] + ["/reports"]:
        assert person.get(address).status_code == (200 if may else 404), address
    page = person.get("/work", headers={"accept": "text/html"}).text
    assert ('<a href="/reports">Board report</a>' in page) == may


def test_a_supervisor_sees_their_own_team_only(signed_in, database, account):
    ours, theirs = account(team="north").actor, account(team="south").actor
    many_closed(database, ours, 6)
    many_closed(database, theirs, 11)
    supervisor = signed_in("supervisor", team="north")
    assert numbers(supervisor)[ALL_42] == 5
    assert numbers(supervisor, f"{OUTCOMES}?team=north")[ALL_42] == 5
    assert supervisor.get(f"{OUTCOMES}?team=south").status_code == 404
    assert 'name="team"' not in supervisor.get("/reports").text
    alone = signed_in("supervisor", team="west")
    assert set(numbers(alone).values()) == {"[c]", "[x]"}


def test_the_board_sees_all_teams_or_one(board, database, account):
    many_closed(database, account(team="north").actor, 6)
    many_closed(database, account(team="south").actor, 11)
    assert numbers(board)[ALL_42] == 15
    assert numbers(board, f"{OUTCOMES}?team=south")[ALL_42] == 10
    for unknown in ("nonesuch", "%3Cscript%3E", "the board"):
        assert board.get(f"{OUTCOMES}?team={unknown}").status_code == 404
    page = board.get("/reports?team=south").text
    assert '<option value="south" selected>' in page


def test_the_board_finds_no_single_work(board, database, practitioner):
    closed = many_closed(database, practitioner, 8)
    for name in FORMATS[:4]:
        text = board.get(f"{OUTCOMES}?format={name}").text
        for work in closed:
            assert work.work_id not in text and "SA-00" not in text
        assert "my own front door" not in text
    assert board.get(f"/works/{closed[0].work_id}").status_code == 404


# What is counted


def test_every_number_is_what_the_entries_say(board, database, practitioner):
    closed = many_closed(database, practitioner, 60)
    expected: Counter = Counter()
    with database.reader() as session:
        for work in closed:
            record = load_record(session, practitioner, work.work_id)
            band = work.age_band if work.age_band != "not_known" else None
            expected.update(Count(Work(record, True, band)).lines)
    found = numbers(board)
    assert sum(isinstance(number, int) for number in found.values()) > 80
    for key, number in found.items():
        if isinstance(number, int):
            assert abs(number - expected[key]) <= 2 and expected[key] >= 5, key
        if expected[key] < 5:
            assert number == "[c]", key


def test_a_work_counts_once_a_person_has_closed_and_finished_it(board, database, practitioner):
    many_closed(database, practitioner, 7)
    work = ClosedWork(database, practitioner, "SA-OPEN", ASKED, finish=False)
    assert numbers(board)[ALL_42] == 5
    work.finish()
    assert numbers(board)[ALL_42] == 10
    gone = draft("E15", change="withdrawn", answer_state="not_recorded",
                 supersedes=work.entries[-1].id)  # fmt: skip
    work.file(gone)
    assert numbers(board)[ALL_42] == 5


def test_other_enquiries_stand_apart(board, database, practitioner):
    for n in range(5):
        ClosedWork(database, practitioner, f"SA-OTHER-{n}", ASKED, section_42="no")
    found = numbers(board)
    assert found["other", "Other safeguarding enquiries concluded", "All"] == 5
    assert found["SG4a", "No", "All"] == "[x]" and found[ALL_42] == "[c]"


def test_a_correction_counts_and_keeps_the_day(board, database, practitioner, monkeypatch):
    at(monkeypatch, "2026-02-10T10:00")
    closed = [ClosedWork(database, practitioner, f"SA-{n}", ASKED) for n in range(6)]
    at(monkeypatch, "2026-05-02T10:00")
    for work in closed:
        asked, reason = work.entries[0].id, work.entries[-1].id
        work.file(draft("A7", "no", "No time", change="corrected", supersedes=asked),
                  draft("E15", ["moved"], change="corrected", supersedes=reason))  # fmt: skip
    found = numbers(board, f"{OUTCOMES}?from=2026-01-01&to=2026-03-31")
    assert found["SG4a", "No", "All"] == 5
    assert found["SG4a", "Yes they were asked and outcomes were expressed", "All"] == "[c]"
    assert numbers(board, f"{OUTCOMES}?from=2026-04-01")[ALL_42] == "[c]"


# What is kept beside the records


def kept_rows(database):
    with database.reader() as session:
        rows = session.scalars(select(ConcludedWork).order_by(ConcludedWork.work_id)).all()
        return [
            {name: value for name, value in vars(row).items() if name[0] != "_"} for row in rows
        ]


def test_what_is_kept_is_what_the_record_says(database, practitioner):
    random = Random(5)
    closed = many_closed(database, practitioner, 15)
    for work in closed:
        older = random.choice(work.entries)
        newer = random_answers(random)
        same = [row for row in newer if row["field"] == older.field] or [None]
        if same[0] and older.field not in ("A8", "E3"):
            work.file({**same[0], "change": "corrected", "supersedes": older.id})
    rows = {row["work_id"]: row for row in kept_rows(database)}
    assert len(rows) == 15
    with database.reader() as session:
        for work in closed:
            record = load_record(session, practitioner, work.work_id)
            row = rows[work.work_id]
            own = facts(record)._asdict()
            assert {name: row[name] for name in own} == own
            assert row["concluded_on"] == concluded_on(record, local())
            assert row["seq"] == len(record.entries)


def test_it_can_be_made_again(board, database, practitioner, monkeypatch):
    many_closed(database, practitioner, 5)
    before = kept_rows(database)
    assert keeping.catch_up(database) == 0
    with database.writer() as session:
        session.execute(delete(ConcludedWork))
    told = []
    assert keeping.catch_up(database, lambda done, of: told.append((done, of))) == 5
    assert kept_rows(database) == before and told == [(5, 5)]
    monkeypatch.setattr(keeping, "rules", lambda: "another")
    answer = board.get(OUTCOMES)
    assert answer.status_code == 500 and "Run ./msp up" in answer.json()["detail"]
    assert keeping.catch_up(database) == 5 and keeping.catch_up(database) == 0


WITH_A_TABLE = "content/rules/audit_sets/bradford.yml"
WITHOUT = "content/rules/audit_sets/leicestershire.yml"
COUNTED = {
    "a standard's rule": (WITH_A_TABLE, "[asked_none]", "[asked_nothing]"),
    "a rule that is shared": ("content/rules/rules.yml", "\n", "\nanother: {field: A1}\n"),
    "how a rule is read": ("practice/rules/rule_language.py", "\n\n\n", "\n\n\nX = 1\n\n\n"),
    "a set that gets a table": (WITHOUT, "gaps:", "report: {table: x, title: X, source: X}\ngaps:"),
    "an answer of the report": ("content/assurance/report.yml", "facts:", "facts:\n  new: {}"),
}
NOT_COUNTED = {
    "a help text": ("content/help.yml", "text:", "text: Now"),
    "a telephone number": ("content/local/bradford.yml", "phone:", "phone: 0"),
    "a question": ("content/asking/fields/start.yml", "ask:", "ask: Now"),
    "a standard's title": (WITH_A_TABLE, "title: Asked", "title: Now asked"),
    "the title of a set's table": (WITH_A_TABLE, "title: The", "title: Now the"),
    "a rule of a set without a table": (WITHOUT, "asked_none]", "asked_nothing]"),
    "a title of the report": ("content/assurance/report.yml", "title: ", "title: Now "),
    "a docstring": ("practice/rules/coverage.py", "What the record shows", "What it shows"),
}


@pytest.fixture
def product(tmp_path):
    """A copy of what the facts of a work are worked out with."""
    for folder in ("content", "practice"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc"))
    return tmp_path


@pytest.mark.parametrize("name", [*COUNTED, *NOT_COUNTED])
def test_only_what_facts_are_worked_out_with_has_them_counted_anew(product, name):
    file, old, new = (COUNTED | NOT_COUNTED)[name]
    text = (product / file).read_text(encoding="utf-8")
    assert old in text
    (product / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert (keeping.rules_of(product) != keeping.rules()) == (name in COUNTED)


# Of which period


def test_the_board_has_whole_quarters_and_a_supervisor_any_days(
    board, signed_in, database, practitioner, monkeypatch
):
    for day, number in (("2026-01-15", 6), ("2026-05-15", 11)):
        at(monkeypatch, f"{day}T10:00")
        for n in range(number):
            ClosedWork(database, practitioner, f"SA-{day}-{n}", ASKED)
    odd = f"{OUTCOMES}?from=2026-01-20&to=2026-05-10"
    period = board.get(odd).json()["period"]
    assert period == {"from": "2026-01-01", "to": "2026-06-30", "whole_quarters": True}
    found = numbers(board, odd)
    assert found[ALL_42] == 15
    assert found["SG4a-quarters", "Yes they were asked and outcomes were expressed",
                 "Jan to Mar 2026"] == 5  # fmt: skip
    supervisor = signed_in("supervisor")
    assert numbers(supervisor, odd)[ALL_42] == "[c]"
    assert numbers(supervisor, f"{OUTCOMES}?from=2026-05-15&to=2026-05-15")[ALL_42] == 10
    assert "singled out" in board.get(f"/reports?{odd.partition('?')[2]}").text


def test_the_usual_period_is_this_reporting_year(board):
    today = local().today(datetime.now(UTC))
    period = board.get(OUTCOMES).json()["period"]
    assert period["from"][5:] == "04-01" and period["from"] <= today.isoformat() <= period["to"]
    assert board.get("/reports?from=&to=&team=").status_code == 200


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("from=2026-05-01&to=2026-04-01", "ends before it begins"),
        ("from=2999-01-01", "has not begun yet"),
        ("from=2999-01-01&to=2999-12-31", "has not begun yet"),
        ("from=yesterday", "dates like 2026-04-01"),
        ("to=2026-02-30", "dates like 2026-04-01"),
        ("format=xlsx", "could not be accepted"),
    ],
)
def test_what_cannot_be_is_refused(board, query, says):
    answer = board.get(f"{OUTCOMES}?{query}")
    assert answer.status_code == 422 and says in answer.json()["detail"]


@pytest.mark.parametrize(
    "query", ["from=0001-01-01&to=9999-12-31", "to=1900-01-01", "from=1066-10-14"]
)
def test_very_long_and_very_old_periods(board, database, practitioner, query):
    many_closed(database, practitioner, 6)
    for name in FORMATS:
        assert board.get(f"{OUTCOMES}?{query}&format={name}").status_code == 200


# In which format


def test_csv_says_what_json_says(board, database, practitioner):
    many_closed(database, practitioner, 30)
    found = numbers(board)
    for name in ("csv", "csv-spreadsheet"):
        answer = board.get(f"{OUTCOMES}?format={name}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.text.startswith("\ufeff") == (name == "csv-spreadsheet")
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        read = {(r["table"], r["row"], r["column"]): r["number"] for r in rows}
        assert read == {key: str(number) for key, number in found.items()}
        assert {row["version"] for row in rows} == {"sac:2025-26"}
        national = {row["row"] for row in rows if row["in_national_return"] == "yes"}
        assert "Yes, they lacked capacity" in national and "Changed" not in national


@pytest.mark.parametrize("team", ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(1)", "\t=1"])
def test_no_cell_is_a_formula(board, database, account, team):
    many_closed(database, account(team=team).actor, 6)
    answer = board.get(OUTCOMES, params={"format": "csv-spreadsheet", "team": team})
    assert answer.status_code == 200
    for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
    page = board.get("/reports", params={"team": "<script>"})
    assert page.status_code == 404


def test_a_team_with_markup_in_its_name_is_shown_as_text(board, database, account):
    many_closed(database, account(team="<b>&amp;").actor, 6)
    page = board.get("/reports", params={"team": "<b>&amp;"}).text
    assert "&lt;b&gt;&amp;amp;" in page and "<b>&amp;" not in page
    pdf = board.get(OUTCOMES, params={"format": "pdf", "team": "<b>&amp;"}).content
    assert "<b>&amp;" in text_in(pdf)


def test_the_pdf_is_accessible_and_says_the_same(board, database, practitioner):
    many_closed(database, practitioner, 30)
    answer = board.get(f"{OUTCOMES}?format=pdf")
    assert re.fullmatch(r'attachment; filename="board-report-[\d-]+\.pdf"',
                        answer.headers["content-disposition"])  # fmt: skip
    assert faults_of(answer.content) == []
    text = text_in(answer.content)
    for table in board.get(OUTCOMES).json()["tables"]:
        assert table["title"] in text and table["words"] in text


def test_a_wrong_file_is_not_given_out(board, database, practitioner, monkeypatch):
    """The lines of those who lacked capacity and those who did not, swapped on their way out."""
    lacked = [draft("E11", "lacked", parts={"support": "supported"}, kind="professional_view")]
    others = [draft("E11", "did_not_lack", kind="professional_view")]
    for n in range(30):
        ClosedWork(database, practitioner, f"SA-{n}", *(lacked if n < 10 else others))

    def swapped(report, for_spreadsheets):
        text = as_csv(report, for_spreadsheets)
        one, other = "Yes, they lacked capacity", "No, they did not lack capacity"
        return text.replace(one, "\0").replace(other, one).replace("\0", other)

    assert board.get(f"{OUTCOMES}?format=csv").status_code == 200
    monkeypatch.setattr(report_pages, "as_csv", swapped)
    answer = board.get(f"{OUTCOMES}?format=csv")
    assert answer.status_code == 500 and answer.json()["type"] == "/problems/wrong-report"
    assert "It looks swapped with" in answer.json()["detail"]


def test_each_report_is_in_the_audit_trail(board, database, practitioner):
    for name in FORMATS:
        board.get(f"{OUTCOMES}?from=2026-01-01&to=2026-03-31&format={name}")
    with database.reader() as session:
        query = select(AuditEvent).where(AuditEvent.action == "report.made")
        events = session.scalars(query).all()
        assert [event.fields for event in events] == [[name, "all_teams"] for name in FORMATS]
        assert {event.subject_id for event in events} == {"2026-01-01/2026-03-31"}
        assert {event.account_id for event in events} == {board.account.id}


# The page


def test_charts_tell_what_the_tables_say(board, database, practitioner):
    many_closed(database, practitioner, 30)
    page = board.get("/reports").text
    charts = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(charts) == len(board.get(OUTCOMES).json()["tables"])
    assert all("<title" in chart and "<desc" in chart for chart in charts)
    assert "style=" not in page and "<script" not in re.sub(r"<script src.*?</script>", "", page)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_page_says_how_to_read_it(board):
    page = text_of(board.get("/reports").text)
    assert "[c] Not shown: under 5" in page and "rounded to the nearest 5" in page


@needs_chromium
def test_no_fault_at_any_width(page, site):
    many_closed(site.app.state.database, site.account(), 25)
    site.sign_in(page, site.account("board").username)
    page.get_by_role("link", name="Board report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board report")
    assert faults(page) == [] and site.complaints == [] and site.origins == {site.url}


@needs_chromium
def test_filters_work_without_javascript_and_by_keyboard(plain_page, site):
    page = plain_page
    many_closed(site.app.state.database, site.account(), 8)
    site.sign_in(page, site.account("board").username)
    page.goto(f"{site.url}/reports")
    page.get_by_label("From").fill("2025-04-01")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    page.get_by_label("Team", exact=True).select_option("team-1")
    page.get_by_label("Team", exact=True).press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 April 2025 to 31 March 2026")).to_be_visible()
    page.get_by_role("link", name="This reporting year").click()
    expect(page.get_by_role("link", name="This reporting year")).to_have_attribute(
        "aria-current", "true"
    )


# The age band


def test_an_age_band_is_noted_once_and_audited(person, case, database):
    path = f"/works/{case.work_id}/age-band"
    for _ in range(2):
        answer = person.post(path, data={"age_band": "75_84"})
        assert answer.status_code == 303 and answer.headers["location"].endswith("#age")
    assert '<option value="75_84" selected>' in person.get(f"/works/{case.work_id}").text
    with database.reader() as session:
        query = select(AuditEvent).where(AuditEvent.action == "work.age_band_set")
        assert len(session.scalars(query).all()) == 1


def test_who_may_note_it_and_what(person, case, signed_in):
    path = f"/works/{case.work_id}/age-band"
    for wrong in ("", "80", "<b>"):
        assert person.post(path, data={"age_band": wrong}).status_code == 422
    assert person.post("/works/nonesuch/age-band", data={"age_band": "75_84"}).status_code == 404
    for role in Role:
        team = "team-1" if role == Role.SUPERVISOR else "team-2"
        status = signed_in(role, team=team).post(path, data={"age_band": "75_84"}).status_code
        assert status == (303 if role == Role.SUPERVISOR else 404)


def test_the_age_band_is_in_the_report(board, database, practitioner):
    for n in range(6):
        ClosedWork(database, practitioner, f"SA-{n}", ASKED, age_band="85_94")
    expressed = "Yes they were asked and outcomes were expressed"
    assert numbers(board)["SG4a", expressed, "85-94"] == 5


@needs_chromium
def test_the_age_band_is_saved_without_javascript(plain_page, site):
    page = plain_page
    actor = site.account()
    work = ClosedWork(site.app.state.database, actor, "SA-1", ASKED)
    site.sign_in(page, actor.username)
    page.goto(f"{site.url}/works/{work.work_id}")
    page.get_by_label("How old are they?").select_option("95_plus")
    page.get_by_role("button", name="Save the age band").click()
    expect(page.get_by_label("How old are they?")).to_have_value("95_plus")
