"""What was heard in a note: proposed field by field, kept by a tap, and no word lost."""

import json

import pytest

from practice.asking import drafting
from practice.asking.allowed import check_answer
from practice.asking.note_confirmation import Hearing, pointer_to
from practice.asking.note_proposals import MOST, propose
from practice.asking.pointer import Pointer
from practice.asking.steps import Step
from practice.asking.waiting_words import left_behind
from practice.content import content
from tests.practice.recorder import EMPTY, Recorder, Walk, ask

STAGES = ("start", "during", "end", "prepare")
HOME = "We met at her flat in the morning"
LIFT = "The lift was out of order again"
WISH = "She wants her bank card back"


def row(field, quote, value=None, confidence=0.9):
    return {"field": field, "quote": quote, "value": value, "confidence": confidence}


def stage_of(field):
    return next(s for s in STAGES if field in content().stages[s].every_field)


def with_outcomes(*wishes):
    """A work whose first conversation named these outcomes."""
    recorder = Recorder()
    walk = Walk("start", recorder).to("A8")
    for wish in wishes:
        walk.say(wish)
    recorder.finish(walk.contact_id)
    return recorder


def told(*rows, stage="start", recorder=None, answered=None):
    """A walk at whose beginning a note with these clauses was told."""
    walk = Walk(stage, recorder)
    walk.note = walk.recorder.receive(". ".join(dict.fromkeys(r["quote"] for r in rows)))
    walk.before = len(walk.record.entries)
    walk._ask(propose(rows, walk.record, walk.contact_id, walk.note, answered))
    return walk


def one_by_one(*rows, **more):
    walk = told(*rows, **more)
    walk.tap("each")
    return walk


def written(walk):
    """What the note led to: field, value and words of each entry, in order."""
    rows = [e for e in walk.record.heads if e.seq > walk.before]
    return [(e.field, e.value, e.words) for e in rows]


def offered(walk):
    return [choice.value for choice in walk.question.choices]


def is_answer(choice):
    return not choice.value.startswith("who=")


CHOICES = [
    (field.id, choice.value)
    for field in content().fields.values()
    for choice in field.main.choices
    if is_answer(choice)
]
HEARD = [(f, c) for f, c in CHOICES if (f, c) != ("A14", "presumed")]
WORDED = [(f.id, None) for f in content().fields.values() if f.id != "N1" if not f.main.choices]


@pytest.mark.parametrize(("field", "name"), HEARD + WORDED)
def test_every_answer_can_be_proposed_and_kept(field, name):
    main = content().field(field).main
    chosen = main.choice(name) if name else None
    value = drafting.stored(main, [chosen]) if chosen else None
    recorder = with_outcomes(WISH) if content().field(field).each else None
    walk = told(row(field, HOME, value), stage=stage_of(field), recorder=recorder)
    assert written(walk) == []
    walk.tap("keep")
    entry = walk.record.latest(field)
    check_answer(field, entry.answer_state, entry.value, entry.parts)
    assert (entry.words, entry.value) == (HOME, None if chosen and chosen.parts else value)
    assert entry.parts == {**main.states, **(chosen.parts if chosen else {})}
    assert not walk.record.latest("N1")


@pytest.mark.parametrize(
    ("field", "name"), [c for c in CHOICES if content().field(c[0]).main.words != "required"]
)
def test_a_field_without_a_value_is_asked_and_every_choice_is_filed(field, name):
    main = content().field(field).main
    recorder = with_outcomes(WISH) if content().field(field).each else None
    walk = told(row(field, HOME), stage=stage_of(field), recorder=recorder)
    walk.tap("keep")
    assert (walk.at, "keep" in offered(walk), written(walk)) == (f"hear {field}", False, [])
    walk.tap(name)
    entry = walk.record.latest(field)
    assert (entry.value, entry.words) == (drafting.stored(main, [main.choice(name)]), HOME)
    assert entry.parts.items() >= main.choice(name).parts.items()


def test_keeping_all_files_each_with_its_own_words_and_the_rest_as_a_note():
    walk = told(row("C1", HOME, "home"), row(None, LIFT), row("A8", WISH))
    assert content().say("heard.rest") in walk.question.text
    walk.tap("keep")
    assert written(walk) == [("C1", "home", HOME), ("A8", None, WISH), ("N1", None, LIFT)]
    assert walk.step.say == (content().say("saved"), content().say("heard.noted"))
    assert walk.at == "C2"


@pytest.mark.parametrize(
    ("taps", "entries"),
    [
        (("keep", "keep"), [("C1", "home", HOME), ("A8", None, WISH)]),
        (("keep", "leave"), [("C1", "home", HOME), ("N1", None, WISH)]),
        (("phone", "leave"), [("C1", "phone", HOME), ("N1", None, WISH)]),
        (("leave", "keep"), [("A8", None, WISH), ("N1", None, HOME)]),
        (("leave", "leave"), [("N1", None, f"{HOME}. {WISH}")]),
    ],
)
def test_one_by_one(taps, entries):
    walk = one_by_one(row("C1", HOME, "home"), row("A8", WISH))
    for tap in taps:
        walk.tap(tap)
    assert (written(walk), walk.at) == (entries, "C2" if "C1" in entries[0] else "C1")


def test_leaving_it_all_keeps_the_whole_note():
    walk = told(row("C1", HOME, "home"), row(None, LIFT))
    walk.tap("leave")
    assert written(walk) == [("N1", None, f"{HOME}. {LIFT}")]


@pytest.mark.parametrize(
    ("field", "value", "typed", "entry"),
    [
        ("C1", "home", "I rang her", ("phone", "I rang her")),
        ("A5", None, "To be left alone", (None, "To be left alone")),
        ("A9", "no_one", "Her sister Ann", (None, "Her sister Ann")),
        ("A9", "contact_ok", "nobody", ("no_one", "nobody")),
    ],
)
def test_typed_words_correct_a_proposal_and_its_own_go_to_the_note(field, value, typed, entry):
    walk = one_by_one(row(field, HOME, value))
    walk.say(typed)
    assert written(walk) == [(field, *entry), ("N1", None, HOME)]


@pytest.mark.parametrize("mode", ["all", "each"])
def test_words_that_decide_nothing_become_a_note_and_the_question_stays(mode):
    walk = told(row("C1", HOME, "home"))
    if mode == "each":
        walk.tap("each")
    at = walk.at
    walk.say("She had a new coat")
    assert (written(walk), walk.at) == ([("N1", None, "She had a new coat")], at)


@pytest.mark.parametrize("taps", [("keep",), ("leave",), ("each", "phone"), ("each", "leave")])
def test_words_typed_beside_a_tap_become_a_note(taps):
    walk = told(row("C1", HOME, "home"))
    for tap in taps[:-1]:
        walk.tap(tap)
    walk.say("She had a new coat", taps[-1])
    assert ("N1", None, "She had a new coat") in written(walk)


@pytest.mark.parametrize(
    ("value", "typed", "entry"),
    [
        ("no", "yes", ("C7", "no", HOME)),
        ("yes", "Yes", ("C7", "yes", HOME)),
        ("yes", "no", ("N1", None, HOME)),
        (None, "yes", ("C7", "yes", HOME)),
        (None, "leave it", ("N1", None, HOME)),
    ],
)
def test_a_typed_yes_or_no_is_about_the_proposal(value, typed, entry):
    walk = one_by_one(row("C7", HOME, value))
    walk.say(typed)
    assert written(walk) == [entry]


def test_a_choice_not_offered_changes_nothing():
    walk = told(row("C1", HOME, "home"))
    step = walk.tap("phone")
    assert (step.accepted, walk.at, written(walk)) == (False, "heard ", [])


def test_a_choice_that_excludes_the_others_is_asked_again():
    walk = one_by_one(row("C2", HOME))
    step = walk.tap("just_us", "family")
    assert (step.accepted, step.say) == (False, (content().say("choose.one"),))
    walk.tap("family", "friend")
    assert written(walk) == [("C2", ["family", "friend"], HOME)]


@pytest.mark.parametrize(
    ("field", "values", "settled"),
    [
        ("C1", ["home", "home"], "home"),
        ("C1", ["home", None], "home"),
        ("C1", ["home", "phone"], None),
        ("C1", ["home", "phone", "home"], None),
        ("C2", [["family"], ["friend"]], ["family", "friend"]),
        ("C2", [["just_us"], ["family"]], None),
        ("A14", [{"retain": "yes"}, {"understand": "no"}], {"retain": "yes", "understand": "no"}),
        ("A14", [{"retain": "yes"}, {"retain": "no"}], None),
        # Not an answer of the field.
        ("C1", ["nowhere", None], None),
        ("C1", [["home"], None], None),
        ("A14", [{}, {}], None),
        ("A14", [["retain=yes"], None], None),
    ],
)
def test_values_that_contradict_are_left_to_the_person(field, values, settled):
    quotes = [HOME, LIFT, WISH]
    walk = told(*(row(field, q, v) for q, v in zip(quotes, values, strict=False)))
    [heard] = Hearing.from_json(walk.pointer.heard).rows
    assert (heard.value, heard.quotes) == (settled, tuple(quotes[: len(values)]))
    walk.tap("keep")
    assert bool(written(walk)) == bool(settled)


def test_changing_one_answer_leaves_what_the_same_note_said_besides():
    walk = told(row("C1", HOME, "home"), row("C4", LIFT, ["none_needed"]), row("A5", WISH))
    walk.tap("keep")
    walk.correct("C1")
    walk.tap("phone")
    standing = [(e.field, e.value, e.words) for e in walk.record.heads]
    assert standing == [
        ("C4", ["none_needed"], LIFT),
        ("A5", None, WISH),
        ("C1", "phone", None),
    ]


def test_what_one_choice_answers_besides_is_answered_unless_it_was_heard():
    walk = told(row("C2", HOME, ["just_us"]))
    walk.tap("keep")
    assert [(f, v) for f, v, _ in written(walk)] == [("C2", ["just_us"]), ("C3", "whole")]
    walk = told(row("C2", HOME, ["just_us"]), row("C3", LIFT, "part"))
    walk.tap("keep")
    assert [(f, v) for f, v, _ in written(walk)] == [("C2", ["just_us"]), ("C3", "part")]


def test_advice_about_an_answer_is_given_when_it_is_kept():
    tells = content().field("C4").main.choice("interpreter_other").tells
    walk = told(row("C4", HOME, ["interpreter_other"]))
    assert tells in walk.tap("keep").say


# --- what is asked of each outcome ---


@pytest.mark.parametrize(("field", "stage"), [("D1", "during"), ("E2", "end")])
def test_without_an_outcome_it_is_not_proposed(field, stage):
    walk = told(row(field, WISH), row("C1", HOME, "home"), stage=stage)
    assert [r.field for r in Hearing.from_json(walk.pointer.heard).rows] == ["C1"]
    walk.tap("keep")
    assert written(walk)[-1] == ("N1", None, WISH)


@pytest.mark.parametrize(
    ("field", "stage", "value"), [("D1", "during", "unchanged"), ("E2", "end", "fully")]
)
def test_it_goes_to_the_only_outcome_or_the_one_that_is_named(field, stage, value):
    recorder = with_outcomes("To stay at home", "To see her son")
    first, second = recorder.record.outcomes
    walk = told(row(field, WISH, value), stage=stage, recorder=recorder)
    walk.tap("keep")
    assert offered(walk) == [f"thread:{first.id}", f"thread:{second.id}", "leave"]
    walk.tap(f"thread:{second.id}")
    walk.tap("keep")
    assert walk.record.latest(field).thread_id == second.id
    walk._ask(propose([row(field, LIFT, value)], walk.record, walk.contact_id, walk.note))
    walk.recorder.messages[walk.note] += LIFT
    walk.tap("keep")
    assert walk.record.latest(field).thread_id == first.id


def test_two_clauses_about_the_only_outcome_are_one_answer():
    recorder = with_outcomes("To stay at home")
    walk = told(row("D1", WISH, "unchanged"), row("D1", LIFT), stage="during", recorder=recorder)
    walk.tap("keep")
    assert written(walk) == [("D1", "unchanged", f"{WISH}\n{LIFT}")]


def test_an_outcome_that_has_its_answer_is_not_offered_again():
    recorder = with_outcomes("To stay at home", "To see her son")
    first, second = recorder.record.outcomes
    rows = (row("D1", WISH, "unchanged"), row("D1", LIFT, "unchanged"))
    walk = one_by_one(*rows, stage="during", recorder=recorder)
    walk.tap(f"thread:{first.id}")
    walk.tap("keep")
    assert offered(walk) == [f"thread:{second.id}", "leave"]


# --- no word is lost, and none is doubled ---


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (f"{HOME}, {WISH}", WISH),
        (f"{HOME}, {WISH}", HOME),
        (f"{HOME}, {LIFT}, {WISH}", LIFT),
    ],
)
@pytest.mark.parametrize("kept", [0, 1])
def test_words_heard_for_two_questions_are_in_the_note_only_if_neither_is_kept(long, short, kept):
    walk = one_by_one(row("A4", long, "clear"), row("A5", short))
    for number in (0, 1):
        walk.tap("keep" if number == kept else "leave")
    notes = [words for field, _, words in written(walk) if field == "N1"]
    over = [q for q in (HOME, LIFT, WISH) if q in long and q != short]
    assert notes == ([] if kept == 0 else ["\n".join(over)])


def test_stretches_that_overlap_are_parted_at_what_they_share():
    walk = one_by_one(row("A4", f"{HOME}, {LIFT}", "clear"), row("A5", f"{LIFT}, {WISH}"))
    walk.recorder.messages[walk.note] = f"{HOME}, {LIFT}, {WISH}"
    walk.tap("keep")
    walk.tap("leave")
    assert written(walk)[-1] == ("N1", None, WISH)


def test_what_is_beyond_the_most_that_is_put_goes_to_the_note():
    wishes = [f"Wish number {n}" for n in range(MOST + 2)]
    walk = told(*(row("A8", wish) for wish in wishes))
    walk.tap("keep")
    assert written(walk)[-1] == ("N1", None, "\n".join(wishes[MOST:]))


def test_a_note_that_is_an_answer_already_is_not_kept_again():
    rows = [row("C1", HOME, "home"), row(None, LIFT)]
    walk = told(*rows, answered="A5")
    assert offered(walk) == ["keep", "each", "leave"]
    assert content().say("heard.rest") not in walk.question.text
    walk.tap("leave")
    assert written(walk) == []


@pytest.mark.parametrize("leave", ["skip", "back"])
def test_leaving_in_the_middle_keeps_what_is_undecided(leave):
    walk = one_by_one(row("C1", HOME, "home"), row("A8", WISH), row(None, LIFT))
    walk.tap("keep")
    if leave == "skip":
        walk.skip()
        assert written(walk)[-1] == ("N1", None, f"{LIFT}\n{WISH}")
    else:
        note = left_behind(walk.pointer, Step(next=Pointer("C1", mode="correct")))
        assert note.words.part == (LIFT, WISH)


def test_nothing_is_left_behind_while_it_is_still_asked():
    walk = one_by_one(row("C1", HOME, "home"))
    assert left_behind(walk.pointer, Step(next=walk.pointer)) is None


@pytest.mark.parametrize("mode", ["heard", "hear"])
@pytest.mark.parametrize(
    ("field", "value"),
    [("C1", "home"), ("C2", ["family"]), ("A14", {"retain": "no"}), ("A5", None)],
)
def test_it_travels_as_json(mode, field, value):
    walk = told(row(field, HOME, value), row(None, LIFT))
    hearing = Hearing.from_json(json.loads(json.dumps(walk.pointer.heard)))
    pointer = pointer_to(hearing, mode)
    back = Pointer.from_json(json.loads(json.dumps(pointer.to_json())))
    assert Hearing.from_json(back.heard) == hearing
    assert ask(back, EMPTY).choices == ask(pointer, EMPTY).choices


@pytest.mark.parametrize("found", [[], [row(None, HOME)], [row("E9", HOME)], [row("Z9", HOME)]])
def test_what_fits_no_open_question_is_not_put(found):
    walk = Walk("start")
    assert propose(found, walk.record, walk.contact_id, "m") is None


def test_a_question_that_is_answered_is_not_proposed():
    walk = Walk("start")
    walk.tap("home")
    assert propose([row("C1", HOME, "phone")], walk.record, walk.contact_id, "m") is None
