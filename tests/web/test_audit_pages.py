"""Audits of a work: the auditor's own ratings beside what the record shows, kept as finished."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.audit.models import AuditEvent
from api.case_audit.models import CaseAudit
from api.works.record import load_record
from practice.assurance.audit_forms import audit_forms
from practice.local.settings import local
from practice.rules.coverage import coverage
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT, CoveredRecord
from tests.web.reading import inputs, text_of
from tests.web.stand_in import CaseRecord, draft
from tests.web.supervision import (
    QUESTIONS,
    all_green,
    audit_form,
    audit_path,
    finish_audit,
    hidden,
    textarea,
    written_in_by,
)

FORMS = audit_forms()
BOTH = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def supervisor(signed_in):
    """A supervisor of the practitioner's team, in a browser that asks for pages."""
    supervisor = signed_in("supervisor")
    supervisor.headers["accept"] = "text/html"
    return supervisor


@pytest.fixture
def covered(person, database) -> CoveredRecord:
    return CoveredRecord(database, person.account.actor)


def audits(database) -> list[CaseAudit]:
    with database.reader() as session:
        return list(session.scalars(select(CaseAudit).order_by(CaseAudit.created_at)))


def question(page: str, key: str) -> str:
    """The HTML of one question."""
    return re.search(rf'<section[^>]*"question-{key}".*?</section>', page, re.S).group()


def checked(page: str) -> dict[str, str]:
    """The rating that is chosen for each question."""
    found = re.findall(r'name="rating\.(\w+)" value="(\w*)" checked', page)
    assert len(found) == len(dict(found))
    return dict(found)


# The form


def test_the_eight_questions_stand_in_order_each_with_what_the_record_shows(supervisor, covered):
    page = supervisor.get(audit_path(covered)).text
    with covered.database.reader() as session:
        shown = coverage(load_record(session, covered.actor, covered.work_id))["leicestershire"]
    assert re.findall(r'<h2 id="question-(\w+)"', page) == QUESTIONS == list(shown)
    states = {"evidenced": "Evidenced", "not_done": "Not done, reason recorded",
              "not_applicable": "Not applicable, reason recorded",
              "no_evidence": "No evidence yet"}  # fmt: skip
    for asked in FORMS["case_file"].questions:
        html = question(page, asked.id)
        assert asked.ask in text_of(html)
        assert f"<strong>{states[shown[asked.id].state]}</strong>" in html
        assert set(re.findall(r"/entries/([\w-]+)", html)) == set(shown[asked.id].entries)
    assert "“to see my sister”" in text_of(question(page, "L1"))
    assert "Nobody else was involved, with the reason noted." in text_of(question(page, "L6"))


def test_the_head_names_agency_case_practitioner_and_auditor(supervisor, case):
    said = text_of(supervisor.get(audit_path(case)).text)
    assert f"Agency {local().name} Case reference SA-2026-0042" in said
    assert f"Practitioner {case.actor.display_name}" in said
    assert f"Auditor {supervisor.account.actor.display_name}" in said


def test_nothing_is_rated_or_written_for_the_auditor(supervisor, covered):
    page = supervisor.get(audit_path(covered)).text
    assert checked(page) == dict.fromkeys(QUESTIONS, "")
    assert [textarea(page, f"comment.{key}") for key in QUESTIONS] == [""] * 8
    assert textarea(page, "overall") == ""
    ratings = [value for name, value in inputs(page, "radio") if name == "rating.L1"]
    assert ratings == ["green", "amber", "red", "not_applicable", ""]


def test_what_the_worker_says_is_a_form_of_its_own_without_ratings(supervisor, case):
    page = supervisor.get(audit_path(case, "worker")).text
    assert re.findall(r'<h2 id="question-(\w+)"', page) == ["W1", "W2", "W3"]
    assert inputs(page, "radio") == []
    assert "What the record shows" in question(page, "W3")
    assert "What the record shows" not in question(page, "W1")


# Saving


def test_a_draft_is_kept_as_it_is_and_only_for_its_auditor(
    supervisor, person, signed_in, case, database
):
    path = audit_path(case)
    sent = audit_form(supervisor.get(path).text, L2=("red", "Line\r\ntwo"), L3=("", "?"),
                      overall="Later")  # fmt: skip
    answer = supervisor.post(path, data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#saved")
    page = supervisor.get(path).text
    assert checked(page) == {**dict.fromkeys(QUESTIONS, ""), "L2": "red"}
    assert textarea(page, "comment.L2") == "Line\ntwo" and textarea(page, "comment.L3") == "?"
    assert textarea(page, "overall") == "Later" and "Draft saved" in page
    (kept,) = audits(database)
    assert not kept.finished and set(kept.answers) == {"L2", "L3"}
    for other in (person, signed_in("supervisor")):
        assert "Line" not in other.get(path, headers={"accept": "text/html"}).text
        assert other.get(f"/v1/works/{case.work_id}/audits").json() == []
        assert other.get(f"/works/{case.work_id}/audits/{kept.id}").status_code == 404
    assert supervisor.get(f"/works/{case.work_id}/audits/{kept.id}").status_code == 404
    assert supervisor.get(audit_path(case, "worker")).text.count("Draft saved") == 0


def test_each_save_is_a_new_version_and_the_same_sending_is_one(supervisor, case, database):
    path = audit_path(case)
    first = audit_form(supervisor.get(path).text, L1="green")
    for _ in range(2):
        assert supervisor.post(path, data=first).status_code == 303
    supervisor.post(path, data=audit_form(supervisor.get(path).text, L1="amber"))
    assert [(a.version, a.answers["L1"]["rating"]) for a in audits(database)] == [
        (1, "green"), (2, "amber"),
    ]  # fmt: skip


def test_many_presses_at_once_are_one_audit(supervisor, case, database):
    path = audit_path(case)
    sent = audit_form(supervisor.get(path).text, "finish", **all_green())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: supervisor.post(path, data=sent), range(8)))
    assert {answer.status_code for answer in found} == {303}
    assert len({answer.headers["location"] for answer in found}) == 1
    assert len(audits(database)) == 1


def test_two_windows_the_second_is_told_and_loses_nothing(supervisor, case, database):
    path = audit_path(case)
    one, two = (
        audit_form(supervisor.get(path).text, L1=("red", words)) for words in ("One", "Two")
    )
    assert supervisor.post(path, data=one).status_code == 303
    answer = supervisor.post(path, data=two)
    assert answer.status_code == 409 and len(audits(database)) == 1
    assert "saved in another window" in text_of(answer.text)
    assert textarea(answer.text, "comment.L1") == "Two"
    assert "Saved in the other window: Red “One”" in text_of(question(answer.text, "L1"))
    again = {name: hidden(answer.text, name) for name in ("key", "version")}
    assert supervisor.post(path, data={**two, **again}).status_code == 303
    assert [row.answers["L1"]["comment"] for row in audits(database)] == ["One", "Two"]


def test_going_back_after_saving_and_finishing_is_not_taken_for_the_same(
    supervisor, case, database
):
    path = audit_path(case)
    sent = audit_form(supervisor.get(path).text, **all_green())
    supervisor.post(path, data=sent)
    answer = supervisor.post(path, data={**sent, "act": "finish"})
    assert answer.status_code == 409 and [row.finished for row in audits(database)] == [False]


# Finishing


def test_what_is_missing_is_summed_up_and_what_was_entered_stays(supervisor, case, database):
    path = audit_path(case)
    given = {"L2": "amber", "L4": ("", "So far"), "L8": ("not_applicable", " ")}
    sent = audit_form(supervisor.get(path).text, "finish", **all_green(**given))
    answer = supervisor.post(path, data=sent)
    assert answer.status_code == 422 and audits(database) == []
    assert "<title>Error: Case-file audit" in answer.text
    summary = re.search(
        r'<div class="govuk-error-summary" role="alert".*?</div>', answer.text, re.S
    )
    links = re.findall(r'href="#([\w-]+)">([^<]+)<', summary.group())
    assert links == [
        ("comment-L2", "Question 2: write a comment."),
        ("rating-L4", "Question 4: choose a rating."),
        ("comment-L8", "Question 8: write a comment."),
    ]  # fmt: skip
    for target, _ in links:
        assert f'id="{target}"' in answer.text
    assert checked(answer.text)["L2"] == "amber" and textarea(answer.text, "comment.L4") == "So far"


def test_a_finished_audit_can_be_read_and_a_new_one_begins_empty(supervisor, person, case):
    given = {"L3": ("red", "Not\nasked"), "overall": "Talk it over"}
    address = finish_audit(supervisor, case, **given)
    for reader in (supervisor, person):
        page = reader.get(address).text
        assert "<textarea" not in page and 'type="radio"' not in page
        said = text_of(question(page, "L3"))
        assert "Rating Red Comment Not asked" in said
        assert "Rating Green Comment None" in text_of(question(page, "L1"))
        assert "Talk it over" in page and "Finished" in page
        assert f"Auditor {supervisor.account.actor.display_name}" in text_of(page)
        assert f'href="{address}"' in reader.get(f"/works/{case.work_id}").text
    page = supervisor.get(audit_path(case)).text
    assert checked(page) == dict.fromkeys(QUESTIONS, "") and "Draft saved" not in page
    assert f'href="{address}"' in page
    assert finish_audit(supervisor, case) != address
    assert (
        len(re.findall(r'href="/works/[\w-]+/audits/', supervisor.get(audit_path(case)).text)) == 2
    )


def test_a_record_that_changed_meanwhile_is_looked_at_before_finishing(supervisor, case, database):
    path = audit_path(case)
    sent = audit_form(supervisor.get(path).text, "finish", **all_green(L1=("red", "Kept words")))
    case._file(case.later, [draft("D3", "yes", "Seeing my son", parts={})])
    answer = supervisor.post(path, data=sent)
    assert answer.status_code == 409 and audits(database) == []
    assert "record changed after you opened this page" in text_of(answer.text)
    assert textarea(answer.text, "comment.L1") == "Kept words"
    # A draft is kept all the same, and the page opened anew shows the record as it is now.
    assert supervisor.post(path, data={**sent, "act": "save"}).status_code == 303
    again = audit_form(supervisor.get(path).text, "finish", **all_green())
    assert supervisor.post(path, data=again).status_code == 303


def test_a_finished_audit_keeps_what_the_record_showed_that_day(supervisor, case):
    address = finish_audit(supervisor, case)
    before = question(supervisor.get(address).text, "L2")
    assert "“to see my sister”" in text_of(before)
    assert "has changed since this audit" not in supervisor.get(address).text
    case._file(case.first, [draft("A8", words="to see my brother", kind="person_words",
                                  change="corrected", supersedes=case.wish)])  # fmt: skip
    assert "brother" in text_of(question(supervisor.get(audit_path(case)).text, "L2"))
    page = supervisor.get(address).text
    assert question(page, "L2") == before and "The record has changed since this audit." in page


def test_the_worker_form_needs_words_for_each(supervisor, case, database):
    path = audit_path(case, "worker")
    answers = {key: ("", f"About {key}") for key in ("W1", "W2")}
    answer = supervisor.post(path, data=audit_form(supervisor.get(path).text, "finish", **answers))
    assert answer.status_code == 422 and "Question 3: write a comment." in answer.text
    answers["W3"] = ("", "Mostly")
    sent = audit_form(answer.text, "finish", **answers)
    address = supervisor.post(path, data=sent).headers["location"]
    said = text_of(supervisor.get(address).text)
    assert "What the worker says Mostly" in said and "Rating" not in said
    (kept,) = audits(database)
    assert kept.form == "worker"


def test_nothing_of_an_audit_enters_the_record(supervisor, case, database):
    def dump():
        with database.reader() as session:
            return session.connection().exec_driver_sql("SELECT * FROM entry").fetchall()

    before, exported = dump(), supervisor.get(f"/v1/works/{case.work_id}/export?format=json").text
    finish_audit(supervisor, case, overall="Only in the audit", L1=("red", "Only in the audit"))
    assert dump() == before and "Only in the audit" not in exported
    for kind in ("md", "txt", "json"):
        export = supervisor.get(f"/v1/works/{case.work_id}/export?format={kind}").text
        assert "Only in the audit" not in export


def test_the_trail_tells_who_audited_but_no_words(supervisor, case, database):
    path = audit_path(case)
    supervisor.post(path, data=audit_form(supervisor.get(path).text, L1=("", "Secret")))
    finish_audit(supervisor, case)
    with database.reader() as session:
        found = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == case.work_id))
        mine = [e for e in found if e.account_id == supervisor.account.id]
    assert [(e.action, e.fields) for e in mine] == [
        ("case_audit.saved", ["case_file"]), ("case_audit.finished", ["case_file"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"rating.L1": "gold"}, 422), ({"key": ""}, 422), ({"key": "k" * 200}, 422),
        ({"version": "x"}, 409), ({"version": "7"}, 409), ({"version": "²"}, 409),
        ({"seq": "x"}, 409), ({"comment.L1": "x" * 20_001}, 413), ({"overall": "x" * 20_001}, 413),
    ],
)  # fmt: skip
def test_forms_that_no_page_of_ours_sends(supervisor, case, database, wrong, status):
    path = audit_path(case)
    sent = audit_form(supervisor.get(path).text, "finish", **all_green(L2=("red", "Kept words")))
    answer = supervisor.post(path, data={**sent, **wrong})
    assert answer.status_code == status and audits(database) == []
    assert textarea(answer.text, "comment.L2") == "Kept words"


# Who


@BOTH
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
def test_who_may_audit(signed_in, supervisor, case, database, form, role, team, status):
    finished = finish_audit(supervisor, case)
    person = signed_in(role, team=team)
    person.headers["accept"] = "text/html"
    path = audit_path(case, form)
    assert person.get(path).status_code == status
    assert person.get(finished).status_code == status
    assert person.get(f"/v1/works/{case.work_id}/audits").status_code == status
    sent = person.post(path, data={"key": "12345678", "version": "0", "act": "save"})
    assert sent.status_code == (303 if status == 200 else status)
    assert len(audits(database)) == (2 if status == 200 else 1)


@BOTH
def test_those_with_a_hand_in_the_work_read_but_do_not_audit(
    supervisor, person, signed_in, case, database, form
):
    own = CaseRecord(database, supervisor.account.actor, "SA-OWN")
    other = signed_in("supervisor")
    other.headers["accept"] = "text/html"
    written_in_by(other, case)
    for reader, record in ((supervisor, own), (other, case), (person, case)):
        answer = reader.get(audit_path(record, form))
        assert answer.status_code == 200 and "<textarea" not in answer.text
        assert "who had no hand in the work" in answer.text
        assert f'href="{audit_path(record)}"' not in reader.get(f"/works/{record.work_id}").text
        sent = {"key": "12345678", "version": "0", "act": "save"}
        assert reader.post(audit_path(record, form), data=sent).status_code == 403
    assert audits(database) == []
    finish_audit(other, own)  # somebody else does
    finish_audit(supervisor, case)


def test_finished_audits_are_those_of_the_work(supervisor, case, account, database):
    other = CaseRecord(database, account().actor, "SA-9")
    audit_id = finish_audit(supervisor, case).rpartition("/")[2]
    for work_id, wanted in ((other.work_id, audit_id), (case.work_id, "nonesuch")):
        assert supervisor.get(f"/works/{work_id}/audits/{wanted}").status_code == 404
    assert supervisor.get("/works/nonesuch/audit").status_code == 404


def test_they_need_signing_in(client, case):
    for rest in ("/audit", "/audit/worker", "/audits/x"):
        address = f"/works/{case.work_id}{rest}"
        answer = client.get(address, headers={"accept": "text/html"})
        assert answer.headers["location"] == f"/sign-in?next={address}"


def test_audits_as_json(supervisor, person, case):
    finish_audit(supervisor, case, L2=("amber", "Some"), overall="Well")
    (audit,) = person.get(f"/v1/works/{case.work_id}/audits").json()
    assert (audit["form"], audit["overall"]) == ("case_file", "Well")
    assert audit["auditor"] == supervisor.account.actor.display_name
    first, second = audit["answers"][:2]
    assert (first["question"], first["rating"], first["comment"]) == ("L1", "green", None)
    assert (second["rating"], second["comment"]) == ("amber", "Some")
    assert second["asks"] == "Did they say what they wanted? What was it?"
    assert case.wish in first["shown"]["entries"]
    assert set(first["shown"]) == {"state", "entries"}


def test_typed_text_is_shown_as_text_and_nothing_is_inline(supervisor, covered):
    path = audit_path(covered)
    given = all_green(L1=("red", SCRIPT), overall=SCRIPT)
    supervisor.post(path, data=audit_form(supervisor.get(path).text, **given))
    pages = [supervisor.get(path).text]
    pages.append(supervisor.get(finish_audit(supervisor, covered, **given)).text)
    for page in pages:
        assert "<script>alert" not in page and "<b>bold" not in page
        assert "&lt;script&gt;alert" in page
        assert " style=" not in page and not re.search(r"\son\w+=", page)


# In a browser


@pytest.fixture
def seen(site, page) -> CoveredRecord:
    """A record of the team, and its supervisor signed in on `page`."""
    record = CoveredRecord(site.app.state.database, site.account())
    site.sign_in(page, site.account("supervisor").username)
    return record


@needs_chromium
@BOTH
def test_no_fault_at_any_width(page, site, seen, form):
    page.goto(site.url + audit_path(seen, form))
    assert faults(page) == []
    page.get_by_role("textbox").first.fill("Long" * 80)
    page.get_by_role("button", name="Save, and finish later").click()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert faults(page) == [] and site.complaints == []
    page.get_by_role("button", name="Finish the audit").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "write a comment" if form == "worker" else "Q"
    )
    assert faults(page) == []


def rate(page, wanted: str = "green", comment: str = "") -> None:
    """Rate every question the same."""
    for key in QUESTIONS:
        page.locator(f"#rating-{key}-{wanted}").check()
        page.locator(f"#comment-{key}").fill(comment)


@needs_chromium
def test_no_fault_in_a_finished_audit_of_every_colour(page, site, seen):
    page.goto(site.url + audit_path(seen))
    rate(page, "green", "Word" * 60)
    for key, rating in (("L2", "amber"), ("L3", "red"), ("L4", "not_applicable")):
        page.locator(f"#rating-{key}-{rating}").check()
    page.get_by_role("button", name="Finish the audit").click()
    expect(page.get_by_role("button", name="Finish the audit")).to_have_count(0)
    given = ["Green", "Amber", "Red", "Does not apply", *["Green"] * 4]
    expect(page.locator(".rating")).to_have_text(given)
    assert faults(page) == [] and site.complaints == []
    page.goto(f"{site.url}/works/{seen.work_id}")
    assert faults(page) == []


@needs_chromium
def test_it_works_without_javascript_from_the_record_to_the_finished_audit(plain_page, site):
    page = plain_page
    record = CaseRecord(site.app.state.database, site.account())
    site.sign_in(page, site.account("supervisor").username)
    page.goto(f"{site.url}/works/{record.work_id}")
    page.get_by_role("link", name="Case-file audit").click()
    page.get_by_role("link", name="Questions to the worker").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Questions to the worker")
    page.get_by_role("link", name="Case-file audit", exact=True).click()
    page.get_by_role("button", name="Finish the audit").click()
    page.get_by_role("link", name="Question 5: choose a rating.").click()
    rate(page, "red", "See the second visit")
    page.get_by_label("Actions, and good practice to share").fill("To talk over")
    page.get_by_role("button", name="Finish the audit").click()
    expect(page.get_by_text("See the second visit")).to_have_count(8)
    expect(page.get_by_text("Red", exact=True)).to_have_count(8)
    assert site.origins == {site.url}


@needs_chromium
def test_by_keyboard_alone(page, site, seen):
    page.goto(site.url + audit_path(seen))
    page.locator("#rating-L1-none").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#rating-L1-red")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Nobody asked")
    page.get_by_role("button", name="Save, and finish later").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    expect(page.get_by_label("Your comment, question 1")).to_have_value("Nobody asked")


@needs_chromium
def test_on_paper_questions_ratings_and_long_comments_are_there(page, site, seen):
    page.goto(site.url + audit_path(seen))
    rate(page, "amber", "A long comment.\n" * 30)
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 less its margins

    def on_paper():
        page.emulate_media(media="print")
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        for hidden_one in (".site-header", ".back", ".filters"):
            expect(page.locator(f"{hidden_one}:visible")).to_have_count(0)
        shown, given = page.evaluate(
            """["shown", "given"].map(side =>
                document.querySelector(`.audit-${side}`).getBoundingClientRect().toJSON())"""
        )
        assert shown["top"] == given["top"] and shown["right"] <= given["left"]
        expect(page.get_by_text("Bradford Council")).to_be_visible()

    on_paper()
    expect(page.locator("button:visible")).to_have_count(0)
    box = page.locator("#comment-L1")
    assert box.evaluate("at => at.scrollHeight <= at.clientHeight + 1")  # nothing is cut off
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Finish the audit").click()
    expect(page.get_by_role("button", name="Finish the audit")).to_have_count(0)
    on_paper()
    expect(page.get_by_text("Amber", exact=True)).to_have_count(8)
