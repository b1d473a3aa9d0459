"""Wording: every line that the assistant says is there, and can be filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

from authoring.folder import PRODUCT
from authoring.mistake import Mistake, did_you_mean, listed
from authoring.names import Names
from authoring.source import Spot

LONGEST_QUESTION = 25
CODE = ("practice", "actions", "api", "bot")
PAGES = "api/web/templates"
TALK, REHEARSAL = "wording.yml", "training/rehearsal/wording.yml"
# What a line is said with, and the file that it then stands in.
SAYING = {"say": TALK, "words": TALK, "_say": TALK}
FROM_REHEARSAL = "practice.training.rehearsal.wording"
# say('a.line') of a page, or say('begins.' ~ ...).
IN_PAGES = re.compile(r"""\b(rehearse_)?say\(\s*["']([^"']+)["']\s*(~?)""")


@dataclass(frozen=True)
class Said:
    """A line that the product says by its key. values: what it fills in; None: not known.

    file: the one that it must stand in.
    """

    file: str
    key: str
    where: str
    values: frozenset[str] | None


def wording(names: Names) -> Iterator[Mistake]:
    """What is wrong with the two files of wording."""
    yield from _lines(names.folder.root(TALK), TALK)
    yield from _lines(names.folder.root(REHEARSAL).get("say"), REHEARSAL)


def _lines(root: Spot, file: str) -> Iterator[Mistake]:
    keys = {row.key for row in root.pairs}
    everything, begun = spoken()
    said = [line for line in everything if line.file == file]
    for line in {line.key: line for line in said}.values():
        if line.key not in keys:
            text = (
                f"The line “{line.key}” is missing; the assistant says it ({line.where})."
                f" Write it again.{did_you_mean(line.key, keys - {row.key for row in said})}"
            )
            yield Mistake(root.source.file, 0, text)
    used = {line.key for line in said} | _mentioned()
    for row in root.pairs:
        yield from _line(row, [line for line in said if line.key == row.key])
        if row.key not in used and not row.key.startswith(tuple(begun)):
            yield row.warning(
                f"Nothing says the line “{row.key}”. Take it out, or correct its name."
                f"{did_you_mean(row.key, {line.key for line in said} - keys)}"
            )


def _line(row: Spot, said: list[Said]) -> Iterator[Mistake]:
    words = len(row.text.split())
    if "?" in row.text and words > LONGEST_QUESTION:
        yield row.mistake(
            f"“{row.key}” asks something in {words} words. Shorten it to {LONGEST_QUESTION} at"
            " most."
        )
    try:
        wants = frozenset(name for _, name, _, _ in Formatter().parse(row.text) if name is not None)
    except ValueError:
        yield row.mistake(f"“{row.key}” has a brace that is not closed. Close it, or take it out.")
        return
    for line in said:
        known = line.values if line.values is not None else wants
        for name in sorted(wants - known):
            can = f"Only {listed(_braced(known))} is" if known else "Nothing is"
            yield row.mistake(
                f"“{row.key}” has {{{name}}}, which is not filled in here. {can} filled in here"
                f" ({line.where}).{did_you_mean(name, known)}"
            )


def _braced(names: frozenset[str]) -> list[str]:
    return [f"{{{name}}}" for name in sorted(names)]


@lru_cache(maxsize=1)
def spoken(root: Path = PRODUCT) -> tuple[tuple[Said, ...], frozenset[str]]:
    """The lines that the product says, and the beginnings of keys that it puts together."""
    said: list[Said] = []
    begun: set[str] = set()
    for tree, file in _trees(root):
        saying = SAYING | _rehearsal_names(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                begun |= _begins(node)
            elif isinstance(node, ast.Call) and _name(node) in saying and node.args:
                values = None if any(k.arg is None for k in node.keywords) else _filled(node)
                stands = saying[_name(node)]
                where = f"{file} line {node.lineno}"
                said += [Said(stands, key, where, values) for key in _keys(node)]
    for path in sorted((root / PAGES).glob("*.html")):
        for rehearsed, key, joined in IN_PAGES.findall(path.read_text(encoding="utf-8")):
            stands = REHEARSAL if rehearsed else TALK
            if joined:
                begun.add(key)
            else:
                said.append(Said(stands, key, f"{PAGES}/{path.name}", None))
    return tuple(said), frozenset(begun)


def _rehearsal_names(tree: ast.AST) -> dict[str, str]:
    """What a module calls the saying of rehearsal, where it says anything of it."""
    return {
        alias.asname or alias.name: REHEARSAL
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == FROM_REHEARSAL
        for alias in node.names
        if alias.name == "say"
    }


@lru_cache(maxsize=1)
def _mentioned(root: Path = PRODUCT) -> frozenset[str]:
    """Every short text in the code: a key may be picked from a table."""
    return frozenset(
        node.value
        for tree, _ in _trees(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80
    )


@lru_cache(maxsize=1)
def _trees(root: Path) -> tuple[tuple[ast.AST, str], ...]:
    return tuple(
        (ast.parse(path.read_text(encoding="utf-8")), str(path.relative_to(root)))
        for folder in CODE
        for path in sorted((root / folder).rglob("*.py"))
    )


def _name(call: ast.Call) -> str:
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    return str(name)


def _keys(call: ast.Call) -> list[str]:
    first = call.args[0]
    options = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [o.value for o in options if isinstance(o, ast.Constant) and isinstance(o.value, str)]


def _filled(call: ast.Call) -> frozenset[str]:
    return frozenset(keyword.arg for keyword in call.keywords if keyword.arg)


def _begins(node: ast.JoinedStr) -> set[str]:
    """ "menu." of f"menu.{intent}"; only what looks like the beginning of a key."""
    first = node.values[0] if node.values else None
    text = str(first.value) if isinstance(first, ast.Constant) else ""
    return {text} if re.fullmatch(r"[a-z_0-9.]+\.", text) else set()
