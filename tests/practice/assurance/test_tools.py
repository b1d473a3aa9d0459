"""The tools of managers and boards: every question of the appendices, and draws to be repeated."""

from collections import Counter
from hashlib import sha256

import pytest

from practice.assurance.case_draw import drawn, in_order
from practice.assurance.tools import CHOICE, KINDS, Answer, answer_to, tools

TOOLS = tools()


def ids(tool, section):
    return [question.id for question in TOOLS[tool].section(section).questions]


def test_the_four_tools():
    assert list(TOOLS) == ["audit_together", "impact", "nine_steps", "six_principles"]


def test_the_impact_tool_has_both_parts_of_the_appendix():
    # 2 (the day) and 3 (the review date) are kept with every copy, so they are no questions.
    assert ids("impact", "plan") == ["I1", *[f"I{n}" for n in range(4, 14)]]
    assert ids("impact", "review") == [f"R{n}" for n in range(1, 16)]


def test_the_workshop_takes_each_principle_and_checks_the_plan():
    principles = [s.title for s in TOOLS["six_principles"].sections[1:-1]]
    assert principles == [
        "Empowerment", "Prevention", "Proportionality", "Protection", "Partnership",
        "Accountability",
    ]  # fmt: skip
    for section in TOOLS["six_principles"].sections[1:-1]:
        assert [q.kind for q in section.questions] == ["words", "words", "choice"]


def test_nine_steps_each_with_what_is_next_and_figures():
    sections = TOOLS["nine_steps"].sections
    assert [s.title[:7] for s in sections] == [f"Step {n}:" for n in range(1, 10)]
    assert all(s.questions[-1].ask == "What will we do next? Who, and by when?" for s in sections)
    assert all(section.figures for section in sections)


def test_cases_are_drawn_in_one_tool_three_of_three_months():
    draws = [(t.id, s.id, s.draws) for t in TOOLS.values() for s in t.sections if s.draws]
    assert [(tool, section) for tool, section, _ in draws] == [("audit_together", "cases")]
    assert (draws[0][2].cases, draws[0][2].months) == (3, 3)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
def test_every_question_can_be_answered(tool):
    for question in tool.questions:
        assert question.kind in KINDS
        assert bool(question.choices) == (question.kind == CHOICE)
    assert max(Counter(q.id for q in tool.questions).values()) == 1
    assert tool.section("no_such_section") is None


def test_an_answer_that_was_never_given():
    assert answer_to({}, "I1") == Answer() and not Answer().is_given
    assert answer_to({"I1": {"choice": "", "words": "We"}}, "I1").is_given
    assert TOOLS["impact"].section("review").questions[4].label("gone") == ""


REFS = {f"id-{n}": f"SA-2026-{n:04}" for n in range(40)}


def test_a_draw_is_the_order_of_public_digests():
    order = sorted(REFS, key=lambda i: sha256(f"abc:{REFS[i]}".encode()).hexdigest())
    assert in_order("abc", REFS) == order
    assert drawn("abc", REFS, 3) == order[:3] == drawn("abc", dict(reversed(REFS.items())), 3)


def test_a_draw_of_more_than_there_are_gives_all_of_them():
    few = dict(list(REFS.items())[:2])
    assert sorted(drawn("abc", few, 3)) == sorted(few)
    assert drawn("abc", {}, 3) == []


def test_every_case_is_as_likely_as_any_other():
    times = Counter(case for seed in range(4000) for case in drawn(str(seed), REFS, 3))
    # 300 times each is expected, with a standard deviation of 17.
    assert len(times) == 40 and 220 < min(times.values()) and max(times.values()) < 380
