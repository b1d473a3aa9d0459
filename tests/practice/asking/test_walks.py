"""Whole stages walked with scripted answers, and every way off the straight path."""

import pytest

from practice.content import content
from tests.practice.recorder import Recorder, Walk

FIRST = [
    "C1", "C2", "C4", "A1", "A4", "A5", "A7", "A8", "more A8", "A9", "A9.contact_ok", "A11",
    "A11.raised_by", "A12", "A13", "A14", "A15", "A16", "A17", "A18", "FINISH",
]  # fmt: skip
STAGES = {
    "prepare": [
        "P1", "P1.fact_source", "P1.said_source", "P2", "P3", "P10", "P4", "P4.reason", "P5", "P6",
        "P6.can_express", "P8", "P9", "FINISH",
    ],
    "start": FIRST,
    "during": [
        "C1", "C2", "C4", "D1", "D1.added", "D2", "D2.gives", "D2.costs", "D2.view", "D2.effect",
        "more D2", "D2.always", "D2.gives", "D2.costs", "D2.view", "D2.effect", "D3", "D3.words",
        "D3.why_worth_it", "D3.safety_net", "D3.review_date", "D6", "D6.felt", "D6.reaction", "D8",
        "D8.owner", "D8.serves", "D8.agreed_by_person", "more D8", "FINISH",
    ],
    "end": [
        "C1", "C2", "C4", "E1", "E2", "E2.practitioner_view", "E3", "E4", "E5", "E6", "E7", "E8",
        "E14", "E9", "E10", "E10.reason", "E11", "E11.support", "E12", "E12.location", "E12.source",
        "E13", "E13.info", "E15", "E15.person_view", "E15.summary_given", "FINISH",
    ],
}  # fmt: skip


def after_first(*wishes):
    """A record whose first conversation is over, with these outcomes."""
    walk = Walk("start").to("A7")
    walk.tap("asked_expressed" if wishes else "asked_none")
    for wish in wishes:
        walk.say(wish)
    walk.to_the_end()
    walk.recorder.finish(walk.contact_id)
    return walk.recorder


def values(walk, field):
    return [e.value for e in walk.record.heads if e.field == field]


def texts(record):
    return [(t.text, t.live) for t in record.outcomes]


@pytest.mark.parametrize("stage", STAGES)
def test_stage_asks_in_order_to_its_end(stage):
    recorder = Recorder() if stage in ("prepare", "start") else after_first("To feel safe")
    walk = Walk(stage, recorder).to_the_end()
    assert walk.asked == STAGES[stage]
    assert walk.finished == "finish"


def test_first_conversation_needs_few_turns():
    assert len(FIRST) <= 25


def test_just_us_answers_time_alone_too():
    walk = Walk("start").to("C2")
    walk.tap("just_us")
    assert values(walk, "C3") == ["whole"]
    assert "C3" not in walk.to("A1").asked


def test_others_present_leads_to_time_alone_and_its_follow_ups():
    walk = Walk("start").to("C2")
    walk.tap("family", "paid_carer")
    walk.tap("no")
    walk.say("Her son stayed")
    walk.say("Next week at the day centre")
    assert walk.asked[-4:] == ["C3", "C3.why_not", "C3.next_plan", "C4"]
    assert dict(walk.entry("C3").parts) == {
        "why_not": "Her son stayed",
        "next_plan": "Next week at the day centre",
    }


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("no", ["A7.reason_if_no", "A9"]),
        ("asked_none", ["A7.words", "A9"]),
        ("dont_know", ["A9"]),
        ("asked_expressed", ["A8", "more A8", "A9"]),
    ],
)
def test_what_was_asked_decides_what_follows(asked, then):
    walk = Walk("start").to("A7")
    walk.tap(asked)
    walk.to("A9")
    assert walk.asked[walk.asked.index("A7") + 1 :] == then


def test_several_outcomes_are_several_threads_as_typed():
    walk = Walk("start").to("A8")
    walk.say("I want to see my grandchildren")
    walk.say("I want Kevin to stop taking my card")
    walk.say("I’d like my own key")
    walk.tap("done")
    assert [t for t, _ in texts(walk.record)] == [
        "I want to see my grandchildren",
        "I want Kevin to stop taking my card",
        "I’d like my own key",
    ]
    assert walk.at == "A9"


def test_tags_a_new_outcome_and_done_in_one_message():
    walk = Walk("start").to("A8")
    walk.say("My key back")
    walk.say("No more shouting", "control", "safer", "who=advocate", "done")
    first, second = (t.first for t in walk.record.outcomes)
    assert (first.words, first.value, first.source_person) == (
        "My key back",
        ["control", "safer"],
        "adult",
    )
    assert (second.words, second.source_person, second.kind) == (
        "No more shouting",
        "advocate",
        "third_party_words",
    )
    assert walk.at == "A9"


def test_a_tag_does_not_change_who_said_it():
    walk = Walk("start").to("A8")
    walk.say("She wants peace", "who=representative")
    walk.tap("safer", "done")
    [outcome] = walk.record.outcomes
    assert (outcome.first.source_person, outcome.first.value) == ("representative", ["safer"])


@pytest.mark.parametrize(
    ("answers", "asked", "outcome"),
    [
        ([("", "unchanged")], ["D1", "D1.added"], ("My key back", True)),
        (
            [("", "changed"), ("A lock as well",), ("He came again",)],
            ["D1", "D1.words", "D1.why", "D1.added"],
            ("A lock as well", True),
        ),
        (
            [("A lock as well", "changed"), ("He came again",)],
            ["D1", "D1.why", "D1.added"],
            ("A lock as well", True),
        ),
        (
            [("", "dropped"), ("It is sorted",)],
            ["D1", "D1.why", "D1.added"],
            ("My key back", False),
        ),
    ],
    ids=["unchanged", "changed", "changed with words", "dropped"],
)
def test_an_outcome_may_change(answers, asked, outcome):
    walk = Walk("during", after_first("My key back")).to("D1")
    for text, *choices in answers:
        walk.say(text, *choices)
    assert walk.asked[walk.asked.index("D1") :] == asked
    assert texts(walk.record) == [outcome]


@pytest.mark.parametrize("none", ["Nothing new", "nothing else", "No.", "no, nothing new"])
def test_nothing_new_is_not_an_outcome(none):
    walk = Walk("during", after_first("My key back")).to("D1")
    walk.tap("unchanged")
    walk.say(none)
    assert texts(walk.record) == [("My key back", True)]
    assert walk.at == "D2"


@pytest.mark.parametrize(
    "wish", ["No more visits from him", "I want nothing to do with him", "None of them in my house"]
)
def test_a_new_wish_is_kept_even_when_it_says_no(wish):
    walk = Walk("during", after_first("My key back")).to("D1")
    walk.tap("unchanged")
    walk.say(wish)
    assert texts(walk.record) == [("My key back", True), (wish, True)]
    assert walk.at == "D1.added"
    walk.tap("nothing_new")
    assert walk.at == "D2"


def test_every_live_outcome_is_rated_and_the_dropped_one_is_not():
    recorder = after_first("One", "Two", "Three")
    during = Walk("during", recorder).to("D1")
    for change in ("unchanged", "dropped", "unchanged"):
        during.tap(change)
        if change == "dropped":
            during.say("Too much")
    walk = Walk("end", recorder).to("E2")
    walk.tap("fully")
    walk.tap("partially")
    walk.tap("not")
    walk.tap("not")
    walk.say("He moved back in")
    rated = [(t.text, t.result and t.result.value) for t in walk.record.outcomes]
    assert rated == [("One", "fully"), ("Two", None), ("Three", "not")]
    third = walk.record.outcomes[2].result
    assert dict(third.parts) == {"practitioner_view": "not", "reason": "He moved back in"}
    assert walk.at == "E3"


def test_without_outcomes_nothing_is_rated():
    walk = Walk("end", after_first()).to_the_end()
    assert not {"E2", "E3"} & set(walk.asked)


def test_a_second_later_conversation_asks_about_outcomes_again():
    recorder = after_first("My key back")
    for _ in range(2):
        walk = Walk("during", recorder).to_the_end()
        recorder.finish(walk.contact_id)
        assert "D1" in walk.asked
        assert "A7" not in walk.asked


def test_each_option_is_asked_out_before_the_next():
    walk = Walk("during", after_first()).to("D2")
    walk.say("Move in with her sister")
    walk.to("D3", more_D2=["Stay and change the lock", "done"])
    options = walk.record.threads("option")
    assert [o.text for o in options] == ["Move in with her sister", "Stay and change the lock", ""]
    assert options[-1].first.value == "do_nothing"
    assert [set(o.first.parts) for o in options] == [{"gives", "costs", "view", "effect"}] * 3


@pytest.mark.parametrize(
    ("replies", "state", "reason"),
    [
        ([("", "asked_no_answer")], "asked_no_answer", None),
        ([("She was tired", "not_asked_reason")], "not_asked_reason", "She was tired"),
        ([("", "not_asked_reason"), ("No time",)], "not_asked_reason", "No time"),
        ([("Too upset",), ("", "not_asked_reason")], "not_asked_reason", "Too upset"),
        ([("I asked, they gave no answer",)], "asked_no_answer", None),
        (
            [("", "not_applicable_reason"), ("Not now",)],
            "not_applicable_reason",
            "Not now",
        ),
    ],
)
def test_a_skipped_question_says_why(replies, state, reason):
    walk = Walk("start").to("A5")
    walk.skip()
    for text, *choices in replies:
        walk.say(text, *choices)
    entry = walk.entry("A5")
    assert (entry.answer_state, entry.reason, entry.words) == (state, reason, None)
    assert walk.at == "A7"


def test_left_for_later_is_not_asked_again_here():
    walk = Walk("start").to("A5")
    walk.skip()
    walk.tap("later")
    walk.to_the_end()
    assert walk.asked.count("A5") == 1
    assert walk.record.contact(walk.contact_id).later == ("A5",)
    assert not walk.entry("A5")


def test_what_was_left_is_taken_up_at_the_end():
    walk = Walk("start").to("A5")
    walk.skip()
    walk.tap("later")
    walk.to("FINISH").tap("left")
    assert walk.at == "A5"
    walk.say("Her cat")
    assert (walk.at, walk.entry("A5").words) == ("FINISH", "Her cat")
    assert "left" not in [c.value for c in walk.question.choices]


@pytest.mark.parametrize("leave", ["skip", "answer otherwise"])
def test_words_that_waited_for_a_choice_are_never_lost(leave):
    walk = Walk("start").to("A7")
    walk.say("She said she is fine")
    if leave == "skip":
        walk.skip()
        walk.tap("asked_no_answer")
    else:
        walk.say("Meaning no", "no")
    assert walk.entry("N1").words == "She said she is fine"


def test_skipping_twice_leaves_it_for_later():
    walk = Walk("start").to("A5")
    walk.skip()
    walk.skip()
    assert (walk.at, walk.entry("A5")) == ("A7", None)


def test_a_follow_up_is_left_blank():
    walk = Walk("start").to("A7")
    walk.tap("no")
    walk.skip()
    assert (walk.at, dict(walk.entry("A7").parts)) == ("A9", {})


def test_a_follow_up_left_blank_is_asked_of_the_next_answer():
    walk = Walk("during", after_first()).to("D8")
    walk.say("Change the lock")
    walk.skip()
    walk.to("FINISH", more_D8=["A word with the bank"])
    assert walk.asked.count("D8.owner") == 2
    assert [set(e.parts) & {"owner"} for e in walk.record.heads if e.field == "D8"] == [
        set(),
        {"owner"},
    ]


@pytest.mark.parametrize(("then", "asked"), [("part", "C3.why_not"), ("whole", "C4")])
def test_a_follow_up_left_blank_is_asked_again_when_its_answer_changes(then, asked):
    walk = Walk("start").to("C3", C2="family")
    walk.tap("no")
    walk.skip()
    assert walk.at == "C3.next_plan"
    walk.say("On Thursday")
    assert walk.at == "C4"
    walk.correct("C3")
    walk.tap(then)
    assert walk.at == asked


def test_a_follow_up_stays_blank_while_the_others_are_answered():
    walk = Walk("during", after_first()).to("D8")
    walk.say("Change the lock")
    walk.skip()
    walk.to_the_end()
    assert walk.asked.count("D8.owner") == 1


def test_skip_ends_a_list_and_keeps_a_correction_as_it_was():
    walk = Walk("start").to("A8")
    walk.say("My key back")
    walk.skip()
    assert walk.at == "A9"
    walk.correct("A5")
    before = walk.entry("A5")
    walk.skip()
    assert (walk.at, walk.entry("A5")) == ("A9", before)


def test_back_leads_to_the_answer_before_and_on_again():
    walk = Walk("start").to("A7")
    walk.back()
    assert walk.at == "correct A5"
    walk.back()
    assert walk.at == "correct A4"
    walk.tap("not_clear")
    assert (walk.entry("A4").value, walk.entry("A4").change, walk.at) == (
        "not_clear",
        "corrected",
        "A7",
    )


def test_back_from_a_follow_up_leads_to_its_own_question():
    walk = Walk("start").to("A7")
    walk.tap("no")
    assert walk.at == "A7.reason_if_no"
    walk.back()
    assert walk.at == "correct A7"
    walk.tap("asked_expressed")
    assert walk.at == "A8"


def test_back_passes_what_the_same_tap_answered():
    walk = Walk("start").to("C2")
    walk.tap("just_us")
    assert walk.at == "C4"
    walk.back()
    assert walk.at == "correct C2"


def test_back_passes_a_note():
    walk = Walk("start")
    walk.say("By carrier pigeon, nearly")
    walk.say("Not on video", "phone")
    assert walk.entry("N1").words == "By carrier pigeon, nearly"
    walk.back()
    assert walk.at == "correct C1"


def test_back_at_the_beginning_has_nowhere_to_go():
    walk = Walk("start")
    walk.back()
    assert walk.at == "C1"


def test_correction_keeps_the_history_and_asks_what_follows_now():
    walk = Walk("start").to("A9")
    walk.correct("A7")
    walk.tap("no")
    assert walk.at == "A7.reason_if_no"
    assert [e.value for e in walk.record.entries if e.field == "A7"] == ["asked_expressed", "no"]
    assert values(walk, "A7") == ["no"]


def test_undo_asks_the_same_question_again():
    walk = Walk("start").to("A7")
    walk.undo()
    assert (walk.at, walk.entry("A5")) == ("A5", None)
    assert [e.change for e in walk.record.entries if e.field == "A5"] == ["new", "withdrawn"]
    walk.say("Her cat")
    assert (walk.entry("A5").words, walk.at) == ("Her cat", "A7")


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ([("She said so, I think",), ("", "no")], "She said so, I think"),
        ([("One reason",), ("", "no", "dont_know"), ("", "no")], "One reason"),
        ([("With the tap", "no")], "With the tap"),
        ([("No, I did not ask",)], None),
    ],
)
def test_words_at_a_tap_only_question_are_kept_with_the_choice(replies, words):
    walk = Walk("start").to("A7")
    for text, *choices in replies:
        walk.say(text, *choices)
    assert (walk.entry("A7").value, walk.entry("A7").words) == ("no", words)


def test_follow_up_words_are_kept_beside_the_choice():
    walk = Walk("prepare").to("P1")
    walk.say("Bruising on both arms")
    walk.say("The day centre rang me")
    assert walk.at == "P1.fact_source"
    walk.tap("told")
    assert dict(walk.entry("P1").parts) == {
        "fact_source": "told",
        "fact_source_words": "The day centre rang me",
    }


@pytest.mark.parametrize(
    ("end", "finished", "at"),
    [
        (("", "finish"), "finish", "FINISH"),
        (("finish this record",), "finish", "FINISH"),
        (("", "keep_open"), "keep_open", "FINISH"),
        (("", "change"), None, "choose FINISH"),
        (("yes",), None, "FINISH"),
    ],
)
def test_how_a_conversation_ends(end, finished, at):
    walk = Walk("prepare").to("FINISH")
    text, *choices = end
    walk.say(text, *choices)
    assert (walk.finished, walk.at) == (finished, at)


def test_change_at_the_end_offers_the_answers_and_comes_back():
    walk = Walk("prepare").to("FINISH")
    walk.tap("change")
    labels = [c.label for c in walk.question.choices]
    answered = ("P9", "P8", "P6", "P5", "P4", "P10", "P3", "P2", "P1")
    assert labels == [content().field(f).title for f in answered]
    walk.tap(walk.question.choices[1].value)
    assert walk.at == "correct P8"
    walk.tap("doubt")
    walk.say("Where to live")
    assert (dict(walk.entry("P8").parts), walk.at) == ({"decision": "Where to live"}, "FINISH")


def test_skip_while_choosing_what_to_add_keeps_the_record_open():
    walk = Walk("prepare").to("FINISH")
    walk.tap("add")
    walk.skip()
    assert walk.finished == "keep_open"


# Everything that makes a question apply: a wish, a refusal that is overridden, a lack of capacity.
EVERYTHING_APPLIES = {
    "A14": ("", "understand=no"),
    "A14_conclusion": "lacks",
    "A16": "no",
    "A17": ("The police", "serious_crime"),
}


def stage_of(field_id):
    """The stage that asks a field by itself, else one that can add it."""
    stages = content().stages
    asking = [name for name, stage in stages.items() if field_id in stage.fields]
    return (asking or [name for name, stage in stages.items() if field_id in stage.more])[0]


@pytest.mark.parametrize("field_id", [f for f in content().fields if f != "N1"])
def test_every_field_can_be_reached_and_answered(field_id):
    recorder = Recorder()
    stage = stage_of(field_id)
    if stage in ("during", "end"):
        first = Walk("start", recorder).to_the_end(**EVERYTHING_APPLIES)
        recorder.finish(first.contact_id)
    walk = Walk(stage, recorder)
    others = "family" if field_id == "C3" else None
    if field_id in content().stages[stage].fields:
        walk.to(field_id, **EVERYTHING_APPLIES, C2=others)
    else:
        walk.to("FINISH", **EVERYTHING_APPLIES)
        walk.tap("add")
        walk.tap(f"ask:{field_id}")
    assert walk.at == field_id
    walk.answer({})
    held = walk.record.latest(field_id, walk.contact_id)
    assert held.answer_state == "answered"
    assert held.value is not None or held.words
    walk.to("FINISH", **EVERYTHING_APPLIES)
