"""The person's copy on the screen, on paper, as PDF and as text: in large print, and safe."""

import re

import pytest
from sqlalchemy import select

from api.audit.models import AuditEvent
from practice.papers.read_back import PERSONS_COPY, layout
from tests.web.browsing import faults, needs_chromium
from tests.web.covered_record import SCRIPT, CoveredRecord
from tests.web.pdfs import about, faults_of, text_in
from tests.web.reading import text_of
from tests.web.stand_in import draft

PAPER = layout(PERSONS_COPY)
MORE = [
    draft("A10", words="I do my own books", kind="person_words"),
    draft("A16", "yes", kind="decision"),
    draft("D8", words="Ring the bank together", kind="action_taken",
          parts={"owner": "Ada, by Friday", "agreed_by_person": "yes"}),
    draft("D8", words="Tell the police", kind="action_taken", parts={"agreed_by_person": "yes"}),
    draft("D8", words="Change the locks", kind="action_taken", parts={"agreed_by_person": "no"}),
    draft("P1", words="Card used daily", kind="third_party_words",
          parts={"said_source": "her son"}),
    draft("P3", words="Only on Tuesdays", kind="professional_view"),
]  # fmt: skip
NEVER = ["Card used daily", "her son", "Only on Tuesdays", "Change the locks", "police",
         "He answered for her", "He is my son", "SA-2026", "MSP", "afeguard"]  # fmt: skip


class GivenRecord(CoveredRecord):
    """A CoveredRecord with decisions, steps, and what must not be on a paper."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add("during", *MORE)


def paper_of(page: str) -> str:
    """What is on the paper: without what is on the screen only."""
    paper = re.search(r'<div class="paper.*?\n</div>', page, re.S).group()
    return text_of(re.sub(r'<a class="[^"]*screen-only.*?</a>', "", paper, flags=re.S))


@pytest.fixture
def given(person, database) -> GivenRecord:
    return GivenRecord(database, person.account.actor)


def get(person, record, rest=""):
    answer = person.get(f"/works/{record.work_id}/persons-copy{rest}")
    assert answer.status_code == 200, answer.text
    return answer


def test_it_has_their_words_decisions_and_what_happens_next(person, given):
    paper = paper_of(get(person, given).text)
    assert paper.startswith(f"{PAPER['title']} {PAPER['intro']}")
    assert "“I do my own books”" in paper and "You said yes to them." in paper
    assert "What happens next Ring the bank together Ada, by Friday" in paper


@pytest.mark.parametrize("words", NEVER)
def test_nothing_else_is_on_the_paper_in_any_form(person, given, words):
    assert words not in paper_of(get(person, given).text)
    made = get(person, given, ".pdf").content
    assert words not in text_in(made) and words not in str(about(made))
    assert words not in get(person, given, ".md").text


def test_the_pdf_and_the_text_say_what_the_page_says(person, given):
    paper = paper_of(get(person, given).text)
    made = get(person, given, ".pdf").content
    assert faults_of(made) == [] and about(made)["/Title"] == PAPER["title"]
    assert re.sub(r" \d of \d", "", text_in(made)) == paper
    text = get(person, given, ".md").text
    assert text.startswith(f"# {PAPER['title']}\n") and "## What happens next\n" in text
    plain = re.sub(r"^#+ ", "", text.replace("\\", ""), flags=re.M)
    assert " ".join(plain.split()) == paper
    assert "\\<script\\>" in text and SCRIPT not in text


def test_the_print_is_large(person, given):
    """At least 16 points, told by the size that the PDF itself sets."""
    import io

    import pypdf

    for query, points in (("", 16), ("?size=larger", 20), ("?size=largest", 26)):
        sizes = set()
        reader = pypdf.PdfReader(io.BytesIO(get(person, given, f".pdf{query}").content))
        for page in reader.pages:
            page.extract_text(
                visitor_text=lambda text, cm, tm, font, size, sizes=sizes: (
                    sizes.add(round(size * abs(tm[3] or 1) * abs(cm[3] or 1), 1))
                    if text.strip() and not re.fullmatch(r"\d of \d", text.strip())
                    else None
                )
            )
        assert min(sizes) >= points, (query, sizes)


def test_a_line_that_was_held_back_can_be_put_on_everywhere(person, given):
    page = get(person, given).text
    assert "Tell the police" in page and "Tell the police" not in paper_of(page)
    entry = given.ids["D8"][1]
    for rest in ("", ".pdf", ".md"):
        answer = get(person, given, f"{rest}?put_on={entry}")
        said = text_in(answer.content) if rest == ".pdf" else answer.text
        assert "Tell the police" in (paper_of(said) if not rest else said)


def test_the_files_tell_nothing_by_their_names_and_are_audited(person, given):
    for rest in (".pdf", ".md"):
        header = get(person, given, rest).headers["content-disposition"]
        assert header == f'attachment; filename="your-copy{rest}"'
    with given.database.reader() as session:
        found = session.scalars(select(AuditEvent).filter_by(action="record.exported")).all()
    assert [event.fields for event in found] == [["persons-copy.pdf"], ["persons-copy.md"]]


def test_nothing_to_give_is_said(person):
    work = person.post("/work", data={"case_ref": "NEW/1", "section_42": "yes"})
    address = f"{work.headers['location']}/persons-copy"
    assert PAPER["nothing"] in paper_of(person.get(address).text)
    assert PAPER["nothing"] in text_in(person.get(f"{address}.pdf").content)
    assert PAPER["nothing"] in person.get(f"{address}.md").text


@needs_chromium
@pytest.mark.parametrize("query", ["", "?size=largest"])
def test_no_fault_at_any_width_or_size(page, site, query):
    actor = site.account()
    site.sign_in(page, actor.username)
    record = GivenRecord(site.app.state.database, actor)
    record.add("during", draft("D10", words="Long" * 120, kind="person_words"))
    page.goto(f"{site.url}/works/{record.work_id}/persons-copy{query}")
    page.get_by_text("left off. For you only").click()
    assert faults(page) == [] and site.complaints == []
    page.emulate_media(media="print")
    words = page.get_by_text("“I do my own books”")
    points = words.evaluate("w => parseFloat(getComputedStyle(w).fontSize) * 0.75")
    assert round(points, 2) >= 16
    said = text_in(page.pdf(prefer_css_page_size=True))
    assert said.startswith(PAPER["title"])
    assert not [word for word in [*NEVER, "Leave this out", "Sign out"] if word in said]


@needs_chromium
def test_it_works_without_javascript(plain_page, site):
    actor = site.account()
    site.sign_in(plain_page, actor.username)
    record = GivenRecord(site.app.state.database, actor)
    plain_page.goto(f"{site.url}/works/{record.work_id}")
    plain_page.get_by_role("link", name="The person’s copy").press("Enter")
    plain_page.get_by_role("link", name=re.compile("Leave this out.*What happens next")).press(
        "Enter"
    )
    assert "Ring the bank" not in paper_of(plain_page.content())
