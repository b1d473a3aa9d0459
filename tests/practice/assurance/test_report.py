"""The board report: its numbers against a second count, and files that must be refused."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from practice.assurance.report.consistency import ReportRefused, check_file
from practice.assurance.report.counting import Concluded, Counted
from practice.assurance.report.facts import concluded_on, facts
from practice.assurance.report.period import Period
from practice.assurance.report.publication import publish
from practice.assurance.report.tables import tables
from practice.local.settings import local
from tests.practice.report_reference import Count, closed
from tests.practice.report_works import random_work

YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
POOL, YEARS = 1500, 1000


def as_concluded(work) -> Concluded | None:
    day = concluded_on(work.record, local())
    if not (day and YEAR.start <= day <= YEAR.end):
        return None
    quarter = YEAR.quarter_of(day).isoformat()
    return Concluded(work.section_42, work.age or "not_known", quarter, facts(work.record))


@pytest.fixture(scope="module")
def pool():
    """Works that were closed in the year: as the report takes them, and as the reference does."""
    random = Random(2026)
    found = []
    for _ in range(POOL):
        work = random_work(random)
        ours, day = as_concluded(work), closed(work)
        assert (ours is not None) == bool(day and YEAR.start <= day <= YEAR.end)
        if ours:
            found.append((ours, Count(work).lines))
    assert len(found) > POOL * 0.7
    return found


def by_label(works):
    layout = tables(YEAR.quarters)
    counts = Counted(works, list(YEAR.quarters)).cells(layout)
    return {
        (table.id, row.label, column.label): counts[cell]
        for table in layout
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def test_a_thousand_random_years_are_equal_cell_for_cell(pool):
    random = Random(7)
    for year in range(YEARS):
        chosen = random.sample(pool, random.choice([0, 1, 2, 7, 30, 120]))
        expected = Counter(line for _, lines in chosen for line in lines)
        found = by_label([work for work, _ in chosen])
        assert expected.keys() <= found.keys()
        wrong = {key: (n, expected[key]) for key, n in found.items() if n != expected[key]}
        assert wrong == {}, f"year {year}"


def test_what_is_printed_is_rounded_and_small_numbers_are_not(pool):
    random = Random(8)
    for size in (12, 40, 150, 600):
        chosen = random.sample(pool, size)
        expected = Counter(line for _, lines in chosen for line in lines)
        file = publish([work for work, _ in chosen], YEAR.quarters).file
        assert any(text.isdigit() for text in file.values())
        for key, text in file.items():
            if expected[key] < 5:
                assert text == "[c]", key
            elif text != "[c]":
                assert abs(int(text) - expected[key]) <= 2 and int(text) % 5 == 0, key


def test_no_order_of_rows_changes_what_is_printed(pool):
    works = [work for work, _ in pool[:80]]
    shuffled = works[:]
    Random(3).shuffle(shuffled)
    assert publish(works, YEAR.quarters).file == publish(shuffled, YEAR.quarters).file


def test_nothing_to_count(pool):
    file = publish([], YEAR.quarters).file
    asked = {text for (table, *_), text in file.items() if table.startswith("SG4a")}
    assert asked == {"[x]"}
    assert {text for (t, *_), text in file.items() if not t.startswith(("SG4a", "not-"))} == {"[c]"}
    for few in (1, 4):
        only = [work for work, _ in pool if work.section_42][:few]
        assert set(publish(only, YEAR.quarters).file.values()) == {"[c]"}


def test_all_not_recorded():
    random = Random(1)
    empty = random_work(random)
    record = empty.record
    bare = type(record)(record.work, record.contacts, ())
    works = [Concluded(True, "not_known", "2025-04-01", facts(bare)) for _ in range(20)]
    file = publish(works, YEAR.quarters).file
    assert file["SG4a", "Not Recorded", "All"] == "20"
    assert file["SG3a", "Not recorded", "Not known"] == "20"
    assert file["SG2a", "Not recorded", "Source not recorded"] == "20"
    assert file["SG4a", "No", "All"] == "[c]"


# Files that must not be given out


@pytest.fixture
def year(pool):
    """Many works, so that most numbers are printed."""
    works = [work for work, _ in pool]
    return works, dict(publish(works, YEAR.quarters).file)


def refusal(works, file) -> str:
    with pytest.raises(ReportRefused) as refused:
        check_file(file, tables(YEAR.quarters), Counted(works, ()))
    return " ".join(refused.value.faults)


LACKED, NOT_LACKED = "Yes, they lacked capacity", "No, they did not lack capacity"


def test_the_swap_of_2024_25_is_refused(year):
    """Lacked and did not lack swapped, in every column, so support belongs to the wrong people."""
    works, file = year
    # Make the two groups differ, as they did.
    works = [w for w in works if w.facts.capacity != "did_not_lack"] + [
        w for w in works if w.facts.capacity == "did_not_lack"
    ][:60]
    file = dict(publish(works, YEAR.quarters).file)
    for table, row, column in list(file):
        if table == "SG3a" and row == LACKED:
            one, other = (table, LACKED, column), (table, NOT_LACKED, column)
            file[one], file[other] = file[other], file[one]
    says = refusal(works, file)
    assert f"“{LACKED}” does not say what the records say" in says
    assert f"looks swapped with “{NOT_LACKED}”" in says


def test_a_swap_is_seen_even_without_the_rows(year):
    """More supported than lacked: the file alone shows it."""
    works, file = year
    file["SG3a-support", "Support provided by an advocate, family or friend", "All"] = "900"
    assert "More people were supported than lacked capacity" in refusal(works, file)


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        (("SG4a-achieved", "Fully Achieved", "All"), "1500", "Achieved is counted for other"),
        (("SG4a", "No", "All"), "1500", "on being asked do not add up"),
        (("enquiries", "Section 42 enquiries concluded", "All"), "5", "do not add up"),
        (("SG2e", "Risk remained", "All"), "1500", "do not add up to the risks found"),
        (("SG2a", "Physical Abuse", "All"), "5", "does not say what the records say"),
        (("not-asked", "Not asked and a reason is noted", "All"), "1500", "reasons for not asking"),
    ],
)
def test_a_wrong_number_is_refused(year, key, text, says):
    works, file = year
    assert key in file
    assert says in refusal(works, {**file, key: text})


def test_a_right_file_is_not_refused(year):
    works, file = year
    check_file(file, tables(YEAR.quarters), Counted(works, ()))


# The day on which a work was closed


def test_the_day_is_the_councils_own():
    random, edges = Random(5), 0
    for _ in range(3000):
        work = random_work(random)
        day = concluded_on(work.record, local())
        assert day == closed(work)
        edges += day in (date(2025, 3, 31), date(2025, 4, 1))
    assert edges > 5


def test_periods():
    odd = Period(date(2025, 5, 17), date(2025, 11, 2))
    whole = odd.whole_quarters
    assert (whole.start, whole.end) == (date(2025, 4, 1), date(2025, 12, 31))
    assert list(odd.quarters.values()) == [
        "Apr to Jun 2025", "Jul to Sep 2025", "Oct to Dec 2025",
    ]  # fmt: skip
    leap = Period(date(2024, 2, 29), date(2024, 2, 29)).whole_quarters
    assert (leap.start, leap.end) == (date(2024, 1, 1), date(2024, 3, 31))
