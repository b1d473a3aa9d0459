"""A council's own settings: words, contacts by hour, providers, pathways, legal cards, periods.

`content/local/national.yml` holds what is the same everywhere; a council's file adds to it, and
replaces an item by giving one with the same id. How to write one: docs/local-settings.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from practice.content import FOLDER, content
from practice.content.language import per_language
from practice.local.audit_sets import audit_sets
from practice.local.file import NATIONAL, USUAL, LocalError, LocalFile, read_local_file
from practice.local.items import (
    BankHolidays,
    Card,
    CaseForm,
    Contact,
    Item,
    NationalReturn,
    Period,
    Service,
)

__all__ = ["Local", "LocalError", "local"]

HERE = FOLDER / "local"
PROVIDERS = ("advocacy", "imca", "interpreter", "idva")
PERIODS = ("wishes_review_days", "retention_days")


@dataclass(frozen=True)
class Local:
    """One council's settings. The mappings are keyed by id, national items first."""

    name: str
    code: str
    zone: ZoneInfo
    reporting_year_start: tuple[int, int]
    audit_sets: tuple[str, ...]
    terms: Mapping[str, str]
    contacts: Mapping[str, Contact]
    providers: Mapping[str, Service]
    pathways: Mapping[str, Service]
    cards: Mapping[str, Card]
    periods: Mapping[str, Period]
    sac: NationalReturn
    bank_holidays: BankHolidays
    case_form: CaseForm

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that was checked and is to be checked again."""
        groups = (self.contacts, self.providers, self.pathways, self.cards, self.periods)
        found = [item for group in groups for item in group.values()]
        return (*found, self.sac, self.bank_holidays, self.case_form)

    def clock(self, at: datetime) -> datetime:
        """The moment on the clock on the council's wall. Raises ValueError without a time zone."""
        if at.tzinfo is None:
            raise ValueError("a moment must carry its time zone")
        return at.astimezone(self.zone)

    def today(self, at: datetime) -> date:
        """The council's date at that moment."""
        return self.clock(at).date()

    def is_open(self, contact: Contact, at: datetime) -> bool:
        """Whether a contact answers at that moment, by the local clock and bank holidays."""
        if other := contact.hours.outside:
            return not self.is_open(self.contacts[other], at)
        clock = self.clock(at)
        return contact.hours.covers(clock, clock.date() in self.bank_holidays.dates)

    def hours_told(self, contact: Contact) -> str:
        """A contact's hours in words."""
        other = contact.hours.outside
        return contact.hours.told(self.contacts[other].name if other else "")

    def contacts_open(self, at: datetime) -> list[Contact]:
        """Who answers at that moment: the out-of-hours route when the office is closed."""
        return [contact for contact in self.contacts.values() if self.is_open(contact, at)]

    def route_for_danger(self, at: datetime) -> list[Contact]:
        """Whom to ring when someone is in danger: 999 first, then the local routes open then."""
        route = [contact for contact in self.contacts_open(at) if contact.danger]
        return sorted(route, key=lambda contact: not contact.national)

    def provider(self, kind: str) -> Service:
        """The provider of this kind. Raises LocalError when there is no such kind."""
        return self._named(self.providers, kind, "provider")

    def pathway(self, key: str) -> Service:
        """The way into another process. Raises LocalError when there is no such pathway."""
        return self._named(self.pathways, key, "pathway")

    def term(self, key: str) -> str:
        """The council's own word for something. Raises LocalError when there is none."""
        return self._named(self.terms, key, "term")

    def days(self, key: str) -> int | None:
        """A period in days, None while it is not set. Raises LocalError for an unknown period."""
        return self._named(self.periods, key, "period").days

    def _named(self, group: Mapping[str, Any], key: str, what: str) -> Any:
        if key not in group:
            raise LocalError(f"{self.code}.yml: there is no {what} named {key}")
        return group[key]

    def lines(self, key: str, at: datetime) -> list[str]:
        """What an answer adds about `key`: "contacts" for those open then, or an item's id.

        Raises LocalError when nothing has this name.
        """
        today = self.today(at)
        if key == "contacts":
            return self._open_lines(at, today)
        for group in (self.providers, self.pathways, self.cards, self.contacts):
            if key in group:
                return [group[key].shown(today)]
        raise LocalError(f"{self.code}.yml: nothing is named {key}")

    def _open_lines(self, at: datetime, today: date) -> list[str]:
        say = content().say
        here = [contact.shown(today) for contact in self.contacts_open(at) if not contact.national]
        return [say("local.open", line=line) for line in here] or [say("local.open.none")]


def local(council: str | None = None) -> Local:
    """The settings of a council; of MSP_COUNCIL, or of national.yml's usual one.

    Its file is looked for in the folder MSP_LOCAL_DIR first, then beside national.yml.
    Raises LocalError that names the file and the item.
    """
    code = council or os.environ.get("MSP_COUNCIL") or _usual()
    return _local(code, os.environ.get("MSP_LOCAL_DIR", ""))


@per_language
def _usual() -> str:
    """The council whose settings are used when nobody names another. Raises LocalError."""
    return _about(NATIONAL, read_local_file(HERE / NATIONAL).about, USUAL)


@per_language
def _local(code: str, own_folder: str) -> Local:
    national = read_local_file(HERE / NATIONAL)
    council = read_local_file(_path(code, own_folder))
    if council.about.get("code") != code:
        raise LocalError(f"{council.name}, code: must be {code}, like the file's name")
    if USUAL in council.about:
        raise LocalError(f"{council.name}, {USUAL}: belongs in {NATIONAL} only")
    return _merged(national, council)


def _path(code: str, own_folder: str) -> Path:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", code) or f"{code}.yml" == NATIONAL:
        raise LocalError(f"MSP_COUNCIL: {code!r} cannot be the name of a council's file")
    folders = [Path(own_folder).expanduser()] if own_folder else []
    tried = [folder / f"{code}.yml" for folder in (*folders, HERE)]
    found = next((path for path in tried if path.is_file()), None)
    if not found:
        raise LocalError(f"{code}.yml is in none of: {', '.join(str(p.parent) for p in tried)}")
    return found


def _merged(national: LocalFile, council: LocalFile) -> Local:
    groups: dict[str, dict[str, Any]] = {
        section: _together(national.items.get(section, {}), council.items.get(section, {}))
        for section in ("contacts", "providers", "pathways", "cards", "periods")
    }
    _check_names(council.name, groups)
    _check_outside((national, council), groups["contacts"])
    about = {**national.about, **council.about}
    return Local(
        name=_about(council.name, about, "name"),
        code=_about(council.name, about, "code"),
        zone=_zone(council.name, _about(council.name, about, "timezone")),
        reporting_year_start=_month_and_day(
            council.name, _about(council.name, about, "reporting_year_start")
        ),
        audit_sets=_audit_sets(council.name, about.get("audit_sets")),
        terms={**national.terms, **council.terms},
        sac=_single("sac", council, national),
        bank_holidays=_bank_holidays(council, national),
        case_form=_case_form(council, national),
        **groups,
    )


def _together(national: Mapping[str, Item], council: Mapping[str, Item]) -> dict[str, Item]:
    """National items first, without those that the council replaces."""
    kept = {key: item for key, item in national.items() if key not in council}
    return {**kept, **council}


def _check_names(file: str, groups: Mapping[str, Mapping[str, Item]]) -> None:
    """Every needed item is there, if only to say that it is not set; no id is used twice."""
    for section, needed in (("providers", PROVIDERS), ("periods", PERIODS)):
        for key in needed:
            if key not in groups[section]:
                raise LocalError(
                    f"{file}, {section}, {key}: is missing; write it with `null` while not known"
                )
    seen: dict[str, str] = {"contacts": "the list of contacts"}
    for section, group in groups.items():
        for key in group:
            if key in seen:
                raise LocalError(f"{file}, {section}, {key}: is also the name of {seen[key]}")
            seen[key] = f"something in {section}"


def _check_outside(files: Iterable[LocalFile], contacts: Mapping[str, Contact]) -> None:
    """`outside ID` names a contact with hours of its own."""
    for file in files:
        for key in file.items.get("contacts", {}):
            other = contacts[key].hours.outside
            if other and (other not in contacts or contacts[other].hours.outside):
                raise LocalError(
                    f"{file.name}, contacts, {key}: hours are outside {other},"
                    " which is no contact with hours of its own"
                )


def _about(file: str, about: Mapping[str, Any], key: str) -> str:
    value = about.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LocalError(f"{file}, {key}: is missing, or is not text in quotation marks")
    return value


def _zone(file: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise LocalError(
            f"{file}, timezone: {name} is not known on this machine"
            " (its time zone data may be missing: install the package tzdata)"
        ) from error


def _month_and_day(file: str, text: str) -> tuple[int, int]:
    try:
        found = date.fromisoformat(f"2001-{text}")
    except ValueError as error:
        raise LocalError(f'{file}, reporting_year_start: {text!r} is not like "04-01"') from error
    return found.month, found.day


def _audit_sets(file: str, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        raise LocalError(f"{file}, audit_sets: must be a list of names; an empty one is []")
    for name in raw:
        if name not in audit_sets():
            raise LocalError(f"{file}, audit_sets: {name} is none of {', '.join(audit_sets())}")
    if len(set(raw)) < len(raw):
        raise LocalError(f"{file}, audit_sets: a set is there twice")
    return tuple(raw)


def _single(section: str, *files: LocalFile) -> Any:
    """A section that is one item: from the first file that has it."""
    for file in files:
        if section in file.items:
            return file.items[section][section]
    raise LocalError(f"{files[0].name}, {section}: is missing")


def _case_form(council: LocalFile, national: LocalFile) -> CaseForm:
    """The council's own form, else the usual one. Every field it names is one of an export."""
    form = _single("case_form", council, national)
    exported = {field.id for field in content().fields.values() if field.exported}
    for box in form.boxes:
        for field in box.fields:
            if field not in exported:
                raise LocalError(
                    f"{council.name}, case_form, {box.title}: {field} is no field of an export"
                )
    return form


def _bank_holidays(council: LocalFile, national: LocalFile) -> BankHolidays:
    """The nation's days together with the council's own closed days."""
    everywhere = _single("bank_holidays", national)
    own = _single("bank_holidays", council, national)
    return replace(
        own,
        dates=own.dates | everywhere.dates,
        review_by=min(own.review_by, everywhere.review_by),
    )
