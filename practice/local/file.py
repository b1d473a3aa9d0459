"""Reads one file of local settings. Every complaint names the file and the item."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from practice.content.language import read_content
from practice.local.hours import read_hours
from practice.local.items import (
    STATUSES,
    BankHolidays,
    Card,
    CaseForm,
    Contact,
    FormBox,
    Item,
    NationalReturn,
    Period,
    Reach,
    Service,
)

NATIONAL = "national.yml"
CHECKED = ("id", "status", "source", "checked_on", "review_by", "doubt")
REACH = ("phone", "url", "email")
SHAPES = {
    "phone": re.compile(r"\+?[0-9][0-9 ]{2,18}"),
    "url": re.compile(r"https://[^\s<>\"]+"),
    "email": re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+"),
}
USUAL = "usual_council"
ABOUT = ("name", "code", "timezone", "reporting_year_start", "audit_sets", USUAL)


class LocalError(ValueError):
    """Local settings are missing or wrong; the message names the file and the item."""


@dataclass(frozen=True)
class LocalFile:
    """One file as it stands. `items` holds each section's items by id, in file order."""

    name: str
    about: Mapping[str, Any]
    terms: Mapping[str, str]
    items: Mapping[str, Mapping[str, Item]]


class Row:
    """One mapping of a file. Raises LocalError for a key that is missing, wrong or unknown."""

    def __init__(self, where: str, raw: Any, known: Collection[str]) -> None:
        self.where = where
        if not isinstance(raw, Mapping):
            raise self.error("must be a list of keys and values")
        self.raw = raw
        if unknown := [str(key) for key in raw if key not in known]:
            raise self.error(f"unknown {', '.join(unknown)}")

    def error(self, says: str) -> LocalError:
        """The error to raise for this item."""
        return LocalError(f"{self.where}: {says}")

    def text(self, key: str, default: str | None = None) -> str:
        """Text that is not empty; with a default it may be left out."""
        value = self.raw.get(key, default)
        if value is None:
            raise self.error(f"{key} is missing")
        if not isinstance(value, str) or not (value.strip() or value == default):
            raise self.error(f"{key} must be text; put it in quotation marks")
        return " ".join(value.split())

    def text_or_null(self, key: str) -> str | None:
        """Text, or None where the file says `null`. The key must be there: unset is said."""
        if key not in self.raw:
            raise self.error(f"{key} is missing; write `{key}: null` while it is not known")
        return None if self.raw[key] is None else self.text(key)

    def day(self, key: str) -> date:
        """A date such as 2026-11-21."""
        value = self.raw.get(key)
        if value is None:
            raise self.error(f"{key} is missing")
        if type(value) is not date:
            raise self.error(f"{key} must be a date like 2026-11-21, not {value!r}")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when left out."""
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{key} must be true or false")
        return value

    def checked(self) -> dict[str, Any]:
        """What every item carries: id, status, source and both dates."""
        checked_on, review_by = self.day("checked_on"), self.day("review_by")
        found = {
            "id": self.text("id"),
            "status": self.text("status"),
            "source": self.text("source"),
            "checked_on": checked_on,
            "review_by": review_by,
            "doubt": self.text("doubt", ""),
        }
        if found["status"] not in STATUSES:
            raise self.error(f"status must be one of {', '.join(STATUSES)}")
        if review_by < checked_on:
            raise self.error("review_by is before checked_on")
        return found

    def reach(self) -> Reach:
        """Phone, web address and email, as far as given."""
        ways = {way: self.text(way, "") for way in REACH}
        for way, value in ways.items():
            if value and not SHAPES[way].fullmatch(value):
                raise self.error(f"{way} {value!r} cannot be right")
        return Reach(**ways)


def read_local_file(path: Path) -> LocalFile:
    """The file's settings. Raises LocalError that names the file and the item."""
    try:
        raw = read_content(path)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise LocalError(f"{path.name} cannot be read: {' '.join(str(error).split())}") from error
    top = Row(path.name, raw, (*ABOUT, "terms", *LISTS, *SINGLE))
    items = {
        section: _items(path.name, section, rows)
        for section, rows in raw.items()
        if section in LISTS
    }
    for section, read in SINGLE.items():
        if section in raw:
            row = {**raw[section], "id": section} if isinstance(raw[section], Mapping) else None
            items[section] = {section: read(f"{path.name}, {section}", row)}
    about = {key: raw[key] for key in ABOUT if key in raw}
    return LocalFile(path.name, about, _terms(top), items)


def _terms(top: Row) -> dict[str, str]:
    raw = top.raw.get("terms", {})
    terms = Row(f"{top.where}, terms", raw, raw or ())
    return {str(key): terms.text(key) for key in terms.raw}


def _items(file: str, section: str, rows: Any) -> dict[str, Item]:
    if not isinstance(rows, list):
        raise LocalError(f"{file}, {section}: must be a list of items, each with an id")
    found: dict[str, Item] = {}
    for number, row in enumerate(rows, 1):
        named = row.get("id") if isinstance(row, Mapping) else None
        item = LISTS[section](f"{file}, {section}, {named or f'item {number}'}", row)
        if item.id in found:
            raise LocalError(f"{file}, {section}, {item.id}: is there twice")
        found[item.id] = item
    return found


def _contact(where: str, raw: Any) -> Contact:
    row = Row(where, raw, (*CHECKED, *REACH, "name", "hours", "purpose", "danger"))
    reach = row.reach()
    if not reach.first:
        raise row.error("phone is missing; give a phone, url or email")
    try:
        hours = read_hours(row.raw.get("hours"))
    except ValueError as error:
        raise row.error(str(error)) from error
    return Contact(
        **row.checked(),
        name=row.text("name"),
        reach=reach,
        hours=hours,
        purpose=row.text("purpose"),
        danger=row.flag("danger"),
        national=where.startswith(f"{NATIONAL},"),
    )


def _service(where: str, raw: Any) -> Service:
    row = Row(where, raw, (*CHECKED, *REACH, "title", "name", "how"))
    name, reach = row.text_or_null("name"), row.reach()
    if name is None and reach.first:
        raise row.error("name is null, yet there is a way to reach it")
    how = row.text("how", "")
    return Service(**row.checked(), title=row.text("title"), name=name, reach=reach, how=how)


def _card(where: str, raw: Any) -> Card:
    row = Row(where, raw, (*CHECKED, "title", "text", "owner"))
    return Card(
        **row.checked(), title=row.text("title"), text=row.text("text"), owner=row.text("owner")
    )


def _period(where: str, raw: Any) -> Period:
    row = Row(where, raw, (*CHECKED, "title", "days"))
    if "days" not in row.raw:
        raise row.error("days is missing; write `days: null` while it is not known")
    days = row.raw["days"]
    if days is not None and (type(days) is not int or days < 1):
        raise row.error("days must be a whole number of days, or null")
    return Period(**row.checked(), title=row.text("title"), days=days)


def _sac(where: str, raw: Any) -> NationalReturn:
    row = Row(where, raw, (*CHECKED, "title", "version", "owner"))
    return NationalReturn(
        **row.checked(),
        title=row.text("title"),
        version=row.text("version"),
        owner=row.text("owner"),
    )


def _bank_holidays(where: str, raw: Any) -> BankHolidays:
    row = Row(where, raw, (*CHECKED, "title", "dates"))
    dates = row.raw.get("dates")
    if not isinstance(dates, list) or not dates or any(type(d) is not date for d in dates):
        raise row.error("dates must be a list of dates like 2026-12-25")
    return BankHolidays(**row.checked(), title=row.text("title"), dates=frozenset(dates))


def _case_form(where: str, raw: Any) -> CaseForm:
    row = Row(where, raw, (*CHECKED, "title", "about", "boxes", "rest"))
    boxes = row.raw.get("boxes")
    if not isinstance(boxes, list) or not boxes:
        raise row.error("boxes must be a list of boxes, each with a title and fields")
    found = [_form_box(f"{where}, box {number}", box) for number, box in enumerate(boxes, 1)]
    named = [field for box in found for field in box.fields]
    if twice := sorted({field for field in named if named.count(field) > 1}):
        raise row.error(f"{', '.join(twice)} is in two boxes")
    return CaseForm(
        **row.checked(),
        title=row.text("title"),
        about=row.text("about"),
        boxes=tuple(found),
        rest=row.text("rest"),
    )


def _form_box(where: str, raw: Any) -> FormBox:
    row = Row(where, raw, ("title", "fields"))
    fields = row.raw.get("fields")
    if not isinstance(fields, list) or not fields or any(type(f) is not str for f in fields):
        raise row.error("fields must be a list of fields like [A7, A8]")
    return FormBox(row.text("title"), tuple(fields))


LISTS: dict[str, Callable[[str, Any], Item]] = {
    "contacts": _contact,
    "providers": _service,
    "pathways": _service,
    "cards": _card,
    "periods": _period,
}
SINGLE: dict[str, Callable[[str, Any], Item]] = {
    "sac": _sac,
    "bank_holidays": _bank_holidays,
    "case_form": _case_form,
}
