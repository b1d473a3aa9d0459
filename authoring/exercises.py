"""Training exercises: what each step names is there, and nobody real stands in an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from authoring.choices import does_not_compile
from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.source import Source, Spot
from practice.training.exercise import MESSAGES
from practice.training.fictional import looks_real


def exercises(names: Names) -> Iterator[Mistake]:
    """What is wrong with the files in exercises/."""
    for source in names.folder.within("training/exercises"):
        root = source.root
        yield from _own_name(source)
        yield from _boxes(root)
        yield from _last_step(root)
        yield from _places(root)
        yield from _cards(root)
        yield from _made_up(root)


def boxes_of(root: Spot) -> list[Spot]:
    """Every box of an exercise, step after step."""
    return [box for step in root.get("steps").items for box in step.get("boxes").items]


def _own_name(source: Source) -> Iterator[Mistake]:
    name = Path(source.file).stem
    if source.root.get("id").text not in ("", name):
        yield source.root.get("id").mistake(
            f"“id” is “{source.root.get('id').text}”, but the file is {name}.yml. Make them the"
            " same."
        )


def _boxes(root: Spot) -> Iterator[Mistake]:
    earlier: dict[str, Spot] = {}
    sides = [row.get("id").text for row in root.get("sides").items]
    for step in root.get("steps").items:
        before = list(earlier)
        for box in step.get("boxes").items:
            name = box.get("id").text
            if name in earlier:
                yield box.get("id").mistake(
                    f"The box “{name}” is there twice: line {earlier[name].line} has it too."
                    " Rename one."
                )
            earlier.setdefault(name, box)
            yield from _known(box.get("about"), before, f"The box “{name}” is about", "box before")
            yield from _known(box.get("side"), sides, f"The box “{name}” belongs to", "side")
            if box.get("words").text == "none" and not box.has("choices"):
                yield box.mistake(f"The box “{name}” takes nothing. Give it “choices” or words.")
        who = f"The step “{step.get('id').text}” sorts"
        yield from _known(step.get("sorts"), list(earlier), who, "box")
        if step.has("sorts") and not root.has("places"):
            yield step.get("sorts").mistake(f"{who} cards, and there are no “places” for them.")


def _known(spot: Spot, known: list[str], who: str, what: str) -> Iterator[Mistake]:
    if spot.text and spot.text not in known:
        yield spot.mistake(f"{who} “{spot.text}”, which is no {what}.{_meant(spot, known)}")


def _meant(spot: Spot, known: list[str]) -> str:
    return did_you_mean(spot.text, known)


def _last_step(root: Spot) -> Iterator[Mistake]:
    steps = root.get("steps").items
    if steps and (steps[-1].get("id").text != MESSAGES or not steps[-1].has("lines")):
        yield steps[-1].mistake(
            f"The last step must be “{MESSAGES}”, with the key messages in “lines”."
        )


def _places(root: Spot) -> Iterator[Mistake]:
    for name in ("sides", "places"):
        rows = root.get(name).items
        known = [row.get("id").text for row in rows]
        for row in rows:
            place = row.get("id").text
            if known.count(place) > 1:
                yield row.get("id").mistake(f"“{name}” has “{place}” twice. Rename one.")
            yield from _known(row.get("under"), known, f"“{place}” stands under", "place")


def _cards(root: Spot) -> Iterator[Mistake]:
    places = [row.get("id").text for row in root.get("places").items]
    for card in root.get("cards").items:
        who = f"The check card “{card.get('text').text}”"
        yield from _known(card.get("place"), places, f"{who} belongs to", "place")
        for pattern in card.get("match").texts:
            yield from does_not_compile(pattern, pattern.text, f"{who} has in “match”")
        if first := _first_that_fits(root, card.get("text").text):
            if first.path != card.path:
                yield card.warning(
                    f"{who} is answered by the card on line {first.line}, which comes before it."
                    " Move it up, or change its patterns."
                )
        else:
            yield card.mistake(f"{who} fits none of the patterns. Add one that it fits.")


def _first_that_fits(root: Spot, text: str) -> Spot | None:
    for card in root.get("cards").items:
        for pattern in card.get("match").texts:
            try:
                if re.search(pattern.text, text, re.IGNORECASE):
                    return card
            except re.error:
                continue
    return None


def _made_up(root: Spot) -> Iterator[Mistake]:
    for spot in root.get("steps").walk():
        for found in looks_real(spot.text):
            yield spot.mistake(
                f"“{found.text}” looks real ({found.kind}). Practice is for made-up people only."
                " Take it out."
            )
