"""What the record shows of every audit standard, and what it may never claim."""

from dataclasses import replace

import pytest

from practice.content import content
from practice.local.audit_sets import audit_sets
from practice.record import Contact
from practice.rules.coverage import coverage
from practice.rules.rule_language import typed_words
from tests.practice.recorder import Recorder, Walk, plausible
from tests.practice.records import left, record, say
from tests.practice.standard_cases import CASES

SETS = {"bradford": 26, "leicestershire": 8, "lga": 7}
# Record model 8.1: these always apply.
ALWAYS = {"B1", "B9", "B11", "B12", "B16", "B20", "B22"}
ASKABLE = {f for stage in content().stages.values() for f in stage.every_field}
ALL = [(name, key) for name, cases in CASES.items() for key in cases]


def made(given):
    """The record of a case: its answers, and its conversations."""
    answers = [row for row in given if not isinstance(row, Contact)]
    return record(*answers, contacts=tuple(row for row in given if isinstance(row, Contact)))


def shown(name, key, given):
    return coverage(made(given))[name][key]


def every(kind):
    return [(name, key, *row) for name, key in ALL for row in getattr(CASES[name][key], kind)]


def reasons():
    return [
        (name, key, *row) for name, key in ALL for row in CASES[name][key].not_applicable.items()
    ]


def without_words(entry):
    """The same taps, with nothing typed."""
    bare = replace(entry, words=None, reason=None)
    taps = {key: value for key, value in entry.parts.items() if value not in typed_words(entry)}
    return replace(bare, parts=taps)


def test_every_standard_is_there_and_has_its_cases():
    for name, count in SETS.items():
        ids = [row["id"] for row in audit_sets()[name].standards]
        assert ids == [f"{name[0].upper() if name != 'lga' else 'F'}{n + 1}" for n in range(count)]
        assert ids == list(CASES[name])


@pytest.mark.parametrize(("name", "key", "given", "entries"), every("shown"))
def test_evidenced_with_the_entries_that_show_it(name, key, given, entries):
    found = shown(name, key, given)
    assert (found.state, sorted(found.entries)) == ("evidenced", sorted(entries.split()))
    assert (found.wants, found.reason) == ((), None)


@pytest.mark.parametrize(("name", "key", "given", "_"), every("shown"))
def test_ticks_alone_never_count(name, key, given, _):
    ticks = [row if isinstance(row, Contact) else without_words(row) for row in given]
    assert shown(name, key, ticks).state != "evidenced"


@pytest.mark.parametrize(("name", "key", "given", "wants"), every("missing"))
def test_without_evidence_it_says_what_to_ask(name, key, given, wants):
    found = shown(name, key, given)
    assert (found.state, " ".join(found.wants), found.entries) == ("no_evidence", wants, ())
    assert set(found.wants) <= ASKABLE


@pytest.mark.parametrize(("name", "key", "reason", "given"), reasons())
def test_not_applicable_with_its_reason(name, key, reason, given):
    found = shown(name, key, given)
    assert (found.state, found.reason) == ("not_applicable", reason)


@pytest.mark.parametrize(("name", "key"), ALL)
def test_every_reason_not_to_apply_is_tried(name, key):
    row = next(row for row in audit_sets()[name].standards if row["id"] == key)
    named = [condition["reason"] for condition in row.get("not_applicable", ())]
    assert named == list(CASES[name][key].not_applicable)
    assert not (key in ALWAYS and named)


@pytest.mark.parametrize("state", ["not_asked_reason", "not_applicable_reason"])
@pytest.mark.parametrize(("name", "key"), ALL)
def test_left_with_a_reason_is_not_done(name, key, state):
    field = CASES[name][key].left
    thread = "A8" if content().field(field).each else None
    given = [say("A8", None, "My key back")] if thread else []
    found = shown(name, key, [*given, left(field, "Her son was there", state=state, thread=thread)])
    if state == "not_applicable_reason" and field == "D7":
        assert found.state == "not_applicable"
    else:
        assert (found.state, found.reason) == ("not_done", "Her son was there")
        assert found.entries == (field,)


@pytest.mark.parametrize("key", sorted(ALWAYS))
def test_what_always_applies_can_only_be_left(key):
    row = next(row for row in audit_sets()["bradford"].standards if row["id"] == key)
    everything = [left(field, state="not_applicable_reason") for field in row["fields"]]
    assert shown("bradford", key, everything).state == "not_done"


@pytest.mark.parametrize(
    ("name", "key", "answer", "reason"),
    [
        ("bradford", "B1", say("A7", "no", reason_if_no="He was asleep"), "He was asleep"),
        ("leicestershire", "L1", say("A7", "no", "No time"), "No time"),
        ("lga", "F1", say("A7", "no", "No time"), "No time"),
        ("bradford", "B2", say("E1", "no", reason="She moved"), "She moved"),
        ("bradford", "B2", say("E1", "not_applicable", reason="She moved"), "She moved"),
    ],
)
def test_a_no_with_its_reason_is_not_done(name, key, answer, reason):
    found = shown(name, key, [answer])
    assert (found.state, found.reason) == ("not_done", reason)


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        # Not what the standard waits for: the reason says nothing about it.
        ("B5", say("D11", "no", reason="Nobody told her")),
        ("B14", left("A6")),
        ("B1", left("A7", None)),
        ("B1", say("A7", "no")),
    ],
)
def test_a_reason_for_something_else_hides_no_gap(key, answer):
    assert shown("bradford", key, [answer]).state == "no_evidence"


@pytest.mark.parametrize(
    ("key", "answers", "state"),
    [
        ("B12", [left("C3"), say("C3", "whole")], "no_evidence"),
        ("B4", [left("D6"), say("E4", "yes")], "no_evidence"),
        ("B12", [say("C3", "whole"), left("C3")], "not_done"),
        ("B16", [say("A10", None, "I keep my own accounts"), left("D8")], "not_done"),
    ],
)
def test_a_reason_counts_until_something_is_answered_since(key, answers, state):
    assert shown("bradford", key, answers).state == state


def test_an_empty_record_shows_nothing_and_asks_for_everything():
    for rows in coverage(record()).values():
        for found in rows.values():
            assert (found.state, found.entries) == ("no_evidence", ())
            assert found.wants
            assert set(found.wants) <= ASKABLE


def test_each_standard_names_its_fields_as_the_fields_name_it():
    for name in SETS:
        for row in audit_sets()[name].standards:
            naming = {f.id for f in content().fields.values() if row["id"] in f.evidences}
            assert set(row["fields"]) == naming


# --- principles ---


@pytest.mark.parametrize(
    ("principle", "given", "state", "entries"),
    [
        ("partnership", ["B11", "B19"], "evidenced", {"A9", "A17"}),
        ("partnership", ["B11"], "no_evidence", set()),
        ("prevention", ["B9", "B16"], "evidenced", {"A1", "A10", "D8"}),
    ],
)
def test_a_principle_stands_as_its_standards_stand(principle, given, state, entries):
    answers = [row for key in given for row in CASES["bradford"][key].shown[0][0]]
    found = shown("principles", principle, answers)
    assert (found.state, set(found.entries)) == (state, entries)
    assert (found.wants == ()) is (state == "evidenced")


def test_a_standard_that_does_not_apply_leaves_its_principle_to_the_others():
    trusted = say("A9", None, "Her niece", contact_ok="yes")
    nobody_else = left("D7", "She lives alone", state="not_applicable_reason")
    found = shown("principles", "partnership", [trusted, nobody_else])
    assert (found.state, found.entries) == ("evidenced", ("A9",))


def test_a_principle_gives_the_reasons_of_what_was_not_done():
    answers = [left("A9", "No time"), say("A17", ["agreed"], "Her GP")]
    found = shown("principles", "partnership", answers)
    assert (found.state, found.reason, found.entries) == ("not_done", "No time", ("A9",))


def test_principles_stand_on_the_standards_of_the_record_model():
    # 8.3, "best B".
    assert {row["id"]: row["standards"] for row in audit_sets()["principles"].standards} == {
        "empowerment": ["B1", "B2", "B3", "B13", "B14", "B17", "B22", "B23"],
        "prevention": ["B9", "B16"],
        "proportionality": ["B3", "B13", "B17", "B21"],
        "protection": ["B7", "B12", "B18", "B22"],
        "partnership": ["B11", "B19"],
        "accountability": ["B4", "B5", "B8", "B9", "B15"],
    }


# --- by conversation ---

# What the stages never push: opened by "add something else".
MORE = {
    "prepare": ["P7", "P11", "P12", "P13", "E12"],
    "start": ["A2", "A3", "A6", "A10", "A19", "A21", "C5", "C6", "C7", "C8"],
    "during": ["D4", "D7", "D10", "D11", "D13", "D14"],
    "end": ["E16"],
}
LACKS_AND_REFUSES = {
    "A14": ("", "understand=yes", "retain=yes", "use_or_weigh=no", "communicate=yes"),
    "A14_conclusion": "lacks",
    "A15": "no_capacity",
    "A16": "no",
    "A17": ("The police", "serious_crime"),
    "A18": ("IMCA for the money", "imca"),
}


def talk_through(recorder, stage, answers):
    """A conversation in which every question is answered with words, and more is added."""
    walk = Walk(stage, recorder)
    more = list(MORE[stage])
    while not walk.finished:
        if walk.at == "FINISH" and more:
            walk.tap("add")
            walk.tap(f"ask:{more.pop(0)}")
        elif walk.at == "D8.serves":
            walk.tap(*(c.value for c in walk.question.choices))
        elif walk.pointer.mode != "answer" or walk.pointer.part in ("added", "always"):
            walk.answer({})
        elif walk.at.replace(".", "_") in answers:
            walk.answer(answers)
        else:
            walk.say(f"Words about {walk.at}", *plausible(walk.question))
    recorder.finish(walk.contact_id)


def whole_work(**answers):
    """From the preparation to the end."""
    recorder = Recorder()
    for stage in MORE:
        talk_through(recorder, stage, answers)
    return recorder.record


def not_evidenced(record):
    found = coverage(record)
    rows = [row for name in SETS for row in found[name].values()]
    return {row.id: row.reason or row.state for row in rows if row.state != "evidenced"}


def test_one_work_can_evidence_all_that_applies_to_it():
    assert not_evidenced(whole_work()) == {
        "B15": "No decision was made that they lacked capacity for",
        "B18": "Help was not refused",
    }


def test_work_with_refusal_and_a_lack_of_capacity_evidences_the_rest():
    assert not_evidenced(whole_work(**LACKS_AND_REFUSES)) == {}
