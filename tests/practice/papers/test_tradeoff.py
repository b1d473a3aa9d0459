"""The trade-off sheet holds what was said, option by option, and nothing else."""

from practice.content import content
from practice.papers.tradeoff import trade_off_sheet
from tests.practice.recorder import Recorder, Walk

QUIET_LIFE = "a quiet life with my cat"


def walked(**answers):
    """A record with what matters, then a later conversation up to living with risk."""
    walk = Walk("start").to("A5")
    walk.say(QUIET_LIFE)
    walk.to("A7").tap("asked_none")
    walk.to_the_end(A7_words="she shrugged")
    walk.recorder.finish(walk.contact_id)
    walk = Walk("during", walk.recorder).to("D2")
    walk.say("move in with her sister")
    walk.to_the_end(**answers)
    return walk


def test_nothing_recorded_is_an_empty_sheet():
    assert trade_off_sheet(Recorder().record).empty


def test_each_option_has_its_place_on_the_grid():
    walk = walked(
        D2_gives=["company", "no change"],
        D2_costs=["she loses her cat", "he keeps the card"],
        D2_view=["does_not_want", "chooses"],
        D2_effect=[
            ("", "safety=better", "wellbeing=worse"),
            ("", "safety=worse", "wellbeing=same"),
        ],
        D2_always="do_nothing",
    )
    moved, nothing = trade_off_sheet(walk.record).options
    assert (moved.text, moved.typed) == ("move in with her sister", True)
    assert (moved.gives, moved.costs) == ("company", "she loses her cat")
    assert (moved.safety, moved.wellbeing, moved.view) == (1, -1, "They do not want this")
    assert (nothing.safety, nothing.wellbeing, nothing.view) == (-1, 0, "They choose this")
    assert (nothing.text, nothing.typed) == (content().choices("option_always")[0].label, False)
    assert all(walk.record.entry(e) for option in (moved, nothing) for e in option.entries)


def test_doing_nothing_is_always_asked_about():
    walk = walked(D2_always="not_named")
    sheet = trade_off_sheet(walk.record)
    assert "D2.always" in walk.asked
    assert not sheet.asked_about_nothing
    assert trade_off_sheet(walked(D2_always="do_nothing").record).asked_about_nothing


def test_doing_nothing_in_words_is_not_asked_again():
    walk = walked(more_D2=["doing nothing", "done"])
    assert "D2.always" not in walk.asked
    assert trade_off_sheet(walk.record).asked_about_nothing


def test_an_option_without_its_effect_has_no_place():
    walk = Walk("during").to("D2")
    walk.say("a family meeting")
    [option] = trade_off_sheet(walk.record).options
    assert (option.safety, option.wellbeing, option.view) == (None, None, None)


def test_what_they_value_and_live_with_is_in_their_words():
    walk = walked(
        D3=("the door stays unlocked", "yes"),
        D3_why_worth_it="my neighbour can pop in",
        D3_safety_net="pendant alarm",
        D3_review_date="in a month",
    )
    sheet = trade_off_sheet(walk.record)
    assert [line.quoted for line in sheet.values] == [QUIET_LIFE]
    assert [line.quoted for line in sheet.living_with] == [
        "the door stays unlocked",
        "my neighbour can pop in",
        "pendant alarm",
        "in a month",
    ]


def test_the_four_principles_are_kept_apart():
    walk = walked()
    walk = Walk("during", walk.recorder).to("FINISH")
    walk.tap("add")
    walk.tap("ask:D4")
    for text in (
        "her choice is to stay",
        "an alarm",
        "a move could break her",
        "fair to her sister",
    ):
        walk.say(text)
    labels = [line.label for line in trade_off_sheet(walk.record).weighing]
    for principle in ("beneficence", "non-maleficence", "justice"):
        assert any(principle in label for label in labels)
    assert len(labels) == 4
