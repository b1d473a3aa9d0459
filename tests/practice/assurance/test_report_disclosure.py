"""No number under 5 can be worked out from what is printed beside it.

Two ways: for every hidden number another year is shown that would print the same, counted anew;
and an attacker who knows how rounding works narrows everything down as far as sums allow.
"""

from collections import Counter
from itertools import product
from math import inf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.assurance.report.counting import Concluded, Counted
from practice.assurance.report.disclosure import disclose
from practice.assurance.report.facts import Facts
from practice.assurance.report.guard import rounded
from practice.assurance.report.tables import answers_of, is_multiple, standard_ids, tables

QUARTERS = {"2025-04-01": "Apr to Jun 2025", "2025-07-01": "Jul to Sep 2025"}
STATES = "enao"


def random_facts(random: Random, skew: float) -> Facts:
    """skew: how much the first answers are preferred, so that some are rare."""

    def one(fact):
        every = answers_of(fact)
        return every[min(int(len(every) * random.random() ** skew), len(every) - 1)]

    def several(fact):
        chosen = {one(fact) for _ in range(random.choice([1, 1, 1, 2, 3]))} - {"not_recorded"}
        return "+".join(sorted(chosen)) or "not_recorded"

    given = {
        name: several(name) if is_multiple(name) else one(name)
        for name in Facts._fields
        if name not in ("wishes", "standards")
    }
    wishes = (f"{one('change')}.{one('result')}" for _ in range(random.choice([0, 1, 1, 2])))
    states = "".join(random.choice(STATES) for _ in standard_ids())
    return Facts(**given, wishes="+".join(wishes), standards=states)


def random_year(random: Random, size: int, skew: float) -> list[Concluded]:
    ages, quarters = answers_of("age"), list(QUARTERS)
    return [
        Concluded(
            random.random() < 0.95,
            ages[min(int(len(ages) * random.random() ** skew), len(ages) - 1)],
            random.choice(quarters),
            random_facts(random, skew),
        )
        for _ in range(size)
    ]


def counts_of(works):
    layout = tables(QUARTERS)
    counted = Counted(works, list(QUARTERS))
    return layout, counted, counted.cells(layout)


def one_answer(work: Concluded, fact: str, wish: int | None) -> str:
    if fact in ("enquiry", "age", "quarter"):
        return "one" if fact == "enquiry" else getattr(work, fact)
    if fact in standard_ids():
        return work.facts.standards[standard_ids().index(fact)]
    if wish is not None:
        change, _, result = work.facts.wishes.split("+")[wish].partition(".")
        return {"change": change, "result": result}[fact]
    return getattr(work.facts, fact)


def with_answer(work: Concluded, fact: str, answer: str, wish: int | None) -> Concluded:
    if fact in ("enquiry", "age", "quarter"):
        return work if fact == "enquiry" else work._replace(**{fact: answer})
    if fact in standard_ids():
        place = standard_ids().index(fact)
        states = work.facts.standards
        changed = {"standards": states[:place] + answer + states[place + 1 :]}
    elif wish is not None:
        wishes = work.facts.wishes.split("+")
        change, _, result = wishes[wish].partition(".")
        new = {"change": change, "result": result, fact: answer}
        wishes[wish] = f"{new['change']}.{new['result']}"
        changed = {"wishes": "+".join(wishes)}
    else:
        changed = {fact: answer}
    return work._replace(facts=work.facts._replace(**changed))


def units(works, unit):
    for place, work in enumerate(works):
        if not work.section_42:
            continue
        if unit == "wish":
            wishes = [w for w in work.facts.wishes.split("+") if w]
            yield from ((place, number) for number in range(len(wishes)))
        else:
            yield place, None


def made_otherwise(works, edits):
    """The year with the edits made, each in a unit (or an answer) of its own."""
    works, touched = list(works), set()
    for edit in edits:
        names = (*edit.sheet.groups, *edit.facts)
        for place, wish in units(works, edit.sheet.unit):
            before = tuple(one_answer(works[place], name, wish) for name in names)
            if before == edit.before and (place, wish, edit.facts) not in touched:
                for name, answer in zip(names, edit.after, strict=True):
                    works[place] = with_answer(works[place], name, answer, wish)
                touched.add((place, wish, edit.facts))
                break
        else:
            raise AssertionError("an edit of a unit that is not there")
    return works


def prints_alike(shown, before, after):
    for cell, text in shown.items():
        if text.isdigit():
            assert rounded(after[cell]) == int(text) and after[cell] >= 5, cell
        else:
            # Even to somebody who is told which numbers were left out without being small.
            assert (before[cell] < 5) == (after[cell] < 5), cell


@pytest.mark.parametrize("seed", range(12))
def test_every_hidden_number_could_be_another(seed):
    random = Random(seed)
    size, skew = random.choice([25, 60, 140]), random.choice([1.0, 1.8, 3.0])
    works = random_year(random, size, skew)
    _, counted, counts = counts_of(works)
    printed = disclose(counted, counts)
    small = [cell for cell, count in counts.items() if count < 5]
    assert all(printed.shown[cell] == "[c]" for cell in small)
    closed = {
        sheet.name
        for sheet in counted.sheets.values()
        if all(printed.shown[c] == "[c]" for c in counts if c.fact in sheet.facts)
    }
    checked = {}
    for cell in small:
        if cell not in printed.witnesses:
            assert counted.sheets[cell.fact].name in closed, cell
            continue
        edits = printed.witnesses[cell]
        if edits not in checked:
            checked[edits] = counts_of(made_otherwise(works, edits))[2]
            prints_alike(printed.shown, counts, checked[edits])
        assert checked[edits][cell] != counts[cell], cell
    assert len(checked) > 10


# The attacker


class Attacker:
    """Knows the tables, the rounding and the rule of 5, and which sums hold."""

    def __init__(self, layout, counts, shown):
        self.range = {cell: self._start(counts[cell], text) for cell, text in shown.items()}
        self.sums = list(self._sums(layout))

    def _start(self, count, text):
        if text.isdigit():
            return (max(5, int(text) - 2), int(text) + 2)
        # Told which of the hidden ones are small.
        return (0, 4) if count < 5 else (5, inf)

    def _sums(self, layout):
        rows = {(t.id, r.id): dict(zip([c.key for c in t.columns], r.cells, strict=True))
                for t in layout for r in t.rows}  # fmt: skip
        whole = {("SG4a",): "enquiries.all", ("SG4a-quarters",): "enquiries.all",
                 ("SG3a",): "enquiries.all", ("SG4a-achieved",): "SG4a.expressed",
                 ("not-asked",): "SG4a.no", ("SG2e",): None, ("F3",): "enquiries.all",
                 ("F4",): "who", ("F5",): "who", ("F6",): "who", ("F7",): "who",
                 ("who-answered",): "enquiries.all"}  # fmt: skip
        for (table,), total in whole.items():
            parts = [cells for (of, _), cells in rows.items() if of == table]
            for column in parts[0]:
                if total and "." in total and column in rows[tuple(total.split("."))]:
                    yield [p[column] for p in parts], [rows[tuple(total.split("."))][column]]
        found = [rows["SG2c", "identified_action"], rows["SG2c", "identified_no_action"]]
        for column in found[0]:
            parts = [cells for (of, _), cells in rows.items() if of == "SG2e"]
            yield [p[column] for p in parts], [f[column] for f in found]
        for source in ("provider", "known", "unknown", "not_recorded"):
            parts = [cells for (of, _), cells in rows.items() if of == "SG2c"]
            whole = [rows["SG2-source", source]["all"]]
            yield [p[f"source={source}"] for p in parts], whole
        for cells in rows.values():
            groups = {}
            for column, cell in cells.items():
                groups.setdefault(column.partition("=")[0], []).append(cell)
            for group, parts in groups.items():
                if group in ("age", "quarter", "answered", "change"):
                    yield parts, [cells["all"]]
        for standard in standard_ids():
            yield [rows["standards", standard][s] for s in ("evidenced", "not_done",
                   "not_applicable", "no_evidence")], [rows["enquiries", "all"]["all"]]  # fmt: skip

    def narrow(self):
        """Every bound that follows from the sums, taken one after the other until none moves."""
        moved = True
        while moved:
            moved = False
            for parts, whole in self.sums:
                moved |= self._side(parts, whole) | self._side(whole, parts)
        return self

    def _side(self, parts, whole):
        low, high = (sum(self.range[c][end] for c in whole) for end in (0, 1))
        moved = False
        for cell in parts:
            others = [self.range[c] for c in parts if c is not cell]
            least = max(self.range[cell][0], low - sum(o[1] for o in others))
            most = min(self.range[cell][1], high - sum(o[0] for o in others))
            assert least <= most
            if (least, most) != self.range[cell]:
                self.range[cell], moved = (least, most), True
        return moved

    def knows(self, counts):
        """The small numbers that are no secret any more."""
        return [c for c, (low, high) in self.range.items() if low == high and counts[c] < 5]


def rounding_only(counts):
    return {c: str(rounded(n)) if n >= 5 else "[c]" for c, n in counts.items()}


@pytest.fixture
def telling_year():
    """Four answers of 13 each print as 15, all 52 as 50: so the fifth answer can only be zero."""
    random = Random(4)
    answers = ["asked_expressed.fully", "asked_none", "no.with_reason", "dont_know"]
    works = random_year(random, 52, 1.0)
    return [
        work._replace(section_42=True, facts=work.facts._replace(asked=answers[n % 4]))
        for n, work in enumerate(works)
    ]


def test_rounding_alone_gives_it_away(telling_year):
    layout, _, counts = counts_of(telling_year)
    assert Attacker(layout, counts, rounding_only(counts)).narrow().knows(counts)


def test_more_is_hidden_where_rounding_is_not_enough(telling_year):
    layout, counted, counts = counts_of(telling_year)
    shown = disclose(counted, counts).shown
    assert Attacker(layout, counts, shown).narrow().knows(counts) == []
    assert any(shown[cell] == "[c]" for cell, count in counts.items() if count >= 5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([12, 30, 80, 250]), st.sampled_from([1.0, 2.0, 4.0]))
def test_no_small_number_can_be_worked_out(seed, size, skew):
    layout, counted, counts = counts_of(random_year(Random(seed), size, skew))
    shown = disclose(counted, counts).shown
    closed = {s.name for s in counted.sheets.values()
              if all(shown[c] == "[c]" for c in counts if c.fact in s.facts)}  # fmt: skip
    attacker = Attacker(layout, counts, shown).narrow()
    known = [c for c in attacker.knows(counts) if counted.sheets[c.fact].name not in closed]
    assert known == []


def test_every_year_that_prints_the_same_is_tried():
    """One table alone, few enough for every year to be tried: at least two remain."""
    answers = ["lacked.not_supported", "did_not_lack", "dont_know", "not_recorded"]
    tried = 0
    for lacked, not_lacked, unsure in product((0, 1, 4, 5, 8), (0, 3, 4, 13), (0, 4, 7)):
        numbers = [lacked, not_lacked, unsure, 8]
        base = random_year(Random(1), sum(numbers), 1.0)
        given_answers = [a for a, n in zip(answers, numbers, strict=True) for _ in range(n)]
        works = [
            w._replace(section_42=True, age="not_known", facts=w.facts._replace(capacity=a))
            for w, a in zip(base, given_answers, strict=True)
        ]
        layout, counted, counts = counts_of(works)
        shown = disclose(counted, counts).shown
        rows = [row.cells[0] for t in layout if t.id == "SG3a" for row in t.rows]
        total = next(row.cells[0] for t in layout if t.id == "enquiries" for row in t.rows)
        allowed = [_allowed(counts[cell], shown[cell]) for cell in rows]
        totals = set(_allowed(counts[total], shown[total]))
        years = [year for year in product(*allowed) if sum(year) in totals]
        assert tuple(numbers) in years
        for place, cell in enumerate(rows):
            if counts[cell] < 5:
                tried += 1
                assert len({year[place] for year in years}) > 1, (numbers, cell)
    assert tried > 50


def _allowed(count, text):
    if text.isdigit():
        return range(max(5, int(text) - 2), int(text) + 3)
    return range(5) if count < 5 else range(5, 40)


def test_numbers_are_rounded_to_the_nearest_five():
    assert [rounded(n) for n in (5, 7, 8, 12, 13, 100, 102, 103)] == [
        5,
        5,
        10,
        10,
        15,
        100,
        100,
        105,
    ]
    assert Counter(rounded(n) for n in range(3, 103)).most_common(1)[0][1] == 5
