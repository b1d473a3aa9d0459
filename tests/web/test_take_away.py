"""Take it with you: from a finished conversation, one tap each gives the files."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.audit.models import AuditEvent
from api.chat.models import Conversation
from api.works import queries, service
from tests.web.browsing import faults, needs_chromium
from tests.web.pdfs import faults_of, text_in
from tests.web.reading import text_of
from tests.web.stand_in import draft

FORMATS = ("pdf", "docx", "md", "txt", "fields", "json", "fhir")
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "fields": "text/plain; charset=utf-8",
    "json": "application/json",
    "fhir": "application/fhir+json",
    "channel": "text/plain; charset=utf-8",
}


def block(page: str) -> str:
    found = re.search(r"<h2[^>]*>Take it with you</h2>.*?</section>", page, re.S)
    return found.group() if found else ""


def links(page: str) -> dict[str, str]:
    return {text_of(label): href for href, label in
            re.findall(r'<a href="([^"]+)">(.*?)</a>', block(page), re.S)}  # fmt: skip


@pytest.mark.parametrize("where", ["", "/contacts/{first}/check", "/contacts/{later}/check"])
def test_every_link_gives_its_file_or_page(person, case, where):
    address = f"/works/{case.work_id}{where.format(first=case.first, later=case.later)}"
    found = links(person.get(address).text)
    assert {"Write-up as PDF", "Word", "Text for the case system", "The person’s copy", "JSON",
            "FHIR"} <= set(found)  # fmt: skip
    assert ("Summary without details" in found) == bool(where)
    for href in found.values():
        assert person.get(href).status_code == 200, href
        assert ("/contacts/" in href) == (bool(where) and "persons-copy" not in href)


@pytest.mark.parametrize("format", [*FORMATS, "channel"])
def test_one_conversation_can_be_had_in_each_format_and_it_is_audited(person, case, format):
    address = f"/v1/works/{case.work_id}/contacts/{case.first}/export?format={format}"
    answer = person.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"] == MEDIA[format]
    with case.database.reader() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.action, event.subject_type, event.subject_id, event.fields) == (
        "record.exported",
        "contact",
        case.first,
        [format],
    )


def test_one_conversation_holds_what_belongs_to_it(person, case):
    address = f"/v1/works/{case.work_id}/contacts/{case.later}/export?format="
    made = person.get(f"{address}pdf").content
    assert faults_of(made) == []
    said = text_in(made)
    assert "to live near my sister" in said and "He answered for her" not in said
    rows = person.get(f"{address}json").json()["record"]
    assert set(rows) == {"work", "contacts", "fields"} and set(rows["fields"]) == {"D1"}
    assert [contact["id"] for contact in rows["contacts"]] == [case.later]


def test_a_conversation_of_another_work_or_person_is_not_there(person, signed_in, case, database):
    from tests.web.stand_in import CaseRecord

    other = CaseRecord(database, person.account.actor, "SA-2")
    stranger = signed_in("practitioner")
    for format in (*FORMATS, "channel"):
        address = f"/contacts/{case.first}/export?format={format}"
        assert person.get(f"/v1/works/{other.work_id}{address}").status_code == 404
        assert stranger.get(f"/v1/works/{case.work_id}{address}").status_code == 404
    for page in (f"/contacts/{case.first}/case-form", "/case-form", "/persons-copy",
                 "/persons-copy.pdf", "/persons-copy.md"):  # fmt: skip
        assert stranger.get(f"/works/{case.work_id}{page}").status_code == 404
    assert person.get(f"/works/{other.work_id}/contacts/{case.first}/case-form").status_code == 404


def test_an_unknown_format_is_refused(person, case):
    for format in ("channel", "exe", ""):
        assert person.get(f"/v1/works/{case.work_id}/export?format={format}").status_code == 422


def test_it_says_when_the_conversation_is_not_finished(person, case):
    page = person.get(f"/works/{case.work_id}/contacts/{case.later}/check").text
    assert "It is not finished yet. The files say so." in text_of(block(page))
    address = f"/v1/works/{case.work_id}/contacts/{case.later}/export?format=txt"
    assert "Finished: not finished" in person.get(address).text


def test_an_empty_conversation_offers_no_files(person, case):
    empty = case._contact("end")
    assert not block(person.get(f"/works/{case.work_id}/contacts/{empty}/check").text)


def ended_conversation(case) -> str:
    """A conversation that wrote an answer and then finished its contact, as the actions do."""
    conversation_id = case.conversation()
    with case.database.writer() as session:
        work = queries.work(session, case.actor, case.work_id)
        contact = queries.contact(session, case.actor, case.later)
        answer = draft("D6", words="The bank knows", kind="action_taken")
        filing = service.Filing(conversation_id, "message-of-the-end", [answer])
        service.file_entries(session, case.actor, work, contact, filing)
        service.finish_contact(session, case.actor, contact)
        session.get_one(Conversation, conversation_id).contact_id = None
    return conversation_id


def test_the_files_stand_at_the_end_of_the_conversation(person, case):
    before = case.conversation()
    assert not block(person.get(f"/chat/{before}").text)
    found = links(person.get(f"/chat/{ended_conversation(case)}").text)
    assert found["Write-up as PDF"] == (
        f"/v1/works/{case.work_id}/contacts/{case.later}/export?format=pdf"
    )
    assert "Summary without details" in found


@needs_chromium
def test_no_fault_in_the_conversation_that_ended(page, site):
    from tests.web.stand_in import CaseRecord

    actor = site.account()
    site.sign_in(page, actor.username)
    case = CaseRecord(site.app.state.database, actor)
    page.goto(f"{site.url}/chat/{ended_conversation(case)}")
    expect(page.get_by_role("region", name="Take it with you")).to_be_visible()
    assert faults(page) == [] and site.complaints == []
    with page.expect_download() as started:
        page.get_by_role("link", name="Write-up as PDF").click()
    assert started.value.suggested_filename == "SA-2026-0042.pdf"
