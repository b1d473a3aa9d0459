"""The write-up as PDF and Word: accessible, whole, and saying what the other formats say."""

import io
import re

import docx
import pytest

from tests.web.full_record import ORDINARY, FullRecord
from tests.web.pdfs import about, faults_of, pages_of, text_in
from tests.web.stand_in import draft

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODD = "emoji 🙂, নমস্কার, پنجابی, 中文, <b>bold</b>, *stars*, a\x0bb, \ufffe, =SUM(A1), " + "w" * 120


def fetch(person, case, kind):
    answer = person.get(f"/v1/works/{case.work_id}/export?format={kind}")
    assert answer.status_code == 200, answer.text
    return answer


def lines_of_word(content):
    """The file, the rows of its tables without their header rows, and its paragraphs."""
    file = docx.Document(io.BytesIO(content))
    rows = [row for table in file.tables for row in table.rows[1:]]
    cells = [": ".join(cell.text for cell in row.cells) for row in rows]
    return file, cells, [p.text for p in file.paragraphs if p.text]


def plain(text):
    return "".join(text.split())


def test_the_pdf_keeps_both_standards_and_holds_every_line(person, case):
    made = fetch(person, case, "pdf")
    assert made.headers["content-type"] == "application/pdf"
    assert made.headers["content-disposition"] == 'attachment; filename="SA-2026-0042.pdf"'
    assert faults_of(made.content) == []
    assert about(made.content)["/Title"] == "Record of safeguarding conversations"
    text = plain(text_in(made.content))
    for line in fetch(person, case, "txt").text.splitlines()[2:]:
        said = plain(line.removeprefix("  - "))
        # The time it was made may be a minute later.
        assert "Summarymade" in said or said.casefold() in text.casefold()


def test_the_word_file_says_what_the_text_says(person, case):
    made = fetch(person, case, "docx")
    assert made.headers["content-type"] == WORD
    file, header, lines = lines_of_word(made.content)
    text = fetch(person, case, "txt").text
    for line in header + lines:
        assert "Summary made" in line or plain(line).casefold() in plain(text).casefold()
    assert len(header) + len(lines) == len([row for row in text.splitlines() if row.strip()]) - 1
    assert [p.style.name for p in file.paragraphs][0] == "Title"
    assert {"Heading 1", "Heading 2"} <= {p.style.name for p in file.paragraphs}
    assert file.core_properties.language == "en-GB" and not file.core_properties.author


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_whatever_was_typed_can_be_shown(person, case, kind):
    case._file(case.later, [draft("N1", words=ODD)])
    made = fetch(person, case, kind).content
    text = text_in(made) if kind == "pdf" else "\n".join(lines_of_word(made)[2])
    for piece in ("<b>bold</b>", "*stars*", "=SUM(A1)", "w" * 120):
        assert plain(piece) in plain(text)
    if kind == "pdf":
        assert faults_of(made) == [] and "[2 CJK characters]" in text


def test_a_long_record_runs_over_pages(person, database):
    full = FullRecord(database, person.account.actor)
    full.fill(ORDINARY, ["start", "during"])
    made = fetch(person, full, "pdf").content
    assert pages_of(made) > 3 and faults_of(made) == []
    assert f"Page {pages_of(made)} / {pages_of(made)}" in text_in(made)


def test_a_heading_with_a_colon_in_it_stays_whole(person, case):
    """“Consent, part 1: free will” is one label."""
    marked = re.findall(r"^- \*\*(.*?):\*\* ", fetch(person, case, "md").text, re.M)
    file, _, _ = lines_of_word(fetch(person, case, "docx").content)
    bold = [run.text for p in file.paragraphs for run in p.runs if run.bold]
    [label] = [label for label in marked if label.startswith("Consent, part 1: free will")]
    assert f"{label}: " in bold


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_private_worries_stay_private(person, case, kind):
    case._file(case.later, [draft("P13", words="I am afraid of the dog")])
    made = fetch(person, case, kind).content
    text = text_in(made) if kind == "pdf" else "\n".join(lines_of_word(made)[2])
    assert "afraid of the dog" not in text


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_another_practitioner_gets_nothing(signed_in, case, kind):
    other = signed_in("practitioner")
    assert other.get(f"/v1/works/{case.work_id}/export?format={kind}").status_code == 404
