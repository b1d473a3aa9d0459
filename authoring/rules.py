"""Whether a rule (practice/rules/rule_language.py) asks only for what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from authoring.mistake import Mistake, did_you_mean, listed
from authoring.names import KnownField, Names, Part
from authoring.source import Spot
from practice.asking.filing import SOURCES
from practice.asking.work import SECTION_42
from practice.choice_values import thread_in
from practice.content import ANSWER_STATES
from practice.rules.rule_language import FIELD_KEYS

# What may stand beside the word that a rule begins with.
FORMS: Mapping[str, frozenset[str]] = {
    "all": frozenset(),
    "any": frozenset(),
    "not": frozenset(),
    "shared": frozenset(),
    "every": frozenset({"has"}),
    "some": frozenset({"has"}),
    "finished": frozenset(),
    "lasts_more_than": frozenset(),
    "section_42": frozenset(),
    "same_person": frozenset({"as"}),
    "field": FIELD_KEYS - {"field"},
}


class RuleCheck:
    """Looks at rules with the names of one folder. `who` begins each sentence: "A8"."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def rule(self, rule: Spot, who: str) -> Iterator[Mistake]:
        """What is wrong with a rule and the rules inside it."""
        if not isinstance(rule.value, Mapping):
            return
        begins = [key for key in FORMS if key in rule.value]
        if not begins:
            yield rule.mistake(
                f"{who} has a rule that begins with none of {listed(FORMS)}."
                " Begin it with one of them."
            )
            return
        yield from self._alone(rule, begins, who)
        for key in begins:
            yield from self._read[key](self, rule, who)

    def _alone(self, rule: Spot, begins: list[str], who: str) -> Iterator[Mistake]:
        allowed = FORMS[begins[0]] | {begins[0]}
        for key in rule.value:
            known = key in FIELD_KEYS or key in FORMS or key in ("has", "as")
            if key not in allowed and known:
                yield rule.get(key).mistake(
                    f"{who} has “{begins[0]}” and “{key}” in one rule, which cannot be."
                    " Put each in braces of its own, inside “all” or “any”."
                )

    def _several(self, rule: Spot, who: str) -> Iterator[Mistake]:
        for key in ("all", "any"):
            for part in rule.get(key).items:
                yield from self.rule(part, who)

    def _not(self, rule: Spot, who: str) -> Iterator[Mistake]:
        yield from self.rule(rule.get("not"), who)

    def _each(self, rule: Spot, who: str) -> Iterator[Mistake]:
        if not rule.has("has"):
            yield rule.mistake(
                f"{who} has “every” or “some” without “has”. Say what each must have."
            )
        yield from self.rule(rule.get("has"), who)

    def _shared(self, rule: Spot, who: str) -> Iterator[Mistake]:
        what = "the shared rule {}, which is not in rules/rules.yml"
        yield from _unknown(rule.get("shared"), self.names.shared, who, what)

    def _finished(self, rule: Spot, who: str) -> Iterator[Mistake]:
        what = "the stage {}, which is not in asking/stages.yml"
        yield from _unknown(rule.get("finished"), self.names.stages, who, what)

    def _section_42(self, rule: Spot, who: str) -> Iterator[Mistake]:
        for value in rule.get("section_42").texts:
            what = f"the kind of work {{}}, which is none of {listed(SECTION_42)}"
            yield from _unknown(value, SECTION_42, who, what)

    def _nothing(self, rule: Spot, who: str) -> Iterator[Mistake]:
        yield from ()

    def _same_person(self, rule: Spot, who: str) -> Iterator[Mistake]:
        if not rule.has("as"):
            yield rule.mistake(f"{who} has “same_person” without “as”. Name both sides.")
        for ref in rule.get("same_person").texts + rule.get("as").texts:
            yield from self.reference(ref, who)

    def reference(self, ref: Spot, who: str) -> Iterator[Mistake]:
        """What is wrong with a name like A8, or P1.said_source."""
        name, _, part = ref.text.partition(".")
        field = self.names.fields.get(name)
        if not field:
            yield self._no_field(ref, name, who)
        elif part and part not in field.parts:
            yield _no_part(ref, name, part, field, who)

    def _field(self, rule: Spot, who: str) -> Iterator[Mistake]:
        for key in ("after", "before"):
            yield from self.field_name(rule.get(key), who)
        what = "the word list {}, which is not in asking/lexicon.yml"
        yield from _unknown(rule.get("said"), self.names.lexicons, who, what)
        yield from self._states_and_sources(rule, who)
        name = rule.get("field").text
        if field := self.names.fields.get(name):
            yield from self._of_field(rule, name, field, who)
        else:
            yield from self.field_name(rule.get("field"), who)

    def _states_and_sources(self, rule: Spot, who: str) -> Iterator[Mistake]:
        for key, known, what in (
            ("state", ANSWER_STATES, "answer state"),
            ("source", SOURCES, "source"),
        ):
            for value in rule.get(key).texts:
                says = f"the {what} {{}}, which is none of {listed(known)}"
                yield from _unknown(value, known, who, says)

    def _of_field(self, rule: Spot, name: str, field: KnownField, who: str) -> Iterator[Mistake]:
        part = field.main
        if key := rule.get("part").text:
            if key not in field.parts:
                yield _no_part(rule.get("part"), name, key, field, who)
                return
            part = field.parts[key]
        if rule.has("value"):
            yield from values(rule.get("value"), part, f"{name}.{key}" if key else name, who)
        if rule.get("all_groups").value and not field.spot.has("groups"):
            yield rule.get("all_groups").mistake(
                f"{who} asks for all groups of {name}, which has none. Leave “all_groups” out."
            )

    def field_name(self, spot: Spot, who: str) -> Iterator[Mistake]:
        """What is wrong with a field's id, if anything."""
        if spot.text and spot.text not in self.names.fields:
            yield self._no_field(spot, spot.text, who)

    def _no_field(self, spot: Spot, name: str, who: str) -> Mistake:
        return spot.mistake(
            f"{who} asks for the field “{name}”, which no file in fields/ defines."
            f"{did_you_mean(name, self.names.fields) or ' Correct the id, or add the field.'}"
        )

    def fields_in(self, rule: Spot) -> list[Spot]:
        """Every field that a rule names, through shared rules too."""
        return list(self._fields_in(rule, frozenset()))

    def _fields_in(self, rule: Spot, seen: frozenset[str]) -> Iterator[Spot]:
        for spot in rule.walk():
            if spot.key == "field" and spot.text:
                yield spot
            elif spot.key == "shared" and spot.text in self.names.shared and spot.text not in seen:
                yield from self._fields_in(self.names.shared[spot.text], seen | {spot.text})

    def circles(self) -> Iterator[Mistake]:
        """Shared rules that lead back to themselves."""
        for name, rule in self.names.shared.items():
            if name in self._reached(rule, set()):
                yield rule.mistake(
                    f"The rule “{name}” leads back to itself through “shared”, so it never ends."
                    " Take “shared” out of one of the rules on the way."
                )

    def _reached(self, rule: Spot, found: set[str]) -> set[str]:
        for spot in rule.walk():
            if spot.key == "shared" and spot.text in self.names.shared and spot.text not in found:
                found.add(spot.text)
                self._reached(self.names.shared[spot.text], found)
        return found

    _read: Mapping[str, Callable[[RuleCheck, Spot, str], Iterator[Mistake]]] = {
        "all": _several,
        "any": _several,
        "not": _not,
        "shared": _shared,
        "every": _each,
        "some": _each,
        "finished": _finished,
        "lasts_more_than": _nothing,
        "section_42": _section_42,
        "same_person": _same_person,
        "field": _field,
    }


def values(wanted: Spot, part: Part, whose: str, who: str) -> Iterator[Mistake]:
    """What is wrong with the values that a rule or a `when` waits for."""
    for value in wanted.texts if not part.unclear else ():
        if value.text in part.values or part.threads and thread_in(value.text) is not None:
            continue
        if not part.values and not part.threads:
            yield value.mistake(
                f"{who} waits for the choice “{value.text}” of {whose}, which has no choices."
                " Ask for its words instead (words: true)."
            )
            return
        yield value.mistake(
            f"{who} waits for the choice “{value.text}”, which {whose} does not offer."
            f"{did_you_mean(value.text, part.values) or _offered(part)}"
        )


def _offered(part: Part) -> str:
    return f" It offers {listed(sorted(part.values))}." if part.values else ""


def _unknown(spot: Spot, known: Iterable[str], who: str, what: str) -> Iterator[Mistake]:
    name = spot.text
    if name and name not in known:
        asked = what.format(f"“{name}”")
        yield spot.mistake(f"{who} asks for {asked}.{did_you_mean(name, known)}")


def _no_part(spot: Spot, name: str, part: str, field: KnownField, who: str) -> Mistake:
    has = f" It has {listed(field.parts)}." if field.parts else " It has none."
    return spot.mistake(
        f"{who} asks for the part “{part}” of {name}, which {name} does not have."
        f"{did_you_mean(part, field.parts) or has}"
    )
