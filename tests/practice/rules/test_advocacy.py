"""The duty to arrange an advocate, over all answers, with its working in words."""

from itertools import product

import pytest

from practice.content import content
from practice.rules.advocacy import AREAS, advocacy_duty
from tests.practice.recorder import Recorder, Walk
from tests.practice.records import left, record, say, withdrawn

SAID_SON = say("P1", None, "Money is missing", said_source="her son Ali")
LACKS = say("A14", {"retain": "no"}, decision="money", cause="Dementia", conclusion="lacks")

# The four areas, and what they come to.
DIFFICULTY = {
    "none": dict.fromkeys(AREAS, "no"),
    "yes": {**dict.fromkeys(AREAS, "no"), "retain": "yes"},
    "yes, in one that is noted": {"communicate": "yes"},
    "yes, and unclear": {"understand": "unclear", "retain": "yes"},
    "unclear": {**dict.fromkeys(AREAS, "no"), "use_or_weigh": "unclear"},
    "not looked at": {},
    "not all looked at": {"understand": "no", "retain": "no"},
}
# Who could support them, and what is true of that person.
PERSON = {
    "suitable": {"appropriate_person": "her niece", "suitability": ["suitable"]},
    "source of harm": {"appropriate_person": "her niece", "suitability": ["source_of_harm"]},
    "same relation": {"appropriate_person": "the son", "suitability": ["suitable"]},
    "paid": {"appropriate_person": "her support worker", "suitability": ["paid"]},
    "not wanted": {"appropriate_person": "her niece", "suitability": ["person_says_no"]},
    "cannot": {"appropriate_person": "her niece", "suitability": ["cannot"]},
    "not known": {"appropriate_person": "her niece", "suitability": ["not_known"]},
    "not said": {"appropriate_person": "her niece"},
    "nobody": {"appropriate_person": "nobody"},
    "not asked": {},
}
SAID = {
    "suitable": "suitable",
    "source of harm": "source_of_harm",
    "same relation": "source_of_harm",
    "paid": "unsuitable",
    "not wanted": "unsuitable",
    "cannot": "unsuitable",
    "not known": "not_known",
    "not said": "not_known",
    "nobody": "nobody",
    "not asked": "not_known",
}


def duty(areas, person, *more):
    return advocacy_duty(record(SAID_SON, say("P9", areas, **person), *more))


def expected(areas, person):
    """Section 68: substantial difficulty in one area, and nobody suitable."""
    if areas.startswith("not"):
        return "not_worked_out"
    if areas == "none" or person == "suitable":
        return "may"
    return "should" if areas == "unclear" else "must"


@pytest.mark.parametrize(("areas", "person"), list(product(DIFFICULTY, PERSON)))
def test_level_over_areas_and_person(areas, person):
    found = duty(DIFFICULTY[areas], PERSON[person])
    assert found.level == expected(areas, person)
    assert (found.entries, found.imca) == (("P9",), False)


@pytest.mark.parametrize("person", PERSON)
@pytest.mark.parametrize("areas", ["yes", "unclear"])
def test_the_working_names_the_areas_the_person_and_what_follows(areas, person):
    found = duty(DIFFICULTY[areas], PERSON[person])
    hard = {"yes": "retain", "unclear": "use_or_weigh"}[areas]
    labels = {c.value: c.group for c in content().field("P9").main.choices}
    assert found.working == (
        content().say(f"advocacy.areas.{areas}", areas=labels[f"{hard}=yes"].lower()),
        content().say(f"advocacy.person.{SAID[person]}"),
        content().say(f"advocacy.level.{found.level}"),
    )


@pytest.mark.parametrize("areas", ["none", "not looked at", "not all looked at"])
def test_without_difficulty_the_person_does_not_matter(areas):
    found = duty(DIFFICULTY[areas], PERSON["nobody"])
    step = "none" if areas == "none" else "not_looked_at"
    assert found.working[0] == content().say(f"advocacy.areas.{step}")
    assert len(found.working) == 2


def test_several_areas_are_named_in_order():
    found = duty({"communicate": "unclear", "understand": "yes"}, {})
    labels = {c.value: c.group for c in content().field("P9").main.choices}
    named = [labels[f"{key}=yes"].lower() for key in ("communicate", "understand")]
    assert ", ".join(named) in found.working[0]


@pytest.mark.parametrize(
    ("named", "level"),
    [("Ali, her son", "must"), ("her son-in-law", "may"), ("her sister", "may")],
)
def test_who_is_said_to_cause_harm_is_no_appropriate_person(named, level):
    person = {"appropriate_person": named, "suitability": ["suitable"]}
    assert duty(DIFFICULTY["yes"], person).level == level


@pytest.mark.parametrize("level", ["must", "should", "may", "not_worked_out"])
def test_an_imca_is_considered_when_capacity_is_lacking(level):
    areas, person = {
        "must": ("yes", "nobody"),
        "should": ("unclear", "nobody"),
        "may": ("yes", "suitable"),
        "not_worked_out": ("not looked at", "not asked"),
    }[level]
    found = duty(DIFFICULTY[areas], PERSON[person], LACKS)
    assert (found.level, found.imca, found.entries) == (level, True, ("P9", "A14"))
    assert found.working[-1] == content().say("advocacy.imca")


@pytest.mark.parametrize("answers", [[], [left("P9")], [SAID_SON]])
def test_an_incomplete_record_is_not_worked_out(answers):
    assert advocacy_duty(record(*answers)).level == "not_worked_out"


def test_what_was_taken_back_no_longer_counts():
    before = record(say("P9", DIFFICULTY["yes"], **PERSON["nobody"]))
    assert advocacy_duty(before).level == "must"
    assert advocacy_duty(withdrawn(before, "P9")).level == "not_worked_out"


# --- in conversation ---


def prepared(**answers):
    recorder = Recorder()
    walk = Walk("prepare", recorder).to_the_end(**answers)
    recorder.finish(walk.contact_id)
    return recorder


@pytest.mark.parametrize("nobody", ["nobody", "Nobody.", "no one", "None", "There is nobody"])
def test_nobody_however_it_is_said(nobody):
    walk = Walk("prepare", prepared(P9=("", "retain=yes"), P9_appropriate_person=nobody))
    found = advocacy_duty(walk.record)
    assert content().say("advocacy.person.nobody") in found.working
    assert "suitability" not in walk.record.latest("P9").parts


def test_the_working_is_said_before_the_question():
    answers = {"P9": ("", "retain=yes"), "P9_appropriate_person": "her niece"}
    walk = Walk("start", prepared(**answers, P9_suitability="paid")).to("A18")
    assert walk.question.lead == " ".join(advocacy_duty(walk.record).working)
    assert content().say("advocacy.level.must") in walk.question.lead


def test_nothing_is_said_before_the_question_when_nothing_is_worked_out():
    assert Walk("start").to("A18").question.lead == ""


def test_an_imca_is_mentioned_even_when_the_areas_were_not_looked_at():
    walk = Walk("start").to("A18", A14=("", "retain=no"), A14_conclusion="lacks")
    assert content().say("advocacy.imca") in walk.question.lead
