"""How well a note was heard, against labels that people gave. Pure counting.

A field is found when it is proposed with words that overlap the labelled words. Fields that
the label calls optional count neither way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.understanding.labelled_notes import LabelledNote
from bot.understanding.scoring import rate

# Values that say the opposite of each other; a proposal of one for the other is a polarity error.
OPPOSITES = (
    ({"yes", "partly"}, {"no"}),
    ({"whole", "part"}, {"no"}),
    ({"fully", "partially"}, {"not"}),
    ({"accepted", "instructed"}, {"declined"}),
    ({"removed", "reduced"}, {"remained"}),
    ({"no_sign"}, {"signs_seen", "believed_under_influence"}),
    ({"none"}, {"doubt"}),
    ({"clear", "partly"}, {"not_clear"}),
    ({"unchanged"}, {"dropped", "changed"}),
    ({"asked_expressed", "asked_none"}, {"no"}),
    ({"presumed"}, {"not_explored"}),
    ({"yes"}, {"withdrawn"}),
    ({"just_us"}, {"family", "partner", "friend", "paid_carer", "other"}),
)


@dataclass(frozen=True)
class Heard:
    """A labelled note and what was proposed for it: rows of `{field, quote, value?}`."""

    label: LabelledNote
    rows: Sequence[Mapping[str, Any]]

    @property
    def fields(self) -> set[str]:
        """The fields proposed, those that count neither way left out."""
        return {row["field"] for row in self.rows if row["field"]} - set(self.label.optional)

    def found(self, field: str) -> bool:
        """Whether a proposal of `field` overlaps its labelled words."""
        spans = self.label.spans(field)
        for row in self.rows:
            start = self.label.note.find(row["quote"])
            end = start + len(row["quote"])
            if row["field"] == field and any(min(end, e) > max(start, s) for s, e in spans):
                return True
        return False


def counts(cases: Iterable[Heard]) -> dict[str, Counter[str]]:
    """For each field: `right`, `wrong` (proposed, not so) and `missed`."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        labelled = set(case.label.fields) - set(case.label.optional)
        for field in labelled | case.fields:
            right = field in labelled and case.found(field)
            found[field]["right"] += right
            found[field]["wrong"] += field in case.fields and not right
            found[field]["missed"] += field in labelled and not right
    return found


def scores(cases: Sequence[Heard]) -> dict[str, Any]:
    """The figures of contract.md, as rates between 0 and 1; None where there is nothing."""
    per_field = counts(cases)
    total = sum(per_field.values(), Counter())
    precision = rate(total["right"], total["right"] + total["wrong"])
    recall = rate(total["right"], total["right"] + total["missed"])
    singles = [f for c in per_field.values() if (f := f1(c)) is not None]
    pairs = [pair for case in cases for pair in valued(case)]
    return {
        "micro_f1": f1(total),
        "macro_f1": sum(singles) / len(singles) if singles else None,
        "precision": precision,
        "recall": recall,
        "polarity_errors": rate(sum(opposite(want, got) for want, got in pairs), len(pairs)),
        "values_right": rate(sum(agrees(want, got) for want, got in pairs), len(pairs)),
        "n": len(cases),
    }


def f1(count: Mapping[str, int]) -> float | None:
    """The balance of precision and recall; None when nothing was labelled or proposed."""
    wanted = 2 * count["right"] + count["wrong"] + count["missed"]
    return 2 * count["right"] / wanted if wanted else None


def valued(case: Heard) -> list[tuple[Any, Any]]:
    """(labelled, proposed) for every proposal of a value whose truth is labelled."""
    found = []
    for row in case.rows:
        field, value = row["field"], row.get("value")
        if value is None or field not in case.label.values:
            continue
        wanted = case.label.values[field]
        if field == "E2" and isinstance(wanted, list):
            wanted = _rating(case.label, row["quote"], wanted)
        if wanted is not None:
            found.append((wanted, value))
    return found


def _rating(label: LabelledNote, quote: str, ratings: Sequence[str]) -> str | None:
    """The labelled rating of the outcome that `quote` speaks of; ratings are in note order."""
    spans = sorted(label.spans("E2"))
    start = label.note.find(quote)
    end = start + len(quote)
    hit = [i for i, (s, e) in enumerate(spans) if min(end, e) > max(start, s)]
    return ratings[hit[0]] if len(spans) == len(ratings) and hit else None


def _said(value: Any) -> dict[str, set[str]]:
    if isinstance(value, Mapping):
        return {key: {str(v)} for key, v in value.items()}
    return {"": set(value) if isinstance(value, list) else {str(value)}}


def agrees(wanted: Any, got: Any) -> bool:
    """Whether a proposed value says nothing that the label does not."""
    want, have = _said(wanted), _said(got)
    return all(values <= want.get(key, values) for key, values in have.items())


def opposite(wanted: Any, got: Any) -> bool:
    """Whether a proposed value says the opposite of the labelled one."""
    want, have = _said(wanted), _said(got)
    return any(_against(want[key], have[key]) for key in want.keys() & have.keys())


def _against(wanted: set[str], got: set[str]) -> bool:
    if wanted & got:
        return False
    sides = [*OPPOSITES, *((b, a) for a, b in OPPOSITES)]
    return any(wanted & one and got & other for one, other in sides)
