"""How the texts of rehearsal read: what is read at once, and what is read at leisure."""

from collections.abc import Iterator

from authoring import Folder, Mistake, Spot
from authoring.readability import HIGHEST_GRADE, LONGEST_PROMPT, too_much

# A trainee reads these before a talk or after it, with nobody waiting.
LONGEST_ABOUT, LONGEST_ADVICE, GRADE_AT_LEISURE = 90, 25, 8


def mistakes(folder: Folder) -> Iterator[Mistake]:
    """Every text of scenarios, rubric and self-rating that is too long or too hard.

    What the person says is left alone: people talk as they talk.
    """
    for source in folder.within("training/scenarios"):
        yield from of_scenario(source.root)
    for row in folder.root("training/rehearsal/rubric.yml").pairs:
        yield from _of_standard(row)
    for row in folder.root("training/rehearsal/wording.yml").get("self_rating").items:
        yield from _read(row.get("ask"), f"“ask” of “{row.get('id').text}”")


def of_scenario(root: Spot) -> Iterator[Mistake]:
    """What a trainee reads before a talk."""
    yield from _read(root.get("about"), "“about”", LONGEST_ABOUT, GRADE_AT_LEISURE)
    yield from _read(root.get("aim"), "“aim”", highest=GRADE_AT_LEISURE)


def _of_standard(row: Spot) -> Iterator[Mistake]:
    for key in ("example", "try"):
        yield from _read(row.get(key), f"“{key}” of {row.key}", LONGEST_ADVICE, GRADE_AT_LEISURE)


def _read(
    spot: Spot, who: str, longest: int = LONGEST_PROMPT, highest: int = HIGHEST_GRADE
) -> Iterator[Mistake]:
    if spot.text.strip():
        yield from too_much(spot, who, spot.text, longest, highest)
