"""Which part of a tree imports which, read from the source; nothing is imported."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def imports(package: str) -> Iterator[tuple[Path, int, str]]:
    """(file, line, module) of every import in a package, also inside functions."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for module in _modules(node, package):
                yield path.relative_to(ROOT), node.lineno, module


def _modules(node: ast.AST, package: str) -> list[str]:
    """Every module that an import may mean: `from a import b` may mean `a.b`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = package if node.level else node.module or ""
        return [f"{base}.{alias.name}" for alias in node.names]
    return []


def room_of(module: str) -> str:
    """The room of a module: what stands first below its package. `practice.asking.gaps`: asking."""
    return (module.split(".") + ["", ""])[1]


def arrows(package: str) -> dict[tuple[str, str], list[str]]:
    """Every pair of rooms of which the first imports the second, with the places."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, line, module in imports(package):
        if module.split(".")[0] != package:
            continue
        here = room_of(".".join(path.with_suffix("").parts))
        there = room_of(module)
        if there and here != there:
            found.setdefault((here, there), []).append(f"{path}:{line} {module}")
    return found


def upward(package: str, floors: tuple[frozenset[str], ...]) -> list[str]:
    """Imports of a room that stands as high, or higher; and rooms that have no floor.

    floors: the rooms, the lowest first. A room may use all that is below it.
    """
    height = {room: floor for floor, rooms in enumerate(floors) for room in rooms}
    return [
        place
        for (here, there), places in sorted(arrows(package).items())
        for place in places
        if here not in height or there not in height or height[there] >= height[here]
    ]
