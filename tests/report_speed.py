"""How long the board report takes over many works: `python -m tests.report_speed [ADDRESS]`.

ADDRESS: of an empty database (postgresql+psycopg://...); without one, SQLite in a new folder.
The works are made by their facts alone, in bulk; what their records would add is left out.
"""

import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import insert

from api.database import Database
from api.identity.roles import Role
from api.identity.service import create_account
from api.migrations.upgrade import upgrade
from api.reports.files import as_csv, as_json, as_pdf, read_csv
from api.reports.keeping import rules
from api.reports.models import ConcludedWork
from api.reports.service import Asked, make_report, refuse_unless_true
from api.settings import Settings
from api.tables import new_id
from api.works.models import Work
from practice.assurance.report.facts import Facts
from practice.assurance.report.tables import answers_of, is_multiple, standard_ids

WORKS, TEAMS, AT_ONCE = 100_000, 12, 5000
YEAR_BEGINS = date(2025, 4, 1)


def random_facts(random: Random) -> dict[str, str]:
    """Facts in which some answers are far rarer than others, as in life."""

    def one(fact: str) -> str:
        every = answers_of(fact)
        return every[int(len(every) * random.random() ** 2.5)]

    def several(fact: str) -> str:
        chosen = {one(fact) for _ in range(random.choice([1, 1, 1, 2, 3]))} - {"not_recorded"}
        return "+".join(sorted(chosen)) or "not_recorded"

    own = (name for name in Facts._fields if name not in ("wishes", "standards"))
    found = {name: several(name) if is_multiple(name) else one(name) for name in own}
    wishes = (f"{one('change')}.{one('result')}" for _ in range(random.choice([0, 1, 1, 2])))
    states = "".join(random.choice("enao") for _ in standard_ids())
    return {**found, "wishes": "+".join(wishes), "standards": states}


def fill(database: Database, number: int = WORKS) -> None:
    """Make the works, one owner for all."""
    random = Random(2026)
    with database.writer() as session:
        owner = create_account(session, "owner", "a long enough password", "practitioner").id
    ages = [*answers_of("age")]
    for first in range(0, number, AT_ONCE):
        works, facts = [], []
        for n in range(first, min(first + AT_ONCE, number)):
            work_id, day = new_id(), YEAR_BEGINS + timedelta(random.randrange(365))
            works.append({"id": work_id, "case_ref": f"S-{n}", "section_42": "yes",
                          "owner_id": owner, "team": f"team-{n % TEAMS}",
                          "age_band": random.choice(ages)})  # fmt: skip
            facts.append({"work_id": work_id, "concluded_on": day, "seq": 1, "rules": rules(),
                          **random_facts(random)})  # fmt: skip
        with database.writer() as session:
            session.execute(insert(Work), works)
            session.execute(insert(ConcludedWork), facts)


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of this process's own work."""
    clock, own = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - own


def times(database: Database) -> dict[str, tuple[float, float]]:
    """Seconds for each report, as a request takes them, its audit event included."""
    with database.writer() as session:
        name = f"board-{secrets.token_hex(4)}"
        board = create_account(session, name, "a long enough password", Role.BOARD).actor
    year = Asked(YEAR_BEGINS, date(2026, 3, 31))
    asked = {
        "the year": year,
        "the year again": year,
        "a quarter": Asked(YEAR_BEGINS, date(2025, 6, 30)),
        "one team": Asked(YEAR_BEGINS, date(2026, 3, 31), "team-3"),
    }

    def made(one: Asked) -> dict:
        return as_json(make_report(database, board, one, "json"))

    found = {name: timed(partial(made, one)) for name, one in asked.items()}
    report = make_report(database, board, year, "csv")
    found["CSV and its check, besides"] = timed(
        lambda: refuse_unless_true(read_csv(as_csv(report)), report)
    )
    found["PDF, besides"] = timed(lambda: as_pdf(report))
    return found


def main(address: str | None) -> None:
    settings = Settings(
        _env_file=None,
        home=Path(tempfile.mkdtemp()),
        bot_key=secrets.token_urlsafe(32),
        turn_key=secrets.token_urlsafe(32),
        **({"database_url": address} if address else {}),
    )
    upgrade(settings)
    database = Database(settings)
    fill(database)
    for name, (clock, own) in times(database).items():
        print(f"{WORKS:,} works, {name}: {clock:.2f} s, of which {own:.2f} s our own work")
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:2] or [None])
