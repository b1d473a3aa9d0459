"""What one message means as an answer, and what is refused."""

import pytest

from practice.asking.allowed import NotAllowedValue, check_answer
from practice.content import content
from tests.practice.recorder import Walk


def asked(place):
    """A walk that stands at "A7", "A9.contact_ok" or "during/D3"."""
    stage, _, name = place.rpartition("/")
    field, _, part = name.partition(".")
    walk = Walk(stage or ("start" if field[0] in "AC" else "prepare")).to(field)
    while part and walk.pointer.part != part:
        walk.answer({})
    return walk


@pytest.mark.parametrize(
    ("place", "text", "value"),
    [
        ("C1", "On the ward, with the nurse", "elsewhere"),
        ("C1", "I rang him", "phone"),
        ("C4", "none needed", ["none_needed"]),
        ("A9", "nobody", "no_one"),
        ("A9", "There is no one.", "no_one"),
        # A typed label picks its choice, whatever the case and the full stop.
        ("A7", "no, I did not ask.", "no"),
        ("A4", "Partly clear", "partly"),
        # Words that want to be content: nothing is picked from them.
        ("A9", "She trusts no one but her sister", None),
        ("A5", "Nobody telling her what to do", None),
    ],
)
def test_typed_words_pick_a_choice(place, text, value):
    walk = asked(place)
    walk.say(text)
    assert walk.entry(place).value == value


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("A7", "yes"),
        ("A12", "no sign of any of that"),
        ("C1", "at his house, then I rang him"),
        ("A9.contact_ok", "no idea, there was no time"),
        ("A9.contact_ok", "yes and no"),
        ("A18", "we talked about it"),
    ],
)
def test_unclear_words_are_kept_and_the_choices_asked_for(place, text):
    walk = asked(place)
    step = walk.say(text)
    assert not step.accepted
    assert step.drafts == ()
    assert step.say == (content().say("words.pick"),)
    choice = walk.question.choices[0].value
    walk.tap(choice)
    field = walk.entry(place.partition(".")[0])
    assert text in (field.words, *field.parts.values())


@pytest.mark.parametrize(
    ("place", "text", "value"),
    [
        ("A9.contact_ok", "No, she would rather not", "no"),
        ("A9.contact_ok", "yes that is fine", "yes"),
    ],
)
def test_follow_up_words_pick_a_choice(place, text, value):
    walk = asked(place)
    walk.say(text)
    field, _, part = place.partition(".")
    assert (walk.entry(field).parts[part], walk.entry(field).parts[f"{part}_words"]) == (
        value,
        text,
    )


@pytest.mark.parametrize(
    ("place", "choices", "says"),
    [
        ("C2", ["just_us", "family"], "choose.one"),
        ("C4", ["none_needed", "signer"], "choose.one"),
        ("A15", ["yes", "no_freewill"], "choose.one"),
        ("A14", ["presumed", "understand=no"], "choose.one"),
        ("A7", ["no", "dont_know"], "choose.one"),
        ("A7", ["whole"], "choose.stale"),
        ("C2", ["family", "A8"], "choose.stale"),
        ("A5", ["yes"], "choose.stale"),
        ("P9", ["understand=maybe"], "choose.stale"),
        ("FINISH", ["change", "skip"], "choose.stale"),
    ],
)
def test_choices_that_cannot_be(place, choices, says):
    walk = asked(place)
    before = walk.record
    step = walk.tap(*choices)
    assert step.say == (content().say(says),)
    assert (walk.record, walk.at) == (before, place)


def test_groups_are_stored_by_group():
    walk = asked("A14")
    walk.tap("understand=yes", "use_or_weigh=no")
    assert walk.entry("A14").value == {"understand": "yes", "use_or_weigh": "no"}
    walk.to("A15", A14_conclusion="lacks")
    assert walk.asked[-4:] == ["A14.evidence", "A14.cause", "A14.conclusion", "A15"]
    assert walk.entry("A14").parts["conclusion"] == "lacks"


@pytest.mark.parametrize(
    ("choices", "text", "parts"),
    [
        (["presumed"], "", {"decision": "enquiry", "conclusion": "presumed"}),
        (["all_four"], "", {"decision": "enquiry"}),
        (["all_four"], "She said it all back", {"decision": "enquiry"}),
    ],
)
def test_capacity_always_names_its_decision(choices, text, parts):
    walk = asked("A14")
    walk.say(text, *choices)
    assert (dict(walk.entry("A14").parts), walk.at) == (parts, "A15")


def test_capacity_for_another_decision_is_another_answer():
    walk = asked("A14")
    walk.tap("all_four")
    walk.to("FINISH").tap("add")
    assert content().field("A14").again.title in [c.label for c in walk.question.choices]
    walk.tap("ask:A14")
    walk.say("Where to live")
    assert "Where to live" in walk.question.text
    walk.tap("understand=no", "retain=yes", "use_or_weigh=yes", "communicate=yes")
    walk.to("FINISH", A14_conclusion="lacks")
    held = [e for e in walk.record.heads if e.field == "A14"]
    assert [e.parts["decision"] for e in held] == ["enquiry", "home"]
    assert [e.parts.get("conclusion") for e in held] == [None, "lacks"]


def test_correcting_another_decision_stays_with_it():
    walk = asked("A14")
    walk.tap("all_four")
    walk.to("FINISH").tap("add")
    walk.tap("ask:A14")
    walk.say("Money")
    walk.tap("all_four")
    walk.correct("A14")
    walk.tap("presumed")
    held = [e for e in walk.record.heads if e.field == "A14"]
    assert [e.parts["decision"] for e in held] == ["enquiry", "money"]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("A8", "person_words"),
        ("A12", "observation"),
        ("A13", "professional_view"),
        ("A16", "decision"),
    ],
)
def test_entries_carry_the_kind_of_their_field(field, kind):
    walk = Walk("start").to_the_end()
    assert walk.entry(field).kind == kind


# --- what the API refuses, whoever sends it ---


@pytest.mark.parametrize(
    ("field", "state", "value", "parts"),
    [
        ("Z1", "answered", None, {}),
        ("A7", "guessed", "no", {}),
        ("A7", "answered", "maybe", {}),
        ("A7", "answered", ["no", 7], {}),
        ("A7", "answered", {"understand": "yes"}, {}),
        ("A7", "answered", 0, {}),
        ("A14", "answered", "understand=yes", {}),
        ("A14", "answered", {"understand": "perhaps"}, {}),
        ("A14", "answered", {"understand": ["yes"]}, {}),
        ("A14", "answered", {}, {"conclusion": "mad"}),
        ("A16", "answered", "no", {"nosuch": "x"}),
        ("A16", "answered", "no", {"nosuch_words": "x"}),
        ("A17", "answered", ["agreed"], {"told": "no idea"}),
        ("A17", "answered", ["agreed"], {"told": None}),
        ("E2", "answered", "fully", {"practitioner_view": ["fully", "not"]}),
        ("A5", "answered", "happy", {}),
    ],
)
def test_foreign_values_are_refused(field, state, value, parts):
    with pytest.raises(NotAllowedValue):
        check_answer(field, state, value, parts)


@pytest.mark.parametrize(
    ("field", "value", "parts"),
    [
        ("A8", ["safer", "other"], {}),
        ("D1", "added", {}),
        ("A14", {"understand": "no"}, {"conclusion": "lacks", "evidence": "any words"}),
        ("A14", {}, {"conclusion": "presumed", "decision": "enquiry"}),
        ("A9", None, {"contact_ok": "no", "contact_ok_words": "not her son"}),
        ("A5", None, {}),
    ],
)
def test_allowed_values_give_their_field(field, value, parts):
    assert check_answer(field, "answered", value, parts).id == field
