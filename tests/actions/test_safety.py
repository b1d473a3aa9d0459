"""The danger line names the local route of the hour, and guidance names local providers."""

from datetime import datetime, timedelta, timezone

import pytest

import actions.guidance
import practice.asking.safety
from practice.asking.safety import safety_lines
from practice.content import content
from practice.local.settings import LocalError, local
from tests.actions.dialogue import say, to

BY_DAY = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
BY_NIGHT = datetime(2026, 11, 20, 23, tzinfo=timezone.utc)
KINDS = ("report_danger", "raise_coercion", "withdraw_consent", "practitioner_distress")


@pytest.fixture(autouse=True)
def usual_council(monkeypatch):
    monkeypatch.delenv("MSP_COUNCIL", raising=False)
    monkeypatch.delenv("MSP_LOCAL_DIR", raising=False)


@pytest.fixture
def by_night(monkeypatch):
    monkeypatch.setattr(practice.asking.safety, "utcnow", lambda: BY_NIGHT)
    monkeypatch.setattr(actions.guidance, "utcnow", lambda: BY_NIGHT)


def test_999_comes_first_then_the_route_of_the_hour():
    [by_day] = safety_lines(["report_danger"], BY_DAY)
    [at_night] = safety_lines(["report_danger"], BY_NIGHT)
    start = f"{say('safety.report_danger')} Local route now (Bradford Council):"
    assert by_day == f"{start} Safeguarding Duty Team, 01274 431077."
    assert at_night == (f"{start} Emergency Duty Team, 01274 435400 (check before use).")


def test_an_overdue_number_says_so():
    [line] = safety_lines(["report_danger"], BY_DAY + timedelta(days=371))
    assert line.endswith("01274 431077 (check before use).")


def test_only_danger_has_a_route_and_the_order_stays():
    lines = safety_lines(KINDS, BY_DAY)
    assert lines[1:] == [say(f"safety.{kind}") for kind in KINDS[1:]]


def test_no_safety_line_is_long_at_any_hour_or_age():
    for hour in range(0, 24 * 400, 7):
        for line in safety_lines(KINDS, BY_DAY + timedelta(hours=hour)):
            assert len(line.split()) <= 45, line


def test_nothing_stands_in_the_way_of_999(monkeypatch):
    monkeypatch.setenv("MSP_COUNCIL", "nowhere")
    assert safety_lines(["report_danger"], BY_DAY) == [say("safety.report_danger")]


@pytest.mark.asyncio
async def test_every_place_that_hears_danger_names_the_route(first, desk, by_night):
    await to(first, "A5")
    await first.say("He has a knife", safety=["report_danger"])
    assert "01274 435400" in first.text and first.at == "A7"
    command = {"state": "not_asked_reason", "rest": "he was hitting her"}
    await first.do("skip", text="he was hitting her", command=command, safety=["report_danger"])
    assert "01274 435400" in first.text


@pytest.mark.asyncio
async def test_danger_names_the_route_outside_a_stage_too(dialogue, by_night):
    await dialogue.do("report_danger")
    assert "01274 435400" in dialogue.text
    await dialogue.do("record_visit")
    await dialogue.say("He has a knife!!", safety=["report_danger"])
    assert "01274 435400" in dialogue.text and dialogue.at == "work__case_ref"


@pytest.fixture
def card(monkeypatch):
    """A guidance card whose `local` a test chooses."""
    shown = {"title": "Who to ring", "answer": "Ring early.", "source": "Team"}
    monkeypatch.setattr(actions.guidance, "cards", lambda: {"local_contacts": shown})
    return shown


@pytest.mark.asyncio
@pytest.mark.parametrize("keys", ["contacts", ["contacts", "advocacy", "cuckooing"]])
async def test_guidance_may_end_with_local_lines(dialogue, card, by_night, keys):
    card["local"] = keys
    await dialogue.do("ask_guidance", topic="local_contacts")
    named = [keys] if isinstance(keys, str) else keys
    lines = [line for key in named for line in local().lines(key, BY_NIGHT)]
    assert dialogue.text == "\n".join(["Ring early.", "(Source: Team.)", *lines])
    [link] = [reply["card"] for reply in dialogue.replies]
    assert link == {"kind": "link", "href": "/local", "label": content().say("local.page")}


@pytest.mark.asyncio
async def test_guidance_without_a_local_key_is_as_before(dialogue, card):
    await dialogue.do("ask_guidance", topic="local_contacts")
    assert dialogue.text == "Ring early.\n(Source: Team.)"
    assert "card" not in dialogue.replies[0]


def test_a_key_that_nothing_has_is_an_error_with_its_name():
    with pytest.raises(LocalError, match="nonesuch"):
        actions.guidance.local_lines({"local": "nonesuch"})


def test_every_shipped_card_names_what_is_there():
    for topic, shipped in actions.guidance.cards().items():
        assert actions.guidance.local_lines(shipped) or "local" not in shipped, topic
