"""A note in its clauses, the labelled notes, the polarity guard, and what the field model hears."""

import json
import random
import re
from pathlib import Path

import numpy as np
import pytest

from bot.understanding.clause_features import places, without_place
from bot.understanding.clauses import BULLET, clauses
from bot.understanding.labelled_notes import BadNote, LabelledNote, fields_of, read_notes
from bot.understanding.minilm import Embedder
from bot.understanding.minilm_build import build
from bot.understanding.narrative import FieldModel
from bot.understanding.polarity import marked, negations, withheld
from bot.understanding.safety import safety_flags
from bot.understanding.sentences import may_be_a_note, sentence_spans, sentences
from bot.understanding.values import value_at
from practice.asking.allowed import value_allowed
from practice.content import content

FILES = sorted((Path(__file__).resolve().parents[2] / "data/narrative").glob("*.jsonl"))
NOTES = {path.stem: read_notes(path) for path in FILES}
EVERY_NOTE = [note for notes in NOTES.values() for note in notes]
STAGES = ("prepare", "start", "during", "end")


def words(text):
    """The words of a note; the numbers of a list are none."""
    return re.findall(r"\w+", " ".join(BULLET.sub("", part) for part in sentences(text)))


# --- sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ('" ... 🙂', []),
        ('He left. "I\'m glad," she said.', ["He left.", '"I\'m glad," she said.']),
        ("He left. “Thank God,” she said.", ["He left.", "“Thank God,” she said."]),
        ("He left; ‘aye’ she said.", ["He left;", "‘aye’ she said."]),
        ('"There." "Now," she said.', ['"There."', '"Now," she said.']),
        ('She said "go." He went.', ['She said "go."', "He went."]),
        ("  Saw Mr. Tay.\n\nSon left  ", ["Saw Mr. Tay.", "Son left"]),
        ("She is safe. ... He left.", ["She is safe. ...", "He left."]),
    ],
)
def test_a_quotation_mark_opens_the_sentence_it_belongs_to(text, found):
    assert sentences(text) == found
    assert [text[start:end] for start, end in sentence_spans(text)] == found


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("", False),
        ("saw her today", False),
        ("Saw her. Son left.", True),
        ("word " * 25, False),
        ("word " * 26, True),
        ("1 2 3 " * 20, False),
    ],
)
def test_two_sentences_or_many_words_may_be_a_note(text, enough):
    assert may_be_a_note(text) is enough


# --- clauses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Saw her alone but son came back later", ["Saw her alone", "but son came back later"]),
        (
            "Saw her at home, she wants the locks changed",
            ["Saw her at home", "she wants the locks changed"],
        ),
        # a joining word parts only before a new subject
        ("Tired and a bit low and upset", ["Tired and a bit low and upset"]),
        (
            "Lock was broken and she fixed it herself",
            ["Lock was broken", "and she fixed it herself"],
        ),
        # short ones stay with what stands before them
        ("Her son, John, was out all day", ["Her son, John", "was out all day"]),
        ("Saw her alone, fine", ["Saw her alone, fine"]),
        ("1) saw her alone\n2) son was out", ["saw her alone", "son was out"]),
        ("hv today - dau on arm of chair", ["hv today - dau on arm of chair"]),
        ("hv to mrs k - dau on arm of chair", ["hv to mrs k", "dau on arm of chair"]),
        ("", []),
        (" ... ", []),
    ],
)
def test_a_sentence_is_parted_in_its_clauses(text, found):
    assert [clause.text for clause in clauses(text)] == found


def test_a_clause_knows_its_place_and_its_sentence():
    note = "He left. Saw her alone, she was calm and clear."
    second = clauses(note)[1]
    assert second.text == note[second.start : second.end] == "Saw her alone"
    assert second.sentence == "Saw her alone, she was calm and clear."


def holds_every_word(note):
    found = clauses(note)
    assert all(note[clause.start : clause.end] == clause.text for clause in found)
    ends = [0, *(clause.end for clause in found)]
    assert all(clause.start >= end for clause, end in zip(found, ends, strict=False))
    assert re.findall(r"\w+", " ".join(clause.text for clause in found)) == words(note)


def test_the_clauses_of_every_labelled_note_hold_every_word():
    for note in EVERY_NOTE:
        holds_every_word(note.note)


def test_the_clauses_of_any_text_hold_every_word():
    pieces = [
        *"ab é5.,;:!?-–—•*\n\t\"“'‘’()&<>🙂ש\u200f ",
        " and he ",
        " but ",
        " no ",
        "She said ",
    ]
    chance = random.Random(0)
    for _ in range(3000):
        holds_every_word("".join(chance.choices(pieces, k=chance.randint(0, 30))))


# --- labelled notes


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "line 2: not JSON"),
        ("[1]", "line 2: it needs a note"),
        ('{"fields": {}}', "line 2: it needs a note"),
        ('{"note": 5, "fields": {}}', "line 2: it needs a note"),
        ('{"note": "Saw her."}', "line 2: it needs the fields"),
        ('{"note": "Saw her.", "fields": ["C1"]}', "line 2: it needs the fields"),
        ('{"note": "Saw her.", "fields": {"C1": ["him"]}}', "line 2: words of C1 are not in"),
        ('{"note": "Saw her.", "fields": {"C1": "her"}}', "line 2: C1 needs a list"),
        ('{"note": "Saw her.", "fields": {"C1": null}}', "line 2: C1 needs a list"),
        ('{"note": "Saw her.", "fields": {"C1": [1]}}', "line 2: C1 needs a list"),
        ('{"note": "Saw her.", "fields": {"C1": [""]}}', "line 2: C1 needs a list"),
    ],
)
def test_a_bad_note_is_named_with_its_line(tmp_path, line, says):
    path = tmp_path / "notes.jsonl"
    path.write_text(f'{{"note": "Fine.", "fields": {{}}}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BadNote, match=re.escape(f"{path} {says}")):
        read_notes(path)


def test_a_file_without_notes_is_refused(tmp_path):
    path = tmp_path / "notes.jsonl"
    path.write_text("\n \n", encoding="utf-8")
    with pytest.raises(BadNote, match="holds no notes"):
        read_notes(path)
    with pytest.raises(OSError):
        read_notes(tmp_path / "none.jsonl")


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n"])
def test_notes_read_as_they_were_written(tmp_path, between):
    odd = ["a\u2028b\u0085c", 'She said "no";\n<b>hi</b>', "שלום 🙂", "\t x \x0b"]
    notes = [LabelledNote(text, {"A8": [text[:2]]}, {"E2": ["fully"]}, "end") for text in odd]
    notes += [LabelledNote("Saw her.", {}, {}, None, ("C1",)), *EVERY_NOTE[:50]]
    lines = [json.dumps(vars(note), ensure_ascii=False) for note in notes]
    path = tmp_path / "notes.jsonl"
    path.write_bytes(between.join(lines).encode())
    assert read_notes(path) == notes


@pytest.mark.parametrize(
    ("labelled", "carried"),
    [
        (["Saw her alone"], [True, False]),
        # a word or two of a clause is not enough, most of the labelled words in it are
        (["alone, she wants the locks changed"], [False, True]),
        (["locks"], [False, True]),
        (["Saw her alone, she wants the locks changed"], [True, True]),
        (["Saw her alone", "locks"], [True, True]),
    ],
)
def test_a_clause_carries_a_label_by_overlap(labelled, carried):
    note = LabelledNote("Saw her alone, she wants the locks changed", {"C3": labelled})
    assert [fields == {"C3"} for fields in fields_of(note, clauses(note.note))] == carried


# --- the labelled notes themselves


@pytest.mark.parametrize("name", NOTES)
def test_labelled_notes_speak_of_fields_and_stages_that_there_are(name):
    for note in NOTES[name]:
        assert {*note.fields, *note.values, *note.optional} <= content().fields.keys(), note.note
        assert note.values.keys() <= note.fields.keys(), note.note
        assert note.stage in STAGES, note.note


# What a note may say though the form does not offer it: that capacity was not explored; and
# two values of a field that takes one, which the model then leaves to the person.
NO_CHOICE = {
    ("A14", "not_explored"),
    ("A16", ("yes", "withdrawn")),
    ("C2", ("just_us", "interpreter")),
    ("D1", ("dropped", "unchanged")),
    ("D1", ("unchanged", "dropped")),
    ("P7", ("none_known", "statement")),
}


def allowed(field, value):
    """Whether a label is a value of its field; one of several may stand alone."""
    if field.id == "E2" and isinstance(value, list):
        return all(allowed(field, rating) for rating in value)
    alone = isinstance(value, str) and field.main.multiple
    return value_allowed(field, [value] if alone else value)


@pytest.mark.parametrize("name", NOTES)
def test_labelled_values_are_choices_of_their_fields(name):
    refused = {
        (field, tuple(value) if isinstance(value, list) else value)
        for note in NOTES[name]
        for field, value in note.values.items()
        if not allowed(content().fields[field], value)
    }
    assert refused - NO_CHOICE == set()


def test_almost_every_label_finds_its_clause_and_its_stage():
    labels = [(note, field) for note in EVERY_NOTE for field in note.fields]
    heard = {id(note): set().union(*fields_of(note, clauses(note.note))) for note in EVERY_NOTE}
    lost = [1 for note, field in labels if field not in heard[id(note)]]
    stages = content().stages
    elsewhere = [1 for note, field in labels if field not in stages[note.stage].every_field]
    assert len(lost) / len(labels) < 0.005
    assert len(elsewhere) / len(labels) < 0.005


# --- polarity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("saw her alone", "saw her alone"),
        ("not alone", "not not_alone"),
        ("not alone, son there", "not not_alone son there"),
        ("never alone but calm", "never not_alone calm"),
        ("didn't ask a b c d e f", "didn't not_ask not_a not_b not_c not_d e f"),
        ("", ""),
    ],
)
def test_a_negation_marks_the_words_it_reaches(text, found):
    assert marked(text) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [("saw her", 0), ("didnt ask", 1), ("not unable", 2), ("knot, nothing", 1), ("can't", 1)],
)
def test_negations_are_counted_as_words(text, count):
    assert negations(text) == count


@pytest.mark.parametrize(
    ("field", "value", "quote", "asked"),
    [
        ("C3", "whole", "Saw her alone throughout", False),
        ("C3", "whole", "Not alone, son stayed", True),
        ("C3", "whole", "Wasn’t alone", True),
        ("C3", "no", "Not alone, son stayed", False),
        ("C3", "no", "Not never alone", True),
        ("C3", "whole", "Son says she was alone", True),
        ("C3", "whole", "Apparently alone", True),
        ("A16", "yes", "If he agrees we go on", True),
        ("A16", "yes", "Will ask next visit", True),
        ("A16", "yes", "Back in March she agreed", True),
        ("A14", {"retain": "yes"}, "Retained it all", False),
        ("A12", ["signs_seen"], "No signs of pressure", True),
        ("P9", {"retain": "yes"}, "Could not say", False),
        # no value, or a field where a wrong value does no harm
        ("C3", None, "Not alone", False),
        ("C1", "home", "Not at home", False),
    ],
)
def test_a_value_is_left_to_the_person_where_the_words_may_turn_it(field, value, quote, asked):
    assert withheld(field, value, quote) is asked


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("nobody was leaning on her", []),
        ("She was clear and no one was pressing her", []),
        ("Nobody seemed to be prompting him.", []),
        ("He isn’t pressuring them", []),
        ("her son was leaning on her", ["raise_coercion"]),
        ("her niece is pressuring her", ["raise_coercion"]),
        ("not her son pressuring her, her niece is pressuring her", ["raise_coercion"]),
        ("nobody was leaning on her but he hit her", ["report_danger"]),
        ("nobody stopped him pushing her", ["report_danger"]),
    ],
)
def test_pressure_that_was_not_there_is_no_alarm(text, flags):
    assert safety_flags(text) == flags


# --- values


@pytest.mark.parametrize(
    ("value", "first", "second"),
    [(["fully", "not"], "fully", "not"), ("fully", "fully", "fully"), (["fully"], None, None)],
)
def test_each_outcome_has_its_own_rating(value, first, second):
    note = LabelledNote(
        "Locks done. Card gone.", {"E2": ["Card gone", "Locks done"]}, {"E2": value}
    )
    assert value_at(note, "E2", 0, 11) == first
    assert value_at(note, "E2", 12, 22) == second


# --- the field model


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return Embedder(build(tmp_path_factory.mktemp("minilm")))


LEARNT = NOTES["whole"][::2][:60]
UNSEEN = [note for name in ("polarity", "registers", "end") for note in NOTES[name][::30]]
ODD = {
    "html": "<p>Saw her <b>alone</b>.</p><script>alert('x')</script> She wants the locks changed.",
    "right to left": "ראיתי אותה לבד. \u202eהיא רוצה מנעול\u202c, והוא יצא. كانت وحدها.",
    "emoji within": "Saw her alone 🙂🙂. Son left 😡, she cried 👩‍👩‍👧.",
    "list": "1. Saw her alone\n2) Son left\n- She wants the locks changed",
    "no stops": "saw her alone she wants the locks changed " * 40,
    "one word": "word" * 500,
    "null": "Saw her\x00 alone. Son\x07 left.",
}


@pytest.fixture(scope="module")
def fitted(embedder):
    return FieldModel(embedder).fit(LEARNT)


def is_whole(note, rows):
    """Rows are in note order, verbatim, and leave no word out."""
    starts, covered = [], np.zeros(len(note), bool)
    for row in rows:
        assert row["quote"] and row["quote"] in note
        places_of = [match.start() for match in re.finditer(re.escape(row["quote"]), note)]
        starts.append(next((at for at in places_of if at >= (starts or [0])[-1]), None))
        assert starts[-1] is not None, row
        for at in places_of:
            covered[at : at + len(row["quote"])] = True
    for clause in clauses(note):
        assert covered[clause.start : clause.end].all(), clause


@pytest.mark.parametrize("note", UNSEEN, ids=range(len(UNSEEN)))
def test_what_is_heard_is_the_whole_note_in_its_order(fitted, note):
    rows = fitted.hear(note.note, note.stage)
    is_whole(note.note, rows)
    for row in rows:
        assert row.keys() == {"field", "quote", "value", "confidence"}
        assert json.loads(json.dumps(row)) == row
        assert row["field"] or (row["value"], row["confidence"]) == (None, 0)


@pytest.mark.parametrize("stage", STAGES)
def test_only_what_the_stage_can_note_is_heard(fitted, stage):
    known = {None, *content().stages[stage].every_field}
    found = {row["field"] for note in LEARNT for row in fitted.hear(note.note, stage)}
    assert found <= known
    assert len(found) > 1


def test_what_was_learnt_is_heard_again(fitted):
    """So few notes teach it little, but what it hears in them is there."""
    found = [(note, row) for note in LEARNT for row in fitted.hear(note.note, note.stage)]
    heard = [(note, row["field"]) for note, row in found if row["field"]]
    assert len(heard) > 100
    assert sum(field in note.fields for note, field in heard) / len(heard) > 0.9
    assert {fitted.stage_of(note.note) for note in LEARNT} <= set(STAGES)


def test_values_have_the_shape_of_their_field(fitted):
    """All but two that exclude each other, which the record refuses (note_proposals.py)."""
    said = [row for note in LEARNT for row in fitted.hear(note.note) if row["value"] is not None]
    assert said
    for row in said:
        main = content().fields[row["field"]].main
        assert isinstance(row["value"], list) <= main.multiple
        assert isinstance(row["value"], str) <= (not main.multiple or main.grouped)


def test_the_model_is_the_same_after_saving_and_after_learning_again(fitted, embedder, tmp_path):
    fitted.save(tmp_path)
    loaded = FieldModel.load(tmp_path, embedder)
    again = FieldModel(embedder).fit(LEARNT)
    for note in UNSEEN:
        rows = fitted.hear(note.note)
        assert loaded.hear(note.note) == rows == again.hear(note.note)


def test_no_model_no_hearing(tmp_path, embedder):
    with pytest.raises(FileNotFoundError):
        FieldModel.load(tmp_path, embedder)


@pytest.mark.parametrize("text", ["", "   \n", "🙂🙂", "?!", "\u200f"])
def test_a_note_without_words_says_nothing(fitted, text):
    assert fitted.hear(text) == fitted.hear(text, "start") == []
    assert fitted.stage_of(text) is None


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_notes_are_heard_whole(fitted, text):
    is_whole(text, fitted.hear(text))


def test_a_very_long_note_is_heard_whole(fitted):
    text = " ".join(note.note for note in NOTES["during"])[:20_000]
    is_whole(text, fitted.hear(text, "during"))


def test_the_stage_is_guessed_without_its_own_columns(fitted):
    note = "Saw her alone. She wants the locks changed."
    known, unknown = (fitted.features.transform(places(note, stage)) for stage in ("start", None))
    assert not np.array_equal(known, unknown)
    assert np.array_equal(without_place(known), without_place(unknown))
