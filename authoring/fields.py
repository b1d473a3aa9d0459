"""Fields: their names, choices, parts, conditions and placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authoring.mistake import Mistake, did_you_mean, listed
from authoring.names import Names
from authoring.rules import RuleCheck, values
from authoring.source import Spot
from practice.asking.leads import WORKED_OUT

PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def fields(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong with the fields."""
    yield from _twice(names)
    for row in names.folder.fields:
        check = _FieldCheck(row, names, rules)
        yield from check.all()


def _twice(names: Names) -> Iterator[Mistake]:
    for key in ("id", "name"):
        seen: dict[str, Spot] = {}
        for row in names.folder.fields:
            spot = row.get(key)
            if spot.text in seen:
                first = seen[spot.text]
                yield spot.mistake(
                    f"The {key} “{spot.text}” is taken: {first.source.file} line {first.line} has"
                    " it too. Choose another one."
                )
            elif spot.text:
                seen[spot.text] = spot


class _FieldCheck:
    def __init__(self, row: Spot, names: Names, rules: RuleCheck) -> None:
        self.row, self.names, self.rules = row, names, rules
        self.known = names.field(row)
        self.id = row.get("id").text or f"The field on line {row.line}"

    def all(self) -> Iterator[Mistake]:
        yield from self._sets()
        yield from self._questions()
        yield from self._parts()
        yield from self._conditions()
        yield from self._placeholders()
        yield from self._evidences()

    def _sets(self) -> Iterator[Mistake]:
        """Every value set that is named is there."""
        for spot in self.row.walk():
            if spot.key in ("choices", "with_choices") and spot.text not in self.names.sets:
                if spot.text:
                    yield spot.mistake(
                        f"{self.id} asks for the value set “{spot.text}”, which is not in"
                        f" asking/value_sets.yml.{did_you_mean(spot.text, self.names.sets)}"
                    )

    def _questions(self) -> Iterator[Mistake]:
        yield from self._question(self.row, self.id, main=True)
        for part in self.row.get("parts").items:
            yield from self._question(part, self._named(part), main=False)

    def _named(self, part: Spot) -> str:
        return f"{self.id}, part “{part.get('key').text}”,"

    def _question(self, row: Spot, who: str, main: bool) -> Iterator[Mistake]:
        """It can be answered, and a tap is a tap."""
        offers = row.has("choices") or row.has("groups") or row.has("threads")
        words = row.get("words").text or ("none" if main or offers else "required")
        if not offers and words != "required":
            yield row.mistake(
                f"{who} cannot be answered. Give it choices or groups, or write words: required."
            )
        if (words == "wanted" or row.has("words_required_when")) and not row.has("words_ask"):
            yield row.mistake(f"{who} waits for words. Say how to ask for them in “words_ask”.")
        if row.get("tap").value is True:
            yield from self._tap_only(row, who)
        yield from _told_apart(row, self.names, who)

    def _tap_only(self, row: Spot, who: str) -> Iterator[Mistake]:
        if any(choice.has("match") for choice in self.names.choices(row)):
            yield row.get("tap").mistake(
                f"{who} takes taps only, yet its choices have “match”, so typing would pick one."
                " Use a value set without “match”, or take “tap” away."
            )

    def _parts(self) -> Iterator[Mistake]:
        yield from once(self.row.get("parts"), "key", f"{self.id} has the part")
        yield from once(self.row.get("groups"), "key", f"{self.id} has the group")
        asked = {part.get("key").text for part in self.row.get("parts").items}
        places = [self.row.get("again").get("part"), *self.row.get("states").pairs]
        for spot in places:
            name = spot.text if spot.key == "part" else spot.key
            if spot.value is not None and name not in asked:
                yield spot.mistake(
                    f"{self.id} speaks of its part “{name}”, which it does not have."
                    f"{did_you_mean(name, asked)}"
                )
        for state in self.row.get("states").pairs:
            yield from self._state(state)

    def _state(self, state: Spot) -> Iterator[Mistake]:
        part = next(
            (p for p in self.row.get("parts").items if p.get("key").text == state.key), None
        )
        offered = {c.get("value").text for c in self.names.choices(part)} if part else set()
        if offered and state.text not in offered:
            yield state.mistake(
                f"{self.id} sets “{state.key}” to “{state.text}”, which is none of its choices."
                f"{did_you_mean(state.text, offered)}"
            )

    def _conditions(self) -> Iterator[Mistake]:
        if self.row.has("when"):
            yield from self.rules.rule(self.row.get("when"), self.id)
        needed = self.row.get("words_required_when").get("value")
        yield from values(needed, self.known.main, self.id, f"{self.id}, “words_required_when”,")
        for part in self.row.get("parts").items:
            yield from self._part_when(part)

    def _part_when(self, part: Spot) -> Iterator[Mistake]:
        when, who = part.get("when"), self._named(part)
        yield from values(when.get("value"), self.known.main, self.id, who)
        other = when.get("part").text
        if other and other not in self.known.parts:
            yield when.get("part").mistake(
                f"{who} waits for the part “{other}”, which {self.id} does not have."
                f"{did_you_mean(other, self.known.parts)}"
            )
        said = when.get("said").text
        if said and said not in self.names.lexicons:
            yield when.get("said").mistake(
                f"{who} waits for the word list “{said}”, which is not in asking/lexicon.yml."
                f"{did_you_mean(said, self.names.lexicons)}"
            )

    def _placeholders(self) -> Iterator[Mistake]:
        lead = self.row.get("lead")
        if PLACEHOLDER.search(lead.text) and lead.text not in WORKED_OUT:
            yield lead.mistake(
                f"{self.id} begins with {lead.text}, which nothing fills in. Write plain words, or"
                f" only one of {listed(WORKED_OUT)}.{did_you_mean(lead.text, WORKED_OUT)}"
            )
        matter = self.row.get("again").get("ask")
        if matter.text and "{matter}" not in matter.text:
            yield matter.mistake(f"{self.id} must name the other matter: write {{matter}} in it.")
        for spot in self.row.walk():
            if spot.key in ("ask", "say", "words_ask"):
                yield from self._filled_in(spot)

    def _filled_in(self, spot: Spot) -> Iterator[Mistake]:
        allowed = {"{matter}"} if spot.path[-2:-1] == ("again",) else set()
        if self.row.has("each") and spot.key == "ask":
            allowed.add("{outcome}")
        for found in PLACEHOLDER.findall(spot.text):
            if found not in allowed:
                can = f"Only {listed(allowed)} is" if allowed else "Nothing is"
                yield spot.mistake(
                    f"{self.id} has {found} in “{spot.key}”. {can} filled in here, so people would"
                    " read the braces. Take it out."
                )

    def _evidences(self) -> Iterator[Mistake]:
        for code in self.row.get("evidences").texts:
            if code.text not in self.names.codes:
                yield code.mistake(
                    f"{self.id} evidences “{code.text}”, which no file of rules/audit_sets has."
                    f" Add the standard there, or correct it."
                    f"{did_you_mean(code.text, self.names.codes)}"
                )


def once(rows: Spot, key: str, what: str) -> Iterator[Mistake]:
    """Names that a list gives twice. what: begins the sentence: "A8 has the part"."""
    seen: dict[str, int] = {}
    for row in rows.items:
        spot = row.get(key)
        if spot.text in seen:
            yield spot.mistake(
                f"{what} “{spot.text}” twice: line {seen[spot.text]} has it too. Rename one."
            )
        elif spot.text:
            seen[spot.text] = spot.line


def _told_apart(row: Spot, names: Names, who: str) -> Iterator[Mistake]:
    """Choices that come together from several sets must not be the same."""
    for key, what in (("value", "value"), ("label", "label")):
        first = [c.get(key).text for c in names.choices(Spot(row.source, row.path, _only(row)))]
        second = names.sets.get(row.get("with_choices").text)
        both = set(first) & {c.get(key).text for c in second.items} if second else set()
        for same in sorted(both - {""}):
            yield row.get("with_choices").mistake(
                f"{who} offers the {what} “{same}” twice, from both value sets. Change one."
            )


def _only(row: Spot) -> dict[str, str]:
    return {"choices": row.get("choices").text}
