"""The practice content: complete, in plain short questions, and without loose ends."""

import pytest

from practice.content import ContentError, content, load

LONGEST_PROMPT = 25

# Section 7 of the record model: field id, and the name that the contract fixes.
CONTRACT = """
C1 contact_time   C2 present           C3 seen_alone        C4 support_used
C5 presentation   C6 recording         C7 notes_told
P1 concern_summary P2 danger_check     P3 safe_contact      P4 best_person
P5 alone_plan     P6 comm_needs        P7 known_about       P8 capacity_prompt
P9 s68_check      P10 pressure_known   P11 parallel         P12 info_plan
P13 reflection
A1 explained      A2 confidentiality_told A3 involvement_wish A4 understanding_check
A5 what_matters   A6 account           A7 outcomes_asked    A8 outcome
A9 trusted        A10 strengths        A11 risk_view        A12 free_will
A13 info_sufficient A14 capacity_decision A15 valid_consent A16 agreement
A17 sharing_decision A18 advocacy_decision A19 hope         A20 refusal
A21 safety_now
D1 outcome_version D2 option           D3 risk_enablement   D4 balance
D5 bi_decision    D6 update_log        D7 agency            D8 action
D9 attempt        D10 hope_worth       D11 meeting          D12 override
D13 oversight     D14 escalation
E1 achieved_asked E2 outcome_result    E3 achieved_overall  E4 understood_why
E5 listened       E6 happy             E7 safer             E8 better
E9 risk_assessed  E10 risk_outcome     E11 capacity_summary E12 abuse_details
E13 recovery      E14 feedback_meta    E15 closure          E16 learning
""".split()
NAMES = dict(zip(CONTRACT[::2], CONTRACT[1::2], strict=True))

# Shared value sets of the same section that the national return or the exports rely on.
VALUES = {
    "asked": ["asked_expressed", "asked_none", "no", "dont_know"],
    "achieved": ["fully", "partially", "not"],
    "risk_outcome": ["remained", "reduced", "removed"],
    "seen_alone": ["whole", "part", "no", "could_not_confirm"],
    "free_will": ["no_sign", "signs_seen", "believed_under_influence", "not_explored"],
    "felt": ["yes", "partly", "no", "dont_know", "declined"],
    "advocacy": [
        "offered",
        "accepted",
        "declined",
        "instructed",
        "imca",
        "appropriate_person",
        "not_needed",
    ],
    # The eleven kinds named in the 2014 guide, and room for others.
    "outcome_kind": [
        "safer",
        "keep_relationship",
        "new_friends",
        "recover",
        "justice",
        "not_to_others",
        "control",
        "involved",
        "choice",
        "protect_self",
        "know_help",
        "other",
    ],
}


def parts_of(field):
    return [field.main, *field.parts, *([field.added] if field.added else [])]


FIELDS = list(content().fields.values())
PARTS = [(field, part) for field in FIELDS for part in parts_of(field)]
by_id = pytest.mark.parametrize("field", FIELDS, ids=lambda f: f.id)


@pytest.mark.parametrize(("field_id", "name"), NAMES.items())
def test_contract_fields_have_their_names(field_id, name):
    assert content().field(field_id).name == name


@pytest.mark.parametrize("set_name", VALUES)
def test_value_sets_of_the_record_model(set_name):
    assert [c.value for c in content().choices(set_name)] == VALUES[set_name]


@by_id
def test_field_says_what_it_asks_and_why(field):
    missing = [key for key in ("title", "why", "source") if not getattr(field, key).strip()]
    assert not missing


def test_prompts_are_short():
    prompts = {f"{f.id}.{p.key}": text for f, p in PARTS for text in (p.ask, p.words_ask)}
    prompts |= {f"{f.id} more": f.repeat.ask for f in FIELDS if f.repeat}
    prompts |= {f"{f.id} say": f.say for f in FIELDS}
    over = {name: text for name, text in prompts.items() if len(text.split()) > LONGEST_PROMPT}
    assert not over


@by_id
def test_conditions_name_values_that_can_be_chosen(field):
    allowed = {None, *(c.value for c in field.main.choices)}
    allowed |= {v for c in field.main.choices for v in c.sets.values()}
    conditions = [part.when for part in field.parts] + [field.main.words_required_when]
    for condition in filter(None, conditions):
        assert set(condition.get("value", ())) <= allowed


@by_id
def test_choices_reach_only_what_exists(field):
    for choice in field.main.choices:
        for other, value in choice.also.items():
            assert content().field(other).main.choice(value), f"{choice.value} also {other}"
        for key in choice.parts:
            field.part(key)
    for key in field.main.states:
        field.part(key)


@pytest.mark.parametrize(("field", "part"), PARTS, ids=lambda x: getattr(x, "id", "") or "main")
def test_choices_can_be_told_apart(field, part):
    values = [c.value for c in part.choices]
    labels = [(c.group, c.label) for c in part.choices]
    assert len(set(values)) == len(values)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(("field", "part"), PARTS, ids=lambda x: getattr(x, "id", "") or "main")
def test_a_question_can_be_answered(field, part):
    assert part.choices or part.words == "required"
    # Match words would let text pick where only a tap may.
    assert not (part.tap and any(c.match for c in part.choices))
    if part.words_required_when or part.words == "wanted":
        assert part.words_ask


def test_every_field_is_asked_somewhere():
    asked = {f for stage in content().stages.values() for f in stage.every_field}
    assert set(content().fields) - asked == {"N1"}


# What the product asks besides: a note, and how the person took it when it was read back.
OWN = {"N1", "C8"}


def test_all_71_fields_and_our_own_exist():
    assert len(NAMES) == 71
    assert set(content().fields) == set(NAMES) | OWN


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("asking/stages.yml", "start: {title: x, fields: [Z9]}", "Z9"),
        (
            "asking/fields/x.yml",
            "- {id: X1, name: x, title: x, ask: x, why: x, source: x, kind: x}",
            "kind",
        ),
        ("asking/fields/x.yml", "- {id: X1}", "X1"),
        ("asking/value_sets.yml", "a: [{value: v, label: l, lable: x}]", "lable"),
    ],
)
def test_contradictory_content_is_refused_by_name(tmp_path, file, text, says):
    (tmp_path / "asking/fields").mkdir(parents=True)
    for name in ("asking/stages.yml", "asking/value_sets.yml", "wording.yml"):
        (tmp_path / name).write_text("{}")
    (tmp_path / file).write_text(text)
    with pytest.raises(ContentError, match=says):
        load(tmp_path)
