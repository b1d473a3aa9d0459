"""What the pages hold and do, without a browser."""

import re
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pytest

from practice.local.clock import day, moment
from tests.web import stand_in
from tests.web.reading import begin, inputs, messages, send, text_of
from tests.web.stand_in import CaseRecord, said

# My work


def test_work_needs_signing_in(client):
    answer = client.get("/work", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/work")


def test_work_lists_each_stage_and_one_tap_resumes_what_is_open(person, case):
    page = person.get("/work").text
    shown = text_of(page)
    today = day(datetime.now(UTC))
    assert f'href="/works/{case.work_id}"' in page and "SA-2026-0042" in shown
    assert f"First conversation done on {today}" in shown
    assert f"Later conversation open since {today}" in shown
    assert "Final conversation not begun" in shown
    assert f'name="choice" value="resume:{case.later}"' in page
    assert "Start a conversation" in shown


def test_begin_a_piece_of_work_and_again_gives_the_same(person):
    form = {"case_ref": " SA  7 ", "section_42": "not_decided"}
    first, second = (person.post("/work", data=form) for _ in range(2))
    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    page = text_of(person.get(first.headers["location"]).text)
    assert "Record: SA 7" in page and "Nothing is recorded yet" in page
    assert "Not decided yet" in page


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"case_ref": '"><script>', "section_42": "yes"}, ["#case_ref"]),
        ({"case_ref": "SA-1"}, ["#section_42_yes"]),
        ({"case_ref": "SA-1", "section_42": "perhaps"}, ["#section_42_yes"]),
        ({}, ["#case_ref", "#section_42_yes"]),
    ],
)
def test_what_is_wrong_is_summed_up_and_what_was_typed_stays(person, form, wrong):
    answer = person.post("/work", data=form)
    summary = re.search(
        r'<div class="govuk-error-summary" role="alert".*?</div>', answer.text, re.S
    )
    assert answer.status_code == 422
    assert re.findall(r'href="(#\w+)"', summary.group()) == wrong
    assert "<title>Error: My work" in answer.text and "<script>" not in answer.text
    if "case_ref" in form:
        typed = re.search(r'id="case_ref"[^>]* name="case_ref" value="([^"]*)"', answer.text).group(
            1
        )
        assert unescape(typed) == form["case_ref"]
    assert all(target[1:] in re.findall(r'id="(\w+)"', answer.text) for target in wrong)


@pytest.mark.parametrize("role", ["trainee", "facilitator", "board", "administrator"])
def test_roles_without_case_work_are_told_so_kindly(signed_in, role):
    other = signed_in(role)
    page = other.get("/work", headers={"accept": "text/html"})
    assert page.status_code == 200 and "nothing here for your role yet" in page.text
    assert "<form" in page.text and 'action="/chat"' not in page.text
    form = {"case_ref": "SA-1", "section_42": "yes"}
    assert other.post("/work", data=form, headers={"accept": "text/html"}).status_code == 403


def test_pages_name_themselves_and_where_the_person_is(person, case):
    pages = {
        "/work": "My work - MSP Aide",
        f"/works/{case.work_id}": "Record, SA-2026-0042 - MSP Aide",
        f"/works/{case.work_id}/entries/{case.who}": "Who was there, SA-2026-0042 - MSP Aide",
        f"/chat/{case.conversation()}": "Later conversation, SA-2026-0042 - MSP Aide",
    }
    for path, title in pages.items():
        page = person.get(path).text
        assert f"<title>{title}</title>" in page
        assert page.count("<h1") == 1 and '<nav aria-label="Main">' in page
        levels = [int(level) for level in re.findall(r"<h(\d)", page)]
        assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False)), (path, levels)
        assert not re.search(r'(src|href|action)="(?!/|#)', page)
        assert "style=" not in page and "<style" not in page and " on" + "click" not in page
    assert 'aria-current="page"' in person.get("/work").text


# Beginning a conversation


def test_begin_says_hello_and_shows_the_menu(person, bot):
    address = begin(person)
    assert [turn["text"] for turn in bot.turns] == ["hello"]
    page = person.get(address).text
    assert "What would you like to do?" in page
    buttons = re.findall(r'<button[^>]*name="choice" value="(\w+:\w+)"', page)
    assert buttons == ["do:prepare_visit", "do:record_visit"]
    assert inputs(page, "radio") == [] and '<textarea id="text"' in page


def test_the_same_form_twice_begins_one_conversation(person, bot):
    form = {"client_message_id": str(uuid4())}
    assert begin(person, **form) == begin(person, **form)
    assert len(bot.turns) == 1


def test_begin_about_a_work_by_carrying_on(person, bot, case):
    address = begin(person, work_id=case.work_id, choice=f"resume:{case.later}")
    assert bot.turns[0]["choices"] == [f"resume:{case.later}"]
    assert bot.turns[0]["context"]["work_id"] == case.work_id
    page = text_of(person.get(address).text)
    assert "Carry on with an open record" in page and case.later not in page


def test_begin_about_someone_elses_work_is_not_found(person, bot, account, database):
    other = CaseRecord(database, account().actor)
    assert person.post("/chat", data={"work_id": other.work_id}).status_code == 404
    assert bot.turns == []


def test_begin_while_the_bot_is_away_keeps_the_words(person, bot):
    bot.is_down = True
    page = person.get(begin(person)).text
    assert "Kept, but not filed yet" in page


# The question's form


def test_one_of_several_is_radios_with_words_and_send(person, bot):
    bot.says = stand_in.ONE
    page = person.get(begin(person)).text
    assert inputs(page, "radio") == [("choice", "home"), ("choice", "phone"), ("choice", "")]
    assert " checked" not in page  # nothing is answered before the person answers
    assert "Choose one" in page and 'id="send">Send</button>' in page


def test_any_of_several_is_checkboxes(person, bot):
    bot.says = stand_in.MANY
    page = person.get(begin(person)).text
    assert [value for _, value in inputs(page, "checkbox")] == ["just_us", "family", "friend"]
    assert page.count("data-exclusive") == 1 and "Choose any that fit" in page


def test_a_group_of_one_question_is_picked_once_and_can_be_left_out(person, bot):
    bot.says = stand_in.GROUPED
    address = begin(person)
    page = person.get(address).text
    assert re.findall(r"<legend[^>]*>([^<]+)", page) == [
        "Choose any that fit", "Understand the information", "Remember it long enough",
    ]  # fmt: skip
    assert inputs(page, "radio") == [
        ("choice.understand", "understand=yes"), ("choice.understand", "understand=no"),
        ("choice.understand", ""), ("choice.retain", "retain=yes"),
        ("choice.retain", "retain=no"), ("choice.retain", ""),
    ]  # fmt: skip
    send(person, address, **{"choice.understand": "understand=no", "choice.retain": ""})
    assert bot.turns[-1]["choices"] == ["understand=no"]
    shown = text_of(person.get(address).text)
    assert "Understand the information: No" in shown


def test_a_question_that_takes_no_words_sends_at_a_tap(person, bot):
    bot.says = stand_in.FINISH
    page = person.get(begin(person)).text
    assert re.findall(r'name="choice" value="(\w+)" data-choice>', page) == ["finish", "change"]
    assert inputs(page, "radio") == [] and '<textarea id="text"' in page


def test_commands_are_there_only_while_a_stage_asks(person, bot, case):
    bot.says = stand_in.ONE
    address = f"/chat/{case.conversation()}"
    assert "do:skip" not in person.get(address).text
    send(person, address, text="hello")
    page = person.get(address).text
    values = re.findall(r'button-small" type="submit" name="choice" value="(do:\w+)"', page)
    assert values == ["do:skip", "do:go_back", "do:explain_why", "do:suggest_wording",
                      "do:show_summary", "do:pause"]  # fmt: skip
    # The first button of a form is the one that Enter presses.
    form = page[page.index('<form id="answer"') :]
    assert re.search(r"<button[^>]*>", form).group().endswith('id="send">')


def test_every_form_is_sent_under_a_fresh_id(person, bot):
    address = begin(person)
    ids = {
        re.search(r'id="answer".*?name="client_message_id" value="([^"]+)"',
                  person.get(address).text, re.S).group(1)
        for _ in range(3)
    }  # fmt: skip
    assert len(ids) == 3


# Sending


def test_words_and_choice_go_together_and_once(person, bot, database):
    bot.says = stand_in.ONE
    address = begin(person)
    form = {"client_message_id": str(uuid4()), "choice": "home", "text": "on Tuesday"}
    for _ in range(2):
        answer = send(person, address, **form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{address}#latest")
    assert len(bot.turns) == 2 and bot.turns[1]["text"] == "on Tuesday"
    assert bot.turns[1]["choices"] == ["home"] and bot.turns[1]["labels"] == ["At home"]
    assert len(messages(person, database, address)) == 2
    assert "At home on Tuesday" in text_of(person.get(address).text)


def test_text_is_shown_as_text_with_its_line_breaks(person, bot):
    bot.says = said("Noted: <i>so</i>\nNext?")
    address = begin(person)
    send(person, address, text="<b>bold</b>\r\nsecond & line")
    page = person.get(address).text
    assert '<p class="words">&lt;b&gt;bold&lt;/b&gt;\nsecond &amp; line</p>' in page
    assert "Noted: &lt;i&gt;so&lt;/i&gt;\nNext?</p>" in page


def test_a_steering_button_steers_and_what_was_typed_stays(person, bot):
    bot.says = stand_in.MANY
    address = begin(person)
    form = {"choice": ["family", "do:explain_why"], "text": "\nhalf a <sentence"}
    answer = send(person, address, **form)
    assert bot.turns[-1]["choices"] == ["do:explain_why"] and bot.turns[-1]["text"] == ""
    assert answer.status_code == 200
    assert "<textarea" in answer.text and ">\n\nhalf a &lt;sentence</textarea>" in answer.text
    assert re.search(r'value="family"[^>]* checked', answer.text)
    # Another question is open now: ticks for the one before would be ticks for this one.
    bot.says = stand_in.GROUPED
    answer = send(person, address, **form)
    assert "half a &lt;sentence" in answer.text and " data-choice checked" not in answer.text


def test_away_bot_keeps_the_words_and_try_again_files_them_once(person, bot, database):
    address = begin(person)
    bot.is_down = True
    client_message_id = str(uuid4())
    form = {"client_message_id": client_message_id, "text": "She wants to stay."}
    assert send(person, address, **form).status_code == 303
    page = person.get(address).text
    alert = re.search(r'<div class="warnings" role="alert">.*?</div>', page, re.S).group()
    assert "kept, but not yet filed" in alert and "Try again" in alert
    assert f'name="again" value="{client_message_id}"' in alert
    assert "She wants to stay." in text_of(page) and "Kept, waiting to be filed" in page
    assert "do:prepare_visit" not in page  # the open question may have been answered already

    again = send(person, address, again=client_message_id, text="and more words")
    assert again.status_code == 200 and "and more words</textarea>" in again.text
    bot.is_down = False
    assert send(person, address, again=client_message_id).status_code == 303
    assert [turn["text"] for turn in bot.turns] == ["hello", "She wants to stay."]
    assert len(messages(person, database, address)) == 2
    assert "Kept, but not filed yet" not in person.get(address).text


def test_try_again_of_what_is_not_there(person, bot):
    assert send(person, begin(person), again=str(uuid4())).status_code == 404


def test_a_stale_choice_is_refused_in_words_and_nothing_is_lost(person, bot):
    bot.says = stand_in.ONE
    address = begin(person)
    bot.says = stand_in.MANY
    send(person, address, choice="home")
    answer = send(person, address, choice="home", text="on Tuesday")
    assert answer.status_code == 303
    page = person.get(address).text
    alert = re.search(r'<div class="message message-refused" role="alert">.*?</div>', page, re.S)
    assert "earlier question" in alert.group()
    assert text_of(page).count("At home") == 2 and "on Tuesday" in page
    assert inputs(page, "checkbox")  # the open question is still there


def test_nothing_typed_is_an_error_with_a_summary(person, bot):
    answer = send(person, begin(person), text="  ")
    assert answer.status_code == 422 and "<title>Error: Conversation" in answer.text
    assert '<a href="#text">Please type something or choose an answer.</a>' in answer.text
    assert len(bot.turns) == 1


def test_too_long_keeps_what_was_typed_and_ticked(person, bot):
    bot.says = stand_in.MANY
    words = "word " * 4001
    answer = send(person, begin(person), text=words, choice="family")
    assert answer.status_code == 413 and 'role="alert"' in answer.text
    assert words in answer.text and re.search(r'value="family"[^>]* checked', answer.text)
    assert len(bot.turns) == 1


def test_other_words_under_a_used_id_are_kept_for_sending_anew(person, bot):
    address = begin(person)
    form = {"client_message_id": str(uuid4())}
    send(person, address, text="first", **form)
    answer = send(person, address, text="second", **form)
    assert answer.status_code == 422 and "second</textarea>" in answer.text
    assert form["client_message_id"] not in answer.text


def test_forms_that_no_page_of_ours_sends(person, bot):
    address = begin(person)
    assert send(person, address, choice=[f"c{n}" for n in range(41)]).status_code == 422
    assert send(person, address, choice="x" * 201).status_code == 422
    assert send(person, address, client_message_id="short", text="kept").status_code == 303
    files = {"text": ("a.txt", b"words")}
    assert person.post(f"{address}/messages", files=files).status_code == 422
    assert [turn["text"] for turn in bot.turns] == ["hello", "kept"]


def test_htmx_gets_the_conversation_only_and_always_200(person, bot):
    address = begin(person)
    htmx = {"hx-request": "true"}
    good = person.post(f"{address}/messages", data={"text": "hello"}, headers=htmx)
    bad = person.post(f"{address}/messages", data={"text": ""}, headers=htmx)
    bot.is_down = True
    late = person.post(f"{address}/messages", data={"text": "more"}, headers=htmx)
    for answer in (good, bad, late):
        assert answer.status_code == 200 and answer.text.count('id="chat"') == 1
        assert "<html" not in answer.text and "<header" not in answer.text
    assert "Please type something" in bad.text and "Kept, but not filed yet" in late.text
    assert "<title>Conversation - MSP Aide</title>" in good.text


def test_the_forms_own_address_opened_by_hand(person, bot):
    address = begin(person)
    assert person.get(f"{address}/messages").headers["location"] == address


def test_cards_are_links_on_this_service_only(person, bot):
    bot.says = said("Here.", card={"kind": "link", "href": "/works/1", "label": "See the record"})
    address = begin(person)
    assert '<a href="/works/1">See the record</a>' in person.get(address).text
    for href in ("https://evil.test/", "//evil.test", "javascript:alert(1)", ""):
        bot.says = said("Here.", card={"kind": "link", "href": href, "label": "Bad one"})
        assert "Bad one" not in person.get(begin(person)).text
    bot.says = said("Here.", card={"kind": "chart", "rows": []})
    assert person.get(begin(person)).status_code == 200


# Beside the conversation


def test_captured_so_far_with_links_changes_and_gaps(person, bot, case):
    bot.says = stand_in.ONE
    address = f"/chat/{case.conversation()}"
    assert "correct:" not in person.get(address).text  # nothing asks yet
    send(person, address, text="hello")
    page = person.get(address).text
    panel = page[page.index('id="captured-title"') :]
    shown = text_of(panel)
    assert f'href="/works/{case.work_id}/entries/{case.who_now}"' in panel
    assert case.who not in panel
    assert f'form="answer" name="choice" value="correct:{case.who_now}"' in panel
    assert "“her son and Mrs B”" in shown and "“to see my sister”" in shown
    assert "Still to ask or note" in shown and "Options talked through" in shown
    assert "1 answered here, 8 still to ask or note" in shown
    assert "Not asked “He would not leave the room.”" in shown


def test_nothing_captured_without_a_work(person, bot):
    assert "Nothing yet. What you record appears here." in person.get(begin(person)).text


# The record


def test_record_shows_outcomes_as_threads_entries_warnings_and_exports(person, case):
    page = person.get(f"/works/{case.work_id}").text
    shown = text_of(page)
    wants = shown[shown.index("First wish") :]
    for earlier, later in [("“to see my sister”", "“to live near my sister”"),
                           ("“to live near my sister”", "“The visits went well.”")]:  # fmt: skip
        assert wants.index(earlier) < wants.index(later)
    assert f'id="entry-{case.who_now}"' in page and f'id="entry-{case.who}"' not in page
    assert "no time alone with the person" in shown
    assert "<b>twice</b>" not in page and "&lt;b&gt;twice" in page
    for kind in ("md", "txt", "json"):
        assert f'href="/v1/works/{case.work_id}/export?format={kind}"' in page
    assert "Section 42 enquiry: Yes" in shown and f"resume:{case.later}" in page


def test_export_links_lead_somewhere(person, case):
    page = person.get(f"/works/{case.work_id}").text
    for path in re.findall(r'href="(/v1/[^"]+)"', page):
        assert person.get(path).status_code == 200, path


def test_an_outcome_no_longer_wanted_says_so(person, case):
    dropped = stand_in.draft("D1", "dropped", thread=case.thread, kind="person_words")
    case._file(case.later, [dropped])
    assert "Outcome 1 (no longer wanted)" in text_of(person.get(f"/works/{case.work_id}").text)


def test_entry_shows_who_when_what_and_its_history_oldest_first(person, case):
    page = person.get(f"/works/{case.work_id}/entries/{case.who_now}").text
    shown = text_of(page)
    assert f"Recorded by {person.account.actor.display_name}" in shown
    assert "What this is What was seen or noticed" in shown
    assert "Who it comes from" not in shown  # the stored default, which would be wrong here
    history = shown[shown.index("History") :]
    assert history.index("First recorded") < history.index("Changed")
    assert "“her son”" in history and "“her son and Mrs B”" in history
    assert "her son\nand Mrs B" in page


def test_an_earlier_version_leads_to_the_one_that_stands(person, case):
    page = person.get(f"/works/{case.work_id}/entries/{case.who}").text
    assert "This is an earlier version" in page
    assert f'href="/works/{case.work_id}/entries/{case.who_now}"' in page


def test_the_persons_own_words_say_whose_they_are(person, case):
    shown = text_of(person.get(f"/works/{case.work_id}/entries/{case.wish}").text)
    assert "The person’s own words" in shown and "The person themselves" in shown
    assert "This has not been changed." in shown


def test_foreign_ids_are_not_found(person, bot, case, account, database):
    other = CaseRecord(database, account().actor, "SA-9")
    paths = [
        f"/works/{other.work_id}", f"/works/{other.work_id}/entries/{other.who}",
        f"/works/{case.work_id}/entries/{other.who}", f"/works/{case.work_id}/entries/x",
        f"/chat/{other.conversation()}", "/works/nonesuch", "/chat/nonesuch",
    ]  # fmt: skip
    for path in paths:
        answer = person.get(path)
        assert answer.status_code == 404 and "We could not find this" in answer.text, path
    assert send(person, f"/chat/{other.conversation()}", text="hello").status_code == 404
    assert bot.turns == []


def test_a_supervisor_sees_the_teams_record(case, signed_in, account):
    supervisor = signed_in("supervisor", team=case.actor.team)
    assert supervisor.get(f"/works/{case.work_id}").status_code == 200
    elsewhere = signed_in("supervisor", team="team-2")
    assert elsewhere.get(f"/works/{case.work_id}").status_code == 404


# Dates


def test_dates_are_those_of_the_clock_on_the_wall():
    assert moment("2026-07-01T22:30:00Z") == "1 July 2026 at 23:30"
    assert day("2026-07-01T23:30:00Z") == "2 July 2026"
    assert moment(datetime(2026, 12, 3, 9, 5, tzinfo=UTC)) == "3 December 2026 at 09:05"
    assert day(None) == moment(None) == ""
