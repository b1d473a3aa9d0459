"""What files say, without what only explains it: a comment or a docstring changes nothing."""

import ast
import hashlib
import io
import json
import tokenize
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

SHORT = 16
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def fingerprint_of(root: Path, patterns: Iterable[str], *values: object) -> str:
    """The same for files below `root` that say the same under the same names; 16 hex digits.

    patterns: as Path.glob takes them; hidden files and __pycache__ are left out. values: what
    counts beside the files, of lists, mappings, texts and numbers.
    """
    digest = hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode())
    for path in files_of(root, patterns):
        says = what_it_says(path)
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(says)}\0".encode())
        digest.update(says)
    return digest.hexdigest()[:SHORT]


def files_of(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Every file that a pattern names, once, in order."""
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not _is_by_product(path.relative_to(root)))


def _is_by_product(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def what_it_says(path: Path) -> bytes:
    """Python without comments and docstrings; any other file, or one that is not whole, as it is.

    >>> what_it_says(Path("a.py"))  # which holds: x = 1  # one
    b'x = 1'
    """
    content = path.read_bytes()
    if path.suffix != ".py":
        return content
    try:
        return code_only(content.decode("utf-8")).encode()
    except (SyntaxError, UnicodeDecodeError, tokenize.TokenError):
        return content


def code_only(source: str) -> str:
    """Python source without comments, docstrings and empty lines. Raises SyntaxError."""
    lines = source.splitlines()
    for first, start, last, end in [*_comments(source), *_docstrings(source)]:
        for row in range(first, last + 1):
            begins = start if row == first else 0
            ends = end if row == last else len(lines[row])
            lines[row] = lines[row][:begins] + " " * (ends - begins) + lines[row][ends:]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _comments(source: str) -> list[tuple[int, int, int, int]]:
    """First line, column, last line, column of each; lines are counted from 0."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        (token.start[0] - 1, token.start[1], token.end[0] - 1, token.end[1])
        for token in tokens
        if token.type == tokenize.COMMENT
    ]


def _docstrings(source: str) -> list[tuple[int, int, int, int]]:
    """As `_comments`. ast counts columns in bytes; a docstring stands alone on its lines."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            text = node.body[0]
            lines = source.splitlines()
            last = (text.end_lineno or text.lineno) - 1
            end = len(lines[last].encode()[: text.end_col_offset].decode())
            found.append((text.lineno - 1, text.col_offset, last, end))
    return found


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises yaml.YAMLError."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))
