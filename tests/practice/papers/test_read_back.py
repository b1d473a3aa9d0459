"""What is read back: the person's own words and choices, and nothing that could harm them."""

from dataclasses import replace

import pytest

from practice.content import content
from practice.papers.read_back import last_read_back, layout, may_endanger, read_back, said_since
from practice.record import Record
from tests.practice.records import contact, corrected, left, record, say, withdrawn

OWN = {field.id for field in content().fields.values() if field.kind == "person_words"}


def own(field, value=None, words=None, **more):
    """An answer as the conversation files it: of the field's own kind."""
    return replace(say(field, value, words, **more), kind=content().field(field).kind)


def of(*answers) -> Record:
    return record(*answers, contacts=(contact("start"),))


def shown(made, **decided):
    """(heading, words, choice) of each line."""
    found = read_back(made, **decided)
    return [(h.title, s.words, s.says) for h in found.headings for s in h.statements]


def everything(made):
    found = read_back(made)
    lines = [s for h in found.headings for s in h.statements] + list(found.left_off)
    return " ".join(f"{line.words} {line.says}" for line in lines)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (own("A8", None, "my card back"), ("What you want", "my card back", "")),
        (own("A5", None, "My garden"), ("What matters to you", "My garden", "")),
        (own("A10", None, "I cook"), ("What you do already that helps", "I cook", "")),
        (own("A19", None, "A dog"), ("What would make things better", "A dog", "")),
        (own("D10", None, "I sewed well"), ("What you said about yourself", "I sewed well", "")),
        (own("E8", None, "Come sooner"), ("What could have been better", "Come sooner", "")),
        (own("A16", "no"), ("What comes next", "", "You said no to it")),
        (own("A18", "declined"), ("Someone to speak up for you", "", "You said no thank you")),
        (own("E5", "partly"), ("Did you feel listened to?", "", "You said partly")),
        (own("A3", None, "Some", frequency="weekly"),
         ("How often you want to hear from me", "", "Every week")),
    ],
)  # fmt: skip
def test_their_words_and_choices_are_put_to_them(answer, line):
    assert shown(of(answer)) == [line]


def test_outcomes_come_first_in_their_last_words_with_their_rating():
    made = of(
        own("A5", None, "My garden"),
        own("A8", None, "to go home", thread="t1"),
        own("A8", None, "a dog", thread="t2"),
        own("D1", "changed", "to live by the sea", thread="t1"),
        own("D1", "dropped", thread="t2"),
        own("E2", "partially", thread="t1", practitioner_view="fully", reason="The flat was let"),
    )
    first = ("What you want", "to live by the sea", "You say some of this has happened")
    assert shown(made) == [first, ("What matters to you", "My garden", "")]
    assert "a dog" not in everything(made) and "flat" not in everything(made)


# What is never there

SECRET = "Hidden words"


@pytest.mark.parametrize("field", [field.id for field in content().fields.values()])
def test_no_field_gives_words_but_those_for_their_own_words(field):
    listed = {row["field"] for row in layout()["rows"] if "says" not in row} | {"A8", "D1"}
    parts = {p.key: SECRET for p in content().field(field).parts if p.words == "required"}
    value = "added" if field == "D1" else None
    made = of(own(field, value, SECRET, thread="t" if field == "E2" else None, **parts))
    text = everything(made)
    assert (SECRET in text) == (field in OWN and field in listed)
    assert text.count(SECRET) <= 1  # the answer, and none of its parts


@pytest.mark.parametrize("field", ["A6", "A9", "A11", "A12", "A20", "D3", "E7", "P1", "P10"])
def test_what_could_endanger_is_on_no_row(field):
    assert not [row for row in layout()["rows"] if row.get("field", "").startswith(field)]


def test_the_paper_never_names_the_work():
    text = str(layout()["rows"]) + layout()["title"] + layout()["intro"] + layout()["nothing"]
    assert "afeguard" not in text and "abuse" not in text and "harm" not in text


@pytest.mark.parametrize(
    "answer",
    [
        own("A5", None, "A quiet life", source="representative"),
        own("A8", None, "to stay", source="best_interests"),
        replace(own("A5", None, "A quiet life"), kind="third_party_words"),
        left("A5"),
        own("A18", "not_needed"),
        own("E5", "declined"),
        own("A16", None),
    ],
)
def test_what_others_said_or_nobody_chose_is_not_theirs(answer):
    assert shown(of(answer)) == []


def test_what_a_representative_answered_at_the_end_is_not_theirs():
    answers = [
        own("A8", None, "to go home", thread="t1"),
        own("E2", "fully", thread="t1"),
        own("E5", "yes"),
        own("E8", None, "Come sooner"),
    ]
    asked = own("E14", {"answered": "adult", "asked": "lead"})
    assert len(shown(of(*answers, asked))) == 3
    asked = own("E14", {"answered": "representative", "asked": "lead"})
    assert shown(of(*answers, asked)) == [("What you want", "to go home", "")]


def test_only_what_stands():
    made = of(own("A5", None, "My garden"), own("A10", None, "I cook"))
    made = withdrawn(corrected(made, "A5", words="My cat"), "A10")
    assert shown(made) == [("What matters to you", "My cat", "")]


# What is held back until somebody puts it on

KNOWN = own("P1", None, "Money gone", said_source="her son Darren")
UNKNOWN = own("P1", None, "Money gone")


@pytest.mark.parametrize(
    ("words", "concern", "held"),
    [
        ("My garden", KNOWN, False),
        ("to see my sister", KNOWN, False),
        ("to see my sister", UNKNOWN, True),
        ("to see my sister", None, True),
        ("my son to ring less", KNOWN, True),
        ("darren to go", KNOWN, True),
        ("I want him to stop", KNOWN, True),
        ("to feel safe", KNOWN, True),
        ("no more shouting, he shouts", KNOWN, True),
        ("that the police know", KNOWN, True),
        ("somebody hit me", UNKNOWN, True),
        ("the heating on, and Sundays in the hills", KNOWN, False),
        ("My therapist and the other days", UNKNOWN, False),
    ],
)
def test_words_that_may_endanger_are_held_back(words, concern, held):
    answers = ([concern] if concern else []) + [own("A8", None, words)]
    made = of(*answers)
    assert may_endanger(words, made) == held
    found = read_back(made)
    assert [s.words for s in found.left_off] == ([words] if held else [])
    assert bool(found.headings) != held


def test_the_practitioner_has_the_last_word_both_ways():
    made = of(own("A8", None, "to feel safe"), own("A5", None, "My garden"))
    assert shown(made) == [("What matters to you", "My garden", "")]
    assert [row[1] for row in shown(made, put_on=["A8"])] == ["to feel safe", "My garden"]
    assert [row[1] for row in shown(made, put_on=["A8"], leave_out=["A5"])] == ["to feel safe"]
    assert shown(made, put_on=["A8"], leave_out=["A8", "A5"]) == []
    found = read_back(made, leave_out=["A5"])
    assert [s.words for s in found.left_off] == ["to feel safe", "My garden"]


# How it was taken


def test_the_last_reading_counts_and_what_was_said_since():
    before = [own("A5", None, "My garden"), own("A8", None, "to go home", thread="t1")]
    assert last_read_back(of(*before)) is None
    made = of(*before, own("C8", "agreed"), own("C8", "changed", "Not home, the sea"))
    last = last_read_back(made)
    assert (last.value, last.words) == ("changed", "Not home, the sea")
    assert said_since(made, last) == 0
    later = replace(own("D1", "changed", "the sea", thread="t1"), id="D1", seq=5, thread_id="t1")
    assert said_since(made.with_entry(later), last) == 1
    assert said_since(corrected(made, "A5", words="My cat"), last) == 1
    assert last_read_back(withdrawn(made, "C8/2")).value == "agreed"


def test_the_field_asks_for_words_only_when_they_would_change_something():
    field = content().field("C8")
    assert [choice.value for choice in field.main.choices] == ["agreed", "changed", "not_agreed"]
    assert field.main.words_required_when == {"value": ["changed"]}
