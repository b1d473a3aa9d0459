"""A council's own settings: hours by the local clock, review dates, and mistakes named."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import yaml

from practice.content import FOLDER, content
from practice.local import settings as local_module
from practice.local.hours import read_hours
from practice.local.items import Card, Item, Service
from practice.local.settings import Local, LocalError, local

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 21)
LATER = date(2027, 12, 1)


def at(text: str) -> datetime:
    """A moment by the clock on the wall in Bradford."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture(autouse=True)
def usual_settings(monkeypatch):
    monkeypatch.delenv("MSP_COUNCIL", raising=False)
    monkeypatch.delenv("MSP_LOCAL_DIR", raising=False)


@pytest.fixture
def bradford() -> Local:
    return local("bradford")


def local_route(here: Local, moment: datetime) -> list[str]:
    return [contact.id for contact in here.route_for_danger(moment) if not contact.national]


# Hours


@pytest.mark.parametrize(
    ("when", "answers"),
    [
        ("2026-11-16T08:29", "emergency_duty_team"),  # a Monday
        ("2026-11-16T08:30", "duty_team"),
        ("2026-11-19T16:59", "duty_team"),
        ("2026-11-19T17:00", "emergency_duty_team"),
        ("2026-11-20T16:29", "duty_team"),
        ("2026-11-20T16:30", "emergency_duty_team"),  # Fridays end earlier
        ("2026-11-21T12:00", "emergency_duty_team"),
        ("2026-11-22T12:00", "emergency_duty_team"),
        ("2026-12-25T10:00", "emergency_duty_team"),  # Christmas Day, a Friday
        ("2026-12-28T10:00", "emergency_duty_team"),  # the substitute for Boxing Day
        ("2026-12-29T10:00", "duty_team"),
        ("2027-03-26T10:00", "emergency_duty_team"),  # Good Friday
    ],
)
def test_the_route_follows_the_hour(bradford, when, answers):
    assert local_route(bradford, at(when)) == [answers]


@pytest.mark.parametrize(
    ("utc", "answers"),
    [
        ("2026-07-20T07:30", "duty_team"),  # 08:30 in summer
        ("2026-07-20T07:29", "emergency_duty_team"),
        ("2026-07-20T16:00", "emergency_duty_team"),  # 17:00 in summer
        ("2026-11-16T07:30", "emergency_duty_team"),  # 07:30 in winter
        ("2026-11-16T08:30", "duty_team"),
        ("2026-10-23T07:30", "duty_team"),  # the last Friday of summer time
        ("2026-10-26T07:30", "emergency_duty_team"),  # the Monday after the clocks went back
        ("2027-03-29T07:30", "emergency_duty_team"),  # summer time, and Easter Monday
        ("2027-03-30T07:30", "duty_team"),
    ],
)
def test_hours_are_those_of_the_local_clock(bradford, utc, answers):
    moment = datetime.fromisoformat(utc).replace(tzinfo=timezone.utc)
    assert local_route(bradford, moment) == [answers]


def test_there_is_a_local_route_at_every_hour_and_never_two(bradford):
    start = at("2026-10-19T00:00").astimezone(timezone.utc)
    for step in range(4 * 24 * 14):  # two weeks, with the end of summer time between them
        moment = start + timedelta(minutes=15 * step)
        assert len(local_route(bradford, moment)) == 1, moment
        assert bradford.route_for_danger(moment)[0].reach.phone == "999"


def test_a_moment_without_a_time_zone_is_refused(bradford):
    with pytest.raises(ValueError, match="time zone"):
        bradford.contacts_open(datetime(2026, 11, 20, 12))


def test_who_is_open_by_day_and_by_night(bradford):
    by_day = {c.id for c in bradford.contacts_open(at("2026-11-20T12:00"))}
    by_night = {c.id for c in bradford.contacts_open(at("2026-11-20T23:00"))}
    assert by_day - by_night == {"duty_team"} and by_night - by_day == {"emergency_duty_team"}
    assert {"emergency", "police", "concern_form"} <= by_day & by_night


def test_hours_are_told_in_words(bradford):
    told = {c.id: bradford.hours_told(c) for c in bradford.contacts.values()}
    assert told["duty_team"] == (
        "Monday to Thursday 08:30 to 17:00; Friday 08:30 to 16:30; closed on bank holidays"
    )
    assert told["emergency"] == "Every day, day and night"
    assert told["emergency_duty_team"].endswith("Safeguarding Duty Team")


def test_a_lunch_break_a_midnight_and_a_bank_holiday_of_its_own():
    hours = read_hours(
        {
            "monday": "09:30-12:00, 12:30-24:00",
            "tuesday": "00:00-02:00",
            "bank_holiday": "10:00-11:00",
        }
    )
    open_at = {
        clock: hours.covers(at(f"2026-11-16T{clock}"), bank_holiday=False)
        for clock in ("09:29", "11:59", "12:00", "12:30", "23:59")
    }
    assert list(open_at.values()) == [False, True, False, True, True]
    assert hours.covers(at("2026-11-17T01:59"), bank_holiday=False)
    assert not hours.covers(at("2026-11-16T09:45"), bank_holiday=True)
    assert hours.covers(at("2026-11-16T10:00"), bank_holiday=True)
    assert hours.told().endswith(
        "Monday 09:30 to 12:00, 12:30 to 24:00; Tuesday 00:00 to 02:00; bank holidays 10:00 to"
        " 11:00"
    )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (None, "hours must be"),
        ("sometimes", "hours must be"),
        ({}, "hours must be"),
        ({"mon": "09:00-17:00"}, "mon"),
        ({"monday": "9-5"}, "monday"),
        ({"monday": "17:00-08:00"}, "outside ID"),
        ({"monday": "09:00-24:30"}, "monday"),
    ],
)
def test_hours_that_cannot_be_right_are_refused(raw, says):
    with pytest.raises(ValueError, match=says):
        read_hours(raw)


# Review dates


def test_every_item_says_when_it_was_checked_and_when_to_check_it_again(bradford):
    assert len(bradford.items) > 20
    for item in bradford.items:
        assert item.checked_on <= TODAY < item.review_by, item.id
        assert item.source and item.status in "VSKJ", item.id


def test_overdue_begins_on_the_day_after(bradford):
    team = bradford.contacts["duty_team"]
    assert not team.overdue(team.review_by)
    assert team.overdue(team.review_by + timedelta(days=1))
    assert team.shown(team.review_by) == "Safeguarding Duty Team, 01274 431077"
    assert team.shown(LATER) == "Safeguarding Duty Team, 01274 431077 (check before use)"


def test_an_overdue_legal_card_says_when_it_was_checked(bradford):
    card = bradford.cards["deprivation_of_liberty"]
    assert card.shown(TODAY) == card.line and "[2026] UKSC 16" in card.line
    assert card.shown(LATER).startswith(card.line)
    assert card.shown(LATER).endswith("Check before use: last checked on 21 November 2026.")


def test_what_is_doubtful_is_checked_before_use_from_the_start(bradford):
    team = bradford.contacts["emergency_duty_team"]
    assert not team.overdue(TODAY) and team.to_check(TODAY)
    assert team.shown(TODAY).endswith("01274 435400 (check before use)")
    assert "01274 431010" in team.doubt


def test_what_is_not_set_says_so_and_is_never_marked(bradford):
    for key in ("imca", "interpreter"):
        provider = bradford.provider(key)
        assert provider.name is None and not provider.reach.first
        assert provider.line == content().say("local.not_set", title=provider.title)
        assert provider.shown(LATER) == provider.line and "Ask your team" in provider.line
    assert not bradford.pathway("mappa").is_set
    assert not bradford.pathway("position_of_trust").is_set


def test_nothing_set_is_invented(bradford):
    """Whoever is named has a source; whoever is not has no way to be reached either."""
    for item in bradford.items:
        if isinstance(item, Service) and not item.is_set:
            assert not item.reach.first, item.id
        elif isinstance(item, Service):
            assert item.status != "J", item.id
    assert bradford.provider("advocacy").to_check(TODAY)
    assert bradford.days("retention_days") is None


# What is there


def test_national_and_local_stand_together(bradford):
    numbers = {c.id: c.reach.phone for c in bradford.contacts.values()}
    assert numbers["emergency"] == "999" and numbers["police"] == "101"
    assert numbers["crimestoppers"] == "0800 555 111"
    assert numbers["modern_slavery_helpline"] == "08000 121 700"
    assert numbers["duty_team"] == "01274 431077"
    assert bradford.pathway("nrm").reach.phone == "08000 121 700"
    assert bradford.pathway("marac").is_set
    assert [c.id for c in bradford.contacts.values() if not c.national] == [
        "duty_team", "emergency_duty_team", "concern_form", "safer_bradford", "police",
    ]  # fmt: skip
    assert bradford.contacts["police"].name.startswith("West Yorkshire Police")


def test_the_councils_own_facts(bradford):
    assert bradford.reporting_year_start == (4, 1) and bradford.zone.key == "Europe/London"
    assert bradford.audit_sets == ("bradford", "leicestershire", "principles", "lga")
    assert bradford.sac.version == "2025-26"
    assert bradford.sac.owner == "Department of Health and Social Care"
    assert bradford.days("wishes_review_days") == 28
    assert bradford.periods["wishes_review_days"].status == "J"
    assert bradford.term("duty_team") == "Safeguarding Duty Team"
    assert bradford.term("enquiry_officer") == "enquiry officer"


@pytest.mark.parametrize("ask", ["provider", "pathway", "term", "days"])
def test_what_nobody_named_is_an_error_with_its_name(bradford, ask):
    with pytest.raises(LocalError, match="bradford.yml: .* nonesuch"):
        getattr(bradford, ask)("nonesuch")


def test_cards_are_short_dated_and_owned(bradford):
    needed = {"deprivation_of_liberty", "liberty_protection_safeguards", "information_sharing",
              "cuckooing"}  # fmt: skip
    assert needed <= set(bradford.cards)
    for card in bradford.cards.values():
        assert isinstance(card, Card) and card.owner
        assert len(card.text.split()) <= 45, card.id


def test_lines_for_an_answer(bradford):
    night = bradford.lines("contacts", at("2026-11-20T23:00"))
    assert "Open now: Emergency Duty Team, 01274 435400 (check before use)" in night
    assert not any("431077" in line or "999" in line for line in night)
    assert bradford.lines("advocacy", at("2026-11-20T12:00")) == [
        bradford.provider("advocacy").shown(TODAY)
    ]
    assert bradford.lines("cuckooing", at("2027-12-01T12:00"))[0].startswith("Cuckooing")
    with pytest.raises(LocalError, match="nonesuch"):
        bradford.lines("nonesuch", at("2026-11-20T12:00"))


def test_every_local_key_of_a_guidance_card_is_known(bradford):
    rows = yaml.safe_load((FOLDER / "asking/guidance.yml").read_text(encoding="utf-8"))
    for group in rows.values():
        for topic, card in group.items():
            keys = card.get("local", [])
            for key in [keys] if isinstance(keys, str) else keys:
                assert bradford.lines(key, at("2026-11-20T12:00")), topic


def test_every_wording_of_local_settings_is_whole(bradford):
    said = [item.shown(day) for item in bradford.items for day in (TODAY, LATER)]
    assert not any("{" in line or "None" in line for line in said)


def test_an_item_must_say_what_it_is():
    bare = Item(id="x", status="V", source="x", checked_on=TODAY, review_by=TODAY)
    with pytest.raises(NotImplementedError):
        assert bare.line


# A council's own file


def shipped() -> dict:
    path = local_module.HERE / "bradford.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) | {"code": "ours", "name": "Ours"}


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Writes ours.yml into a folder outside the repository, and reads it."""
    monkeypatch.setenv("MSP_LOCAL_DIR", str(tmp_path))
    monkeypatch.setenv("MSP_COUNCIL", "ours")
    local_module._local.cache_clear()

    def write(settings: dict | str) -> Local:
        text = settings if isinstance(settings, str) else yaml.safe_dump(settings)
        (tmp_path / "ours.yml").write_text(text, encoding="utf-8")
        return local()

    yield write
    local_module._local.cache_clear()


def row(settings: dict, section: str, item: str) -> dict:
    return next(found for found in settings[section] if found["id"] == item)


def test_bradford_is_the_usual_council():
    assert local() is local("bradford") and local().code == "bradford"


def test_a_council_of_its_own_adds_and_replaces(own):
    settings = shipped()
    row(settings, "contacts", "duty_team")["phone"] = "01632 960001"
    settings["terms"] = {"enquiry_officer": "lead enquirer"}
    settings["cards"] = [{
        "id": "cuckooing", "title": "Cuckooing", "text": "Ask Legal.", "owner": "Our lawyer",
        "status": "V", "source": "Our lawyer", "checked_on": TODAY, "review_by": LATER,
    }]  # fmt: skip
    settings["bank_holidays"] = {
        "title": "Closed", "status": "V", "source": "Our office", "checked_on": TODAY,
        "review_by": LATER, "dates": [date(2026, 12, 29)],
    }  # fmt: skip
    here = own(settings)
    assert (here.name, here.code) == ("Ours", "ours")
    assert here.contacts["duty_team"].reach.phone == "01632 960001"
    assert here.term("enquiry_officer") == "lead enquirer"
    assert here.term("concern") == local("bradford").term("concern")
    assert here.cards["cuckooing"].text == "Ask Legal." and len(here.cards) > 4
    for day in ("2026-12-28", "2026-12-29"):
        assert local_route(here, at(f"{day}T10:00")) == ["emergency_duty_team"]
    assert here.bank_holidays.review_by == local("bradford").bank_holidays.review_by


def test_the_folder_comes_before_the_shipped_file(own, tmp_path):
    settings = shipped() | {"code": "bradford", "name": "Bradford, our copy"}
    (tmp_path / "bradford.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    assert local("bradford").name == "Bradford, our copy"


@pytest.mark.parametrize(
    ("section", "item", "key", "value", "says"),
    [
        ("contacts", "duty_team", "checked_on", None, "checked_on is missing"),
        ("contacts", "duty_team", "review_by", "soon", "review_by must be a date"),
        ("contacts", "duty_team", "review_by", date(2026, 1, 1), "before checked_on"),
        ("contacts", "duty_team", "name", None, "name is missing"),
        ("contacts", "duty_team", "name", "  ", "name must be text"),
        ("contacts", "duty_team", "phone", None, "phone is missing"),
        ("contacts", "duty_team", "phone", 999, "quotation marks"),
        ("contacts", "duty_team", "phone", "ring us", "cannot be right"),
        ("contacts", "concern_form", "url", "http://x.test", "cannot be right"),
        ("contacts", "duty_team", "hours", {"monday": "nine"}, "hours of monday"),
        ("contacts", "duty_team", "danger", "yes", "true or false"),
        ("contacts", "duty_team", "fax", "1", "unknown fax"),
        ("contacts", "emergency_duty_team", "hours", "outside nobody", "outside nobody"),
        ("providers", "imca", "name", ..., "write `name: null`"),
        ("providers", "imca", "phone", "01632 960001", "name is null"),
        ("providers", "advocacy", "status", "X", "status must be one of"),
        ("providers", "advocacy", "source", None, "source is missing"),
        ("pathways", "marac", "email", "marac", "cannot be right"),
        ("periods", "retention_days", "days", ..., "write `days: null`"),
        ("periods", "retention_days", "days", "10", "whole number"),
    ],
)
def test_a_mistake_is_named_by_file_and_item(own, section, item, key, value, says):
    settings = shipped()
    changed = row(settings, section, item)
    changed[key] = value
    if value is ...:
        del changed[key]
    with pytest.raises(LocalError, match=rf"^ours\.yml, {section}, {item}: .*{says}"):
        own(settings)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"contatcs": []}, "ours.yml: unknown contatcs"),
        ({"name": None}, "ours.yml, name: is missing"),
        ({"code": "other"}, "ours.yml, code: must be ours"),
        ({"timezone": "Europe/Bradford"}, "ours.yml, timezone: Europe/Bradford"),
        ({"reporting_year_start": "April"}, "ours.yml, reporting_year_start"),
        ({"audit_sets": "bradford"}, "ours.yml, audit_sets"),
        ({"providers": []}, "ours.yml, providers, advocacy: is missing"),
        ({"contacts": {}}, "ours.yml, contacts: must be a list"),
        ({"contacts": ["x"]}, "ours.yml, contacts, item 1"),
        ({"terms": {"adult": 1}}, "ours.yml, terms: adult"),
        ({"sac": "2025-26"}, "ours.yml, sac: "),
        ({"bank_holidays": {"title": "x", "dates": []}}, "ours.yml, bank_holidays: dates"),
    ],
)
def test_a_mistake_elsewhere_in_the_file_is_named_too(own, change, says):
    with pytest.raises(LocalError, match=f"^{says}"):
        own(shipped() | change)


def test_an_id_stands_for_one_thing(own):
    settings = shipped()
    settings["providers"].append(dict(settings["providers"][0]))
    with pytest.raises(LocalError, match="providers, advocacy: is there twice"):
        own(settings)
    settings["providers"].pop()
    row(settings, "pathways", "mappa")["id"] = "imca"
    with pytest.raises(LocalError, match="pathways, imca: is also the name of"):
        own(settings)


def test_out_of_hours_needs_a_contact_with_hours_of_its_own(own):
    settings = shipped()
    row(settings, "contacts", "duty_team")["hours"] = "outside emergency_duty_team"
    with pytest.raises(LocalError, match="ours.yml, contacts, duty_team: hours are outside"):
        own(settings)


def test_a_file_that_cannot_be_read_or_found(own, tmp_path):
    with pytest.raises(LocalError, match="ours.yml cannot be read"):
        own("name: [")
    with pytest.raises(LocalError, match=f"elsewhere.yml is in none of: {tmp_path}"):
        local("elsewhere")
    for name in ("../bradford", "national", "Bradford!"):
        with pytest.raises(LocalError, match="MSP_COUNCIL"):
            local(name)
