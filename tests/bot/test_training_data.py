"""domain.yml, rules and examples: nothing missing, nothing contradictory."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

import actions
from actions.forms import SLOT
from actions.guidance import cards
from actions.turn import CONTACT_FORM, WORK_FORM

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
EXAMPLES = [
    (intent["intent"], line.removeprefix("- ").strip())
    for path in sorted((ROOT / "data/nlu").glob("*.yml"))
    for intent in yaml.safe_load(path.read_text())["nlu"]
    for line in intent["examples"].splitlines()
    if line.strip()
]
TURNS = [
    step
    for path in sorted((ROOT / "data").glob("rules/*.yml"))
    for kind, rows in yaml.safe_load(path.read_text()).items()
    if kind == "rules"
    for row in rows
    for step in row["steps"]
]
STEPS = [option for step in TURNS for option in step.get("or", [step])]
CONTRACT = """
greet goodbye thank affirm deny help prepare_visit record_visit quick_capture review_closure
resume_work rehearse end_rehearsal skip go_back repeat pause undo correct_answer explain_why
suggest_wording show_summary show_gaps export_record ask_guidance assert_myth report_danger
raise_coercion withdraw_consent practitioner_distress out_of_scope
""".split()
NOT_LEARNT = {"save_note", "nlu_clarify", "nlu_fallback"}
CONTENT = {"inform", "give_narrative"}


def used(key):
    return {step[key] for step in STEPS if step.get(key)}


@pytest.mark.parametrize("form", DOMAIN["forms"])
def test_a_form_takes_ordinary_answers_only_and_only_where_it_asks(form):
    """Every other intent is left to the rules, so nothing but an answer fills a slot."""
    assert DOMAIN["forms"][form].keys() == {"required_slots"}
    for slot in DOMAIN["forms"][form]["required_slots"]:
        asked = {"active_loop": form, "requested_slot": slot}
        assert DOMAIN["slots"][slot]["mappings"] == [
            {"type": "from_text", "intent": "inform", "conditions": [asked]}
        ]
        assert DOMAIN["slots"][slot]["influence_conversation"] is False


def test_only_the_forms_fill_slots_by_themselves():
    asked = {slot for form in DOMAIN["forms"].values() for slot in form["required_slots"]}
    filled = {
        name for name, slot in DOMAIN["slots"].items() if slot["mappings"] != [{"type": "custom"}]
    }
    assert filled == asked


def test_each_form_has_an_action_that_asks():
    named = {name for name in DOMAIN["actions"] if name.startswith("validate_")}
    assert named == {f"validate_{form}" for form in DOMAIN["forms"]}
    assert set(DOMAIN["forms"]) == {CONTACT_FORM, WORK_FORM}
    assert DOMAIN["forms"][CONTACT_FORM]["required_slots"] == [SLOT]


def test_intents_of_the_contract_and_ordinary_answers_are_taught_and_no_others():
    assert set(CONTRACT) | NOT_LEARNT <= set(DOMAIN["intents"])
    assert {label.partition("/")[0] for label, _ in EXAMPLES} == set(CONTRACT) | CONTENT


@pytest.mark.parametrize("intent", CONTRACT)
def test_every_intent_has_enough_examples(intent):
    assert sum(label.partition("/")[0] == intent for label, _ in EXAMPLES) >= 50


def test_examples_are_taught_once_and_are_plain_text():
    counts = Counter(" ".join(text.casefold().split()) for _, text in EXAMPLES)
    assert [text for text, count in counts.items() if count > 1] == []
    assert [text for _, text in EXAMPLES if text.startswith("/") or "[" in text] == []


def test_every_topic_taught_has_a_card():
    topics = {label.partition("/")[2] for label, _ in EXAMPLES if "/" in label}
    assert {f"myth_{n}" for n in range(1, 7)} <= topics
    assert topics == set(cards())


def test_every_intent_is_answered_by_a_rule():
    assert used("intent") == set(DOMAIN["intents"])


def test_rules_use_what_exists():
    assert used("action") <= set(DOMAIN["actions"]) | set(DOMAIN["forms"])
    assert used("active_loop") <= set(DOMAIN["forms"])
    for step in STEPS:
        for row in step.get("slot_was_set", []):
            [(slot, value)] = row.items()
            values = DOMAIN["slots"].get(slot, {}).get("values", [])
            assert slot == "requested_slot" or value in values, row


def test_every_form_is_opened_and_ended_by_a_rule():
    assert used("active_loop") == set(DOMAIN["forms"])
    assert set(DOMAIN["slots"]["next_form"]["values"]) == {*DOMAIN["forms"], "nothing"}


def test_domain_actions_are_the_actions_there_are():
    executor = ActionExecutor()
    executor.register_package(actions)
    assert set(DOMAIN["actions"]) == set(executor.actions)


def test_nothing_speaks_but_the_actions():
    assert DOMAIN["responses"] == {}
    assert not [name for name in used("action") if name.startswith("utter_")]
