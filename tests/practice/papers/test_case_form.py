"""The write-up in the boxes of a council's form: each line in one, in the council's order."""

from dataclasses import replace

import pytest
import yaml

from practice.content import FOLDER
from practice.local.items import FormBox
from practice.local.settings import LocalError, local
from practice.papers.case_form import case_form, case_form_text
from tests.practice.papers.test_document import LATER, START, in_, made
from tests.practice.records import say

FORM = local("bradford").case_form


def write_up():
    return made(
        *in_(START, say("A8", words="to see my sister"), say("A5", words="My garden"),
             say("A8", words="a key")),
        *in_(LATER, say("D1", "unchanged", thread="A8"), say("D8", words="Ring\nthe bank")),
        contacts=(START, LATER),
    )  # fmt: skip


def boxes(**changes):
    return {box.title: box for box in case_form(write_up(), replace(FORM, **changes))}


def test_each_line_stands_in_one_box_with_its_source():
    doc = write_up()
    found = [line for box in case_form(doc) for line in box.lines]
    assert len(found) == len(doc.lines)
    wants = boxes()["What the person wants"].text.split("\n")
    assert wants[0].startswith("Outcome 1: What they want: “to see my sister” (")
    assert wants[0].endswith("recorded by Ada, 21 November 2026 at 09:30)")
    assert [line.partition(":")[0] for line in wants] == ["Outcome 1", "Outcome 2", "Outcome 1"]


def test_the_council_says_the_order_the_titles_and_what_goes_together():
    mine = (FormBox("Views", ("A5", "D8")), FormBox("Wishes", ("D1", "A8")))
    found = boxes(boxes=mine, about="Head", rest="Other")
    assert list(found) == ["Head", "Views", "Wishes"]
    assert found["Views"].text.startswith("What matters to them: “My garden”")
    assert found["Wishes"].lines[0].field == "D1"
    found = boxes(boxes=mine[:1], rest="Other")
    assert list(found)[-1] == "Other" and len(found["Other"].lines) == 3


def test_an_empty_box_says_so_and_keeps_its_place():
    found = boxes()
    assert found["Advocacy"].text == "Not recorded" and "Anything else" not in found
    text = case_form_text(write_up())
    assert text.index("SHARING\nNot recorded\n") < text.index("ADVOCACY\nNot recorded\n")


def test_a_line_typed_over_two_lines_stays_as_typed():
    assert "Plan: “Ring\nthe bank” (" in boxes()["Plan"].text


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Writes a council's own file and reads it."""

    def write(form):
        raw = yaml.safe_load((FOLDER / "local/bradford.yml").read_text(encoding="utf-8"))
        kept = {key: getattr(FORM, key) for key in ("status", "source", "checked_on", "review_by")}
        raw |= {"code": "mytown", "case_form": {**kept, "title": "Case note", **form}}
        (tmp_path / "mytown.yml").write_text(yaml.safe_dump(raw), encoding="utf-8")
        monkeypatch.setenv("MSP_LOCAL_DIR", str(tmp_path))
        return local("mytown").case_form

    return write


def test_a_councils_own_form_replaces_the_usual_one(own):
    form = own({"about": "Top", "rest": "More", "boxes": [{"title": "Box 1", "fields": ["A7"]}]})
    assert (form.about, form.rest, form.boxes) == ("Top", "More", (FormBox("Box 1", ("A7",)),))
    assert form.line == "Case note: 3 boxes"


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ({"title": "Box", "fields": ["Z9"]}, "Z9 is no field of an export"),
        ({"title": "Box", "fields": ["P13"]}, "P13 is no field of an export"),
        ({"title": "Box", "fields": ["A7", "A7"]}, "A7 is in two boxes"),
        ({"title": "Box", "fields": []}, "fields must be a list"),
        ({"title": "Box", "fields": "A7"}, "fields must be a list"),
        ({"fields": ["A7"]}, "title is missing"),
    ],
)  # fmt: skip
def test_a_mistake_in_it_is_named(own, box, says):
    with pytest.raises(LocalError, match=says):
        own({"about": "Top", "rest": "More", "boxes": [box]})
