"""The PDF mechanism: accessible, archivable, nothing typed acts, and no letter is lost unsaid."""

import hashlib
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exports.glyphs import FONTS, glyphs, printable
from api.exports.pdf import pdf, pdf_response
from tests.web.pdfs import about, faults_of, lengths_hold, pages_of, text_in

MADE = datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC)
LANGUAGES = {
    "Welsh": "Dw i eisiau mynd adref, tŷ ŵyn",
    "Polish": "Chcę wrócić do domu, łóżko",
    "Urdu": "میں اپنے گھر میں رہنا چاہتی ہوں",
    "Arabic": "أريد أن أبقى في بيتي",
    "Bengali": "আমি বাড়িতে থাকতে চাই",
    "Punjabi": "ਮੈਂ ਘਰ ਰਹਿਣਾ ਚਾਹੁੰਦੀ ਹਾਂ",
    "Gujarati": "મારે મારા ઘરે રહેવું છે",
    "Hindi": "मैं घर पर रहना चाहती हूँ",
    "Tamil": "நான் வீட்டில் இருக்க விரும்புகிறேன்",
    "Amharic": "ቤቴ መቆየት እፈልጋለሁ",
    "Ukrainian": "Я хочу жити вдома",
    "Greek": "Θέλω να μείνω σπίτι",
    "Hebrew": "אני רוצה להישאר בבית",
    "Thai": "ฉันอยากอยู่บ้าน",
    "Persian with joiners": "می\u200cخواهم در خانه بمانم",
    "a mixture": "She said “میں ٹھیک ہوں” – twice",
}
ANYTHING = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)

# Letters and marks of every font, in any order.
SHOWN = st.text(st.sampled_from(sorted(map(chr, glyphs())) + list("\n\u200c\u200d ")), max_size=60)


def paper(*texts: str, points: int = 12) -> bytes:
    """The texts as lines that somebody said, on the paper that is read back."""
    headings = [{"title": "What you want", "lines": [f"“{text}”" for text in texts]}]
    return pdf("read_back", "Heard", MADE, intro="Hello", points=points, headings=headings)


def letters(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c)[0] in "LN"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_of_england_are_shown_and_conform(language):
    made = paper(LANGUAGES[language])
    assert faults_of(made) == []
    assert not re.search(r"\[", text_in(made))  # nothing had to be named
    assert set(letters(LANGUAGES[language])) <= set(text_in(made))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain – “quotes” £5 é", "plain – “quotes” £5 é"),
        ("好的, 好", "[2 CJK characters], [1 CJK character]"),
        ("한국 ひら", "[2 HANGUL characters] [2 HIRAGANA characters]"),
        ("well 😀😀 👍🏽", "well [grinning face x 2] [thumbs up sign]"
                          "[emoji modifier fitzpatrick type-4]"),
        ("❤\ufe0f", "[heavy black heart]"),
        ("a\u202eb\ufeffc\x07\u200bd", "abcd"),
        ("soft\u00adhyphen", "softhyphen"),
        ("one\r\ntwo\u2028three\x0bfour", "one\ntwo\nthree\nfour"),
        ("\ue000\u0378", "[character U+E000][character U+0378]"),
        ("\ud800", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)  # fmt: skip
def test_what_no_font_has_is_named_and_what_cannot_be_seen_is_gone(typed, shown):
    assert printable(typed) == shown
    made = paper(typed)
    assert faults_of(made) == []
    assert not letters(shown) or set(letters(shown)) <= set(text_in(made))


def test_each_character_that_counts_as_shown_can_be():
    shown = [chr(c) for c in sorted(glyphs()) if printable(chr(c)) == chr(c)]
    assert len(shown) > 5000
    assert faults_of(paper(*("".join(shown[n : n + 80]) for n in range(0, len(shown), 80)))) == []


@pytest.mark.parametrize("character", ["好", "😀", "→", "\ue000", "0\u1cd0"])
def test_what_would_be_refused_all_the_same_is_named(character, monkeypatch):
    assert printable(character) != character
    monkeypatch.setattr("api.exports.pdf.printable", lambda text: text)
    made = paper(f"Café {character} – here")
    assert faults_of(made) == []
    assert re.search(r"“Café .*\[.*\] – here”", text_in(made))


def test_a_mistake_in_a_template_is_no_matter_of_letters():
    with pytest.raises(typst.TypstError):
        pdf("before", "Heard", MADE)  # without what it shows


@settings(max_examples=60, deadline=None)
@given(ANYTHING, SHOWN)
def test_no_text_at_all_breaks_it(anything, shown):
    assert faults_of(paper(anything, shown, shown + anything)) == []


MARKUP = '*x* #set page(width: 1pt) $x^2$ @ref <a> // /* \\u{41} `raw` [x] = h\n= Head\n- #read("/etc/passwd")'  # noqa: E501


def test_nothing_typed_acts_as_markup():
    made = paper(MARKUP)
    assert faults_of(made) == []
    assert f"“{' '.join(MARKUP.split())}”" in text_in(made)


def test_a_template_reads_no_file_but_its_own(tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    compiler = typst.Compiler(
        f'#read("{outside}")'.encode(), str(Path("api/exports/typst").absolute())
    )
    with pytest.raises(typst.TypstError):
        compiler.compile(format="pdf")


def test_long_words_wrap_and_leave_no_trace():
    word = "Donaudampfschiff" * 20
    made = paper(word, points=26)
    assert word in text_in(made).replace(" ", "")
    assert "\u200b" not in text_in(made) and faults_of(made) == []
    assert pages_of(made) == 1 < pages_of(paper(word * 10, points=26))


def test_the_same_values_give_the_same_bytes_and_the_day_it_was_made():
    assert paper("x") == paper("x") != paper("y")
    known = about(paper("x"))
    assert known["/Title"] == "Heard" and known["/CreationDate"].startswith("D:20261121")
    assert "/Author" not in known


def test_many_at_once():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: paper(f"line {n} " * 50), range(40)))
    assert [f"line {n} line" in text_in(row) for n, row in enumerate(made)] == [True] * 40


@pytest.mark.parametrize(
    ("name", "file"),
    [("before-SA-2026-0042", "before-SA-2026-0042.pdf"), ('x"; a/../é\r\n', "x---a-------.pdf")],
)
def test_the_name_of_the_file_can_hold_nothing_else(name, file):
    header = pdf_response(b"", name).headers["content-disposition"]
    assert header == f'attachment; filename="{file}"'


def test_a_length_that_does_not_hold_is_a_fault():
    made = paper("x")
    assert lengths_hold(made)
    assert not lengths_hold(re.sub(rb"/Length (\d)", rb"/Length 1\1", made, count=1))


def test_the_fonts_are_those_that_their_list_names():
    listed = dict(re.findall(r"`(\S+\.ttf)` \| `(\w+)`", (FONTS / "LICENSES.md").read_text()))
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.ttf")
    }
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()
