"""Nothing of practice may reach a case record: shown by the tables and by the imports."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import inspect

import api.models  # noqa: F401
from api.database import Database
from api.tables import Base

ROOT = Path(__file__).resolve().parents[2]
PRACTICE_TABLES = ("exercise_", "rehearsal")
# What practice may point to: who practises. All other tables are the case record's, or of it.
MAY_POINT_TO = {"account"}
PAGES = ("practise", "exercise", "rehears")


def of_practice(table: str) -> bool:
    return table.startswith(PRACTICE_TABLES)


def joins(metadata_or_inspector):
    """(table, the table that it points to) of every foreign key."""
    if isinstance(metadata_or_inspector, type(Base.metadata)):
        tables = metadata_or_inspector.tables.values()
        return {(t.name, key.column.table.name) for t in tables for key in t.foreign_keys}
    names = metadata_or_inspector.get_table_names()
    return {
        (name, key["referred_table"])
        for name in names
        for key in metadata_or_inspector.get_foreign_keys(name)
    }


def crossing(pairs):
    """The joins that lead from practice to anything else but accounts, or into practice."""
    return {
        (table, other)
        for table, other in pairs
        if of_practice(table) != of_practice(other) and other not in MAY_POINT_TO
    }


@pytest.fixture
def migrated(settings):
    database = Database(settings)
    with database.read_engine.connect() as connection:
        yield inspect(connection)
    database.close()


def test_no_foreign_key_joins_practice_and_the_case_record(migrated):
    for pairs in (joins(Base.metadata), joins(migrated)):
        assert {table for table, _ in pairs if of_practice(table)} >= {
            "exercise_sitting", "exercise_member", "exercise_card", "exercise_card_about",
            "exercise_card_place", "exercise_share",
        }  # fmt: skip
        assert {other for _, other in pairs} >= {"work", "contact"}
        assert crossing(pairs) == set()


def test_no_column_of_practice_is_named_after_the_case_record(migrated):
    for table in filter(of_practice, migrated.get_table_names()):
        names = {column["name"] for column in migrated.get_columns(table)}
        assert not names & {"work_id", "contact_id", "entry_id", "message_id", "conversation_id"}


@pytest.mark.parametrize(
    "pair",
    [("exercise_card", "work"), ("entry", "exercise_card"), ("rehearsal", "contact"),
     ("contact", "rehearsal_turn")],
)  # fmt: skip
def test_a_join_would_be_noticed(pair):
    assert crossing({pair, ("exercise_card", "account")}) == {pair}


def imported(path: Path) -> set[str]:
    """Every module that a file names in an import, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def of_the_record(modules: set[str]) -> set[str]:
    parts = ("api.works", "api.chat", "api.review", "api.case_audit", "practice.record")
    return {name for name in modules if name.startswith(parts)}


def practice_modules() -> list[Path]:
    pages = (path for path in (ROOT / "api/web").glob("*.py") if path.name.startswith(PAGES))
    return [
        *(ROOT / "api/exercises").rglob("*.py"),
        *(ROOT / "api/rehearsal").rglob("*.py"),
        *(ROOT / "practice/training").rglob("*.py"),
        *pages,
    ]


def test_no_module_of_practice_imports_the_case_record():
    modules = practice_modules()
    assert len(modules) > 20
    names = {path.name for path in modules}
    assert {"exercise.py", "exercise_sheet.py", "engine.py"} <= names
    assert {path.name: of_the_record(imported(path)) for path in modules} == {
        path.name: set() for path in modules
    }


def test_the_case_record_imports_nothing_of_practice():
    for package in ("works", "turns", "review", "case_audit", "chat", "exports"):
        for path in (ROOT / "api" / package).rglob("*.py"):
            assert not {name for name in imported(path) if name.startswith("api.exercises")}, path


def test_an_import_of_the_record_would_be_noticed(tmp_path):
    module = tmp_path / "module.py"
    lines = (
        "import api.works.models", "from api import works", "from api.works import queries",
        "def f():\n    from api.works.models import Work", "from api.chat.service import Sent",
    )  # fmt: skip
    for line in lines:
        module.write_text(line)
        assert of_the_record(imported(module))
