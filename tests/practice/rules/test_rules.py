"""The rule language: every form and every key, holding and not, and what it would still want."""

import pytest

from practice.rules.rule_language import (
    FIELD_KEYS,
    evaluate,
    holds,
    relations,
    said,
    typed_words,
)
from tests.practice.records import contact, corrected, left, record, say, withdrawn

WISH, OTHER = say("A8", None, "My key back"), say("A8", None, "Peace", source="advocate")
REFUSED, AGREED = say("A16", "no"), say("A16", "yes")
MONEY = {"decision": "money"}
RATED = say("E2", "fully", thread="A8")
STEP = say("D8", None, "New lock", serves=["thread:A8", "strengths"])


def lacks(**parts):
    return say("A14", {"understand": "no"}, conclusion="lacks", **{"decision": "enquiry", **parts})


# rule, a record in which it holds, the entries that show it, records in which it does not
CASES = {
    "field": ({"field": "A16"}, [REFUSED], ["A16"], [[], [left("A16")]]),
    "value": ({"field": "A16", "value": ["no", "partly"]}, [REFUSED], ["A16"], [[AGREED]]),
    "value of several": (
        {"field": "A17", "value": ["child"]},
        [say("A17", ["agreed", "child"])],
        ["A17"],
        [[say("A17", ["agreed"])], [say("A17")]],
    ),
    "value of groups": (
        {"field": "A14", "value": ["no"]},
        [lacks()],
        ["A14"],
        [[say("A14", {"understand": "yes"}, decision="enquiry")]],
    ),
    "part": ({"field": "A14", "part": "cause"}, [lacks(cause="Dementia")], ["A14"], [[lacks()]]),
    "part and value": (
        {"field": "A14", "part": "conclusion", "value": ["lacks"]},
        [lacks()],
        ["A14"],
        [[say("A14", {"understand": "no"}, conclusion="has")]],
    ),
    "state": ({"field": "A7", "state": ["not_asked_reason"]}, [left("A7")], ["A7"], [[say("A7")]]),
    "asked": (
        {"field": "E5", "asked": True},
        [left("E5", state="asked_no_answer")],
        ["E5"],
        [[left("E5")]],
    ),
    "words": (
        {"field": "A16", "words": True},
        [say("A16", "no", "Leave me be")],
        ["A16"],
        [[REFUSED], [say("A16", "no", "  ")]],
    ),
    "words in a part": (
        {"field": "C3", "words": True},
        [say("C3", "no", why_not="Her son stayed")],
        ["C3"],
        [[say("C3", "no")]],
    ),
    "words beside a part": (
        {"field": "D6", "part": "felt", "words": True},
        [say("D6", None, "The police know", felt="yes, mostly")],
        ["D6"],
        [[say("D6", None, "The police know", felt="yes")]],
    ),
    "words given as the reason": (
        {"field": "E5", "asked": True, "words": True},
        [left("E5", state="asked_no_answer")],
        ["E5"],
        [[left("E5", None, state="asked_no_answer")]],
    ),
    "said": (
        {"field": "A8", "said": "not_an_outcome"},
        [say("A8", None, "Increased monitoring")],
        ["A8"],
        [[WISH]],
    ),
    "said in a part": (
        {"field": "A14", "part": "cause", "said": "unwise"},
        [lacks(cause="Unwise choices")],
        ["A14"],
        [[lacks(cause="Dementia", evidence="An unwise choice")]],
    ),
    "source": ({"field": "A8", "source": ["advocate"]}, [WISH, OTHER], ["A8/2"], [[WISH]]),
    "all_groups": (
        {"field": "P9", "all_groups": True},
        [say("P9", dict.fromkeys(("understand", "retain", "use_or_weigh", "communicate"), "no"))],
        ["P9"],
        [[say("P9", {"understand": "no", "retain": "no"})], [say("P9")]],
    ),
    "at_least": ({"field": "A8", "at_least": 2}, [WISH, OTHER], ["A8", "A8/2"], [[WISH]]),
    "only": (
        {"field": "A8", "source": ["advocate"], "only": True},
        [OTHER, left("A8")],
        ["A8"],
        [[WISH, OTHER]],
    ),
    "latest": (
        {"field": "A16", "value": ["no"], "latest": True},
        [AGREED, REFUSED],
        ["A16/2"],
        [[REFUSED, AGREED], []],
    ),
    "after": (
        {"field": "D1", "after": "A8"},
        [WISH, say("D1", "unchanged", thread="A8")],
        ["D1"],
        [[say("D1", "unchanged", thread="A8"), WISH], [say("D1", "unchanged")]],
    ),
    "before": (
        {"field": "D1", "before": "E2"},
        [WISH, say("D1", "unchanged", thread="A8"), RATED],
        ["D1"],
        [[WISH, RATED, say("D1", "unchanged", thread="A8")]],
    ),
    "all": ({"all": [{"field": "A16"}, {"field": "A8"}]}, [REFUSED, WISH], ["A16", "A8"], [[WISH]]),
    "any": (
        {"any": [{"field": "A16"}, {"field": "A8"}, {"field": "A9"}]},
        [REFUSED, WISH],
        ["A16", "A8"],
        [[STEP]],
    ),
    "not": ({"not": {"field": "A16"}}, [WISH], [], [[REFUSED]]),
    "shared": ({"shared": "lacks_capacity"}, [lacks()], ["A14"], [[REFUSED]]),
    "every outcome": (
        {"every": "outcome", "has": {"field": "E2"}},
        [WISH, OTHER, RATED, say("E2", "not", thread="A8/2")],
        ["E2", "E2/2"],
        [[], [WISH, OTHER, RATED]],
    ),
    "every option": (
        {"every": "option", "has": {"field": "D2", "part": "view"}},
        [say("D2", None, "Move", view="unsure"), say("D2", "do_nothing", view="chooses")],
        ["D2", "D2/2"],
        [[say("D2", None, "Move", view="unsure"), say("D2", "do_nothing")]],
    ),
    "every matter": (
        {"every": "matter", "has": {"field": "A15"}},
        [lacks(), say("A15", ["yes"]), lacks(**MONEY), say("A15", ["yes"], matter="money")],
        ["A15", "A15/2"],
        [[], [lacks(), lacks(**MONEY), say("A15", ["yes"])], [say("A15", ["yes"], matter="money")]],
    ),
    "some outcome": (
        {"some": "outcome", "has": {"field": "E2"}},
        [WISH, OTHER, RATED],
        ["E2"],
        [[], [WISH, OTHER]],
    ),
    "some matter, nothing of another": (
        {"some": "matter", "has": {"all": [{"field": "A14"}, {"field": "A15"}]}},
        [lacks(), lacks(**MONEY), say("A15", ["yes"], matter="money")],
        ["A14/2", "A15"],
        [[lacks(), say("A15", ["yes"], matter="money")]],
    ),
    "some matter, with what holds for all": (
        {"some": "matter", "has": {"all": [{"field": "A14"}, {"field": "A12"}]}},
        [lacks(**MONEY), say("A12", "no_sign")],
        ["A14", "A12"],
        [[say("A12", "no_sign")]],
    ),
    "serves": (
        {"every": "outcome", "has": {"field": "D8", "part": "serves", "serves": "this"}},
        [WISH, STEP],
        ["D8"],
        [[WISH, OTHER, STEP], [WISH, say("D8", None, "New lock", serves=["safety"])]],
    ),
    "same_person": (
        {"same_person": ["P1.said_source"], "as": ["A9", "P9.appropriate_person"]},
        [say("P1", None, "Money", said_source="her son"), say("A9", None, "Her eldest son")],
        ["P1", "A9"],
        [
            [say("P1", None, "Money", said_source="her son"), say("A9", None, "Her sister")],
            [say("A9", None, "Her eldest son")],
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_rule_holds_with_the_entries_that_show_it(name):
    rule, answers, shown, _ = CASES[name]
    result = evaluate(rule, record(*answers))
    assert (result.holds, sorted(result.entries), result.wants) == (True, sorted(shown), ())


@pytest.mark.parametrize(
    ("rule", "answers"),
    [(rule, answers) for rule, _, _, otherwise in CASES.values() for answers in otherwise],
)
def test_rule_does_not_hold_and_shows_nothing(rule, answers):
    result = evaluate(rule, record(*answers))
    assert (result.holds, result.entries) == (False, ())


def test_every_key_of_a_field_rule_is_tried():
    tried = str([rule for rule, *_ in CASES.values()])
    assert all(f"'{key}'" in tried for key in FIELD_KEYS)


def test_no_rule_always_holds():
    assert holds(None, record())
    assert holds({}, record())


@pytest.mark.parametrize(
    ("rule", "answers", "wants"),
    [
        ({"field": "A7"}, [], ["A7"]),
        ({"all": [{"field": "A7"}, {"field": "A8"}]}, [WISH], ["A7"]),
        ({"any": [{"field": "A7"}, {"field": "A9"}]}, [], ["A7", "A9"]),
        ({"all": [{"field": "A7"}, {"any": [{"field": "A7"}, {"field": "E1"}]}]}, [], ["A7", "E1"]),
        ({"every": "outcome", "has": {"field": "E2"}}, [WISH, OTHER, RATED], ["E2"]),
        ({"some": "outcome", "has": {"field": "E2"}}, [WISH], ["E2"]),
        ({"every": "matter", "has": {"field": "A15"}}, [], ["A15"]),
        ({"shared": "lost_contact"}, [], ["E15", "D9"]),
        # Nobody can answer a "not", an outcome that is not there, or the calendar.
        ({"not": {"field": "A16"}}, [REFUSED], []),
        ({"every": "outcome", "has": {"field": "E2"}}, [], []),
        ({"lasts_more_than": 28}, [], []),
    ],
)
def test_what_would_make_it_so(rule, answers, wants):
    assert list(evaluate(rule, record(*answers)).wants) == wants


@pytest.mark.parametrize(
    ("rule", "contacts", "expected"),
    [
        ({"finished": "end"}, [contact("end")], True),
        ({"finished": "end"}, [contact("end", finished=False)], False),
        ({"finished": "end"}, [contact("during")], False),
        ({"lasts_more_than": 20}, [contact("start", 1), contact("end", 25)], True),
        ({"lasts_more_than": 20}, [contact("end", 25), contact("start", 1)], True),
        ({"lasts_more_than": 24}, [contact("start", 1), contact("end", 25)], False),
        ({"lasts_more_than": 20}, [contact("start", 1)], False),
    ],
)
def test_rules_about_conversations(rule, contacts, expected):
    assert holds(rule, record(contacts=tuple(contacts))) is expected


@pytest.mark.parametrize(("kind", "expected"), [("yes", True), ("no", False)])
def test_rule_about_the_kind_of_work(kind, expected):
    assert holds({"section_42": ["yes"]}, record(section_42=kind)) is expected


@pytest.mark.parametrize(
    "rule",
    [
        {"fields": "A7"},
        {"field": "A7", "vlaue": ["no"]},
        {"all": [{"everything": 1}]},
        {"not": {}},
        {"every": "outcome", "has": {"nothing": 1}},
    ],
)
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(ValueError, match="not a rule"):
        evaluate(rule, record(WISH))


def test_what_was_corrected_or_taken_back_no_longer_counts():
    before = record(say("A16", "no", "Leave me be"))
    rule = {"field": "A16", "value": ["no"]}
    assert evaluate(rule, before).entries == ("A16",)
    after = corrected(before, "A16", value="yes")
    assert not holds(rule, after)
    assert evaluate({"field": "A16", "words": True}, after).entries == ("A16*",)
    assert evaluate({"field": "A16"}, withdrawn(before, "A16")) == evaluate(
        {"field": "A16"}, record()
    )


def test_the_order_is_that_of_the_first_answer():
    asked = record(WISH, say("D1", "unchanged", thread="A8"), RATED)
    rule = {"field": "D1", "before": "E2"}
    assert holds(rule, corrected(asked, "D1", words="Just the same"))
    rated_first = record(WISH, RATED, say("D1", "unchanged", thread="A8"))
    assert not holds(rule, rated_first)
    assert holds(rule, withdrawn(rated_first, "E2"))


def test_the_latest_answer_is_the_last_given_not_the_last_corrected():
    both = record(REFUSED, AGREED)
    rule = {"field": "A16", "value": ["no", "partly"], "latest": True}
    assert not holds(rule, corrected(both, "A16", value="partly"))


def test_a_dropped_outcome_is_not_asked_for():
    rule = {"every": "outcome", "has": {"field": "E2"}}
    answers = [WISH, OTHER, say("D1", "dropped", thread="A8/2"), RATED]
    result = evaluate(rule, record(*answers))
    assert (result.holds, result.entries) == (True, ("E2",))


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        (say("A16", "no", "Leave me be"), ["Leave me be"]),
        (left("A16"), ["Tired"]),
        (say("C3", "no", "Her son", why_not="He stayed"), ["Her son", "He stayed"]),
        (say("A9", "no_one"), []),
        (say("A9", None, "Her niece", contact_ok="yes"), ["Her niece"]),
        (
            say("A9", None, "Her niece", contact_ok="no", contact_ok_words="not yet"),
            ["Her niece", "not yet"],
        ),
        # What a question settles by itself, a tap, or a tag is nobody's words.
        (say("A14", {"understand": "yes"}, decision="enquiry", conclusion="presumed"), []),
        (say("A14", {"understand": "no"}, decision="a loan"), ["a loan"]),
        (say("P9", {"understand": "yes"}, appropriate_person="nobody", suitability=["paid"]), []),
        (say("D8", None, "A lock", serves=["strengths"]), ["A lock"]),
    ],
)
def test_typed_words(answer, typed):
    assert typed_words(answer) == typed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("her son Ali", {"son"}),
        ("her son-in-law", {"son_in_law"}),
        ("his mother in law", {"mother_in_law"}),
        ("her mother", {"mother"}),
        ("a grandson", {"grandchild"}),
        ("his grand-daughter", {"grandchild"}),
        ("her stepson", {"son"}),
        ("the sisters", {"sister"}),
        ("sons and daughters", {"son", "daughter"}),
        ("a person", set()),
        ("the reason", set()),
        ("her best friend next door", {"friend", "neighbour"}),
        ("the care home manager", {"manager"}),
    ],
)
def test_relations_that_words_name(text, found):
    assert relations(text) == found


def test_a_word_list_must_exist():
    assert said("This is SUBSTANTIATED", "not_an_outcome")
    with pytest.raises(KeyError):
        said("anything", "no_such_list")
