"""The page before a visit: what goes where, in which order, how much, and what never."""

from dataclasses import replace

import pytest

from practice.asking.gaps import gaps
from practice.content import content
from practice.papers.aide_memoire import aide_memoire, layout
from practice.papers.lines import Line
from practice.papers.one_page import Item, Paper
from practice.record import Record
from tests.practice.records import contact, corrected, left, record, say

WANT, SAID, TALK, SAFE, RISK, ASK = range(6)
FIRST, LATER = contact("start", 1), contact("during", 8)


def at(place, *answers):
    """Answers of one conversation."""
    return [replace(answer, contact_id=place.id, stage=place.stage) for answer in answers]


def of(*answers, contacts=(FIRST, LATER)) -> Record:
    return record(*answers, contacts=contacts)


def texts(made, section):
    return [line.text for item in aide_memoire(made)[section].items for line in item.lines]


# What goes where


@pytest.mark.parametrize(
    ("section", "answer", "line"),
    [
        (SAFE, say("P3", None, "Not on Sundays"), "Safe contact: “Not on Sundays”"),
        (SAFE, say("P1", None, "x", said_source="her son"), "Who may be causing harm: “her son”"),
        (SAFE, say("P5", None, "At the clinic"), "Plan to see them alone: “At the clinic”"),
        (SAFE, say("C3", "no", next_plan="Next week"), "Plan to see them alone: “Next week”"),
        (TALK, say("P6", ["signer"]), "Communication and culture: A sign language interpreter"),
        (TALK, say("C4", ["makaton"], "Slow"), "Help to communicate: Makaton – “Slow”"),
        (TALK, say("A3", None, "Some", through="Her niece"), "Through whom: “Her niece”"),
        (RISK, say("P2", ["police"]), "Immediate danger: Police told"),
        (RISK, say("D8", None, "New lock", owner="Ann"), "Who and by when: “Ann”"),
        (RISK, say("D3", "yes", "Sundays", safety_net="A call"), "Safety net: “A call”"),
        (RISK, say("A21", None, "Bolt the door"), "What keeps them safe now: “Bolt the door”"),
    ],
)  # fmt: skip
def test_each_answer_stands_in_its_section_in_its_own_words(section, answer, line):
    assert line in texts(of(answer), section)


def test_each_item_leads_to_its_entry_and_says_when_it_was_recorded():
    made = of(replace(say("P3", None, "Ring first"), recorded_at="2026-11-01T10:00:00Z"))
    [item] = aide_memoire(made)[SAFE].items
    assert (item.entry_id, item.at) == ("P3", "2026-11-01T10:00:00Z")


def test_an_outcome_stands_in_its_last_words_with_what_was_last_said_of_it():
    wish = say("A8", None, "to go home", thread="t1")
    gone = say("A8", None, "a dog", thread="t2")
    other = say("A8", None, "my card back", thread="t3", source="advocate")
    changed = say("D1", "changed", "to live near my sister", thread="t1")
    dropped = say("D1", "dropped", thread="t2")
    made = of(wish, gone, other, changed, dropped)
    assert texts(made, WANT) == [
        "Outcome 1: It has changed – “to live near my sister”",
        "Outcome 3: said by an advocate – “my card back”",
    ]
    rated = of(wish, say("E2", "partially", thread="t1"))
    assert texts(rated, WANT) == ["Outcome 1: Partly achieved – “to go home”"]


def test_what_they_said_is_of_the_last_conversation_that_holds_their_words_in_order():
    early = at(FIRST, say("A5", None, "My garden"), say("A11", None, "I can cope"))
    late = at(LATER, say("A10", None, "I cook"), say("A5", None, "My cat"))
    section = aide_memoire(of(*early, *late))[SAID]
    assert texts(of(*early, *late), SAID) == [
        "What matters to them: “My cat”", "What they do already: “I cook”",
    ]  # fmt: skip
    assert section.contact == LATER
    silent = at(LATER, say("C1", "phone"), say("A5", None, "A quiet life", source="advocate"))
    section = aide_memoire(of(*early, *silent))[SAID]
    assert section.contact == FIRST and len(section.items) == 2


def test_only_what_stands_now_and_was_answered():
    made = corrected(of(say("P3", None, "Ring first")), "P3", words="Never ring")
    made = made.with_entry(replace(left("P5"), id="P5", seq=3))
    assert texts(made, SAFE) == ["Safe contact: “Never ring”"]
    twice = of(*at(FIRST, say("C3", "no")), *at(LATER, say("C3", "whole")))
    assert texts(twice, SAFE) == ["Time alone with them: Yes, the whole time"]


def test_the_newest_step_of_the_plan_comes_first():
    made = of(say("D8", None, "First step"), say("D8", None, "Second step"))
    assert texts(made, RISK) == ["Plan: “Second step”", "Plan: “First step”"]


# What is still to be asked


@pytest.mark.parametrize(
    ("contacts", "stage"),
    [
        ((), "start"),
        ((contact("prepare"),), "start"),
        ((contact("start", finished=False),), "start"),
        ((contact("start"),), "during"),
        ((contact("start"), contact("end", finished=False)), "end"),
        ((contact("start"), contact("end")), "during"),
    ],
)
def test_it_asks_what_the_next_conversation_can_ask_best_first(contacts, stage):
    made = of(contacts=contacts)
    there = next((c for c in contacts if c.stage == stage and not c.finished_at), None)
    whole = made if there else replace(made, contacts=(*contacts, contact(stage, 9, False)))
    fields = [gap.field for gap in gaps(whole, (there or whole.contacts[-1]).id)]
    wanted = [f"{field.title}: “{field.say}”" for field in fields if field.say]
    shown = texts(made, ASK)
    assert shown and shown == wanted[: len(shown)]
    section = aide_memoire(made)[ASK]
    more = len(wanted) - len(shown)
    assert section.more == (f"and {more} more not asked yet" if more else "")


def test_what_was_asked_is_not_asked_again():
    made = of(*at(FIRST, say("A9", None, "Her niece", contact_ok="yes")))
    said = content().field("A9").say
    assert not any(said in text for text in texts(made, ASK))


# How much


@pytest.mark.parametrize("count", [1, 3, 9, 40])
def test_what_does_not_fit_is_counted(count):
    made = of(*(say("D8", None, f"Step {n} " + "word " * 20) for n in range(count)))
    section = aide_memoire(made)[RISK]
    more = count - len(section.items)
    assert section.items
    assert section.more == (f"and {more} more in the record" if more else "")


def at_length(field):
    parts = {part.key: "x " * 300 for part in field.parts if part.words == "required"}
    return say(field.id, None, "Wide words " * 60, **parts)


def test_no_section_takes_more_than_its_room():
    fields = [field for field in content().fields.values() if field.id not in ("D1", "E2")]
    made = of(*(at_length(field) for field in fields for _ in range(4)))
    paper = Paper(layout()["letters"], layout()["longest"], layout()["cut"])
    for row, section in zip(layout()["sections"], aide_memoire(made), strict=True):
        assert paper.height(section.items) + bool(section.more) <= row["room"], section.title


PAPER = Paper(letters=10, longest=20, cut=" […]")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("short", "short"),
        ("two\nlines", "two lines"),
        ("exactly twenty chars", "exactly twenty chars"),
        ("this one is longer than twenty", "this one is longer […]"),
        ("w" * 30, "w" * 20 + " […]"),
        (None, None),
    ],
)
def test_words_are_cut_between_words_and_say_so(words, shown):
    [item] = PAPER.fitting([Item((Line("", "L", quoted=words),))], 99)
    assert item.lines[0].quoted == shown


@pytest.mark.parametrize(("rows", "room", "kept"), [(1, 1, 1), (3, 3, 3), (4, 3, 2), (2, 0, 1)])
def test_a_line_is_kept_to_count_what_is_left_out(rows, room, kept):
    items = [Item((Line("", "L", quoted="x"),))] * rows
    assert len(PAPER.fitting(items, room)) == kept


@pytest.mark.parametrize(
    ("words", "moment", "lines"),
    [
        ("i" * 30, "", 1),
        ("i" * 30, "2026-11-01", 2),
        ("i" * 12, "2026-11-01", 1),
        ("W" * 30, "", 3),
        ("word " * 9, "", 2),
        ("i" * 100, "", 4),  # a word that no line holds begins on its own
    ],
)
def test_height_is_counted_word_by_word_with_wide_letters_and_the_date(words, moment, lines):
    item = Item((Line("", "L", quoted=words),), at=moment)
    assert Paper(40, 500, "").height([item]) == lines


# What never


def test_it_shows_nothing_that_is_not_to_be_exported():
    private = [field.id for field in content().fields.values() if not field.exported]
    assert private
    made = of(*(say(name, None, "Only mine") for name in private))
    assert not any("Only mine" in text for n in range(6) for text in texts(made, n))


def test_an_empty_record_says_so_in_each_section():
    sections = aide_memoire(of(contacts=()))
    assert {s.empty for s in sections[:ASK]} == {layout()["nothing"]} and sections[ASK].items
    assert [s.title for s in sections] == [row["title"] for row in layout()["sections"]]
