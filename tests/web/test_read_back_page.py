"""What they said, read back: the page, the paper, and how it was taken."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from api.audit.models import AuditEvent
from api.works import queries
from practice.content import content
from practice.papers.read_back import layout
from tests.web.browsing import faults, needs_chromium, reach
from tests.web.covered_record import SCRIPT, CoveredRecord
from tests.web.pdfs import about, faults_of, pages_of, text_in
from tests.web.reading import entries_in, inputs, section, text_of
from tests.web.stand_in import draft

SAID = [
    draft("A10", words="I do my own books", kind="person_words"),
    draft("A19", words="A Sunday where he does not shout", kind="person_words"),
    draft("A3", words="She wants a call", kind="person_paraphrase", parts={"frequency": "monthly"}),
    draft("P1", words="Card used daily", parts={"said_source": "her son"}),
]
TITLE = "This is what I heard you say"


class SaidRecord(CoveredRecord):
    """A CoveredRecord in which the person said something of everything."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add("during", *SAID)


@pytest.fixture
def heard(person, database) -> SaidRecord:
    return SaidRecord(database, person.account.actor)


def get(person, record, rest="/read-back", query=""):
    answer = person.get(f"/works/{record.work_id}{rest}{query}")
    assert answer.status_code == 200, answer.text
    return answer


def paper_of(page: str) -> str:
    """What is on the paper: without what is on the screen only."""
    paper = re.search(r'<div class="paper.*?(?=\n<details|\n<div class="screen-only)', page, re.S)
    return text_of(re.sub(r'<a class="[^"]*screen-only.*?</a>', "", paper.group(), flags=re.S))


def take(person, record, **form):
    form = {"key": str(uuid4()), "answer": "agreed", "words": "", **form}
    return person.post(f"/works/{record.work_id}/read-back", data=form)


def kept(record):
    with record.database.reader() as session:
        rows = queries.entries(session, record.actor, record.work_id)
        return [row for row in rows if row.field == "C8"]


# What is on the paper


def test_the_paper_holds_their_words_and_choices_outcomes_first(person, heard):
    paper = paper_of(get(person, heard).text)
    assert paper.startswith(f"{TITLE} Did I get it right?")
    assert paper.index("What you want “to live near my sister”") < paper.index("What matters to")
    assert "What you do already that helps “I do my own books”" in paper
    assert "How often you want to hear from me Every month." in paper


@pytest.mark.parametrize(
    "words",
    ["She wants a call", "Card used daily", "her son", "He answered for her", "He is my son",
     "Being watched", "Nobody just now", "does not shout", "SA-2026-0042", "MSP", "afeguard"],
)  # fmt: skip
def test_nothing_else_is_on_the_page_the_paper_or_the_pdf(person, heard, words):
    assert words not in paper_of(get(person, heard).text)
    made = get(person, heard, "/read-back.pdf").content
    assert words not in text_in(made) and words not in str(about(made))


def test_what_is_left_off_is_shown_apart_and_can_be_put_on(person, heard):
    page = get(person, heard).text
    off = re.search(r"<details.*?</details>", page, re.S).group()
    assert "1 left off. For you only" in text_of(off) and "does not shout" in text_of(off)
    [entry] = heard.ids["A19"]
    [href] = re.findall(r'href="([^"]+)"', off)
    assert href == f"/works/{heard.work_id}/read-back?put_on={entry}"
    page = person.get(href).text
    assert "What would make things better “A Sunday where he does not shout”" in paper_of(page)
    assert "<details" not in page
    assert f'href="/works/{heard.work_id}/read-back.pdf?put_on={entry}"' in page
    made = get(person, heard, "/read-back.pdf", f"?put_on={entry}").content
    assert "does not shout" in text_in(made)


def test_any_line_can_be_left_out_and_stays_out_in_every_size(person, heard):
    page = get(person, heard, query="?size=larger").text
    [entry] = heard.ids["A10"]
    [href] = [h.replace("&amp;", "&") for h in re.findall(r'href="([^"]+)"', page) if entry in h]
    assert href.endswith(f"?leave_out={entry}&size=larger")
    page = person.get(href).text
    assert "own books" not in paper_of(page) and "own books" in text_of(page)
    for query in (f"?leave_out={entry}", f"?leave_out={entry}&amp;size=largest"):
        assert f"/read-back{query}" in page


@pytest.mark.parametrize(
    "query", ["?size=huge", "?put_on=x&leave_out=%22%3E%3Cscript%3E", "?size="]
)
def test_a_query_that_means_nothing_does_no_harm(person, heard, query):
    page = get(person, heard, query=query).text
    assert paper_of(page) == paper_of(get(person, heard).text)
    assert "<script>" not in page
    assert faults_of(get(person, heard, "/read-back.pdf", query).content) == []


def test_the_pdf_says_what_the_page_says_and_no_more(person, heard):
    for query in ("", "?size=largest"):
        made = get(person, heard, "/read-back.pdf", query).content
        assert faults_of(made) == [] and pages_of(made) >= 1
        pages = re.sub(r" \d of \d", "", text_in(made))
        assert pages == paper_of(get(person, heard).text)
        assert about(made)["/Title"] == TITLE
    assert pages_of(made) > pages_of(get(person, heard, "/read-back.pdf").content)


def test_the_file_has_a_name_that_tells_nothing_and_is_audited(person, heard):
    answer = get(person, heard, "/read-back.pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="what-you-said.pdf"'
    with heard.database.reader() as session:
        exported = session.scalars(select(AuditEvent).filter_by(action="record.exported")).all()
    assert [(e.subject_id, e.fields) for e in exported] == [(heard.work_id, ["read-back.pdf"])]


def test_nothing_to_read_back_is_said(person):
    work = person.post("/work", data={"case_ref": "NEW/1", "section_42": "yes"})
    address = f"{work.headers['location']}/read-back"
    assert layout()["nothing"] in paper_of(person.get(address).text)
    assert layout()["nothing"] in text_in(person.get(f"{address}.pdf").content)


# How it was taken


@pytest.mark.parametrize(
    ("answer", "words", "stored"),
    [
        ("agreed", "", None),
        ("agreed", "  \n ", None),
        ("changed", "It is my house, too.\r\nNot his.", "It is my house, too.\nNot his."),
        ("not_agreed", "", None),
        ("not_agreed", SCRIPT, SCRIPT),
    ],
)
def test_it_is_kept_as_an_entry_like_any_other(person, heard, answer, words, stored):
    sent = take(person, heard, answer=answer, words=words)
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/works/{heard.work_id}/read-back#taken"
    [entry] = kept(heard)
    field = content().field("C8")
    assert (entry.value, entry.words, entry.kind) == (answer, stored, field.kind)
    assert (entry.author_id, entry.contact_id, entry.source_person) == (
        heard.actor.id,
        None,
        "adult",
    )
    with heard.database.reader() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.action, event.fields) == ("entries.filed", ["C8"])
    for address in ("/read-back", ""):
        html = section(
            get(person, heard, address).text, "last-title" if address else "read-back-title"
        )
        assert field.main.label(answer) in html and entry.id in entries_in(html)
        assert "<script>" not in html and (stored or "").split("\n")[0] in text_of(html)
    assert text_of(get(person, heard, f"/entries/{entry.id}").text).count("Read back to them") >= 1


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"answer": ""}, "Choose how they took it."),
        ({"answer": "maybe"}, "Choose how they took it."),
        ({"answer": "changed", "words": " \u200b "}, "What would they change? Use their words."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost_or_kept(person, heard, form, fault):
    answer = take(person, heard, **{"words": "Typed already", **form})
    assert answer.status_code == 422
    summary = re.search(r'<div class="govuk-error-summary.*?</div>', answer.text, re.S).group()
    assert fault in text_of(summary) and "<title>Error: " in answer.text
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in answer.text
    assert form.get("words", "Typed already").strip() in answer.text
    assert kept(heard) == []


def test_the_form_sent_twice_is_kept_once(person, heard):
    [(name, key)] = [row for row in inputs(get(person, heard).text, "hidden") if row[0] == "key"]
    for _ in range(2):
        assert take(person, heard, key=key, answer="changed", words="Mine").status_code == 303
    assert len(kept(heard)) == 1
    take(person, heard, key=key, answer="agreed")  # the same form, filled in anew
    take(person, heard, answer="agreed")  # another reading
    assert [entry.value for entry in kept(heard)] == ["changed", "agreed", "agreed"]


def test_sent_twice_at_the_same_moment_is_kept_once(person, heard):
    key = str(uuid4())
    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(lambda _: take(person, heard, key=key), range(6)))
    assert {answer.status_code for answer in sent} == {303}
    assert len(kept(heard)) == 1


def test_a_key_of_somebody_elses_changes_nothing_for_them(person, signed_in, heard, database):
    other = signed_in("practitioner")
    theirs = SaidRecord(database, other.account.actor, "SA-7")
    key = str(uuid4())
    assert take(person, heard, key=key).status_code == 303
    assert take(other, theirs, key=key).status_code == 303
    assert (len(kept(heard)), len(kept(theirs))) == (1, 1)
    assert take(other, heard).status_code == 404
    assert take(person, heard, key="x" * 500).status_code == 422
    assert take(person, heard, answer="changed", words="x" * 20_001).status_code == 413


def test_another_site_cannot_send_it(person, heard):
    headers = {"sec-fetch-site": "cross-site"}
    answer = person.post(
        f"/works/{heard.work_id}/read-back", data={"answer": "agreed"}, headers=headers
    )
    assert answer.status_code == 403 and kept(heard) == []


def test_the_record_says_when_it_was_last_read_back_and_what_was_said_since(person, heard):
    assert "Not read back yet." in section(get(person, heard, "").text, "read-back-title")
    take(person, heard, answer="agreed")
    html = section(get(person, heard, "").text, "read-back-title")
    assert "Said or changed since" not in html and "change their answers" not in html
    heard.add("during", draft("D10", words="I sewed well", kind="person_words"))
    assert "Said or changed since then: 1." in section(
        get(person, heard, "").text, "read-back-title"
    )
    take(person, heard, answer="changed", words="It is my house")
    html = section(get(person, heard, "").text, "read-back-title")
    assert "“It is my house”" in html and "change their answers in a conversation" in html
    assert "since" not in html


def test_it_is_linked_from_my_work(person, heard):
    assert f'href="/works/{heard.work_id}/read-back"' in person.get("/work").text


def test_it_is_exported_and_stands_outside_a_conversation(person, heard):
    take(person, heard, answer="changed", words="It is my house")
    text = person.get(f"/v1/works/{heard.work_id}/export?format=txt").text
    assert "Read back to them" in text and "“It is my house”" in text
    assert "Outside a conversation" in get(person, heard, "").text


# In a browser


@pytest.fixture
def seen(site, page) -> SaidRecord:
    actor = site.account()
    site.sign_in(page, actor.username)
    return SaidRecord(site.app.state.database, actor)


def address(site, record, query=""):
    return f"{site.url}/works/{record.work_id}/read-back{query}"


@needs_chromium
@pytest.mark.parametrize("query", ["", "?size=larger", "?size=largest"])
def test_no_fault_at_any_width_or_size(page, site, seen, query):
    seen.add("during", draft("D10", words="Long" * 120, kind="person_words"))
    page.goto(address(site, seen, query))
    page.get_by_text("left off. For you only").click()
    assert site.complaints == []
    assert faults(page) == []


@needs_chromium
def test_no_fault_with_an_error_and_with_an_answer(page, site, seen):
    page.goto(address(site, seen))
    page.get_by_label("They would change something").check()
    page.get_by_role("button", name="Keep this in the record").click()
    expect(page.get_by_role("alert")).to_contain_text("What would they change?")
    assert faults(page) == []
    page.get_by_label("What would they change?").fill("It is my house")
    page.get_by_role("button", name="Keep this in the record").click()
    expect(page.get_by_role("region", name="Last read back")).to_contain_text("“It is my house”")
    assert faults(page) == []


@needs_chromium
def test_paper_holds_the_person_s_words_in_large_print_and_nothing_else(page, site, seen):
    sizes = []
    for query in ("", "?size=larger", "?size=largest"):
        page.goto(address(site, seen, query))
        page.emulate_media(media="print")
        words = page.get_by_text("“I do my own books”")
        sizes.append(words.evaluate("w => parseFloat(getComputedStyle(w).fontSize) * 0.75"))
    assert [round(size, 2) for size in sizes] == [16, 20, 26]
    printed = page.pdf(prefer_css_page_size=True)
    said = text_in(printed)
    assert said.startswith(TITLE) and "I do my own books" in said
    for words in ("Leave this out", "does not shout", "SA-2026", "MSP", "Sign out", "Keep this"):
        assert words not in said
    assert about(printed)["/Title"] == TITLE


@needs_chromium
def test_it_works_by_keyboard_alone_without_javascript(plain_page, site):
    page = plain_page
    actor = site.account()
    site.sign_in(page, actor.username)
    record = SaidRecord(site.app.state.database, actor)
    page.goto(f"{site.url}/works/{record.work_id}")
    page.get_by_role("link", name="What they said, to read back").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("link", name="Larger print").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Larger print")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name=re.compile("Leave this out.*What matters to you, 1")).press(
        "Enter"
    )
    expect(page.get_by_role("heading", name="What matters to you")).to_have_count(0)
    page.get_by_label("Yes, they agreed with it").press("Space")
    page.get_by_role("button", name="Keep this in the record").press("Enter")
    expect(page.get_by_role("region", name="Last read back")).to_contain_text("Yes, they agreed")
    expect(page.get_by_role("link", name="Larger print")).to_have_attribute("aria-current", "true")
    assert site.origins == {site.url}


@needs_chromium
def test_every_link_can_be_reached_and_seen(page, site, seen):
    page.goto(address(site, seen))
    for name in ("Larger print", "Save it as a PDF"):
        reach(page, name)
    reach(page, "Keep this in the record")
