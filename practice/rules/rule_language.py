"""The rule language of the YAML content: what a record must hold for something to be so.

Fields (when are they asked), the cross-field checks, and the audit standards are all
written in it. A rule is one of

  {all: [rule, ...]}   {any: [rule, ...]}   {not: rule}   {shared: name}
  {every: outcome, has: rule}     of each outcome (or option) that stands
  {every: matter, has: rule}      of each decision: the enquiry, and any other that was noted
  {some: outcome, has: rule}      of one of them at least; matter, option as above
  {finished: stage}               a conversation of this stage is finished
  {lasts_more_than: days}         from the first conversation to the last; or a period of the
                                  local settings (wishes_review_days)
  {section_42: [values]}          the kind of work
  {same_person: [refs], as: [refs]}   typed words of both name the same relation
  {field: A7, ...}                standing entries of a field, narrowed by

    value: [...]        any chosen value; part: key looks at that part instead
    state: [...]        answer states (default: answered); asked: true adds "no answer given"
    words: true         with words somebody typed
    said: lexicon       those words match a list of lexicon.yml
    source: [...]       who said it
    all_groups: true    every question of a grouped answer
    at_least: 2         that many entries; only: true, no entry may differ
    latest: true        only the last answer counts
    after: A8, before: E2   recorded later, or earlier, than that field
    serves: this        the part `serves` names the outcome in hand
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from practice.content import Field, content
from practice.local.clock import stored
from practice.local.settings import local
from practice.record import Entry, Record, Thread

Rule = Mapping[str, Any]
FIELD_KEYS = frozenset(
    "field part value state asked words said source all_groups at_least only latest after "
    "before serves".split()
)
# What a rule is about: an outcome, an option, or a matter that is decided on its own.
About = Thread | str | None


@dataclass(frozen=True)
class Result:
    """Whether a rule holds, the entries that show it, and the fields that would make it so."""

    holds: bool
    entries: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()


def evaluate(rule: Rule, record: Record) -> Result:
    """What `rule` comes to for `record`. Raises ValueError for a rule that is not one."""
    return _Evaluation(record).rule(rule, None)


def holds(rule: Rule | None, record: Record) -> bool:
    """Whether a rule holds; no rule always does."""
    return not rule or evaluate(rule, record).holds


def typed_words(entry: Entry) -> list[str]:
    """Every text in an entry that somebody typed: words, reason, and text parts."""
    field = content().fields.get(entry.field)
    found = [entry.words, entry.reason]
    found += [v for k, v in entry.parts.items() if _is_typed(field, k, v)]
    return [text for text in found if text and text.strip()]


def _is_typed(field: Field | None, key: str, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if key.endswith("_words") or not field:
        return True
    part = next((p for p in field.parts if p.key == key), None)
    if not part:
        return True
    preset = any(choice.parts.get(key) == value for choice in field.main.choices)
    return part.choice(value) is None and value != field.main.states.get(key) and not preset


def said(text: str, lexicon: str) -> bool:
    """Whether `text` matches any pattern of a lexicon. Raises KeyError when there is none."""
    patterns = content().lexicons[lexicon]
    return any(_pattern(pattern).search(text) for pattern in patterns)


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


class _Evaluation:
    def __init__(self, record: Record) -> None:
        self.record = record

    def rule(self, rule: Rule, about: About) -> Result:
        for key, read in self.forms.items():
            if key in rule:
                return read(self, rule, about)
        raise ValueError(f"not a rule: {dict(rule)}")

    def _all(self, rule: Rule, about: About) -> Result:
        results = [self.rule(part, about) for part in rule["all"]]
        failed = [result for result in results if not result.holds]
        wants = _once(field for result in failed for field in result.wants)
        entries = _once(entry for result in results for entry in result.entries)
        return Result(not failed, () if failed else entries, wants)

    def _any(self, rule: Rule, about: About) -> Result:
        results = [self.rule(part, about) for part in rule["any"]]
        met = [result for result in results if result.holds]
        if met:
            return Result(True, _once(entry for result in met for entry in result.entries))
        return Result(False, (), _once(field for result in results for field in result.wants))

    def _not(self, rule: Rule, about: About) -> Result:
        return Result(not self.rule(rule["not"], about).holds)

    def _shared(self, rule: Rule, about: About) -> Result:
        return self.rule(content().shared_rules[rule["shared"]], about)

    def _every(self, rule: Rule, about: About) -> Result:
        results = [self.rule(rule["has"], each) for each in self._each(rule["every"])]
        wants = _once(field for result in results for field in result.wants)
        entries = _once(entry for result in results for entry in result.entries)
        met = bool(results) and all(result.holds for result in results)
        return Result(met, entries if met else (), wants)

    def _some(self, rule: Rule, about: About) -> Result:
        results = [self.rule(rule["has"], each) for each in self._each(rule["some"])]
        entries = _once(entry for result in results for entry in result.entries)
        if any(result.holds for result in results):
            return Result(True, entries)
        return Result(False, (), _once(field for result in results for field in result.wants))

    def _each(self, kind: str) -> list[Thread] | list[str]:
        """The outcomes or options that stand, or the matters that are decided one by one."""
        if kind != "matter":
            return [thread for thread in self.record.threads(kind) if thread.live]
        fields = [f for f in content().fields.values() if f.again]
        asked = [f.main.states.get(f.again.part) for f in fields if f.again]
        named = map(self._matter, self.record.heads)
        return list(_once(matter for matter in (*asked, *named) if matter))

    def _matter(self, entry: Entry) -> str | None:
        """What an entry is about, where its field is answered matter by matter."""
        field = content().fields.get(entry.field)
        if not field or not field.again:
            return None
        part = field.again.part
        return entry.parts.get(part) or field.main.states.get(part)

    def _finished(self, rule: Rule, about: About) -> Result:
        contacts = self.record.contacts
        return Result(any(c.stage == rule["finished"] and c.finished_at for c in contacts))

    def _lasts(self, rule: Rule, about: About) -> Result:
        days = sorted(c.started_at for c in self.record.contacts if c.started_at)
        if len(days) < 2:
            return Result(False)
        lasted = stored(days[-1]) - stored(days[0])
        limit = rule["lasts_more_than"]
        longest = local().days(limit) if isinstance(limit, str) else limit
        return Result(longest is not None and lasted.days > longest)

    def _section_42(self, rule: Rule, about: About) -> Result:
        return Result(self.record.work.get("section_42") in rule["section_42"])

    def _same_person(self, rule: Rule, about: About) -> Result:
        one, other = self._named(rule["same_person"]), self._named(rule["as"])
        shared = set(one) & set(other)
        entries = _once(e for relation in shared for e in (one[relation], other[relation]))
        return Result(bool(shared), entries)

    def _named(self, refs: Sequence[str]) -> dict[str, str]:
        """The relations that the typed words of `refs` name, each with its entry."""
        found: dict[str, str] = {}
        for ref in refs:
            field, _, part = ref.partition(".")
            for entry in self._standing(field, None):
                text = entry.parts.get(part) if part else entry.words
                for relation in relations(text or ""):
                    found.setdefault(relation, entry.id)
        return found

    def _field(self, rule: Rule, about: About) -> Result:
        if unknown := set(rule) - FIELD_KEYS:
            raise ValueError(f"not a rule: {sorted(unknown)} of {rule['field']}")
        rows = self._standing(rule["field"], None if "serves" in rule else about)
        if rule.get("latest") and rows:
            rows = [max(rows, key=lambda e: self.record.root(e).seq)]
        met = [e for e in rows if self._entry_meets(e, rule, about)]
        enough = len(met) >= rule.get("at_least", 1)
        if rule.get("only") and len(met) != len([e for e in rows if e.answer_state == "answered"]):
            enough = False
        if enough:
            return Result(True, tuple(e.id for e in met))
        return Result(False, (), (rule["field"],))

    def _standing(self, field: str, about: About) -> list[Entry]:
        rows = [e for e in self.record.heads if e.field == field]
        if isinstance(about, Thread):
            return [e for e in rows if e.thread_id == about.id]
        return [e for e in rows if not about or self._matter(e) in (None, about)]

    def _entry_meets(self, entry: Entry, rule: Rule, about: About) -> bool:
        checks = (
            self._state_meets(entry, rule),
            not rule.get("words") or bool(self._texts(entry, rule)),
            "said" not in rule or any(said(t, rule["said"]) for t in self._texts(entry, rule)),
            "source" not in rule or entry.source_person in rule["source"],
            "value" not in rule or bool(set(rule["value"]) & set(_chosen(entry, rule.get("part")))),
            "part" not in rule or "value" in rule or bool(entry.parts.get(rule["part"])),
            not rule.get("all_groups") or self._all_groups(entry),
            "after" not in rule or self._after(entry, rule["after"]),
            "before" not in rule or self._before(entry, rule["before"]),
            "serves" not in rule or isinstance(about, Thread) and _serves(entry, about),
        )
        return all(checks)

    @staticmethod
    def _state_meets(entry: Entry, rule: Rule) -> bool:
        allowed = list(rule.get("state", ["answered"]))
        if rule.get("asked"):
            allowed.append("asked_no_answer")
        return entry.answer_state in allowed

    def _texts(self, entry: Entry, rule: Rule) -> list[str]:
        if "part" in rule:
            value = entry.parts.get(rule["part"])
            typed = _is_typed(content().fields.get(entry.field), rule["part"], value)
            return [str(value)] if typed else []
        return typed_words(entry)

    def _all_groups(self, entry: Entry) -> bool:
        part = content().field(entry.field).main
        keys = {c.value.partition("=")[0] for c in part.choices if c.group}
        return isinstance(entry.value, Mapping) and keys <= set(entry.value)

    def _after(self, entry: Entry, field: str) -> bool:
        first = self._first(field)
        return first is not None and self.record.root(entry).seq > first

    def _before(self, entry: Entry, field: str) -> bool:
        first = self._first(field)
        return first is None or self.record.root(entry).seq < first

    def _first(self, field: str) -> int | None:
        """The place in the record of the first standing answer of a field."""
        return min((self.record.root(e).seq for e in self._standing(field, None)), default=None)

    forms: Mapping[str, Callable[..., Result]] = {
        "all": _all,
        "any": _any,
        "not": _not,
        "shared": _shared,
        "every": _every,
        "some": _some,
        "finished": _finished,
        "lasts_more_than": _lasts,
        "section_42": _section_42,
        "same_person": _same_person,
        "field": _field,
    }


def relations(text: str) -> set[str]:
    """The relations (son, neighbour, ...) that typed words name, by lexicon.yml's names."""
    words = content().relations
    return {name for name, pattern in words.items() if _pattern(pattern).search(text)}


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _chosen(entry: Entry, part: str | None) -> list[str]:
    """The chosen values of an entry, or of one of its parts."""
    if part is None:
        return [str(value) for value in entry.values]
    value = entry.parts.get(part)
    if isinstance(value, Mapping):
        return [str(v) for v in value.values()]
    return list(value) if isinstance(value, list) else [value] if value else []


def _serves(entry: Entry, thread: Thread) -> bool:
    return f"thread:{thread.id}" in _chosen(entry, "serves")
