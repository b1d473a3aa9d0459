"""Guidance cards: short, sourced, dated, taught by examples, and complete."""

import datetime
from pathlib import Path

import pytest
import yaml

from practice.content import FOLDER

ROOT = Path(__file__).resolve().parents[3]
LONGEST_ANSWER = 90
GUIDANCE = yaml.safe_load((FOLDER / "asking/guidance.yml").read_text(encoding="utf-8"))
TOPICS, MYTHS = GUIDANCE["topics"], GUIDANCE["myths"]
CARDS = {**TOPICS, **MYTHS}
EXAMPLES = {
    intent["intent"]: [line.removeprefix("- ") for line in intent["examples"].splitlines()]
    for intent in yaml.safe_load((ROOT / "data/nlu/guidance.yml").read_text(encoding="utf-8"))[
        "nlu"
    ]
}
# What practitioners may ask about, by where it comes from. Ids are never renamed lightly:
# examples, cards and this list must say the same.
IDEAS = {
    "questions to consider": """
        organisation_systems msp_audit trust_and_refusal very_risky_situations
        fluctuating_capacity
    """,
    "what MSP is about": """
        about_trusted_support about_puzzle about_options about_listening about_hope about_worth
        about_strengths about_double_edge
    """,
    "what MSP is not about": "not_walking_away not_a_barrier not_at_all_costs",
    "wellbeing and the six principles": """
        wellbeing six_principles principle_empowerment principle_prevention
        principle_proportionality principle_protection principle_partnership
        principle_accountability
    """,
    "training exercises": """
        training_exercises exercise_values exercise_barriers exercise_consent exercise_ethics
    """,
    "what boards and leaders are told practitioners do": """
        practitioner_expectations practitioner_leadership practitioner_prevention
        practitioner_alongside
    """,
    "reasons for a longer discussion": """
        longer_discussions plan_a_plan_b others_at_risk understanding_risk impossible_outcome
        family_disagrees
    """,
    "outcomes": "outcomes not_outcomes no_outcome_named",
    "ways to think a case through": """
        wellbeing_safety_grid risk_enablement refusal_of_support sharing_without_agreement
        recording recording_reasons
    """,
}
each_card = pytest.mark.parametrize("topic", CARDS)


@each_card
def test_answers_are_short(topic):
    assert 0 < len(CARDS[topic]["answer"].split()) <= LONGEST_ANSWER


@each_card
def test_a_card_says_where_it_comes_from_and_when_it_is_looked_at_again(topic):
    card = CARDS[topic]
    assert {"title", "answer", "source", "status", "review_by"} <= set(card)
    assert card["title"].strip() and card["source"].strip()
    assert card["status"] in {"V", "S", "K"}
    assert isinstance(card["review_by"], datetime.date)


def test_titles_tell_cards_apart():
    titles = [card["title"] for card in CARDS.values()]
    assert len(set(titles)) == len(titles)


def test_every_card_is_taught_and_nothing_else():
    taught = {f"ask_guidance/{topic}" for topic in TOPICS}
    taught |= {f"assert_myth/{myth}" for myth in MYTHS}
    assert set(EXAMPLES) == taught


@pytest.mark.parametrize("intent", EXAMPLES)
def test_there_are_enough_examples(intent):
    assert len(EXAMPLES[intent]) >= (40 if intent.startswith("assert_myth/") else 12)


@pytest.mark.parametrize("where", IDEAS)
def test_every_idea_has_its_own_card(where):
    assert set(IDEAS[where].split()) <= set(TOPICS)


def test_the_six_myths_are_answered():
    assert list(MYTHS) == [f"myth_{number}" for number in range(1, 7)]


def test_no_card_is_pointed_to_that_is_not_there():
    """“Ask me about …” names something that a card answers."""
    named = {
        "risk enablement": "risk_enablement",
        "sharing without agreement": "sharing_without_agreement",
    }
    for card in CARDS.values():
        for sentence in card["answer"].split("ask me about ")[1:]:
            asked = sentence.partition(".")[0]
            assert named[asked] in TOPICS
            assert any(asked in example for example in EXAMPLES[f"ask_guidance/{named[asked]}"])
