"""Whatever was typed and however little: every format can be made, and says just that."""

import json
import re

import pytest

from api.exports.glyphs import printable
from practice.papers.choices_only import channel_text
from practice.record import Record
from tests.exports.checker import faults, flow_of_word
from tests.exports.fhir_rules import faults_of_fhir
from tests.exports.making import QUICK, make
from tests.exports.random_records import FIELDS, STATES
from tests.exports.test_fhir import light
from tests.exports.test_nothing_invented import body_of, squashed
from tests.web.pdfs import faults_of, text_in
from tests.web.test_pdf import LANGUAGES, letters

WORK = {"id": "w", "case_ref": "A&B/<1>", "section_42": "not_decided"}
CONTACT = {"id": "c", "stage": "start", "started_at": "2026-11-21T09:00:00Z", "finished_at": None,
           "settled": [], "later": []}  # fmt: skip
ODD = {
    **LANGUAGES,
    "emoji": "🙂👩‍👩‍👧 ok 🏳️‍🌈",
    "scripts that no font has": "好的, 한국, ひら, ᚠᚢᚦ",
    "control characters": "a\x00b\x0bc\x1fd\x7fe\x85f\u202eg\ufeffh",
    "not for XML": "a\ufffe\uffffb",
    "a huge word": "w" * 5000,
    "many lines": "\n".join(f"line {n}" for n in range(200)),
    "blank lines and tabs": "a\n\n\n\tb  \n  c",
    "markup": "</div><script>alert(1)</script> <w:p/> &amp; &#8217; ]]> {{x}} {% y %}",
    "markdown": "# a\n- b\n> c\n1. d\n``` e\n| f |\n---\n[g](h) ![i](j)",
    "typst": "#read(\"/etc/passwd\") $x^2$ *b* _i_ @ref <label> \\ // /*",
    "a spreadsheet's formula": "=cmd|' /C calc'!A0\n+1\n-1\n@SUM(A1)",
    "looks like a source": "x (the person’s own words; recorded by Eve, 1 May 2026 at 10:00)",
    "looks like a heading": "x\nWHAT THE PERSON WANTS\n  - What they want: “gone”",
    "quotes": "”“\"'‘’«»",
    "right to left with numbers": "أريد 3 أشياء (2)",
}  # fmt: skip


def entry(field: str, seq: int, **more):
    return {
        "id": f"e{seq}", "field": field, "name": FIELDS[field]["name"], "stage": "start",
        "contact_id": "c", "answer_state": "answered", "value": None, "words": None, "parts": {},
        "reason": None, "kind": FIELDS[field]["kind"], "source_person": "adult", "author": "Ada",
        "recorded_at": "2026-11-21T09:00:00Z", "occurred_at": None, "conversation_id": "x",
        "conversation_turn": "m", "supersedes": None, "superseded_by": None, "change": "new",
        "thread_id": None, "seq": seq, **more,
    }  # fmt: skip


def record(*entries, contacts=(CONTACT,)):
    return {"work": WORK, "contacts": list(contacts), "entries": list(entries)}


def of_words(words: str):
    """The same words wherever words can stand."""
    return record(
        entry("A5", 1, words=words),
        entry("C3", 2, value="no", parts={"why_not": words}),
        entry("A8", 3, words=words, thread_id="e3"),
        entry("A11", 4, words="x", parts={"raised_by": ["thread:e3"]}),
        entry("A18", 5, answer_state="not_asked_reason", reason=words),
        entry("C2", 6, value=["family"], words=words),
        entry("N1", 7, words=words, author=words[:40]),
    )


@pytest.mark.parametrize("kind", ODD)
def test_whatever_was_typed_stands_in_every_format(kind):
    raw = of_words(ODD[kind])
    made = make(raw, None, *QUICK, "boxes", "docx", "pdf", "fields")
    for format in (*QUICK, "docx"):
        assert faults(raw, None, format, made[format]) == [], format
    assert faults_of_fhir(light(made["fhir"])) == []
    assert faults_of(made["pdf"]) == []
    assert ODD[kind].split("\n")[0] in made["fields"]
    assert channel_text(Record.from_json(raw), "c")
    told = squashed(printable(flow_of_word(made["docx"])))
    in_pdf = body_of(made["pdf"], printable(WORK["case_ref"]))
    if kind in LANGUAGES or kind.startswith("right to left"):
        # The tool that reads the PDF puts such letters in another order, and some twice.
        assert set(letters(told)) <= set(letters(in_pdf))
    else:
        assert re.sub(r"\[characterU\+FFF[EF]\]", "", in_pdf) == told


def test_what_no_font_has_is_named_in_the_pdf():
    text = text_in(make(of_words("好的 🙂"), None, "pdf")["pdf"])
    assert "[2 CJK characters]" in text and "[slightly smiling face]" in text


@pytest.mark.parametrize(
    "raw",
    [
        record(contacts=()),
        record(),
        record(contacts=[{**CONTACT, "stage": stage, "id": stage} for stage in
                         ("prepare", "start", "during", "end")]),
        record(*(entry(field, n, answer_state=STATES[n % 4], reason=None)
                 for n, field in enumerate(FIELDS, 1))),
        record(*(entry(field, n, answer_state="not_asked_reason", reason="Tired")
                 for n, field in enumerate(FIELDS, 1) if field != "P13")),
        record(entry("P13", 1, words="hush"), entry("E16", 2, words="hush too")),
    ],
    ids=["nothing at all", "nothing said", "four open stages", "all without an answer",
         "all not asked", "private fields only"],
)  # fmt: skip
def test_a_record_of_little_or_nothing_can_be_had(raw):
    contacts = [None, *[contact["id"] for contact in raw["contacts"]]]
    for about in contacts:
        made = make(raw, about, *QUICK, "boxes", "docx", "pdf")
        for format in (*QUICK, "docx"):
            assert faults(raw, about, format, made[format]) == [], format
        assert faults_of(made["pdf"]) == []
        assert "hush" not in made["txt"] + made["md"] + made["json"] + json.dumps(made["fhir"])
        assert about is None or channel_text(Record.from_json(raw), about)


def test_a_surrogate_does_no_harm():
    raw = of_words("a\ud800b")
    made = make(raw, None, *QUICK, "docx", "pdf", "fields")
    assert faults_of(made["pdf"]) == []
    assert faults_of_fhir(light(made["fhir"])) == []


def test_the_latest_record_of_years_is_shown_whole():
    raw = record(*(entry("N1", n, words=f"note {n}. " * 20) for n in range(1, 400)))
    made = make(raw, None, *QUICK, "boxes")
    for format, export in made.items():
        assert faults(raw, None, format, export) == []
