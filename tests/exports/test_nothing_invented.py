"""Nothing invented, nothing left out: 10,000 random records in every format, and planted faults.

The checker reads the record for itself (reading.py) and takes each export apart (extracting.py).
"""

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from api.exports.glyphs import printable
from tests.exports.checker import faults, flow_of_word
from tests.exports.extracting import SECTIONS
from tests.exports.making import MADE, QUICK, make
from tests.exports.random_records import FIELDS, SETS, Maker
from tests.exports.reading import LABELS, Reading
from tests.web.pdfs import faults_of, text_in

RECORDS = 10_000
IN_FILES = 40
Raw = dict[str, Any]


def documents(raw: Raw, every: bool = False) -> list[str | None]:
    """The work's, and that of its first conversation, or of each."""
    contacts = [contact["id"] for contact in raw["contacts"]]
    return [None, *(contacts if every else contacts[:1])]


def test_every_statement_is_an_entrys_and_no_entry_is_left_out():
    wrong, lines = [], 0
    for seed in range(RECORDS):
        raw = Maker(seed).record
        for about in documents(raw):
            made = make(raw, about, *QUICK, "boxes")
            lines += made["txt"].count("\n")
            for format, export in made.items():
                if found := faults(raw, about, format, export):
                    wrong.append((seed, about, format, found[:2]))
    assert wrong[:3] == [] and lines > 20 * RECORDS


def test_large_records_too():
    for seed in range(15):
        raw = Maker(seed, contacts=6, entries=150).record
        for about in documents(raw, every=True):
            for format, export in make(raw, about, *QUICK, "boxes").items():
                assert faults(raw, about, format, export) == [], (seed, about, format)


def squashed(text: str) -> str:
    return "".join(text.split())


def body_of(pdf: bytes, case_ref: str) -> str:
    """The text of a PDF without what stands at the foot of each page."""
    foot = re.escape(squashed(f"{case_ref}, {MADE} {LABELS['page']}")) + r"\d+/\d+"
    return re.sub(foot, "", squashed(text_in(pdf)))


def test_pdf_and_word_say_the_same_and_it_is_what_the_record_says():
    for seed in range(IN_FILES):
        raw = Maker(seed, entries=25).record
        for about in documents(raw):
            made = make(raw, about, "docx", "pdf")
            assert faults(raw, about, "docx", made["docx"]) == [], (seed, about)
            assert faults_of(made["pdf"]) == [], (seed, about)
            told = squashed(printable(flow_of_word(made["docx"])))
            assert body_of(made["pdf"], raw["work"]["case_ref"]) == told, (seed, about)


# Planted faults


def heads(raw: Raw) -> list[Raw]:
    """The entries that every export must show, as they stand in `raw`."""
    shown = {entry["id"] for entry in Reading(raw).own}
    return [entry for entry in raw["entries"] if entry["id"] in shown]


def free(raw: Raw) -> list[Raw]:
    """Those that nothing else hangs on."""
    held = {e["thread_id"] for e in raw["entries"]} | {e["supersedes"] for e in raw["entries"]}
    return [e for e in heads(raw) if e["id"] not in held and not e["thread_id"]]


def answered(raw: Raw) -> list[Raw]:
    return [e for e in heads(raw) if e["answer_state"] == "answered"]


def dropped(raw: Raw, rng: random.Random) -> None:
    raw["entries"].remove(rng.choice(free(raw)))


def value_changed(raw: Raw, rng: random.Random) -> None:
    plain = [e for e in answered(raw) if isinstance(e["value"], str)]
    entry = rng.choice([e for e in plain if "choices" in FIELDS[e["field"]]
                        and e["field"] not in ("D1",)])  # fmt: skip
    others = [c["value"] for c in SETS[FIELDS[entry["field"]]["choices"]]]
    entry["value"] = rng.choice([v for v in others if v != entry["value"]])


def part_changed(raw: Raw, rng: random.Random) -> None:
    entry = rng.choice(
        [
            e
            for e in answered(raw)
            if any(isinstance(v, str) and " " in v for v in e["parts"].values())
        ]
    )
    key = rng.choice([k for k, v in entry["parts"].items() if isinstance(v, str) and " " in v])
    entry["parts"][key] = entry["parts"][key].replace(" ", " not ", 1)


def words_swapped(raw: Raw, rng: random.Random) -> None:
    """What one person said becomes what another said."""
    rows = [e for e in answered(raw) if e["words"]]
    pairs = [(a, b) for a in rows for b in rows if a["words"] != b["words"]
             and (a["source_person"], a["kind"]) != (b["source_person"], b["kind"])]  # fmt: skip
    one, other = rng.choice(pairs)
    one["words"], other["words"] = other["words"], one["words"]


def word_added(raw: Raw, rng: random.Random) -> None:
    entry = rng.choice([e for e in answered(raw) if e["words"]])
    entry["words"] += " indeed"


def quotation_changed(raw: Raw, rng: random.Random) -> None:
    entry = rng.choice([e for e in answered(raw) if e["words"] and "e" in e["words"]])
    entry["words"] = entry["words"].replace("e", "a", 1)


def recorder_changed(raw: Raw, rng: random.Random) -> None:
    rng.choice(heads(raw))["author"] = "Somebody Else"


def speaker_changed(raw: Raw, rng: random.Random) -> None:
    rows = [
        e for e in answered(raw) if e["source_person"] == "adult" and (e["value"] or e["words"])
    ]
    rng.choice(rows)["source_person"] = "advocate"


def kind_changed(raw: Raw, rng: random.Random) -> None:
    rows = [e for e in answered(raw) if e["source_person"] == "adult" and e["words"]
            and e["field"] not in ("A16", "D3")]  # fmt: skip
    entry = rng.choice([e for e in rows if e["kind"] != "third_party_words"])
    entry["kind"] = "third_party_words"


def time_changed(raw: Raw, rng: random.Random) -> None:
    entry = rng.choice(heads(raw))
    entry["recorded_at"] = entry["recorded_at"].replace("2026", "2025")


def conversation_changed(raw: Raw, rng: random.Random) -> None:
    entry = rng.choice([e for e in free(raw) if e["contact_id"]])
    entry["contact_id"] = None


def reason_changed(raw: Raw, rng: random.Random) -> None:
    left = [e for e in heads(raw) if e["answer_state"] != "answered" and e["reason"]]
    entry = rng.choice(left)
    entry["reason"] += ", they said"


def state_changed(raw: Raw, rng: random.Random) -> None:
    entry = rng.choice([e for e in heads(raw) if e["answer_state"] == "not_asked_reason"])
    entry["answer_state"] = "not_applicable_reason"


def taken_back_again(raw: Raw, rng: random.Random) -> None:
    """What was corrected stands again beside its correction."""
    entry = rng.choice([e for e in heads(raw) if e["supersedes"]])
    older = next(e for e in raw["entries"] if e["id"] == entry["supersedes"])
    if not FIELDS[older["field"]].get("exported", True):
        raise IndexError
    entry["supersedes"] = older["superseded_by"] = None


MUTATIONS = [
    dropped, value_changed, part_changed, words_swapped, word_added, quotation_changed,
    recorder_changed, speaker_changed, kind_changed, time_changed, conversation_changed,
    reason_changed, state_changed, taken_back_again,
]  # fmt: skip
OF_EACH = 25
UPPER = {title.upper() for title in SECTIONS}


def mutants(mutate: Callable[[Raw, random.Random], None]) -> list[tuple[Raw, Raw]]:
    """(the record, the record with a fault), as many as are wanted."""
    found: list[tuple[Raw, Raw]] = []
    for seed in range(2000):
        raw = Maker(seed, entries=25).record
        wrong = copy.deepcopy(raw)
        try:
            mutate(wrong, random.Random(seed))
        except IndexError:
            continue  # this record has nothing to plant the fault in
        found.append((raw, wrong))
        if len(found) == OF_EACH:
            break
    assert len(found) == OF_EACH
    return found


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda m: m.__name__)
def test_a_planted_fault_is_found_in_every_format(mutate):
    for number, (raw, wrong) in enumerate(mutants(mutate)):
        slow = () if number else ("docx",)
        for format, export in make(wrong, None, *QUICK, "boxes", *slow).items():
            assert faults(raw, None, format, export) != [], (format, raw, wrong)


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda m: m.__name__)
def test_a_planted_fault_is_found_in_pdf(mutate):
    [(raw, wrong), *_] = mutants(mutate)
    right, made = make(raw, None, "docx")["docx"], make(wrong, None, "pdf")["pdf"]
    told = squashed(printable(flow_of_word(right)))
    assert body_of(made, raw["work"]["case_ref"]) != told


def tampered(lines: list[str], rng: random.Random) -> list[tuple[str, list[str]]]:
    """A rendered text with a line left out, doubled, added, cut short, or in another section."""
    said = [n for n, line in enumerate(lines) if re.match(r"  - |- \*\*", line)]
    at = rng.choice(said)
    colon = r"(:\*\*) .*" if lines[at].startswith("- **") else r"(:) .*"
    added = re.sub(colon, r"\1 He is lying.", lines[at])
    found = [
        ("left out", lines[:at] + lines[at + 1 :]),
        ("doubled", lines[: at + 1] + lines[at:]),
        ("added", [*lines[: at + 1], added, *lines[at + 1 :]]),
        ("cut short", [*lines[:at], lines[at][:-1], *lines[at + 1 :]]),
    ]
    sections = [n for n, line in enumerate(lines) if line.removeprefix("## ").upper() in UPPER]
    if len(sections) > 1:
        first = next(n for n in said if n > sections[0])
        rest = [line for n, line in enumerate(lines) if n != first]
        found.append(("moved", [*rest[: sections[-1]], lines[first], *rest[sections[-1] :]]))
    return found


@pytest.mark.parametrize("format", ["txt", "md"])
def test_a_text_that_was_tampered_with_is_found(format):
    tried = 0
    for seed in range(150):
        raw = Maker(seed, entries=25).record
        text = make(raw, None, format)[format]
        if not raw["entries"] or not text.count("recorded by"):
            continue
        for what, lines in tampered(text.split("\n"), random.Random(seed)):
            if lines != text.split("\n"):
                assert faults(raw, None, format, "\n".join(lines)), (seed, what)
                tried += 1
    assert tried > 300


@pytest.mark.parametrize("key", ["words", "said_by", "recorded", "note", "chosen", "label"])
def test_json_that_was_tampered_with_is_found(key):
    tried = 0
    for seed in range(40):
        raw = Maker(seed, entries=25).record
        made = json.loads(make(raw, None, "json")["json"])
        blocks = [block for section in made["sections"] for block in section["blocks"]]
        lines = [line for block in blocks for line in block["lines"] if line[key]]
        for line in lines[:3]:
            kept, line[key] = line[key], ["Other"] if key == "chosen" else f"{line[key]}, truly"
            assert faults(raw, None, "json", json.dumps(made)), line
            line[key], tried = kept, tried + 1
    assert tried > 20
