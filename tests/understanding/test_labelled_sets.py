"""The held-out sets: well formed, large enough, and not seen in training.

An overlap is reported by the held-out line alone; whoever mends it changes that line, without
looking at the training data.
"""

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations
from math import ceil
from pathlib import Path
from random import Random

import pytest
import yaml

from practice.asking.allowed import NotAllowedValue, check_answer
from practice.content import content

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

SAFETY = {"report_danger", "raise_coercion", "withdraw_consent", "practitioner_distress"}
INTENTS = SAFETY | set(
    """
    greet goodbye thank affirm deny help prepare_visit record_visit quick_capture review_closure
    resume_work rehearse end_rehearsal
    skip go_back repeat pause undo correct_answer explain_why suggest_wording show_summary
    show_gaps export_record
    ask_guidance assert_myth out_of_scope
    """.split()
)
REGISTERS = set(
    "asian_english brummie caribbean clipped dictated jargon phone plain polite scouse typos "
    "yorkshire".split()
)
# Record model, sections 7.2 to 7.6.
FIELDS = {
    f"{letter}{number}"
    for letter, last in {"C": 7, "P": 13, "A": 21, "D": 14, "E": 16}.items()
    for number in range(1, last + 1)
}
# Contract, evidence rule 1: a note may say that capacity was not explored.
NOT_EXPLORED = "not_explored"
NEAR = 0.8


def rows(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def tokens(text):
    """The words of a text, without case, punctuation or odd spacing."""
    folded = re.sub(r"['’]", "", text.casefold())
    return re.sub(r"[\W_]+", " ", folded).split()


def sentences(note):
    return [part for part in re.split(r"(?<=[.?!;])[\"']?\s+", note) if part]


UTTERANCES = rows("utterances.jsonl")
ANSWERS = rows("answers.jsonl")
HELD_OUT_NOTES = rows("notes.jsonl")
# What was missed in these showed what to write more of, so they are no longer held out.
SEEN_NOTES = rows("notes_seen.jsonl")
NOTES = HELD_OUT_NOTES + SEEN_NOTES


@cache
def training_examples():
    """Every example under data/nlu, without entity marks: as texts, and as sets of words."""
    found = []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for block in document.get("nlu") or ():
            if "intent" not in block:
                continue
            examples = block.get("examples") or ()
            if isinstance(examples, str):
                examples = re.findall(r"^\s*-\s+(.*)$", examples, re.M)
            for example in examples:
                text = example["text"] if isinstance(example, dict) else example
                plain = re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", text)
                found.append(plain)
    return prepared(found)


@cache
def training_notes():
    """Every labelled note of data/narrative, whole and by sentences, as `prepared`."""
    paths = sorted((ROOT / "data" / "narrative").glob("*.jsonl"))
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    notes = [json.loads(line)["note"] for line in lines if line]
    return prepared([part for note in notes for part in (note, *sentences(note))])


def prepared(texts):
    """What `overlaps` compares with: the texts as they are said, and the longer ones' words."""
    words = [tokens(text) for text in texts]
    return {" ".join(said) for said in words}, Near([set(said) for said in words if len(said) >= 4])


class Near:
    """Sets of words, found by their rarest ones.

    Two sets that share at least NEAR of all their words have a word in common among the rarest of
    each: the others alone are too few to make up that share.
    """

    def __init__(self, sets):
        self.sets = sets
        self.count = Counter(word for words in sets for word in words)
        self.by_word = {}
        for words in sets:
            for word in self.rarest(words):
                self.by_word.setdefault(word, []).append(words)

    def __len__(self):
        return len(self.sets)

    def rarest(self, words):
        enough = len(words) - ceil(NEAR * len(words) - 1e-9) + 1
        return sorted(words, key=lambda word: (self.count[word], word))[:enough]

    def has_one_near(self, words):
        """Whether one of the sets is near these words, as `is_near`."""
        found = (other for word in self.rarest(words) for other in self.by_word.get(word, ()))
        return any(is_near(words, other) for other in found)


def is_near(one, other):
    """Whether two sets of words share at least NEAR of all their words."""
    fewer, more = sorted((len(one), len(other)))
    if fewer < NEAR * more:
        return False
    shared = len(one & other)
    return shared >= NEAR * (len(one) + len(other) - shared)


def overlaps(text, seen):
    """Whether a text equals, or nearly equals, one of the `prepared` examples.

    Texts of up to two words may equal one, and those of up to three may come near.
    """
    said, longer = seen
    words = tokens(text)
    if len(words) > 2 and " ".join(words) in said:
        return True
    mine = set(words)
    return len(words) >= 4 and longer.has_one_near(mine)


def refuse_overlaps(texts, seen):
    """Fails with the held-out lines that overlap, and nothing from the training data."""
    if found := [text for text in texts if overlaps(text, seen)]:
        pytest.fail("in the training data:\n" + "\n".join(found), pytrace=False)


def test_utterances_are_well_formed():
    guidance = yaml.safe_load((ROOT / "content/asking/guidance.yml").read_text(encoding="utf-8"))
    topics = {"ask_guidance": guidance["topics"], "assert_myth": guidance["myths"]}
    for row in UTTERANCES:
        assert set(row) == {"text", "intent", "register"}, row
        assert row["text"].strip() == row["text"] != "", row
        intent, _, topic = row["intent"].partition("/")
        assert intent in INTENTS, row
        # A question that two topics could answer has none; a myth always has its number.
        assert topic in topics.get(intent, ()) or not topic and intent != "assert_myth", row
        assert row["register"] in REGISTERS, row


def test_there_are_enough_utterances_for_each_intent_topic_and_register():
    intents = Counter(row["intent"].partition("/")[0] for row in UTTERANCES)
    wanted = dict.fromkeys(INTENTS, 12) | dict.fromkeys(SAFETY, 40) | {"out_of_scope": 180}
    assert len(UTTERANCES) >= 700
    assert {name: intents[name] for name in wanted if intents[name] < wanted[name]} == {}
    registers = Counter(row["register"] for row in UTTERANCES)
    assert min(registers[name] for name in REGISTERS) >= 30
    myths = Counter(row["intent"] for row in UTTERANCES if row["intent"].startswith("assert_"))
    assert len(myths) == 6 and min(myths.values()) >= 5


def test_answers_are_well_formed_and_enough():
    for row in ANSWERS:
        assert set(row) == {"text", "asked", "intent"}, row
        assert row["asked"] in content().fields, row
        assert row["intent"] in INTENTS | {"inform"}, row
    intents = Counter(row["intent"] for row in ANSWERS)
    assert intents["inform"] >= 120
    assert intents.total() - intents["inform"] >= 40
    assert SAFETY <= set(intents)


def test_notes_are_well_formed_and_enough():
    for row in NOTES:
        assert set(row) <= {"note", "fields", "values", "optional", "not_done", "stage", "tags"}
        assert 30 <= len(row["note"].split()) <= 180, row["note"]
        assert row["stage"] in content().stages, row["note"]
        fields, optional = set(row["fields"]), set(row.get("optional", ()))
        assert fields | optional <= FIELDS, row["note"]
        assert not fields & optional, row["note"]
        assert set(row["values"]) | set(row.get("not_done", ())) <= fields, row["note"]
        assert row["tags"], row["note"]
    assert len(HELD_OUT_NOTES) >= 80
    stages = Counter(row["stage"] for row in HELD_OUT_NOTES)
    assert set(stages) == set(content().stages) and min(stages.values()) >= 10


def test_the_phrases_of_a_field_stand_in_the_note():
    for row in NOTES:
        for field, phrases in row["fields"].items():
            assert phrases, (field, row["note"])
            for phrase in phrases:
                assert phrase.strip() and phrase in row["note"], (field, phrase)


def value_problem(field, value):
    """What is wrong with a labelled value, or None."""
    if field == "A14" and value == NOT_EXPLORED:
        return None
    # E2 lists one rating for each outcome, in note order.
    ratings = value if field == "E2" and isinstance(value, list) else [value]
    if content().field(field).main.multiple and isinstance(value, str):
        ratings = [[value]]
    try:
        for rating in ratings:
            check_answer(field, "answered", rating, {})
    except NotAllowedValue as error:
        return str(error)
    return None if ratings else f"{field}: no rating"


def test_the_values_of_a_note_are_allowed_by_the_practice_content():
    for row in NOTES:
        for field, value in row["values"].items():
            assert value is not None and value_problem(field, value) is None, (field, row["note"])


@pytest.mark.parametrize("wrong", [("C3", "alone"), ("E2", ["fully", "yes"]), ("A14", {"x": "no"})])
def test_a_value_outside_its_set_is_noticed(wrong):
    assert value_problem(*wrong)


def test_no_two_lines_of_the_held_out_sets_are_near():
    texts = [row["text"] for row in UTTERANCES + ANSWERS]
    assert len(set(texts)) == len(texts)
    words = [(text, set(tokens(text))) for text in texts if len(tokens(text)) >= 4]
    twins = [(a, b) for (a, one), (b, other) in combinations(words, 2) if is_near(one, other)]
    assert twins == []


@pytest.mark.parametrize("lines", [UTTERANCES, ANSWERS], ids=["utterances", "answers"])
def test_no_held_out_line_is_in_the_training_data(lines):
    refuse_overlaps((row["text"] for row in lines), training_examples())


@pytest.mark.parametrize("seen", [training_examples, training_notes])
def test_no_sentence_of_a_note_is_in_the_training_data(seen):
    parts = (part for row in NOTES for part in (row["note"], *sentences(row["note"])))
    refuse_overlaps(parts, seen())


def test_an_overlap_is_noticed():
    seen = prepared(["He has not been seen alone this week", "take it back", "yes please"])
    assert overlaps("HE has not been seen   alone, this week.", seen)
    assert not overlaps("he has not been seen by us alone since last week", seen)
    assert overlaps("this week he has still not been seen alone", seen)
    assert overlaps("Take it back!", seen)
    assert not overlaps("we spoke on the phone on Tuesday instead", seen)
    assert not overlaps("yes please", seen)


def test_what_is_near_is_found_as_by_comparing_with_all():
    random = Random(2026)
    letters = "abcdefgh"
    sets = [set(random.choices(letters, k=random.randint(1, 8))) for _ in range(400)]
    index = Near(sets)
    found = 0
    for words in (set(random.choices(letters, k=random.randint(1, 8))) for _ in range(400)):
        near = any(is_near(words, other) for other in sets)
        assert index.has_one_near(words) == near, words
        found += near
    assert 0 < found < 400


def test_the_training_data_is_read():
    said, longer = training_examples()
    assert len(said) > 500 and len(longer) > 300
