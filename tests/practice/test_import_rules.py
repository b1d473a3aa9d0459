"""Who may know what (docs/architecture.md): read from the source, nothing is imported."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACTIONS = {"practice", "rasa_sdk", "httpx", "sanic", "yaml", "actions"}
BOT = {"practice", "rasa", "spacy", "sklearn", "scipy", "numpy", "skops", "sqlalchemy", "sanic"}
# Sentence vectors on the CPU, from a model file in the package.
VECTORS = {"onnx", "onnxruntime", "tokenizers", "safetensors"}
ALLOWED = {
    "practice": {"practice", "yaml", "babel"},
    "authoring": {"authoring", "practice", "yaml", "jsonschema", "referencing", "textstat"},
    "actions": ACTIONS,
    "bot": BOT | VECTORS | {"aiohttp", "yaml", "bot"},
}
REFUSED = {"api": {"rasa", "rasa_sdk", "bot", "actions"}}


def imports(package):
    """(file:line, top-level module) of every import, those inside functions too."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [package if node.level else node.module or ""]
            for name in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", name.partition(".")[0]


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_only_what_it_may(package):
    known = ALLOWED[package] | sys.stdlib_module_names
    found = list(imports(package))
    assert found
    assert [row for row in found if row[1] not in known] == []


@pytest.mark.parametrize("package", REFUSED)
def test_never_imports(package):
    assert [row for row in imports(package) if row[1] in REFUSED[package]] == []
