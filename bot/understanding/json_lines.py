"""Labelled files: JSON Lines, each line an object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_rows(path: Path, bad: type[ValueError], what: str) -> list[tuple[str, dict[str, Any]]]:
    """The objects of a file, each with its place ("FILE line 3"); empty lines are left out.

    Raises `bad` for a line that is not JSON, or when the file holds no `what`; OSError without a
    file.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if line.strip():
            where = f"{path} line {number}"
            found.append((where, _object(line, where, bad)))
    if not found:
        raise bad(f"{path} holds no {what}")
    return found


def _object(line: str, where: str, bad: type[ValueError]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise bad(f"{where}: not JSON ({error})") from None
    # What is no object lacks whatever a line needs, and its reader says so.
    return row if isinstance(row, dict) else {}
