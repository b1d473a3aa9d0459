"""Cases drawn by chance for an audit: the right ones, once, to be repeated by anyone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from api.audit.models import AuditEvent
from api.tables import utcnow
from api.tools.draws import months_before
from api.tools.models import CaseDraw
from api.works import queries, service
from tests.web.browsing import faults, needs_chromium
from tests.web.reading import text_of
from tests.web.stand_in import CaseRecord
from tests.web.supervision import finish_audit
from tests.web.tool_copies import begin, fill, finish, someone, supervisor

__all__ = ["someone", "supervisor"]


def conclude(record: CaseRecord, days_ago: float, stage: str = "end") -> None:
    """Have every conversation, and a last one, finished so long ago."""
    last = record._contact(stage)
    with record.database.writer() as session:
        for contact_id in (record.first, record.later, last):
            contact = queries.contact(session, record.actor, contact_id)
            contact.finished_at = utcnow() - timedelta(days=days_ago)


def case_of(database, actor, case_ref: str, days_ago: float | None = 1) -> CaseRecord:
    record = CaseRecord(database, actor, case_ref)
    if days_ago is not None:
        conclude(record, days_ago)
    return record


@pytest.fixture
def cases(person, database) -> list[CaseRecord]:
    return [case_of(database, person.account.actor, f"SA-{n}") for n in range(6)]


def draw(person, address: str, cases: int | str = 3, months: int | str = 3):
    return person.post(f"{address}/draw", data={"cases": str(cases), "months": str(months)})


def drawn_on(page: str) -> list[str]:
    return re.findall(r'<li><a href="/works/[\w-]+">(SA-[\w-]+)</a>', page)


def the_draw(database) -> CaseDraw:
    with database.reader() as session:
        return session.scalars(select(CaseDraw)).one()


def test_three_cases_that_lead_into_the_audit_forms(supervisor, cases, database):
    address = begin(supervisor, "audit_together")
    answer = draw(supervisor, address)
    assert answer.headers["location"] == f"{address}/sections/cases#draw"
    page = supervisor.get(f"{address}/sections/cases").text
    kept = the_draw(database)
    # What anyone can do with the number and the list.
    digests = {sha256(f"{kept.seed}:SA-{n}".encode()).hexdigest(): f"SA-{n}" for n in range(6)}
    assert drawn_on(page) == [digests[key] for key in sorted(digests)][:3]
    for work_id in kept.drawn:
        assert f'href="/works/{work_id}/audit"' in page
        assert f'href="/works/{work_id}/audit/worker"' in page
        assert supervisor.get(f"/works/{work_id}/audit").status_code == 200
    said = text_of(page)
    assert kept.seed in said and "3 of 6" in said and "the same cases come" in said
    listed = re.findall(r"(SA-\d) <span[^>]*>(\w{12})…", page)
    assert listed == [(digests[key], key[:12]) for key in sorted(digests)]


def test_the_state_of_each_audit_is_shown(supervisor, cases, database):
    address = begin(supervisor, "audit_together")
    draw(supervisor, address, cases=1)
    assert text_of(supervisor.get(f"{address}/sections/cases").text).count("(not finished)") == 2
    record = next(case for case in cases if case.work_id == the_draw(database).drawn[0])
    finish_audit(supervisor, record)
    page = text_of(supervisor.get(f"{address}/sections/cases").text)
    assert (page.count("(finished)"), page.count("(not finished)")) == (1, 1)


def test_only_works_that_ended_in_these_months_and_in_this_team(
    person, someone, supervisor, database
):
    actor = person.account.actor
    other = someone("practitioner", team="team-2").account.actor
    case_of(database, actor, "SA-IN", 80)
    case_of(database, actor, "SA-OLD", 100)
    case_of(database, actor, "SA-OPEN", None)
    case_of(database, other, "SA-ELSEWHERE", 1)
    reopened = case_of(database, actor, "SA-REOPENED", 1)
    reopened._contact("during")
    with_no_end = CaseRecord(database, actor, "SA-NO-END")
    conclude(with_no_end, 1, stage="during")
    with database.writer() as session:
        service.create_work(session, actor, "SA-EMPTY", "no")
    address = begin(supervisor, "audit_together")
    draw(supervisor, address, cases=20)
    assert drawn_on(supervisor.get(f"{address}/sections/cases").text) == ["SA-IN"]


def test_it_is_drawn_once_however_often_it_is_asked(supervisor, cases, database):
    address = begin(supervisor, "audit_together")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: draw(supervisor, address, n).status_code, (1, 2, 3, 4)))
    assert answers == [303] * 4
    first = the_draw(database)
    draw(supervisor, address, cases=5)
    assert the_draw(database).drawn == first.drawn
    with database.reader() as session:
        events = list(session.scalars(select(AuditEvent.action)))
    assert events.count("case_draw.made") == 1
    for change in ("UPDATE case_draw SET seed = 'mine'", "DELETE FROM case_draw"):
        with pytest.raises(DatabaseError, match="append-only"), database.writer() as session:
            session.execute(text(change))


def test_another_copy_is_another_draw(supervisor, cases, database):
    for _ in range(2):
        draw(supervisor, begin(supervisor, "audit_together"))
    with database.reader() as session:
        seeds = list(session.scalars(select(CaseDraw.seed)))
    assert len(set(seeds)) == 2 and all(len(seed) == 16 for seed in seeds)


@pytest.mark.parametrize(
    ("cases_", "months", "status"),
    [(0, 3, 422), (21, 3, 422), (3, 0, 422), (3, 13, 422), ("x", 3, 422), (20, 12, 303)],
)
def test_the_numbers_have_bounds(supervisor, cases, cases_, months, status):
    assert (
        draw(supervisor, begin(supervisor, "audit_together"), cases_, months).status_code == status
    )


def test_nothing_ended_so_nothing_is_drawn(supervisor, case, database):
    address = begin(supervisor, "audit_together")
    answer = draw(supervisor, address)
    assert answer.status_code == 409 and "Choose a longer time" in answer.text
    conclude(case, 1)
    assert draw(supervisor, address).status_code == 303


@pytest.mark.parametrize("role", ["board", "facilitator", "administrator"])
def test_only_a_supervisor_draws_and_only_supervisors_see_which(role, someone, supervisor, cases):
    other = someone(role)
    address = begin(other, "audit_together")
    assert draw(other, address).status_code == 403
    assert "drawn by a supervisor" in other.get(f"{address}/sections/cases").text
    if role == "board":
        return
    draw(supervisor, address)
    page = other.get(f"{address}/sections/cases").text
    assert "SA-" not in page and "3 drawn. Only supervisors" in text_of(page)
    assert b"SA-" not in other.get(f"{address}/export?format=csv").content
    assert b"SA-" in supervisor.get(f"{address}/export?format=csv").content


def test_a_case_one_had_a_hand_in_is_for_someone_else_to_audit(someone, database):
    mine = someone("supervisor")
    case_of(database, mine.account.actor, "SA-MINE")
    address = begin(mine, "audit_together")
    draw(mine, address)
    page = mine.get(f"{address}/sections/cases").text
    assert drawn_on(page) == ["SA-MINE"] and "You had a hand in this one." in page
    assert "/audit" not in page.split('id="draw"')[1].split("</section>")[0]


def test_other_tools_draw_nothing_and_a_finished_copy_neither(supervisor, cases):
    assert draw(supervisor, begin(supervisor, "impact")).status_code == 404
    address = begin(supervisor, "audit_together")
    fill(supervisor, address, "prepare", MA1="Two trusts")
    finish(supervisor, address)
    assert draw(supervisor, address).status_code == 409


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ((2026, 11, 21), 3, (2026, 8, 21)),
        ((2026, 5, 31), 3, (2026, 2, 28)),
        ((2024, 5, 31), 3, (2024, 2, 29)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 12, 31), 12, (2025, 12, 31)),
    ],
)
def test_months_before_a_day(day, months, before):
    assert months_before(datetime(*day, tzinfo=UTC), months) == datetime(*before, tzinfo=UTC)


@needs_chromium
def test_the_drawn_cases_in_a_browser(page, site):
    actor = site.account()
    for number in range(4):
        case_of(site.app.state.database, actor, f"SA-2026-{number}" + "X" * 20)
    site.sign_in(page, site.account("supervisor").username)
    page.goto(f"{site.url}/tools/audit_together")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Draw the cases").click()
    assert faults(page) == []
    page.get_by_label("How many cases?").fill("2")
    page.get_by_role("button", name="Draw the cases").click()
    page.get_by_text("How they were drawn").click()
    assert page.get_by_role("link", name="Case-file audit").count() == 2
    assert faults(page) == []
