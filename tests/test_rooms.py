"""The rooms of practice/ and authoring/: who may use whom (docs/architecture.md)."""

import pytest

from tests import rooms
from tests.rooms import ROOT, arrows, imports, upward

# The lowest first. Of two rooms on one floor neither knows the other.
PRACTICE = (
    frozenset({"", "__init__", "record", "content"}),
    frozenset({"help", "choice_values", "local"}),
    frozenset({"rules"}),
    frozenset({"asking"}),
    frozenset({"papers", "training", "assurance"}),
)
MOST_BOXES = 12
# Of the service, likewise: what all stand on, the features, the pages, what puts them together.
API = (
    frozenset({"language", "tables", "destination", "metrics", "moments", "fingerprints", "headers",
               "sweeping", "bot"}),
    frozenset({"settings", "logging"}),
    frozenset({"database"}),
    frozenset({"audit"}),
    frozenset({"errors"}),
    frozenset({"identity", "typed", "openapi", "csrf", "limits", "health",
               "sending"}),
    frozenset({"works"}),
    frozenset({"exports", "exercises"}),
    frozenset({"reports", "case_audit", "review", "chat", "rehearsal", "webhook"}),
    frozenset({"tools", "demo"}),
    frozenset({"web", "models"}),
    frozenset({"migrations", "routers"}),
    frozenset({"app", "cli"}),
)  # fmt: skip
# A record and what the board's report keeps of it change in one transaction.
IN_ONE_TRANSACTION = ("api/works/service.py", "api.reports.keeping.renew")


def test_no_room_of_practice_knows_one_above_it():
    assert len(arrows("practice")) > 10
    assert upward("practice", PRACTICE) == []


def test_practice_is_small_enough_to_see_at_once():
    boxes = {
        path.stem
        for path in (ROOT / "practice").iterdir()
        if path.suffix == ".py" or path.is_dir() and any(path.glob("*.py"))
    } - {"__init__"}
    assert boxes == {room for floor in PRACTICE for room in floor} - {"", "__init__"}
    assert len(boxes) <= MOST_BOXES


def test_no_room_of_the_api_knows_one_above_it():
    found = upward("api", API)
    assert len(arrows("api")) > 100
    file, module = IN_ONE_TRANSACTION
    assert [place for place in found if not (file in place and module in place)] == []
    assert len(found) == 1


def test_every_folder_of_content_is_a_room():
    folders = {path.name for path in (ROOT / "content").iterdir() if path.is_dir()}
    assert folders == {
        "local",
        "rules",
        "asking",
        "papers",
        "training",
        "assurance",
        "schema",
        "languages",
    }
    assert not list((ROOT / "content").rglob("*.py"))


@pytest.mark.parametrize("package", ["practice", "actions", "bot", "api"])
def test_who_runs_the_product_does_not_need_the_checker(package):
    """Only the commands do (api/cli), when they are asked to check."""
    found = [
        str(path)
        for path, _, module in imports(package)
        if module.split(".")[0] == "authoring" and "api/cli/" not in str(path)
    ]
    assert found == []


def test_an_arrow_up_is_found(monkeypatch, tmp_path):
    (tmp_path / "practice/rules").mkdir(parents=True)
    (tmp_path / "practice/papers").mkdir()
    (tmp_path / "practice/rules/checks.py").write_text(
        "def late():\n    from practice.papers import lines\n"
    )
    (tmp_path / "practice/papers/lines.py").write_text("from practice.rules import checks\n")
    monkeypatch.setattr(rooms, "ROOT", tmp_path)
    assert upward("practice", PRACTICE) == ["practice/rules/checks.py:2 practice.papers.lines"]
