"""The neutral document: its header, whose statement each line is, and one conversation's own."""

from dataclasses import replace

import pytest

from practice.content import content
from practice.papers.document import document, layout, section_titles
from practice.papers.lines import entry_lines
from practice.record import Record
from tests.practice.records import contact, left, record, say

LABELS, VOICES = layout()["labels"], layout()["voices"]
START, LATER = contact("start", 1), contact("during", 8, finished=False)


def in_(where, *answers):
    return [replace(answer, contact_id=where.id) for answer in answers]


def made(*answers, contacts=(START,), about=None) -> dict:
    found = record(*answers, contacts=contacts)
    rows = tuple(
        replace(e, author="Ada", recorded_at="2026-11-21T09:30:00Z") for e in found.entries
    )
    kept = replace(found, work={**found.work, "case_ref": "A-1"}, entries=rows)
    return document(kept, "today", about)


def header(doc, number=1):
    return [line.text for line in doc.header[number].lines]


def lines(doc, title):
    return [line for s in doc.sections if s.title == title for b in s.blocks for line in b.lines]


# The header


def test_every_row_without_an_entry_says_so():
    doc = made()
    rows = header(doc)
    for row in layout()["header"]:
        assert f"{row['title']}: {LABELS['not_recorded']}" in rows
    assert doc.header[1].title == "First conversation, 1 November 2026"
    assert f"{LABELS['begun']}: 1 November 2026 at 09:00" in rows
    assert f"{LABELS['author']}: {LABELS['not_recorded']}" in header(doc, 0)


def test_the_header_says_when_where_who_alone_how_and_when_written():
    doc = made(
        *in_(
            START,
            say("C1", "home", "Tuesday, half past two"),
            say("C2", ["family"], "her son, for the first half"),
            say("C3", "part", why_not="He would not leave", next_plan="Meet at the centre"),
            say("C4", ["interpreter_other"], interpreter_who="Her niece"),
            say("C6", "later", delay_reason="A day off", author_role="Social worker"),
        )
    )
    assert header(doc)[2:-1] == [
        "Date and time: “Tuesday, half past two”",
        "How and where: In person, at their home",
        "Who was there, and for which part: Family member – “her son, for the first half”",
        "Seen alone, and why: For part of it",
        "Why not: “He would not leave”",
        "Plan to see them alone: “Meet at the centre”",
        "Help to communicate and interpreter: Someone they know interpreted",
        "Who interpreted: “Her niece”",
        "Written when: Later",
        "Reason for the delay: “A day off”",
        "Role of the writer: “Social worker”",
    ]
    assert not doc.sections


def test_without_another_day_the_date_is_that_of_the_entry():
    rows = header(made(*in_(START, say("C1", "phone"))))
    assert "Date and time: 21 November 2026" in rows and "How and where: By phone" in rows


def test_the_role_of_the_writer_has_a_row_of_its_own():
    rows = header(made(*in_(START, say("C6", author_role="Social worker"))))
    assert rows[-3:-1] == ["Written when: Not recorded", "Role of the writer: “Social worker”"]
    rows = header(made(*in_(START, say("C6", "same_day"))))
    assert rows[-3:-1] == ["Written when: The same day", "Role of the writer: Not recorded"]
    rows = header(made(*in_(START, left("C6", "Forgot"))))
    assert rows[-3:-1] == ["Written when: Not asked – “Forgot”", "Role of the writer: Not recorded"]


def test_before_a_visit_nobody_was_there():
    rows = header(made(contacts=(contact("prepare"),)))
    assert [row.partition(":")[0] for row in rows] == ["Begun", "Finished", "Not covered"]


def test_what_was_left_or_never_asked_is_not_covered():
    doc = made(*in_(START, left("C3", "He stayed"), left("A18", "No time"), say("A5", words="x")))
    *_, row = header(doc)
    told = row.removeprefix(f"{LABELS['not_covered']}: ").split("; ")
    titles = {f: content().field(f).title for f in ("C3", "A18", "A5", "A7")}
    assert titles["C3"] in told and titles["A18"] in told and titles["A7"] in told
    assert titles["A5"] not in told
    assert "Seen alone, and why: Not asked – “He stayed”" in header(doc)
    [left_out] = lines(doc, layout()["not_asked"])
    assert left_out.text == f"{titles['A18']}: Not asked – “No time”"


def test_nothing_left_out_is_said_too():
    stage = content().stages["start"]
    answered = [left(f, "x") for f in stage.fields]
    every = [replace(a, answer_state="answered", reason=None, words="x") for a in answered]
    assert header(made(*in_(START, *every)))[-1].endswith(LABELS["all_covered"])


# Whose statement it is


@pytest.mark.parametrize(
    ("entry", "voice"),
    [
        (say("A5", words="x"), "person_words"),
        (replace(say("A5", words="x"), source_person="advocate"), "advocate"),
        (replace(say("A8", words="x"), source_person="representative"), "representative"),
        (replace(say("A8", words="x"), source_person="best_interests"), "best_interests"),
        (say("E5", "yes"), "person_chosen"),
        (say("E5", "yes", "truly"), "person_words"),
        (say("A9", words="her sister"), "person_paraphrase"),
        (say("P1", words="money gone"), "third_party_words"),
        (say("C5", words="tired"), "observation"),
        (say("A1", ["notes"]), "action_taken"),
        (say("E10", "reduced"), "professional_view"),
        (say("A17", ["agreed"]), "decision"),
        (say("A16", "yes"), "decided_by_person"),
        (say("D3", "yes", "Sundays"), "decided_by_person"),
    ],
)
def test_each_line_says_whose_statement_it_is(entry, voice):
    entry = replace(entry, kind=content().field(entry.field).kind)
    doc = made(*in_(START, entry))
    [line] = [row for section in doc.sections for b in section.blocks for row in b.lines]
    assert line.voice == VOICES[voice]
    assert line.recorded == "recorded by Ada, 21 November 2026 at 09:30"
    assert line.conversation == "First conversation, 1 November 2026"
    assert (line.entry_id, line.field) == (entry.field, entry.field)


def test_parts_say_whose_they_are_for_themselves():
    entry = say("D12", words="Told the police", basis=["child"], reaction="I hate it",
                told="yes")  # fmt: skip
    found = lines(made(*in_(START, replace(entry, kind="decision"))), section_titles()["D12"])
    assert {line.label: line.voice for line in found} == {
        "Acting against their wishes": VOICES["decision"],
        "Ground": VOICES["decision"],
        "Their reaction": VOICES["person_words"],
        "Person told about it": VOICES["action_taken"],
    }


def test_the_rating_and_the_practitioners_view_are_told_apart():
    opened = say("A8", words="to see her")
    rated = replace(say("E2", "fully", practitioner_view="not", thread="A8"), kind="person_words")
    found = lines(made(*in_(START, opened, rated)), "What the person wants")
    rows = {line.label: (line.chosen, line.voice) for line in found}
    assert rows["How far it was achieved"] == (("Fully achieved",), VOICES["person_chosen"])
    assert rows["The practitioner’s view"] == (("Not achieved",), VOICES["professional_view"])


@pytest.mark.parametrize(("help_given", "said"), [("signer", True), ("easy_read", False)])
def test_what_came_with_an_interpreter_says_so(help_given, said):
    words = replace(say("A5", words="x"), kind="person_words")
    seen = replace(say("C5", words="tired"), kind="observation")
    doc = made(*in_(START, say("C4", [help_given]), words, seen))
    [mine] = lines(doc, section_titles()["A5"])
    [ours] = lines(doc, section_titles()["C5"])
    assert mine.voice.endswith(layout()["interpreted"]["says"]) == said
    assert ours.voice == VOICES["observation"]


def test_a_part_without_a_main_answer_says_what_it_belongs_to():
    doc = made(*in_(START, say("A14", None, conclusion="presumed", decision="enquiry")))
    first, second = lines(doc, section_titles()["A14"])
    assert first.label.startswith("Consent, part 3: capacity for this decision – ")
    assert " – " not in second.label


def test_what_was_said_at_a_meeting_in_their_words_is_shown():
    found = record(say("D11", "yes", their_words="I want my say"))
    assert "In their words: “I want my say”" in [
        row.text for row in entry_lines(found.heads[0], found)
    ]


# One conversation


def whole() -> Record:
    first = in_(START, say("A8", words="to see my sister"), say("A5", words="My garden"))
    then = in_(LATER, say("D1", "changed", "to live near her", thread="A8"),
               say("D1", "unchanged", thread="A8"))  # fmt: skip
    return record(*first, *then, say("C8", "agreed"), contacts=(START, LATER))


def texts(doc):
    return [line.text for s in doc.sections for b in s.blocks for line in b.lines]


def test_one_conversation_has_its_own_lines_and_what_they_were_about():
    found = replace(whole(), work={"case_ref": "A-1", "section_42": "no"})
    first, later = (document(found, "today", c.id) for c in (START, LATER))
    assert texts(first) == [
        "What they want: “to see my sister”",
        "What matters to them: “My garden”",
    ]
    assert texts(later)[0] == "What they want: “to see my sister”"
    assert later.sections[0].blocks[0].lines[0].conversation.startswith("First conversation")
    assert len(later.header) == 2 and later.title == layout()["contact_title"]
    everything = texts(document(found, "today"))
    assert set(texts(first)) | set(texts(later)) < set(everything)
    assert "Read back to them: Yes, they agreed with it" in everything


def test_a_conversation_of_another_record_is_refused():
    with pytest.raises(KeyError):
        document(replace(whole(), work={"case_ref": "A", "section_42": "no"}), "today", "nobody")


def test_every_exported_field_has_a_place_and_no_other_has():
    exported = {field.id for field in content().fields.values() if field.exported}
    assert set(section_titles()) == exported
