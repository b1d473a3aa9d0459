"""Counts of works beside a tool: right, only of what one may see, and no small number to guess."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from api.tables import utcnow
from api.tools.figures import counts, says
from api.works.models import Work
from practice.assurance.tools import tools
from tests.web.reading import text_of
from tests.web.stand_in import CaseRecord, draft
from tests.web.supervision import decide, finish_audit
from tests.web.tool_copies import begin, fill, finish, someone, supervisor

__all__ = ["someone", "supervisor"]

ALL = {**tools()["nine_steps"].figures, **tools()["impact"].figures}


def seen(database, actor, *names):
    with database.reader() as session:
        return counts(session, actor, [ALL[name] for name in names])


def works(database, actor, number, first=0):
    return [CaseRecord(database, actor, f"SA-{n}") for n in range(first, first + number)]


def test_only_answers_that_stand_count_each_work_once(person, supervisor, database):
    actor, team = person.account.actor, supervisor.account.actor
    one, two, three = works(database, actor, 3)
    one._file(one.later, [draft("E5", "yes"), draft("D7", words="Police"),
                          draft("D7", words="Bank")])  # fmt: skip
    entry = two._file(two.later, [draft("E5", "yes")])[0]
    two._file(two.later, [draft("E5", "no", change="corrected", supersedes=entry)])
    three._file(three.later, [draft("E5", answer_state="not_asked_reason", reason="Away")])
    taken = three._file(three.later, [draft("A18", "offered")])[0]
    three._file(three.later, [draft("A18", change="withdrawn", supersedes=taken)])
    found = seen(database, team, "asked", "heard", "advocacy", "agencies", "agencies_personal")
    assert found == {
        "asked": [3, 3], "heard": [1, 2], "advocacy": [0, 3], "agencies": [1, 3],
        "agencies_personal": [0, 0],
    }  # fmt: skip


def test_parts_lists_and_one_field_among_another(person, supervisor, database):
    actor, team = person.account.actor, supervisor.account.actor
    one, two = works(database, actor, 2)
    one._file(one.later, [draft("D7", words="Police", parts={"msp_seen": "yes"}),
                          draft("P8", "doubt"), draft("A14", {"retain": "no"})])  # fmt: skip
    two._file(two.later, [draft("D7", words="Bank", parts={"msp_seen": "no"}),
                          draft("A14", {"retain": "yes"})])  # fmt: skip
    assert seen(database, team, "agencies_personal", "assessed") == {
        "agencies_personal": [1, 2], "assessed": [1, 1],
    }  # fmt: skip


def test_audits_and_reviews_count_works(person, supervisor, database):
    one, _ = works(database, person.account.actor, 2)
    finish_audit(supervisor, one, overall="Good")
    finish_audit(supervisor, one, overall="Again")
    decide(supervisor, one, "approved")
    team = supervisor.account.actor
    assert seen(database, team, "audits", "approved") == {"audits": [1, 2], "approved": [1, 2]}


def test_who_counts_what(person, someone, database):
    works(database, person.account.actor, 2)
    expected = {"supervisor": [2, 2], "board": [2, 2]}
    for role in ("supervisor", "board", "facilitator", "administrator"):
        other = someone(role).account.actor
        found = seen(database, other, "asked")
        assert found == ({"asked": expected[role]} if role in expected else {}), role
    elsewhere = someone("supervisor", team="team-2").account.actor
    assert seen(database, elsewhere, "asked") == {"asked": [0, 0]}


def test_only_works_of_the_last_twelve_months(person, supervisor, database):
    old, _ = works(database, person.account.actor, 2)
    with database.writer() as session:
        long_ago = utcnow() - timedelta(days=366)
        session.execute(update(Work).where(Work.id == old.work_id).values(created_at=long_ago))
    assert seen(database, supervisor.account.actor, "asked") == {"asked": [1, 1]}


SAID = [
    ([0, 0], "no such works yet", "too few works to show"),
    ([2, 4], "2 of 4", "too few works to show"),
    ([0, 40], "0 of 40", "fewer than 5 of about 40"),
    ([4, 41], "4 of 41", "fewer than 5 of about 40"),
    ([5, 43], "5 of 43", "about 5 of about 45"),
    ([22, 43], "22 of 43", "about 20 of about 45"),
    ([38, 43], "38 of 43", "about 40 of about 45"),
    ([39, 43], "39 of 43", "all, or all but a few, of about 45"),
    ([43, 43], "43 of 43", "all, or all but a few, of about 45"),
    ([5, 9], "5 of 9", "all, or all but a few, of about 10"),
]


@pytest.mark.parametrize(("count", "exact", "rounded"), SAID)
def test_how_a_count_is_said(count, exact, rounded):
    assert (says(count, exact=True), says(count, exact=False)) == (exact, rounded)


def test_a_rounded_count_never_tells_a_group_of_fewer_than_five():
    """Whatever is shown, several true numbers would be shown the same; small ones all alike."""
    shown: dict[str, set[int]] = {}
    for has in range(61):
        shown.setdefault(says([has, 60], exact=False), set()).add(has)
    assert all(len(numbers) >= 3 for numbers in shown.values())
    for text, numbers in shown.items():
        hidden_low, hidden_high = min(numbers) < 5, max(numbers) > 55
        assert not (hidden_low or hidden_high) or len(numbers) == 5, text


def test_a_finished_copy_keeps_the_figures_of_that_day(person, supervisor, someone, database):
    works(database, person.account.actor, 2)
    address = begin(supervisor, "nine_steps")
    assert "2 of 2" in text_of(supervisor.get(f"{address}/sections/step_9").text)
    fill(supervisor, address, "step_9", NI1=("partly", "Health asks first."))
    finish(supervisor, address)
    works(database, person.account.actor, 1, first=5)
    page = text_of(supervisor.get(address).text)
    assert "2 of 2" in page and "3 of 3" not in page
    # Whoever sees no record in the team sees no small number in its copies either.
    other = text_of(someone("facilitator").get(address).text)
    assert "2 of 2" not in other and "too few works to show" in other
    assert b"2 of 2" not in someone("facilitator").get(f"{address}/export?format=csv").content
    assert b"2 of 2" in supervisor.get(f"{address}/export?format=csv").content


def test_a_board_sees_rounded_figures_on_pages_in_files_and_over_http(person, someone, database):
    works(database, person.account.actor, 7)
    board = someone("board")
    address = begin(board, "nine_steps")
    page = text_of(board.get(f"{address}/sections/step_9").text)
    assert "all, or all but a few, of about 5" in page and "of 7" not in page
    assert "Rounded to 5" in page
    json = board.get(f"/v1/tools/nine_steps/copies/{address[-36:]}").text
    assert "of about 5" in json and "of 7" not in json
    assert b"of 7" not in board.get(f"{address}/export?format=csv").content


def test_who_sees_no_records_is_told_that_no_figures_stand_here(someone):
    facilitator = someone("facilitator")
    address = begin(facilitator, "nine_steps")
    assert "No figures stand here." in facilitator.get(f"{address}/sections/step_9").text
