"""All checks of a content folder together, and what is printed about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from authoring import (
    Folder,
    Mistake,
    Names,
    cross_references,
    local,
    read_folder,
    readability,
    rehearsal_texts,
    scenarios,
    shape,
)
from practice.content import FOLDER, load
from practice.local.audit_sets import read_audit_sets

NOT_CROSSED = (
    "What belongs together across files was not checked, because a file cannot be read."
    " Put that right first, then run the check again."
)


@dataclass(frozen=True)
class Report:
    """What was found, in the order of the files; and how much was looked at."""

    mistakes: tuple[Mistake, ...]
    looked_at: str
    whole: bool

    @property
    def errors(self) -> list[Mistake]:
        """What must be put right."""
        return [mistake for mistake in self.mistakes if not mistake.warning]

    @property
    def warnings(self) -> list[Mistake]:
        """What works all the same."""
        return [mistake for mistake in self.mistakes if mistake.warning]

    def exit_code(self, strict: bool) -> int:
        """1 with mistakes; with warnings too when strict."""
        return 1 if self.errors or strict and self.warnings else 0

    @property
    def text(self) -> str:
        """Everything as text, the counts last."""
        rows = [str(mistake) for mistake in [*self.errors, *self.warnings]]
        counts = f"{_count(len(self.errors), 'mistake')}, {_count(len(self.warnings), 'warning')}"
        if not self.whole:
            rows.append(NOT_CROSSED)
        return "\n".join([*rows, f"{counts} in {self.looked_at}."])


def check(
    path: Path = FOLDER,
    shown: str = "content",
    today: date | None = None,
    own: Path | None = None,
) -> Report:
    """Look at everything in a content folder.

    shown: how its files are called. own: the folder with the council's own settings.
    """
    folder = read_folder(path, shown, own)
    found = set(_found(folder, today or date.today()))
    if not any(not mistake.warning for mistake in found):
        found |= set(_refused(folder))
    return Report(tuple(sorted(found)), _looked_at(folder), folder.is_readable)


def _found(folder: Folder, today: date) -> Iterator[Mistake]:
    yield from folder.mistakes
    yield from shape.mistakes(folder)
    yield from readability.mistakes(folder)
    yield from rehearsal_texts.mistakes(folder)
    if folder.is_readable:
        yield from cross_references(folder, today)


def _refused(folder: Folder) -> Iterator[Mistake]:
    """What the product itself would not read, though every check let it pass."""
    try:
        load(folder.path)
        read_audit_sets(folder.path)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        text = f"The product cannot read this folder ({type(error).__name__}: {error})."
        yield Mistake(folder.shown, 0, text)
    yield from local.refused(folder)
    yield from scenarios.refused(folder)


def _looked_at(folder: Folder) -> str:
    names = Names(folder)
    guidance = folder.root("asking/guidance.yml")
    answers = [row for kind in ("topics", "myths") for row in guidance.get(kind).pairs]
    rows = [
        _count(len(folder.sources), "file"),
        _count(len(folder.fields), "field"),
        _count(len(readability.prompts(folder)), "prompt"),
        _count(len(names.standards), "standard"),
        _count(len(folder.root("rules/checks.yml").items), "check"),
        _count(len(answers), "answer"),
        _count(len(folder.within("training/scenarios")), "scenario"),
    ]
    return f"{', '.join(rows[:-1])} and {rows[-1]}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
