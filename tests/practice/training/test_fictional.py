"""What looks like a real person's particulars is found, and what people say in training is not."""

import time

import pytest

from practice.content import content
from practice.training.fictional import KINDS, Found, looks_real

REAL = {
    "nhs_number": [
        "999 123 4567", "9991234567", "NHS no 999-123-4567 on the letter", "999.123.4567",
        "999\u00a0123\u00a04567", "９９９ １２３ ４５６７", "999\u200b123\u200b4567",
        "999–123–4567",
    ],
    "phone": [
        "07700 900123", "call 07700900123 today", "(01632) 960 123", "01632 960123",
        "0770 0900 123",
        "020 7946 0123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700 900 123",
        "077 0090 0123", "+33 1 99 00 12 34", "01632-960-123", "07700.900.123",
    ],
    "email": ["jo.bloggs@mail.co.uk", "it is JO_B+x@council.gov.uk.", "o'neil@sub.mail.org"],
    "postcode": ["BD1 1HY", "bd1 1hy", "SW1A 1AA", "M11AE", "she is in LS12 2ND now", "EC1A 1BB"],
    "birth_date": [
        "12/03/1948", "12.3.48", "12-03-1948", "12 / 03 / 1948", "1948-03-12", "12 March 1948",
        "12th of March 1948", "March 12, 1948", "12 Mar '48", "12-Mar-1948", "3 june 2001",
        "born on 12 March", "DOB 12/3", "D.O.B: 12.03.99", "date of birth is the 4th May",
        "her birthday is 12 March", "born 3 May 2019", "dob 1/2/24",
        "12 03 1948", "12/Mar/1948", "12.mar.48",
    ],
    "national_insurance": ["AB123456C", "ab 12 34 56 c"],
    "case_ref": [
        "AB-1234", "ab-1234", "SA-2026-0042", "AB/1234", "SGA/2024/0071", "LAS 123456", "AB123456",
        "P1234567", "A1234BC", "case 4411", "Ref: 884213", "crime no 13240",
        "hospital number 55123",
        "record no. K12345", "2026/004212", "account no: 1234",
        "client id 4411", "ID: 44113", "patient number 5512",
    ],
    "vehicle": ["AB12 CDE", "AB12CDE"],
    "long_number": [
        "1234567", "4929 1234 1234 1234", "40-47-84", "1 2 3 4 5 6 7 8", "passport 123456789",
    ],
    "address": [
        "14 Oak Street", "14a Elm Park Road", "12, Rose Lane", "3 oak avenue", "9 King's Crescent",
        "7 High St", "2 Mill Way",
    ],
    "full_name": [
        "Mrs Margaret Jones", "Mr Jones", "mr jones", "mrs o'brien came", "Ms. Ada Obi", "Dr Khan",
        "Miss Latimer", "Mx Lee", "Prof Smith-Jones", "Cllr Ahmed", "MR JONES", "Mr D. Aldous",
        "Mr.Jones", "mrs.jones",
        "my name is Margaret Jones", "Her name’s Ada Obi", "Name: Margaret Jones", "Sir David Hall",
        "Mr\u00a0Jones", "Mrs Ångström", "Rev. Green",
    ],
}  # fmt: skip

NOT_REAL = [
    "", "   ", "She is 67 and likes her tea at 4.30.", "Born in 1948", "born on a farm", "aged 82",
    "We meet on 3 June 2026", "review it on 12/11/2026", "03.06.26", "since March 2024", "in 1948",
    "by 30 November", "May 2026", "Call 999, or 101, or NHS 111", "0800 555 111", "0808 200 0247",
    "0300 123 1234", "0800 1111", "116 123", "It costs £1,200,000", "£1234567",
    "about 100,000 people",
    "24/7", "COVID-19", "PHQ-9", "section 42", "MCA 2005", "the Care Act 2014", "pre-1948 house",
    "2019-2020", "2023/24", "UK 5000 metres", "the M62 and the A6177", "page 12 of 144",
    "3-4 times", "9.30, 10.15 and 11.00", "07.30 08.15 09.00", "1 2 3 4 5",
    "20 mg at 8, 5 ml at 10",
    "B12 3ml", "A1 1st", "e1 2nd try", "ZZ99 9ZZ", "we live in BD1", "Bradford", "10 minute walk",
    "a 5 hour drive", "2 more places", "the 3 lane road", "1 main road", "Oak Street",
    "jo@example.org", "a@b.test", "meet @ 5", "Margaret", "Margaret and Ada", "Mr and Mrs",
    "the doctor said so", "Dr said no", "the Dr. The next day", "Ask mr or mrs", "Miss you, Mum",
    "Miss Sunday lunch", "We miss Anna", "Sir, may I?", "Dear Sir Madam", "Mrs K", "Mrs. K said so",
    "case in 2019", "in case 3 people come", "my name is Ada", "name is important", "Crown Court",
    "West Yorkshire Police", "Being free from fear, and having 2 or 3 choices", "<b>hello</b>",
    "ref 2019", "10 or 12 in 1999", "a patient, 3 times",
    "person 3 of 500", "a score of 12-10", "room 12", "flat 3", "4 of 5", "\u200b", "1\u0301",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, t) for kind, rows in REAL.items() for t in rows])
def test_what_looks_real_is_found(kind, text):
    assert [found.kind for found in looks_real(text)] == [kind], text


@pytest.mark.parametrize(("kind", "text"), [(kind, t) for kind, rows in REAL.items() for t in rows])
def test_it_is_found_within_other_words_too(kind, text):
    found = looks_real(f"So, {text} and a cup of tea")
    assert kind in {row.kind for row in found} and all(row.start >= 4 for row in found)


@pytest.mark.parametrize("text", NOT_REAL)
def test_what_people_say_in_training_passes(text):
    assert looks_real(text) == []


def test_every_kind_has_examples_here_and_words_for_people():
    assert set(KINDS) == set(REAL)
    assert all(content().say(f"fictional.{kind}") for kind in KINDS)


def test_each_says_where_it_stands():
    text = "Mrs Jones, 07700\u200b 900123, AB-1234"
    assert looks_real(text) == [
        Found(0, 9, "full_name", "Mrs Jones"),
        Found(11, 24, "phone", "07700\u200b 900123"),
        Found(26, 33, "case_ref", "AB-1234"),
    ]
    assert all(text[row.start : row.end] == row.text for row in looks_real(text))


def test_names_end_where_the_sentence_or_line_ends():
    assert [row.text for row in looks_real("I saw Mr Lund. Tuesday was better.")] == ["Mr Lund"]
    assert [row.text for row in looks_real("Mr Whitlock\nDecision: none")] == ["Mr Whitlock"]
    assert [row.text for row in looks_real("Mr Eze's sister")] == ["Mr Eze's"]


@pytest.mark.parametrize(
    ("text", "allowed", "kinds"),
    [
        ("Mrs Ada Obi came", ["Ada Obi"], []),
        ("Mrs Obi's tea", ["ada", "OBI"], []),
        ("Mrs Ada Jones", ["Ada Obi"], ["full_name"]),
        ("14 Rose Street", ["Rose Street"], []),
        ("14 Rose Street", ["Rose"], []),
        ("14 Oak Street", ["Rose"], ["address"]),
        ("my name is Ada Obi", ["Ada", "Obi"], []),
        ("AB-1234", ["AB", "AB-1234"], ["case_ref"]),
        ("07700 900123", ["07700 900123"], ["phone"]),
    ],
)
def test_the_scenarios_own_names_and_places_pass_and_nothing_else(text, allowed, kinds):
    assert [row.kind for row in looks_real(text, allowed)] == kinds


@pytest.mark.parametrize(
    "piece", ["Mr ", "0", "1 ", "a@", "12/", "AB-", "Rose Lane ", "name is A "]
)
def test_a_long_text_is_read_in_a_moment(piece):
    begun = time.perf_counter()
    looks_real((piece * 20_000)[:20_000])
    assert time.perf_counter() - begun < 2
