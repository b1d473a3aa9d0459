"""What a person says on a subject, from guarded to frank: asking better never tells less."""

from __future__ import annotations

from collections.abc import Iterator

from authoring.mistake import Mistake, did_you_mean, listed
from authoring.rehearsal import Known
from authoring.source import Spot

NEEDS = ("trust", "alone", "rested", "after")


def rungs(subject: Spot, root: Spot, known: Known) -> Iterator[Mistake]:
    """What is wrong with the rungs of a subject."""
    told: set[str] = set()
    trust = 0
    for number, rung in enumerate(subject.get("says").items):
        who = f"The subject “{subject.get('id').text}”, line {number + 1},"
        yield from _named(rung, root, known, who)
        yield from _kept_back(rung, root, who)
        tells = {fact.text for fact in rung.get("tells").texts}
        if number == 0:
            yield from _first(rung, who)
        else:
            yield from _later(rung, told - tells, trust, who)
        told, trust = tells, _trust(rung)


def _trust(rung: Spot) -> int:
    value = rung.get("trust").value
    return value if isinstance(value, int) else 0


def _named(rung: Spot, root: Spot, known: Known, who: str) -> Iterator[Mistake]:
    facts = {fact.key for fact in root.get("facts").pairs}
    for key in ("tells", "hides"):
        for fact in rung.get(key).texts:
            if fact.text not in facts:
                yield fact.mistake(
                    f"{who} {key} the fact “{fact.text}”, which “facts” does not have."
                    f"{did_you_mean(fact.text, facts)}"
                )
    yield from known.unknown(rung.get("after").texts, who)
    cue, cues = rung.get("cue"), {row.key for row in root.get("cues").pairs}
    if cue.text and cue.text not in cues:
        yield cue.mistake(
            f"{who} shows the sign “{cue.text}”, which “cues” does not have."
            f"{did_you_mean(cue.text, cues)}"
        )


def _kept_back(rung: Spot, root: Spot, who: str) -> Iterator[Mistake]:
    """A line waits only for what can happen, and does not tell what it denies."""
    if rung.get("alone").value is True and not root.has("company"):
        yield rung.get("alone").mistake(
            f"{who} waits for time alone, but nobody else is there. Take “alone” out, or add"
            " “company”."
        )
    if rung.get("rested").value is True and not root.has("tires_after"):
        yield rung.get("rested").mistake(
            f"{who} waits for a rest, but nobody tires. Take “rested” out, or add “tires_after”."
        )
    if rung.get("hides").texts and rung.get("tells").texts:
        yield rung.mistake(f"{who} hides one fact and tells another. Make it two lines.")


def _first(rung: Spot, who: str) -> Iterator[Mistake]:
    needs = [f"“{key}”" for key in NEEDS if rung.get(key).value]
    if needs:
        yield rung.mistake(
            f"{who} is the first, which needs nothing: there must be an answer whatever went"
            f" before. Take {listed(needs)} out, or put a line before it."
        )


def _later(rung: Spot, missing: set[str], trust: int, who: str) -> Iterator[Mistake]:
    if rung.get("hides").texts:
        yield rung.get("hides").mistake(
            f"{who} hides a fact. Only the first line may: nobody takes back what was said."
        )
    if missing:
        yield rung.mistake(
            f"{who} tells less than the line before it ({', '.join(sorted(missing))}). Tell that"
            " too: asking better must never tell less."
        )
    if _trust(rung) < trust:
        yield rung.mistake(
            f"{who} takes less trust ({_trust(rung)}) than the line before it ({trust}). Put them"
            " in order, the frankest last."
        )
