"""Check your answers: what stands, what is missing and why, the way to each question, Finish."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.audit.models import AuditEvent
from api.chat.models import Conversation
from api.works import queries, service
from practice.content import content
from tests.web import stand_in
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT, CoveredRecord
from tests.web.reading import messages, send, text_of
from tests.web.stand_in import CaseRecord, draft

AGAINST = [draft("A16", "no"), draft("D12", words="Telling the police", kind="decision")]
GROUND = "They did not agree, and no ground is named for going ahead."
FINISH = content().choices("finish")[0].label


def address(case, contact_id=None, rest="check"):
    return f"/works/{case.work_id}/contacts/{contact_id or case.later}/{rest}"


def get(person, case, contact_id=None):
    return person.get(address(case, contact_id)).text


def panel(page, title):
    """The part of the page under this heading, up to the next."""
    found = re.search(rf"<h2[^>]*>{re.escape(title)}</h2>.*?</section>", page, re.S)
    return found.group() if found else ""


def is_finished(database, case, contact_id=None):
    with database.reader() as session:
        found = queries.contact(session, case.actor, contact_id or case.later)
        return found.finished_at is not None


def audited(database, action):
    with database.reader() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()
        return [row.subject_id for row in rows]


# What stands


def test_answers_stand_by_section_with_words_whose_they_are_and_who_wrote_them(person, case):
    page = get(person, case, case.first)
    wants = text_of(panel(page, "What the person wants"))
    assert "What they want: “to see my sister”".replace(":", "") in wants.replace(":", "")
    assert "The person’s own words. Recorded by" in wants
    assert "Asked what they want Yes, and they told me what they want Chosen from a list." in wants
    assert person.account.actor.display_name in wants
    assert f'href="/works/{case.work_id}/entries/{case.who_now}"' in page and case.who not in page
    assert "&lt;b&gt;twice" in page and "<b>twice" not in page
    titles = re.findall(r"<h2>([^<]+)</h2>", page)
    assert titles == ["What the person wants", "What was seen and done",
                      "Free will, information, capacity and consent"]  # fmt: skip


def test_what_was_said_by_someone_else_says_so(person, case):
    said = draft("A8", words="Her home", source_person="advocate", opens="outcome",
                 kind="third_party_words")  # fmt: skip
    case._file(case.later, [said])
    wants = text_of(panel(get(person, case), "What the person wants"))
    assert "What someone else said (An advocate). Recorded by" in wants


def test_own_notes_are_shown_as_never_in_the_write_up(person, case, database):
    covered = CoveredRecord(database, case.actor, "SA-2")
    covered.add("end", draft("E16", words="What I would do next time"))
    contact = covered._contact("end")
    assert "“What I would do next time”" in text_of(
        panel(get(person, covered, contact), "For you only, never in the write-up")
    )


def test_missing_says_why(person, case, database):
    case._file(case.later, [draft("D6", answer_state="asked_no_answer")])
    with database.writer() as session:
        queries.contact(session, case.actor, case.later).later = ["C2"]
    said = text_of(panel(get(person, case), "What is missing"))
    left, later = said.index("Left without an answer"), said.index("Left for later")
    not_reached, worth = said.index("Not reached yet"), said.index("Not asked, and worth adding")
    assert left < said.index("Kept informed Asked, no answer given") < later
    assert later < said.index("Who was there Answer") < not_reached
    assert not_reached < said.index("Time alone with them Answer") < worth
    assert "It would show:" in said[worth:]


def test_a_reason_stands_with_what_was_not_asked(person, case):
    said = text_of(panel(get(person, case, case.first), "What is missing"))
    assert "Their view of the risk Not asked “He would not leave the room.”" in said
    assert "Not reached yet" not in said and "Not asked How you were in touch" in said


def test_nothing_recorded_is_said(person, database):
    with database.writer() as session:
        actor = person.account.actor
        work = service.create_work(session, actor, "SA-1", "yes")
        session.flush()
        contact, _ = service.open_contact(session, actor, work, "prepare")
    page = person.get(f"/works/{work.id}/contacts/{contact.id}/check").text
    assert "Nothing is recorded in this conversation yet." in page
    assert "<h1>Check your answers: Before a visit</h1>" in page


# The way to each question


def carry_on(person, case, choice=None, contact_id=None, form_id=None):
    form = {"client_message_id": form_id or str(uuid4())}
    if choice:
        form["choice"] = choice
    return person.post(address(case, contact_id, "carry-on"), data=form)


def offered(page):
    return re.findall(r'form="steer" name="choice" value="([^"]+)"', page)


def test_each_answer_can_be_changed_and_each_open_question_answered(person, case):
    page = get(person, case)
    (standing,) = re.findall(r'<li id="entry-([^"]+)">', page)
    assert f"correct:{standing}" in offered(page) and "ask:C1" in offered(page)
    assert f'<form id="steer" method="post" action="{address(case, rest="carry-on")}">' in page


def test_change_opens_the_conversation_and_asks_that_question(person, bot, case):
    answer = carry_on(person, case, f"correct:{case.who_now}")
    assert answer.status_code == 303 and answer.headers["location"].endswith("#latest")
    assert [turn["choices"] for turn in bot.turns] == [
        [f"resume:{case.later}"], [f"correct:{case.who_now}"],
    ]  # fmt: skip
    assert len({turn["conversation_id"] for turn in bot.turns}) == 1
    assert person.get(answer.headers["location"].partition("#")[0]).status_code == 200


def test_a_conversation_that_asks_already_is_taken_up_where_it_is(person, bot, case):
    bot.says = stand_in.ONE
    there = f"/chat/{case.conversation()}"
    send(person, there, text="hello")
    answer = carry_on(person, case, "ask:C2")
    assert answer.headers["location"] == f"{there}#latest"
    assert [turn["choices"] for turn in bot.turns] == [[], ["ask:C2"]]
    assert carry_on(person, case).headers["location"] == f"{there}#latest"
    assert len(bot.turns) == 2  # going back to it needs no message


def test_what_was_pressed_is_shown_by_its_title(person, bot, case):
    bot.says = stand_in.ONE
    there = f"/chat/{case.conversation()}"
    send(person, there, text="hello")
    carry_on(person, case, "ask:C2")
    page = person.get(there).text
    assert "ask:C2" not in page and "Who was there" in page


def test_a_paused_conversation_is_resumed_first(person, bot, case):
    there = f"/chat/{case.conversation()}"
    send(person, there, text="pause")  # the stand-in's menu asks nothing
    assert carry_on(person, case, "ask:C2").headers["location"] == f"{there}#latest"
    assert [turn["choices"] for turn in bot.turns] == [[], [f"resume:{case.later}"], ["ask:C2"]]


def test_the_same_press_twice_asks_once(person, bot, case):
    form_id = str(uuid4())
    first, second = (carry_on(person, case, "ask:C2", form_id=form_id) for _ in range(2))
    assert first.headers["location"] == second.headers["location"] and len(bot.turns) == 2


def test_while_the_bot_is_away_the_conversation_shows_what_waits(person, bot, case):
    bot.is_down = True
    answer = carry_on(person, case, "ask:C2")
    assert answer.status_code == 303
    assert "Kept, but not filed yet" in person.get(answer.headers["location"].split("#")[0]).text


@pytest.mark.parametrize("choice", ["finish", "do:pause", "resume:x", "ask:" + "x" * 60])
def test_only_a_question_or_an_answer_can_be_asked_for(person, bot, case, choice):
    assert carry_on(person, case, choice).status_code == 422 and bot.turns == []


# Finish


def test_finish_seals_the_contact_once(person, case, database):
    assert FINISH in get(person, case)
    for _ in range(2):
        answer = person.post(address(case))
        assert (answer.status_code, answer.headers["location"]) == (303, address(case))
    assert is_finished(database, case)
    assert audited(database, "contact.finished") == [case.later]
    page = get(person, case)
    assert "<h1>Answers: Later conversation</h1>" in page and f">{FINISH}<" not in page


def test_pressed_many_times_at_once_it_is_finished_once(person, case, database):
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: person.post(address(case)).status_code, range(6)))
    assert answers == [303] * 6 and audited(database, "contact.finished") == [case.later]


def test_a_blocking_check_stands_first_and_refuses_the_finish(person, case, database):
    against = case._file(case.later, AGAINST)
    page = get(person, case)
    first = panel(page, "To put right first")
    assert GROUND in first and page.index(GROUND) < page.index("Please look at")
    for entry_id in against:
        assert f'value="correct:{entry_id}"' in first
    assert "It cannot be finished yet." in panel(page, "Finish") and FINISH not in page
    refused = person.post(address(case))
    summary = re.search(
        r'<div class="govuk-error-summary" role="alert".*?</div>', refused.text, re.S
    )
    assert refused.status_code == 409 and GROUND in summary.group()
    assert 'href="#first"' in summary.group() and 'id="first"' in refused.text
    assert "<title>Error: Check your answers" in refused.text
    assert not is_finished(database, case) and audited(database, "contact.finished") == []


def test_put_right_it_can_be_finished(person, case, database):
    against = case._file(case.later, AGAINST)
    case._file(case.later, [draft("A16", "yes", change="corrected", supersedes=against[0])])
    assert GROUND not in get(person, case)
    assert person.post(address(case)).status_code == 303 and is_finished(database, case)


def test_a_later_change_is_a_new_entry_and_says_so(person, case, database):
    assert "Changed after it was finished" not in get(person, case, case.first)
    changed = draft("A8", words="to see my sister on Sundays", change="corrected",
                    supersedes=case.wish, kind="person_words")  # fmt: skip
    (newer,) = case._file(case.later, [changed])
    page = get(person, case, case.first)
    row = re.search(rf'<li id="entry-{newer}">.*?</li>', page, re.S).group()
    assert "Changed after it was finished." in row and page.count("Changed after it was") == 1
    assert newer not in get(person, case)
    history = text_of(person.get(f"/works/{case.work_id}/entries/{newer}").text)
    assert "“to see my sister”" in history and "“to see my sister on Sundays”" in history


def test_taken_back_after_the_finish_is_listed(person, case):
    gone = draft("C3", None, change="withdrawn", supersedes=None, answer_state="not_recorded")
    page = get(person, case, case.first)
    held = re.search(r'entries/([^"]+)">Time alone with them', page).group(1)
    case._file(case.later, [{**gone, "supersedes": held}])
    said = text_of(panel(get(person, case, case.first), "Taken back after it was finished"))
    assert "Time alone with them" in said


def test_answers_of_a_finished_contact_are_changed_in_the_open_one(person, case, database):
    page = get(person, case, case.first)
    assert f'action="{address(case, rest="carry-on")}"' in page
    assert f"correct:{case.who_now}" in offered(page)
    assert not any(choice.startswith("ask:") for choice in offered(page))
    person.post(address(case))
    page = get(person, case, case.first)
    assert offered(page) == [] and "begin another conversation about this work" in page
    assert 'action="/chat"' in panel(page, "Finished")


# What the conversation makes of it


@pytest.fixture
def talk(person, bot, case):
    """A conversation in which a question of the later contact is open."""
    bot.says = stand_in.ONE
    there = f"/chat/{case.conversation()}"
    send(person, there, text="hello")
    bot.says = stand_in.MENU
    return there


def test_the_conversation_leads_here(person, talk, case):
    assert f'<a href="{address(case)}">Check your answers</a>' in person.get(talk).text
    record = person.get(f"/works/{case.work_id}").text
    assert f'<a href="{address(case)}">Check your answers<' in record
    assert f'<a href="{address(case, case.first)}">See the answers<' in record


def test_an_open_conversation_shows_that_it_was_finished(person, talk, case):
    person.post(address(case))
    page = person.get(talk).text
    assert "This record is finished" in page and f'href="{address(case)}"' in page
    assert "do:skip" not in page and '<input type="radio"' not in page
    assert "correct:" not in page and "<h1>Conversation</h1>" in page


def test_a_tap_on_the_old_question_is_refused_in_words(person, bot, database, talk, case):
    person.post(address(case))
    send(person, talk, choice="home", text="on Tuesday")
    (_, last) = messages(person, database, talk)
    assert last.state == "refused" and len(bot.turns) == 1
    assert last.reply == {"refused": content().say("choose.finished")}
    assert "on Tuesday" in person.get(talk).text


def test_words_go_to_a_bot_that_asks_nothing_any_more(person, bot, database, talk, case):
    person.post(address(case))
    send(person, talk, text="She wants to stay.")
    before, after = bot.turns
    assert after["conversation_id"] != before["conversation_id"]
    assert after["context"]["contact_id"] is None and after["context"]["asking"] is None
    assert after["context"]["work_id"] == case.work_id and not after["context"]["early"]
    page = person.get(talk).text
    assert "What would you like to do?" in page and "This record is finished" not in page
    with database.reader() as session:
        assert session.get_one(Conversation, talk.split("/")[-1]).contact_id is None


def test_a_turn_under_way_is_done_again_as_it_was_begun(person, bot, talk, case):
    bot.is_down = True
    send(person, talk, choice="home")
    person.post(address(case))
    bot.is_down = False
    again = re.search(r'name="again" value="([^"]+)"', person.get(talk).text).group(1)
    send(person, talk, again=again)
    before, after = bot.turns
    assert after["conversation_id"] == before["conversation_id"]
    assert after["choices"] == ["home"] and after["context"]["contact_id"] == case.later


def test_finished_by_a_supervisor_it_is_finished_for_the_practitioner(
    person, bot, signed_in, talk, case
):
    supervisor = signed_in("supervisor", team=case.actor.team)
    assert supervisor.post(address(case)).status_code == 303
    assert "This record is finished" in person.get(talk).text
    send(person, talk, text="hello again")
    assert bot.turns[-1]["context"]["contact_id"] is None


# For whom, and how safely


def test_someone_elses_contact_is_not_found(person, bot, case, account, database):
    other = CaseRecord(database, account().actor, "SA-9")
    paths = [address(other), address(case, other.later), address(case, "nonesuch"),
             f"/works/{other.work_id}/contacts/{case.later}/check"]  # fmt: skip
    for path in paths:
        assert person.get(path).status_code == 404, path
        assert person.post(path).status_code == 404, path
        assert person.post(path.replace("check", "carry-on")).status_code == 404, path
    assert bot.turns == [] and audited(database, "contact.finished") == []
    assert not is_finished(database, other)


def test_another_site_cannot_finish_it(person, case, database):
    answer = person.post(address(case), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and not is_finished(database, case)


def test_typed_text_is_shown_as_text_and_nothing_is_inline(person, database, case):
    covered = CoveredRecord(database, case.actor, "SA-2")
    covered.add("during", draft("D9", answer_state="not_asked_reason", reason=SCRIPT))
    page = get(person, covered, covered.later)
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert " style=" not in page and "<style" not in page and not re.search(r"\son\w+=", page)
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False))


# In a browser


@pytest.fixture
def seen(site, page):
    actor = site.account()
    site.sign_in(page, actor.username)
    return CoveredRecord(site.app.state.database, actor)


@needs_chromium
def test_no_fault_open_finished_or_refused(page, site, seen):
    for contact_id in (seen.later, seen.first):
        page.goto(site.url + address(seen, contact_id))
        assert site.complaints == [] and faults(page) == []
    page.goto(site.url + address(seen))
    seen._file(seen.later, [*AGAINST, draft("D4", words="Word" * 80)])
    page.get_by_role("button", name=FINISH).click()
    expect(page.get_by_role("alert")).to_contain_text(GROUND)
    assert faults(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#first")).to_be_in_viewport()


@needs_chromium
def test_no_fault_in_a_conversation_that_was_finished_elsewhere(page, site, seen):
    site.bot.says = stand_in.ONE
    page.goto(f"{site.url}/chat/{seen.conversation()}")
    page.get_by_label("In words").fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text("How were you in touch?")
    with site.app.state.database.writer() as session:
        contact = queries.contact(session, seen.actor, seen.later)
        service.finish_contact(session, seen.actor, contact)
    page.get_by_label("At home").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("finished in another place")
    assert faults(page) == []
    page.get_by_label("In words").fill("hello")
    site.bot.says = stand_in.MENU
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text("What would you like to do?")


@needs_chromium
def test_from_the_conversation_to_change_and_to_finish_without_javascript(plain_page, site):
    page = plain_page
    actor = site.account()
    site.sign_in(page, actor.username)
    case = CaseRecord(site.app.state.database, actor)
    site.bot.by_key = {f"resume:{case.later}": stand_in.ONE, "ask:C2": stand_in.MANY}
    page.goto(f"{site.url}/work")
    page.get_by_role("button", name="Carry on: Later conversation").click()
    with site.app.state.database.writer() as session:
        # As the actions would have left it.
        session.get_one(Conversation, page.url.split("/")[-1].split("#")[0]).contact_id = case.later
    page.reload()
    page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("button", name="Answer Who was there").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text("Who else was there?")
    page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("button", name=FINISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Answers: Later conversation")
    there = page.url
    page.get_by_role("link", name="Record: SA-2026-0042").click()
    page.get_by_role("region", name="Your conversations here").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="This record is finished")).to_be_visible()
    page.get_by_role("link", name="See the answers").click()
    assert page.url == there and site.origins == {site.url}
