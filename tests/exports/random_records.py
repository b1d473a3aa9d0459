"""Random records as the API gives them, made from the raw content files and nothing else."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parents[2] / "content"
STATES = ["asked_no_answer", "not_asked_reason", "not_applicable_reason", "not_recorded"]
KINDS = [
    "person_words", "person_paraphrase", "third_party_words", "observation", "action_taken",
    "professional_view", "decision",
]  # fmt: skip
AUTHORS = ["Ada Okafor", "B. Ahmed-Jones", "C*r* <Lee>"]
TEXTS = [
    "to see my sister", "He said “never again”, twice", "no", "Mrs B (next door) rang: 10.30",
    "# not a heading\n- not a list\n1. nor this", "<script>alert('x')</script> & <b>bold</b>",
    "*stars* _under_ `tick` [link](http://x) | pipe ~~gone~~", "=SUM(A1)", "a\nb\n\nc", "tŷ, łóżko",
    "  led by spaces", "ends with spaces  ", "“quoted”", "(said by others)", "Not recorded",
    "What the person wants: nothing", "x" * 90, "The person’s own words", "- ", "\\ back", "&lt;",
]  # fmt: skip
START = datetime(2026, 3, 27, 22, 40, tzinfo=UTC)  # the clocks change two days later


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


SETS = _read("asking/value_sets.yml")
STAGES = _read("asking/stages.yml")
FIELDS = {row["id"]: row for path in sorted((HERE / "asking/fields").glob("*.yml"))
          for row in _read(f"asking/fields/{path.name}")}  # fmt: skip


class Maker:
    """One record, entry by entry. `rng` decides everything."""

    def __init__(self, seed: int, contacts: int = 3, entries: int = 12) -> None:
        self.rng = random.Random(seed)
        self.entries: list[dict[str, Any]] = []
        count = self.rng.randint(0, contacts)
        self.contacts = [self._contact(number) for number in range(count)]
        for _ in range(self.rng.randint(0, entries)):
            self._add()

    @property
    def record(self) -> dict[str, Any]:
        """As `GET /internal/turns/{turn}` gives it under `record`."""
        newer = {e["supersedes"]: e["id"] for e in self.entries if e["supersedes"]}
        rows = [{**e, "superseded_by": newer.get(e["id"])} for e in self.entries]
        kind = self.rng.choice(["yes", "no", "not_decided"])
        work = {"id": "work-1", "case_ref": "SA/2026-0042", "section_42": kind}
        return {"work": work, "contacts": self.contacts, "entries": rows}

    def _contact(self, number: int) -> dict[str, Any]:
        at = START + timedelta(days=number)
        ended = self._at(at + timedelta(hours=1)) if self.rng.random() < 0.6 else None
        return {
            "id": f"contact-{number}", "stage": self.rng.choice(list(STAGES)),
            "started_at": self._at(at), "finished_at": ended, "settled": [], "later": [],
        }  # fmt: skip

    @staticmethod
    def _at(moment: datetime) -> str:
        return moment.isoformat().replace("+00:00", "Z")

    def _add(self) -> None:
        field = FIELDS[self.rng.choice(list(FIELDS))]
        standing = [e for e in self.entries if not self._is_superseded(e)]
        if standing and self.rng.random() < 0.15:
            return self._change(self.rng.choice(standing))
        contact = self.rng.choice([*self.contacts, None] if self.contacts else [None])
        entry = self._entry(field, contact)
        if entry["answer_state"] == "answered":
            if not self._with_thread(entry, field, standing):
                return None
        self.entries.append(entry)
        return None

    def _is_superseded(self, entry: dict[str, Any]) -> bool:
        ended = any(e["supersedes"] == entry["id"] for e in self.entries)
        return ended or entry["change"] == "withdrawn"

    def _change(self, older: dict[str, Any]) -> None:
        kept = {key: older[key] for key in ("field", "contact_id", "stage", "thread_id")}
        contact = next((c for c in self.contacts if c["id"] == older["contact_id"]), None)
        entry = {**self._entry(FIELDS[older["field"]], contact), **kept, "supersedes": older["id"]}
        withdrawn = self.rng.random() < 0.3
        if older["thread_id"]:
            entry["value"], entry["answer_state"] = older["value"], "answered"
        if withdrawn:
            gone = {"answer_state": "not_recorded", "value": None, "words": None, "parts": {}}
            entry |= {**gone, "reason": None}
        entry["change"] = "withdrawn" if withdrawn else "corrected"
        self.entries.append(entry)

    def _with_thread(
        self, entry: dict[str, Any], field: dict[str, Any], standing: list[dict[str, Any]]
    ) -> bool:
        """Whether it could be given the thread that it needs."""
        if field.get("opens"):
            entry["thread_id"] = entry["id"]
        elif field.get("each"):
            if field.get("added") and self.rng.random() < 0.2:
                entry |= {"value": "added", "thread_id": entry["id"]}
                return True
            opened = [e["thread_id"] for e in standing if e["field"] in ("A8", "D1")]
            opened = [thread for thread in opened if thread]
            if not opened:
                return False
            entry["thread_id"] = self.rng.choice(opened)
        return True

    def _entry(self, field: dict[str, Any], contact: dict[str, Any] | None) -> dict[str, Any]:
        rng, number = self.rng, len(self.entries) + 1
        at = START + timedelta(hours=7 * number, minutes=rng.randint(0, 59))
        own = rng.random() < 0.85
        source = "adult" if rng.random() < 0.8 else rng.choice(
            ["representative", "advocate", "best_interests"])  # fmt: skip
        return {
            "id": f"entry-{number:04d}", "field": field["id"], "name": field["name"],
            "stage": contact["stage"] if contact else "note",
            "contact_id": contact["id"] if contact else None,
            "kind": field["kind"] if own else rng.choice(KINDS), "source_person": source,
            "author": rng.choice(AUTHORS), "recorded_at": self._at(at),
            "occurred_at": self._at(at) if rng.random() < 0.9 else None,
            "conversation_id": "conversation-1", "conversation_turn": f"message-{number}",
            "supersedes": None, "change": "new", "thread_id": None, "seq": number,
            **self._answer(field),
        }  # fmt: skip

    def _answer(self, field: dict[str, Any]) -> dict[str, Any]:
        rng = self.rng
        if rng.random() < 0.15:
            reason = rng.choice(TEXTS) if rng.random() < 0.7 else None
            left = {"answer_state": rng.choice(STATES), "value": None, "words": None}
            return {**left, "parts": {}, "reason": reason}
        main = _offered(field)
        value = self._value(main) if main["values"] and rng.random() < 0.8 else None
        words = rng.choice(TEXTS) if value is None or rng.random() < 0.5 else None
        parts: dict[str, Any] = {}
        for part in field.get("parts", ()):
            if rng.random() < 0.4:
                self._fill(parts, part)
        for tag in field.get("repeat", {}).get("tags", ()):
            values = [row["value"] for row in SETS[tag["choices"]]]
            if rng.random() < 0.4:
                chosen = rng.sample(values, rng.randint(1, 2))
                value = value if tag.get("key") else chosen
                parts |= {tag["key"]: chosen} if tag.get("key") else {}
        return {
            "answer_state": "answered", "value": value, "words": words, "parts": parts,
            "reason": None,
        }  # fmt: skip

    def _fill(self, parts: dict[str, Any], part: dict[str, Any]) -> None:
        offered = _offered(part)
        if offered["values"] and (part.get("words") != "required" or self.rng.random() < 0.5):
            parts[part["key"]] = self._value(offered)
            if self.rng.random() < 0.3:
                parts[f"{part['key']}_words"] = self.rng.choice(TEXTS)
        else:
            parts[part["key"]] = self.rng.choice(TEXTS)

    def _value(self, offered: dict[str, Any]) -> Any:
        rng, values = self.rng, offered["values"]
        if offered["groups"]:
            keys = rng.sample(list(offered["groups"]), rng.randint(1, len(offered["groups"])))
            return {key: rng.choice(offered["groups"][key]) for key in keys}
        outcomes = sorted({e["thread_id"] for e in self.entries if e["field"] == "A8"} - {None})
        if offered["multiple"]:
            values = [*values, *(f"thread:{t}" for t in outcomes if offered["threads"])]
            found = rng.sample(values, rng.randint(1, min(3, len(values))))
            return next(([v] for v in found if v in offered["exclusive"]), found)
        return rng.choice(values)


def _offered(row: dict[str, Any]) -> dict[str, Any]:
    """The values that a field or a part takes, as the files give them."""
    groups = {g["key"]: [c["value"] for c in SETS[g["choices"]]] for g in row.get("groups", ())}
    names = [row[key] for key in ("choices", "with_choices") if key in row]
    choices = [c for name in names for c in SETS[name] if not c["value"].startswith("who=")]
    values = [c["value"] for c in choices]
    return {
        "groups": groups, "values": values or list(groups), "threads": "threads" in row,
        "multiple": bool(row.get("multiple")) and not groups,
        "exclusive": {c["value"] for c in choices if c.get("exclusive")},
    }  # fmt: skip
