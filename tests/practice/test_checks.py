"""The cross-field checks, each speaking up and each keeping quiet."""

import pytest

from practice.checks import checks, findings
from practice.record import Entry, Record

SEVERITY = {"8.6.1": "block", "8.6.3": "warn", "8.6.4": "warn", "8.6.5": "block", "8.6.8": "warn"}


def record(*answers):
    """A record of ("A7", "no") or ("A14", {}, {parts}) answers."""
    entries = [
        Entry(f"e{i}", field, "start", "c", value=value, parts=dict(*parts), seq=i)
        for i, (field, value, *parts) in enumerate(answers)
    ]
    return Record({}, (), tuple(entries))


LACKS = ("A14", {"understand": "no"}, {"conclusion": "lacks"})
NAMED = ("A14", {"understand": "no"}, {"conclusion": "lacks", "decision": "where to live"})
HAS = ("A14", {"understand": "yes"}, {"conclusion": "has"})


@pytest.mark.parametrize(
    ("answers", "speaks"),
    [
        ([("E3", "fully")], "8.6.1"),
        ([("E3", "fully"), ("A7", "asked_none")], "8.6.1"),
        ([("E3", "fully"), ("A7", "asked_expressed")], None),
        ([("A7", "no")], None),
        ([LACKS], "8.6.3"),
        ([NAMED], None),
        ([HAS], None),
        ([("A12", "signs_seen")], "8.6.4"),
        ([("A12", "believed_under_influence"), ("C3", "no")], "8.6.4"),
        ([("A12", "signs_seen"), ("C3", "part")], None),
        ([("A12", "no_sign"), ("C3", "no")], None),
        ([("A16", "no"), ("A17", ["agreed"])], "8.6.5"),
        ([("A16", "withdrawn"), ("A17", ["agreed"])], "8.6.5"),
        ([("A16", "no"), ("A17", ["agreed", "child"])], None),
        ([("A16", "no"), ("A17", ["not_shared"])], None),
        ([("A16", "partly"), ("A17", ["agreed"])], None),
        ([("E7", "no"), ("E10", "removed")], "8.6.8"),
        ([("E7", "yes"), ("E10", "remained")], "8.6.8"),
        ([("E7", "yes"), ("E10", "removed")], None),
        ([("E7", "no")], None),
        ([], None),
    ],
)
def test_check(answers, speaks):
    found = findings(record(*answers))
    assert [f.id for f in found] == ([speaks] if speaks else [])
    for finding in found:
        assert finding.severity == SEVERITY[speaks]
        assert finding.message


def test_what_was_corrected_no_longer_counts():
    wrong = Entry("e1", "A7", "start", "c", value="no", seq=1, superseded_by="e2")
    right = Entry("e2", "A7", "start", "c", value="asked_expressed", seq=2, supersedes="e1")
    rating = Entry("e3", "E3", "end", "c", value="fully", seq=3)
    assert findings(Record({}, (), (wrong, right, rating))) == []


def test_every_check_is_in_the_table():
    assert set(SEVERITY) <= {check["id"] for check in checks()}
