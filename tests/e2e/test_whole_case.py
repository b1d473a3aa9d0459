"""One case from before the first visit to the end, over the real processes."""

import pytest

from practice.content import content
from practice.papers.document import layout
from practice.papers.lines import FIXED, SOURCE_LABELS, STATE_LABELS
from tests.e2e import scenario

STAGES = ("prepare", "start", "during", "end")
CASE = scenario.load("friend_and_money")


@pytest.fixture(scope="module")
def whole_case(product):
    """The four conversations held by one practitioner, each begun anew, as on other days."""
    from tests.e2e.conversation import Conversation

    held = {}
    for stage in STAGES:
        conversation = Conversation(product.url).sign_in(*product.accounts["practitioner"])
        scenario.run(conversation, CASE[stage])
        held[stage] = conversation
    yield held
    for conversation in held.values():
        conversation.close()


@pytest.fixture(scope="module")
def work_id(whole_case):
    return whole_case["start"].last["work_id"]


@pytest.fixture(scope="module")
def record(whole_case, work_id):
    return whole_case["end"].http.get(f"/v1/works/{work_id}/record").json()


def standing(record, field):
    return [e for e in record["fields"].get(field, []) if not e["superseded_by"]]


def test_every_stage_is_finished(record):
    assert [c["stage"] for c in record["contacts"]] == list(STAGES)
    assert all(c["finished_at"] for c in record["contacts"])
    assert record["checks"] == []


def test_after_visit_conversation_is_short(whole_case):
    after_visit = whole_case["start"]
    print(f"after-visit: {after_visit.turns} turns, {after_visit.words} typed words")
    assert after_visit.turns <= 25
    assert after_visit.words <= 120


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("A5", None, "my own front door and a bit of company"),
        ("A7", "asked_expressed", None),
        ("A12", "no_sign", None),
        ("A13", "yes", "leaflet in large print, read out together"),
        ("A15", ["yes"], None),
        ("A18", "accepted", "so he can say it to his friend himself"),
        ("E3", "partially", None),
        ("E5", "yes", "you listened to me"),
        ("E7", "yes", "I sleep better"),
        ("E10", "reduced", "he chose to keep the friendship with the card out of reach"),
    ],
)
def test_answers_are_kept_as_given(record, field, value, words):
    [entry] = standing(record, field)
    assert (entry["value"], entry["words"]) == (value, words)
    assert entry["name"] == content().field(field).name
    assert entry["conversation_turn"] and entry["author"] and entry["recorded_at"]


def test_what_answered_a_question_is_not_kept_as_a_note_as_well(record):
    assert standing(record, "N1") == []


def test_seen_alone_came_with_the_same_tap(record):
    first = standing(record, "C3")[0]
    assert first["value"] == "whole"


def test_consent_is_kept_in_its_three_parts(record):
    [capacity] = standing(record, "A14")
    abilities = ("understand", "retain", "use_or_weigh", "communicate")
    assert capacity["value"] == dict.fromkeys(abilities, "yes")
    assert capacity["parts"] == {"decision": "enquiry"}


def test_an_option_keeps_what_it_gives_and_costs(record):
    talked, nothing = standing(record, "D2")
    assert talked["parts"]["gives"] == "a way to ask for the money and keep the friendship"
    assert talked["parts"]["view"] == "wants"
    assert nothing["parts"]["costs"] == "more money goes"
    assert nothing["parts"]["effect"] == {"safety": "worse", "wellbeing": "same"}


def test_the_risk_they_live_with_is_kept_as_structure(record):
    [risk] = standing(record, "D3")
    assert risk["words"] == "the friend still visits most days"
    assert set(risk["parts"]) == {"why_worth_it", "safety_net", "review_date"}


def test_the_outcome_thread_holds_both_versions_and_the_rating(record):
    home, friend = record["outcomes"]
    assert home["result"]["value"] == "fully"
    assert [v["words"] for v in friend["versions"]] == [
        "I want to stay friends but for him to stop using my money",
        "I want to stay friends and I want the money paid back as well",
    ]
    assert friend["result"]["value"] == "partially"
    assert friend["versions"][1]["parts"]["why"].startswith("talking with the advocate")
    assert friend["versions"][0]["value"] == ["keep_relationship", "safer"]


@pytest.fixture(scope="module")
def coverage(whole_case, work_id):
    return whole_case["end"].http.get(f"/v1/works/{work_id}/coverage").json()


def test_every_standard_is_covered(coverage):
    sizes = {"bradford": 26, "leicestershire": 8, "principles": 6, "lga": 7}
    assert {name: len(rows) for name, rows in coverage.items()} == sizes
    states = {key: row["state"] for rows in coverage.values() for key, row in rows.items()}
    # He agreed, and had capacity: no refusal to explore, no best-interests decision to explain.
    assert {key for key, state in states.items() if state != "evidenced"} == {"B15", "B18"}
    assert states["B15"] == states["B18"] == "not_applicable"


def test_every_standard_links_to_its_entries(whole_case, work_id, record, coverage):
    by_id = {e["id"]: e for rows in record["fields"].values() for e in rows}
    for rows in coverage.values():
        for standard in rows.values():
            assert standard["entries"]
            entries = [by_id[entry_id] for entry_id in standard["entries"]]
            assert not any(entry["superseded_by"] for entry in entries)
            if standard["state"] == "evidenced":
                assert any(e["words"] or e["parts"] for e in entries)
    page = whole_case["end"].http.get(f"/v1/works/{work_id}/trade-offs").json()
    assert [option["safety"] for option in page["options"]] == [1, -1]
    assert page["asked_about_nothing"]


def test_the_duty_and_consent_are_worked_out(record):
    assert record["advocacy"]["level"] == "may"
    [consent] = record["consent"]
    assert (consent["matter"], consent["state"], consent["disagrees"]) == (
        "enquiry",
        "valid",
        False,
    )


def fixed_labels():
    """Every fixed label and every label of a choice, as an export may show them."""
    practice = content()
    labels = set(STATE_LABELS.values()) | set(SOURCE_LABELS.values()) | set(FIXED.values())
    labels |= set(layout()["titles"].values())
    for field in practice.fields.values():
        labels.add(field.title)
        for part in (field.main, *field.parts):
            labels.add(part.title)
            for choice in part.choices:
                labels |= {choice.label, f"{choice.group}: {choice.label}"}
        for group in field.repeat.tags if field.repeat else ():
            labels |= {group.label, *(tag.label for tag in group.choices)}
    for choices in practice.value_sets.values():
        labels |= {choice.label for choice in choices}
    return labels


def test_every_sentence_of_the_export_was_typed_or_chosen(whole_case, work_id):
    export = whole_case["end"].http.get(f"/v1/works/{work_id}/export?format=json").json()
    typed = set(scenario.typed_words(CASE))
    labels = fixed_labels() | {f"“{words}”" for words in typed}
    lines = [line for s in export["sections"] for block in s["blocks"] for line in block["lines"]]
    assert len(lines) > 50
    entry_ids = {e["id"] for rows in export["record"]["fields"].values() for e in rows}
    for line in lines:
        assert line["entry_id"] in entry_ids
        assert set(line["label"].split(" – ")) <= labels
        assert set(line["chosen"]) <= labels, line
        assert line["note"] is None or line["note"] in labels
        assert line["words"] is None or line["words"] in typed, line
    sections = {row["title"] for row in layout()["sections"]} | {layout()["not_asked"]}
    assert {s["title"] for s in export["sections"]} <= sections


@pytest.mark.parametrize("format", ["md", "txt"])
def test_nothing_recorded_is_left_out_of_the_export(whole_case, work_id, record, format):
    text = whole_case["end"].http.get(f"/v1/works/{work_id}/export?format={format}").text
    rows = [e for rows in record["fields"].values() for e in rows if not e["superseded_by"]]
    said = [e["words"] for e in rows if e["words"]]
    said += [v for e in rows for v in e["parts"].values() if isinstance(v, str) and " " in v]
    assert len(said) > 20
    assert [words for words in said if words not in text] == []


def test_another_practitioner_sees_nothing_of_it(product, work_id):
    from tests.e2e.conversation import Conversation

    for role in ("trainee", "board"):
        other = Conversation(product.url).sign_in(*product.accounts[role])
        assert other.http.get(f"/v1/works/{work_id}/record").status_code == 404
        assert other.http.get(f"/v1/works/{work_id}/export").status_code == 404
        other.close()
