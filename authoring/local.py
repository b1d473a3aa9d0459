"""A council's settings: what the files in local/ must have together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from authoring.fields import once
from authoring.folder import Folder
from authoring.guidance import overdue
from authoring.mistake import Mistake, did_you_mean, listed
from authoring.names import Names
from authoring.source import Source, Spot
from practice.local.file import LISTS, NATIONAL, SINGLE, USUAL, LocalError, read_local_file
from practice.local.hours import read_hours
from practice.local.settings import PERIODS, PROVIDERS

OUTSIDE = "outside "
LONGEST_CARD = 45


def local(names: Names, today: date) -> Iterator[Mistake]:
    """What is wrong with the files in local/."""
    files = {Path(source.file).name: source for source in names.folder.within("local")}
    national = files.get(NATIONAL)
    for name, source in files.items():
        yield from _file(source, today)
        yield from _audit_sets(source.root.get("audit_sets"), names)
        yield from _case_form(source.root.get("case_form"), names)
        if name != NATIONAL and national:
            yield from _council(source, national, name)
    if national:
        yield from _usual(national, files)
    else:
        file = f"{names.folder.shown}/local/{NATIONAL}"
        yield Mistake(file, 0, "It is missing. It holds what is the same for every council.")


def _file(source: Source, today: date) -> Iterator[Mistake]:
    root = source.root
    for name in LISTS:
        yield from once(root.get(name), "id", f"“{name}” has the id")
        for row in root.get(name).items:
            yield from _item(row, f"“{row.get('id').text}”", today)
    for card in root.get("cards").items:
        words = len(card.get("text").text.split())
        if words > LONGEST_CARD:
            yield card.get("text").mistake(
                f"The card “{card.get('id').text}” has {words} words. Shorten it to {LONGEST_CARD}"
                " at most."
            )
    for name in SINGLE:
        yield from overdue(root.get(name), f"“{name}”", today)
    yield from _zone(root.get("timezone"))
    yield from _start_of_year(root.get("reporting_year_start"))


def _audit_sets(rows: Spot, names: Names) -> Iterator[Mistake]:
    for spot in rows.texts:
        if spot.text not in names.audit_sets:
            yield spot.mistake(
                f"“audit_sets” names “{spot.text}”, which is none of {listed(names.audit_sets)}."
                f"{did_you_mean(spot.text, names.audit_sets)}"
            )


def _case_form(form: Spot, names: Names) -> Iterator[Mistake]:
    """Fields that are not there, are never exported, or stand in two boxes."""
    seen: dict[str, int] = {}
    for box in form.get("boxes").items:
        for spot in box.get("fields").texts:
            field, who = names.fields.get(spot.text), f"The box “{box.get('title').text}”"
            if not field:
                yield spot.mistake(
                    f"{who} names {spot.text}, which is no field."
                    f"{did_you_mean(spot.text, names.fields)}"
                )
            elif field.spot.get("exported").value is False:
                yield spot.mistake(
                    f"{who} names {spot.text}, which is not to be exported"
                    f" ({field.spot.source.file} line {field.spot.line}). Take it out here."
                )
            elif spot.text in seen:
                yield spot.mistake(
                    f"{spot.text} already stands in a box, on line {seen[spot.text]}. Remove it in"
                    " one place."
                )
            seen.setdefault(spot.text, spot.line)


def _item(row: Spot, who: str, today: date) -> Iterator[Mistake]:
    yield from overdue(row, who, today)
    checked, due = row.get("checked_on"), row.get("review_by")
    if type(checked.value) is date and type(due.value) is date and due.value < checked.value:
        yield due.mistake(f"{who} is to be looked at again before it was checked. Correct a date.")
    if row.has("hours"):
        try:
            read_hours(row.get("hours").value)
        except ValueError as error:
            yield row.get("hours").mistake(f"{who}: {error}.")
    reach = [key for key in ("phone", "url", "email") if row.has(key)]
    if row.has("name") and row.get("name").value is None and reach:
        yield row.get("name").mistake(
            f"{who} has no name (null), yet “{reach[0]}” says how to reach it. Name it, or take"
            f" “{reach[0]}” out."
        )


def _zone(spot: Spot) -> Iterator[Mistake]:
    try:
        ZoneInfo(spot.text or "Europe/London")
    except (LookupError, ValueError, OSError):
        yield spot.mistake(f"“{spot.text}” is no time zone. In England write Europe/London.")


def _start_of_year(spot: Spot) -> Iterator[Mistake]:
    try:
        date.fromisoformat(f"2001-{spot.text or '04-01'}")
    except ValueError:
        yield spot.mistake(f'“{spot.text}” is no day of the year. Write month and day: "04-01".')


def _council(source: Source, national: Source, name: str) -> Iterator[Mistake]:
    root = source.root
    code = root.get("code")
    if code.text and f"{code.text}.yml" != name:
        yield code.mistake(f"“code” is “{code.text}”, but the file is {name}. Make them the same.")
    if root.has(USUAL):
        yield root.get(USUAL).mistake(f"“{USUAL}” belongs in {NATIONAL} only. Take it out here.")
    for section, needed in (("providers", PROVIDERS), ("periods", PERIODS)):
        have = _ids(source, section) | _ids(national, section)
        for item in needed:
            if item not in have:
                yield root.get(section).mistake(
                    f"“{item}” is missing in “{section}”. Add it, with null while it is not known."
                )
    yield from _one_name(source, national)
    yield from _outside(source, national)


def _usual(national: Source, files: Collection[str]) -> Iterator[Mistake]:
    """The council whose settings are used when nobody names one has a file."""
    spot = national.root.get(USUAL)
    if f"{spot.text}.yml" not in files:
        yield spot.mistake(f"“{USUAL}” is “{spot.text}”, but local/ has no {spot.text}.yml.")


def _ids(source: Source, section: str) -> set[str]:
    return {row.get("id").text for row in source.root.get(section).items}


def _one_name(source: Source, national: Source) -> Iterator[Mistake]:
    """An id may replace one of the same list, and be in no other list."""
    taken: dict[str, str] = {"contacts": "contacts"}
    for section in LISTS:
        for row in source.root.get(section).items + national.root.get(section).items:
            first = taken.setdefault(row.get("id").text, section)
            if row.get("id").text and first != section or row.get("id").text == "contacts":
                yield row.get("id").mistake(
                    f"The id “{row.get('id').text}” is taken in “{first}”. Choose another one."
                )


def _outside(source: Source, national: Source) -> Iterator[Mistake]:
    rows = national.root.get("contacts").items + source.root.get("contacts").items
    hours = {row.get("id").text: row.get("hours") for row in rows}
    for spot in hours.values():
        other = spot.text.removeprefix(OUTSIDE).strip() if spot.text.startswith(OUTSIDE) else ""
        if other and (other not in hours or hours[other].text.startswith(OUTSIDE)):
            yield spot.mistake(
                f"The hours are outside those of “{other}”, which is no contact with hours of its"
                f" own.{did_you_mean(other, hours)}"
            )


def refused(folder: Folder) -> Iterator[Mistake]:
    """What the product itself would not read of the files in local/."""
    for name, source in folder.sources.items():
        if not name.startswith("local/"):
            continue
        try:
            read_local_file(folder.paths[name])
        except LocalError as error:
            yield Mistake(source.file, 0, f"The product cannot read it: {error}.")
