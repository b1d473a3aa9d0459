"""Says of an export which statements no entry supports, and which entries it leaves out."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table

from tests.exports.extracting import EXTRACT, counted, seen
from tests.exports.making import MADE
from tests.exports.random_records import FIELDS, STAGES
from tests.exports.reading import LABELS, Reading, Statement

NOT_COVERED = f"{LABELS['not_covered']}: "


def faults(raw: dict[str, Any], about: str | None, format: str, made: Any) -> list[str]:
    """Everything that is wrong with an export of this record (or of one conversation)."""
    reading = Reading(raw, about)
    expected = counted(iter(reading.expected(MADE).elements()))
    if format == "boxes":
        return list(_of_boxes(expected, made, len(reading.contacts) > 1))
    found = counted(EXTRACT[format](made))
    rows = [row for row in found.elements() if row[1].startswith(NOT_COVERED)]
    found, told = found - Counter(rows), dict(rows)
    wrong = [f"left out: {row}" for row in (expected - found).elements()]
    wrong += [f"not supported: {row}" for row in (found - expected).elements()]
    places = Counter(reading.named(contact) for contact in reading.contacts)
    if Counter(place for place, _ in rows) != places:
        wrong.append("what was not covered is not said once of each conversation")
    wrong += [fault for c in reading.contacts for fault in _not_covered(reading, c, told)]
    if format == "fhir":
        wrong += _of_answers(reading, made)
    return wrong


def _not_covered(reading: Reading, contact: dict[str, Any], told: dict[str, str]) -> Iterator[str]:
    """What the row says was not covered was not, and all that surely was not is in it."""
    text = told.get(reading.named(contact), "").removeprefix(NOT_COVERED)
    # Conversations of one stage on one day share their heading.
    twins = [c for c in reading.contacts if reading.named(c) == reading.named(contact)]
    if len(twins) > 1:
        return
    listed = set() if text == LABELS["all_covered"] else set(text.split("; "))
    here = [e for e in reading.own if e["contact_id"] == contact["id"]]
    left = {FIELDS[e["field"]]["title"] for e in here if e["answer_state"] != "answered"}
    asked = STAGES[contact["stage"]]["fields"]
    open_now = {f for f in asked if not _is_held(reading, f, contact)}
    sure = {f for f in open_now if not ({"when", "each"} & FIELDS[f].keys())}
    may = left | {FIELDS[f]["title"] for f in open_now}
    must = left | {FIELDS[f]["title"] for f in sure}
    yield from (f"covered, but said not to be: {title}" for title in listed - may)
    yield from (f"not covered, and not said: {title}" for title in must - listed)


def _is_held(reading: Reading, field: str, contact: dict[str, Any]) -> bool:
    """Fields of a contact or of a later conversation are asked anew each time."""
    anew = field[0] == "C" or field[0] == "D"
    return any(
        e["field"] == field and (not anew or e["contact_id"] == contact["id"])
        for e in reading.standing
    )


def _of_boxes(expected: Counter[Statement], boxes: Any, several: bool) -> Iterator[str]:
    wanted: Counter[str] = Counter()
    for (place, text), count in expected.items():
        about = place.partition(" / ")[2] or (place if several and _is_fixed(place, text) else "")
        wanted[f"{about}: {text}" if about else text] += count
    found = Counter(seen(line.whole) for box in boxes for line in box.lines)
    found = Counter({text: n for text, n in found.items() if NOT_COVERED not in text})
    yield from (f"left out: {text}" for text in (wanted - found).elements())
    yield from (f"not supported: {text}" for text in (found - wanted).elements())


def _is_fixed(place: str, text: str) -> bool:
    """Whether it is a row of a conversation that rests on no entry."""
    return bool(place) and not re.search(rf"\((.*; )?{LABELS['recorded']} .*\)$", text, re.S)


def _of_answers(reading: Reading, bundle: dict[str, Any]) -> Iterator[str]:
    """The structured answers: each entry once, with all that it holds, from the right people."""
    found: dict[str, Any] = {}
    for row in bundle["entry"]:
        answers = row["resource"]
        if answers["resourceType"] == "QuestionnaireResponse":
            for item in answers["item"]:
                if item["id"] in found:
                    yield f"twice: {item['id']}"
                found[item["id"]] = (answers["author"]["display"], _given(item))
    wanted = {e["id"]: (seen(e["author"]), _held(e)) for e in reading.own}
    yield from (f"answer left out: {key}" for key in wanted.keys() - found.keys())
    for key, answer in found.items():
        if wanted.get(key) != answer:
            yield f"answer not supported: {key}: {answer} instead of {wanted.get(key)}"


def _given(item: dict[str, Any]) -> dict[str, list[str]]:
    return {
        child["linkId"]: [
            a["valueCoding"]["code"] if "valueCoding" in a else a["valueString"]
            for a in child["answer"]
        ]
        for child in item["item"]
    }


def _held(entry: dict[str, Any]) -> dict[str, list[str]]:
    name, found = entry["field"], {f"{entry['field']}-state": [entry["answer_state"]]}
    for key, given in (("words", "words"), ("reason", "reason"), ("thread", "thread_id")):
        if entry[given]:
            found[f"{name}-{key}"] = [seen(entry[given])]
    found |= _flat(f"{name}-value", entry["value"])
    known = {part["key"] for part in FIELDS[name].get("parts", ())}
    for key, value in entry["parts"].items():
        beside = key.endswith("_words") and key not in known
        linked = f"{name}.{key.removesuffix('_words')}-words" if beside else f"{name}.{key}"
        found |= _flat(linked, value)
    return found


def _flat(name: str, value: Any) -> dict[str, list[str]]:
    if value is None:
        return {}
    if isinstance(value, dict):
        return {f"{name}.{key}": [chosen] for key, chosen in value.items()}
    return {name: [seen(v) for v in (value if isinstance(value, list) else [value])]}


def flow_of_word(content: bytes) -> str:
    """All that a Word file says, in order, as one text."""
    pieces = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows[1:]:
                label, said = (cell.text for cell in row.cells)
                pieces.append(f"{label}: {said}" if said and said[:2] != " (" else f"{label}{said}")
        else:
            pieces.append(part.text)
    return "\n".join(pieces)
