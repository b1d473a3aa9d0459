"""The report counted a second time, by hand: straight from entries, with labels written out.

Nothing of practice/report is used. The states of the audit standards come from coverage, which has
tests of its own; that they are counted right is checked here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

from practice.record import Entry
from practice.rules.coverage import coverage
from tests.practice.report_works import Work

LONDON = ZoneInfo("Europe/London")
AGE = {"18_64": "18-64", "65_74": "65-74", "75_84": "75-84", "85_94": "85-94", "95_plus": "95+"}
SOURCE = {
    "provider": "Service Provider",
    "known": "Other - Known to individual",
    "unknown": "Other - Unknown to individual",
}
TYPE = {
    "physical": "Physical Abuse", "sexual": "Sexual Abuse", "psychological": "Psychological Abuse",
    "financial": "Financial or Material Abuse", "discriminatory": "Discriminatory Abuse",
    "organisational": "Organisational Abuse", "neglect": "Neglect and Acts of Omission",
    "domestic": "Domestic Abuse", "sexual_exploitation": "Sexual Exploitation",
    "modern_slavery": "Modern Slavery", "self_neglect": "Self-Neglect",
}  # fmt: skip
PLACE = {
    "own_home": "Own Home", "community": "In the Community",
    "community_service": "Community Service", "nursing_home": "Care Home - Nursing",
    "residential_home": "Care Home - Residential", "hospital_acute": "Hospital - Acute",
    "hospital_mental_health": "Hospital - Mental Health",
    "hospital_community": "Hospital - Community", "other": "Other",
}  # fmt: skip
RISK_FOUND = {
    "identified_action": "Risk identified and action taken",
    "identified_no_action": "Risk identified and no action taken",
    "inconclusive_action": "Risk Assessment inconclusive and action taken",
    "inconclusive_no_action": "Risk Assessment inconclusive and no action taken",
    "none_action": "No risk identified and action taken",
    "none_no_action": "No risk identified and no action taken",
    "ceased": "Enquiry ceased at individual's request and no action taken",
}
RISK_NOW = {"remained": "Risk remained", "reduced": "Risk reduced", "removed": "Risk removed"}
ACHIEVED = {
    "fully": "Fully Achieved", "partially": "Partially Achieved", "not": "Not Achieved",
}  # fmt: skip
RATED = {"fully": "Fully achieved", "partially": "Partly achieved", "not": "Not achieved"}
FELT = {
    "yes": "Yes", "partly": "Partly", "no": "No", "dont_know": "They do not know",
    "declined": "They would rather not say",
}  # fmt: skip
STATE = {
    "evidenced": "Evidenced", "not_done": "Not done, with a reason",
    "not_applicable": "Does not apply", "no_evidence": "No evidence yet",
}  # fmt: skip
BY = {"adult": "The person", "representative": "A representative"}
FRAMEWORK = {"F4": "E5", "F5": "E4", "F6": "E6", "F7": "E7"}


def standing(work: Work) -> list[Entry]:
    """The entries that nothing replaced and nobody took back, oldest first."""
    live: dict[str, Entry] = {}
    for entry in sorted(work.record.entries, key=lambda e: e.seq):
        live.pop(entry.supersedes, None)
        if entry.change != "withdrawn":
            live[entry.id] = entry
    return list(live.values())


def closed(work: Work) -> date | None:
    """The day of the closing reason, in London; none while the last conversation is open."""
    end = next(contact for contact in work.record.contacts if contact.stage == "end")
    reasons = [e for e in standing(work) if e.field == "E15" and e.value]
    if not (end.finished_at and reasons):
        return None
    first = reasons[-1]
    while first.supersedes:
        first = next(e for e in work.record.entries if e.id == first.supersedes)
    return (
        datetime.fromisoformat(first.recorded_at.replace("Z", "+00:00")).astimezone(LONDON).date()
    )


def quarter(day: date) -> str:
    """Its label; reporting years begin in April."""
    months = ("Jan", "Mar"), ("Apr", "Jun"), ("Jul", "Sep"), ("Oct", "Dec")
    first, last = months[(day.month - 1) // 3]
    return f"{first} to {last} {day.year}"


class Count:
    """The lines that one work adds, as (table, row, column)."""

    def __init__(self, work: Work) -> None:
        self.work, self.live = work, standing(work)
        self.lines: list[tuple[str, str, str]] = []
        if not work.section_42:
            self.lines.append(("other", "Other safeguarding enquiries concluded", "All"))
            return
        self.sources = [SOURCE[v] for v in self.part("E12", "source")]
        self.people()
        self.risk()
        self.feelings()
        self.wishes()
        for standard in coverage(work.record)["bradford"].values():
            row = f"{standard.id}. {standard.title}"
            self.lines.append(("standards", row, STATE[standard.state]))

    def last(self, field: str) -> Entry | None:
        found = [entry for entry in self.live if entry.field == field]
        told = [e for e in found if e.answer_state == "answered" and e.value not in (None, [], {})]
        return told[-1] if told else found[-1] if found else None

    def value(self, field: str):
        entry = self.last(field)
        return entry.value if entry else None

    def part(self, field: str, key: str) -> list[str]:
        entry = self.last(field)
        return list((entry.parts.get(key) if entry else None) or [])

    def add(self, table: str, row: str, *columns: str) -> None:
        self.lines += [(table, row, column) for column in ("All", *columns)]

    def people(self) -> None:
        age = AGE.get(self.work.age, "Not known")
        self.add("enquiries", "Section 42 enquiries concluded", age)
        asked, entry = self.value("A7"), self.last("A7")
        left = entry.answer_state if entry and not asked else ""
        if asked == "asked_expressed":
            row = "Yes they were asked and outcomes were expressed"
            self.add("SG4a-achieved", ACHIEVED.get(self.value("E3"), "Not recorded"), age)
        elif asked == "asked_none" or left == "asked_no_answer":
            row = "Yes they were asked but no outcomes were expressed"
        elif asked == "no" or left == "not_asked_reason":
            row = "No"
            why = entry.reason or entry.words or entry.parts.get("reason_if_no")
            noted = "a reason is noted" if why else "no reason is noted"
            self.add("not-asked", f"Not asked and {noted}")
        else:
            row = "Don't Know" if asked == "dont_know" else "Not Recorded"
        self.add("SG4a", row, age)
        self.add("SG4a-quarters", row, quarter(closed(self.work)))
        capacity = self.value("E11")
        rows = {"lacked": "Yes, they lacked capacity", "dont_know": "Don't know",
                "did_not_lack": "No, they did not lack capacity"}  # fmt: skip
        self.add("SG3a", rows.get(capacity, "Not recorded"), age)
        if capacity == "lacked" and self.last("E11").parts.get("support") == "supported":
            self.add("SG3a-support", "Support provided by an advocate, family or friend", age)

    def risk(self) -> None:
        columns = self.sources or ["Source not recorded"]
        for row in [TYPE[v] for v in self.value("E12") or []] or ["Not recorded"]:
            self.add("SG2a", row, *columns)
        for row in [PLACE[v] for v in self.part("E12", "location")] or ["Not recorded"]:
            self.add("SG2b", row, *columns)
        for row in self.sources or ["Not recorded"]:
            self.add("SG2-source", row)
        found, now = self.value("E9"), RISK_NOW.get(self.value("E10"), "Not recorded")
        self.add("SG2c", RISK_FOUND.get(found, "Not recorded"), *columns)
        self.add("F3", now)
        if found in ("identified_action", "identified_no_action"):
            self.add("SG2e", now, *columns)

    def feelings(self) -> None:
        by = BY.get((self.value("E14") or {}).get("answered"), "Not recorded")
        self.add("who-answered", by)
        for table, field in FRAMEWORK.items():
            entry = self.last(field)
            row = FELT.get(self.value(field), "Not recorded")
            if entry and entry.value is None and entry.answer_state == "asked_no_answer":
                row = "Asked, no answer"
            self.add(table, row, by)

    def wishes(self) -> None:
        threads: dict[str, list[Entry]] = {}
        for entry in self.live:
            if entry.thread_id:
                threads.setdefault(entry.thread_id, []).append(entry)
        for entries in threads.values():
            order = sorted(entries, key=self.begun)
            said = [e.value for e in order if e.field == "D1" and e.answer_state == "answered"]
            wording = [e.value for e in order if e.field == "A8" or e.value in
                       ("changed", "added", "dropped")]  # fmt: skip
            if wording and wording[-1] == "dropped":
                change, row = "Given up", "Given up by the person"
            elif "changed" in said:
                change = row = "Changed"
            elif "added" in said:
                change = row = "Added later"
            elif "unchanged" in said:
                change = row = "Stayed the same"
            else:
                change = row = "Not asked again"
            self.add("wishes", row)
            ratings = [e for e in order if e.field == "E2"]
            rated = "Not recorded"
            if ratings and ratings[-1].answer_state == "asked_no_answer":
                rated = "Asked, no answer"
            elif ratings:
                rated = RATED.get(ratings[-1].value, "Not recorded")
            self.add("wish-results", rated, change)

    def begun(self, entry: Entry) -> int:
        while entry.supersedes:
            entry = next(e for e in self.work.record.entries if e.id == entry.supersedes)
        return entry.seq


def reference(works: list[Work]) -> Counter[tuple[str, str, str]]:
    """Every number that is not zero."""
    return Counter(line for work in works for line in Count(work).lines)
