"""What an export of a record must say: an independent reading of the entries.

It works on the API's JSON and on the raw content files, and uses nothing of the product's code, so
that a mistake there cannot hide here. Each statement stands under its heading as one text.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.exports.random_records import FIELDS, SETS, STAGES, _read

LAYOUT = _read("papers/document.yml")
LABELS, VOICES = LAYOUT["labels"], LAYOUT["voices"]
LONDON = ZoneInfo("Europe/London")
STATES = {
    "asked_no_answer": "Asked, no answer given",
    "not_asked_reason": "Not asked",
    "not_applicable_reason": "Does not apply",
    "not_recorded": "Not recorded",
}
FIXED = {("A14", "conclusion", "presumed"): "Capacity presumed, nothing raised doubt",
         ("D1", None, "added"): "New"}  # fmt: skip
OTHERS = ("representative", "advocate", "best_interests")
ABOVE = list(dict.fromkeys(row["field"] for row in LAYOUT["header"]))
PLACES = {f: row["title"] for row in LAYOUT["sections"] for f in row["fields"]}
TAKES_HEADER = next(row["title"] for row in LAYOUT["sections"] if row.get("header"))
OPENS = {"A8": "outcome", "D1": "outcome", "D2": "option"}

Statement = tuple[str, str]  # heading ("Section / Block"), text


def local_time(value: str) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(LONDON)


def day(value: str) -> str:
    at = local_time(value)
    return f"{at.day} {at.strftime('%B')} {at.year}"


def moment(value: str) -> str:
    return f"{day(value)} at {local_time(value).strftime('%H:%M')}"


class Reading:
    """One record, or one conversation of it (`about`)."""

    def __init__(self, record: Mapping[str, Any], about: str | None = None) -> None:
        self.record, self.about = record, about
        self.by_id = {entry["id"]: entry for entry in record["entries"]}
        ended = {e["supersedes"] for e in record["entries"]} - {None}
        self.standing = [e for e in record["entries"]
                         if e["id"] not in ended and e["change"] != "withdrawn"]  # fmt: skip
        self.contacts = [c for c in record["contacts"] if about in (None, c["id"])]
        self.own = [e for e in self.standing if FIELDS[e["field"]].get("exported", True)
                    and about in (None, e["contact_id"])]  # fmt: skip
        self.threads = self._threads()

    def root(self, entry: Mapping[str, Any]) -> int:
        while entry["supersedes"]:
            entry = self.by_id[entry["supersedes"]]
        return entry["seq"]

    def _threads(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for entry in sorted(self.standing, key=self.root):
            if entry["thread_id"]:
                found.setdefault(entry["thread_id"], []).append(entry)
        return {key: rows for key, rows in found.items() if rows[0]["field"] in OPENS}

    # What a document says

    def expected(self, made: str) -> Counter[Statement]:
        found: Counter[Statement] = Counter()
        for heading, text in [*self._fixed(made), *self._rows(), *self._answers(), *self._left()]:
            found[heading, text] += 1
        return found

    def _fixed(self, made: str) -> Iterator[Statement]:
        work = self.record["work"]
        yield "", f"{LABELS['case']}: {work['case_ref']}"
        yield "", f"{LABELS['kind']}: {LABELS['section_42'][work['section_42']]}"
        own = [e for e in self.record["entries"] if self.about in (None, e["contact_id"])]
        names = dict.fromkeys(e["author"] for e in own)
        for name in names or ["Not recorded"]:
            yield "", f"{LABELS['author']}: {name}"
        yield "", f"{LABELS['made']}: {made}"
        yield "", f"{LABELS['produced']}: {LABELS['produced_by_people'].strip()}"

    def _rows(self) -> Iterator[Statement]:
        for contact in self.contacts:
            heading = self.named(contact)
            yield heading, f"{LABELS['begun']}: {moment(contact['started_at'])}"
            ended = contact["finished_at"]
            yield heading, f"{LABELS['finished']}: {moment(ended) if ended else LABELS['open']}"
            asked = {f for rows in ("fields", "catch_up", "more")
                     for f in STAGES[contact["stage"]].get(rows, ())}  # fmt: skip
            for row in LAYOUT["header"]:
                entries = [e for e in self.own if e["field"] == row["field"]
                           and e["contact_id"] == contact["id"]]  # fmt: skip
                if not entries and row["field"] not in asked:
                    continue
                said = [text for e in entries for text in self._row(row, e)]
                if not any(wanted for wanted, _ in said):
                    yield heading, f"{row['title']}: Not recorded"
                for _, text in said:
                    yield heading, text

    def _row(self, row: Mapping[str, str], entry: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
        """(whether it is what the row asks for, text) of an entry in a row of the header."""
        only_day, only_part = row.get("shows") == "date", row.get("part")
        taken = {r["part"] for r in LAYOUT["header"]
                 if r["field"] == entry["field"] and "part" in r}  # fmt: skip
        if entry["answer_state"] != "answered":
            if not only_day and not only_part:
                yield True, self._unanswered(entry, row["title"])
            return
        split = entry["field"] == "C1"
        for number, (key, label, chosen, words) in enumerate(self.parts_of(entry)):
            text = row["title"] if key is None else self._label(entry, key, label)
            if only_part:
                if key == only_part:
                    yield True, self._whole(entry, key, row["title"], chosen, words, said=words)
                continue
            if key in taken:
                continue
            if key is not None and number == 0:
                text = f"{row['title']} – {text}"
            if only_day and key is None:
                told = [] if words else [day(entry["occurred_at"] or entry["recorded_at"])]
                yield True, self._whole(entry, key, text, told, words, said=words)
            elif not only_day:
                kept = None if split and key is None else words
                if chosen or kept or key is not None:
                    yield key is None, self._whole(entry, key, text, chosen, kept, said=words)

    def _answers(self) -> Iterator[Statement]:
        numbers = self._numbers()
        for entry in self.own:
            if entry["answer_state"] != "answered":
                continue
            if entry["field"] in ABOVE and entry["contact_id"] and self._in_header(entry):
                continue
            place = PLACES.get(entry["field"], TAKES_HEADER)
            if entry["thread_id"] in numbers and entry["field"] in ("A8", "D1", "E2", "D2"):
                place = f"{place} / {numbers[entry['thread_id']]}"
            for text in self.texts(entry):
                yield place, text
        yield from self._worded(numbers)

    def _in_header(self, entry: Mapping[str, Any]) -> bool:
        return any(c["id"] == entry["contact_id"] for c in self.contacts)

    def _numbers(self) -> dict[str, str]:
        found = {}
        for kind in ("outcome", "option"):
            threads = [t for t, rows in self.threads.items() if OPENS[rows[0]["field"]] == kind]
            for number, thread in enumerate(threads, 1):
                gone = (
                    self.wordings(thread)[-1:] and self.wordings(thread)[-1]["value"] == "dropped"
                )
                name = f"{LABELS[kind]} {number}"
                found[thread] = f"{name} ({LABELS['dropped']})" if gone else name
        return found

    def wordings(self, thread: str) -> list[Mapping[str, Any]]:
        return [
            e
            for e in self.threads[thread]
            if e["answer_state"] == "answered"
            and (
                e["field"] in ("A8", "D2")
                or e["field"] == "D1"
                and e["value"] in ("changed", "added", "dropped")
            )
        ]

    def _worded(self, numbers: Mapping[str, str]) -> Iterator[Statement]:
        """In one conversation's document: the wording that was talked about, from before it."""
        if not self.about:
            return
        for thread, name in numbers.items():
            here = [e for e in self.threads[thread] if e["contact_id"] == self.about
                    and e["answer_state"] == "answered"]  # fmt: skip
            if not here:
                continue
            first = min(self.root(e) for e in here)
            before = [e for e in self.wordings(thread) if e["words"] and self.root(e) < first]
            for entry in before[-1:]:
                for text in self.texts(entry):
                    yield f"{PLACES[entry['field']]} / {name}", text

    def _left(self) -> Iterator[Statement]:
        for entry in self.own:
            shown = entry["field"] in ABOVE and entry["contact_id"] and self._in_header(entry)
            if entry["answer_state"] != "answered" and not shown:
                title = LAYOUT["titles"].get(entry["field"], FIELDS[entry["field"]]["title"])
                yield LAYOUT["not_asked"], self._unanswered(entry, title)

    # What an entry says

    def texts(self, entry: Mapping[str, Any]) -> list[str]:
        found = []
        for number, (key, label, chosen, words) in enumerate(self.parts_of(entry)):
            text = self._label(entry, key, label)
            if key is not None and number == 0:
                title = LAYOUT["titles"].get(entry["field"], FIELDS[entry["field"]]["title"])
                text = f"{title} – {text}"
            found.append(self._whole(entry, key, text, chosen, words, said=words))
        return found

    def _unanswered(self, entry: Mapping[str, Any], title: str) -> str:
        pieces = [STATES[entry["answer_state"]]]
        pieces += [f"“{entry['reason']}”"] if entry["reason"] else []
        return f"{title}: {' – '.join(pieces)} ({self._source(entry, '')})"

    def _label(self, entry: Mapping[str, Any], key: str | None, usual: str) -> str:
        name = entry["field"] if key is None else f"{entry['field']}.{key}"
        return LAYOUT["titles"].get(name, usual)

    def parts_of(
        self, entry: Mapping[str, Any]
    ) -> list[tuple[str | None, str, list[str], str | None]]:
        """(part, label, chosen labels, words) of an answered entry; None is the main answer."""
        field, found = FIELDS[entry["field"]], []
        chosen = self._chosen(entry, field, None, entry["value"])
        if chosen or entry["words"] or entry["source_person"] in OTHERS:
            found.append((None, field["title"], chosen, entry["words"]))
        known = {part["key"]: part for part in field.get("parts", ())}
        tags = {t["key"]: t for t in field.get("repeat", {}).get("tags", ()) if "key" in t}
        for key, value in entry["parts"].items():
            if key.endswith("_words") and key not in known:
                continue
            row = known.get(key) or tags[key]
            words = entry["parts"].get(f"{key}_words")
            offered = self._offered(row)
            if key in tags or not isinstance(value, str) or value in offered or (
                    (entry["field"], key, value) in FIXED):  # fmt: skip
                labels = self._chosen(entry, row, key, value)
                found.append((key, row.get("title", row.get("label")), labels, words))
            else:
                typed = "\n".join([value, words] if words else [value])
                found.append((key, row["title"], [], typed))
        return found

    @staticmethod
    def _offered(row: Mapping[str, Any]) -> dict[str, str]:
        names = [row[key] for key in ("choices", "with_choices") if key in row]
        found = {c["value"]: c["label"] for name in names for c in SETS[name]}
        for tag in row.get("repeat", {}).get("tags", ()):
            if "key" not in tag:
                found |= {c["value"]: c["label"] for c in SETS[tag["choices"]]}
        return found

    def _chosen(
        self, entry: Mapping[str, Any], row: Mapping[str, Any], key: str | None, value: Any
    ) -> list[str]:
        if value is None:
            return []
        if isinstance(value, str) and (fixed := FIXED.get((entry["field"], key, value))):
            return [fixed]
        if isinstance(value, Mapping):
            groups = {g["key"]: g for g in row["groups"]}
            return [f"{groups[k]['label']}: {self._offered(groups[k])[v]}"
                    for k, v in value.items()]  # fmt: skip
        offered = self._offered(row)
        values = value if isinstance(value, list) else [value]
        return [offered.get(v) or self._outcome(v) for v in values]

    def _outcome(self, value: str) -> str:
        thread = value.partition(":")[2]
        worded = [e["words"] for e in self.wordings(thread) if e["words"]] if (
            thread in self.threads) else []  # fmt: skip
        return f"“{worded[-1]}”" if worded else value

    # Whose statement it is

    def _whole(
        self, entry: Mapping[str, Any], key: str | None, label: str, chosen: Sequence[str],
        words: str | None, said: str | None,
    ) -> str:  # fmt: skip
        pieces = ["; ".join(chosen)] if chosen else []
        pieces += [f"“{words}”"] if words else []
        text = f"{label}: {' – '.join(pieces)}" if pieces else label
        return f"{text} ({self._source(entry, self.voice(entry, key, said))})"

    def _source(self, entry: Mapping[str, Any], voice: str) -> str:
        contact = next((c for c in self.record["contacts"] if c["id"] == entry["contact_id"]), None)
        where = self.named(contact) if contact else LABELS["outside"]
        if self.about and entry["contact_id"] == self.about:
            where = ""
        recorded = f"{LABELS['recorded']} {entry['author']}, {moment(entry['recorded_at'])}"
        return "; ".join(piece for piece in (voice, where, recorded) if piece)

    def named(self, contact: Mapping[str, Any]) -> str:
        return f"{STAGES[contact['stage']]['title']}, {day(contact['started_at'])}"

    def voice(self, entry: Mapping[str, Any], key: str | None, words: str | None) -> str:
        own = ""
        if key is not None:
            part = next(
                (p for p in FIELDS[entry["field"]].get("parts", ()) if p["key"] == key), None
            )
            own = part.get("kind", "") if part else "professional_view"
        kind = own or entry["kind"]
        theirs = ("person_words", "person_paraphrase")
        if entry["source_person"] in OTHERS and own in ("", *theirs):
            return VOICES[entry["source_person"]]
        spoken = kind in theirs
        if kind == "person_words" and not words:
            kind = "person_chosen"
        if key is None and entry["field"] in LAYOUT["decided_by_person"]:
            return VOICES["decided_by_person"]
        return VOICES[kind] + (self._helped(entry) if spoken else "")

    def _helped(self, entry: Mapping[str, Any]) -> str:
        row = LAYOUT["interpreted"]
        found = [e for e in self.standing if e["field"] == row["field"]
                 and e["contact_id"] == entry["contact_id"] and entry["contact_id"]]  # fmt: skip
        values = (found[-1]["value"] or []) if found else []
        return f", {row['says']}" if set(values) & set(row["values"]) else ""
