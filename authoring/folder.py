"""A folder of practice content, read file by file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from authoring.mistake import Mistake
from authoring.source import Source, Spot, read_source

PRODUCT = Path(__file__).parents[1]
# Each file of a content folder, with the schema of its shape.
FILES = {
    "asking/stages.yml": "stages",
    "asking/value_sets.yml": "value_sets",
    "wording.yml": "wording",
    "rules/rules.yml": "rules",
    "rules/checks.yml": "checks",
    "rules/other_codes.yml": "other_codes",
    "assurance/audit_forms.yml": "audit_forms",
    "asking/lexicon.yml": "lexicon",
    "papers/document.yml": "document",
    "papers/aide_memoire.yml": "aide_memoire",
    "papers/read_back.yml": "read_back",
    "papers/persons_copy.yml": "read_back",
    "asking/guidance.yml": "guidance",
    "help.yml": "help",
    "assurance/report.yml": "report",
    "training/rehearsal/moves.yml": "moves",
    "training/rehearsal/rubric.yml": "rubric",
    "training/rehearsal/wording.yml": "rehearsal_wording",
}
FOLDERS = {
    "asking/fields": "fields",
    "local": "local",
    "rules/audit_sets": "audit_set",
    "training/exercises": "exercise",
    "training/scenarios": "scenario",
    "assurance/tools": "tools",
}
EXAMPLES = "data/nlu/guidance.yml"


@dataclass(frozen=True)
class Folder:
    """All files of one folder, by their name in it. examples: the training data of guidance."""

    path: Path
    shown: str
    paths: Mapping[str, Path]
    sources: Mapping[str, Source]
    schemas: Mapping[str, str]
    examples: Source

    def root(self, name: str) -> Spot:
        """The content of a file."""
        return self.sources[name].root

    def within(self, folder: str) -> list[Source]:
        """The files of one of FOLDERS."""
        return [s for name, s in self.sources.items() if name.startswith(f"{folder}/")]

    @property
    def fields(self) -> list[Spot]:
        """Every field, file after file."""
        return [row for source in self.within("asking/fields") for row in source.root.items]

    @property
    def is_readable(self) -> bool:
        """Whether every file could be read."""
        return all(source.readable for source in (*self.sources.values(), self.examples))

    @property
    def mistakes(self) -> list[Mistake]:
        """What is wrong with the files as YAML."""
        everything = (*self.sources.values(), self.examples)
        return [mistake for source in everything for mistake in source.mistakes]


def read_folder(path: Path, shown: str = "content", own: Path | None = None) -> Folder:
    """The content in a folder. shown: how its files are called in what is said about them.

    own: a folder with a council's own settings, which go before those in local/. Never raises:
    what cannot be read is among the mistakes.
    """
    schemas = dict(FILES)
    for folder, schema in FOLDERS.items():
        names = [f"{folder}/{file.name}" for file in sorted((path / folder).glob("*.yml"))]
        schemas |= dict.fromkeys(names or [f"{folder}/*.yml"], schema)
    paths = {name: path / name for name in schemas}
    files = {name: f"{shown}/{name}" for name in schemas}
    for file in sorted(own.glob("*.yml")) if own else ():
        name = f"local/{file.name}"
        schemas[name], paths[name], files[name] = "local", file, str(file)
    sources = {name: read_source(paths[name], files[name]) for name in schemas}
    return Folder(path, shown, paths, sources, schemas, _examples(path))


def _examples(path: Path) -> Source:
    """The training data beside the folder, else the product's own."""
    beside = path.resolve().parent / EXAMPLES
    return read_source(beside if beside.is_file() else PRODUCT / EXAMPLES, EXAMPLES)
