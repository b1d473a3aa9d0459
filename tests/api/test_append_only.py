"""Reviews and audits, like entries, are never changed or removed, and migrate with rows in them."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from api.case_audit.service import Saving, save
from api.database import Database
from api.identity.service import create_account
from api.migrations.fitness import check_schema
from api.migrations.upgrade import downgrade, upgrade
from api.review.service import Decision, decide
from api.tables import Base
from api.works import queries
from practice.assurance.audit_forms import audit_forms
from tests.web.stand_in import CaseRecord

PASSWORD = "a long enough password"
TABLES = ("review", "case_audit")


@pytest.fixture
def filled(settings):
    """A database with a decision and an audit in it."""
    database = Database(settings)
    with database.writer() as session:
        practitioner = create_account(session, "ada", PASSWORD, "practitioner").actor
        supervisor = create_account(session, "sue", PASSWORD, "supervisor").actor
    record = CaseRecord(database, practitioner)
    with database.writer() as session:
        seq = queries.latest_seqs(session, supervisor, [record.work_id])[record.first]
        sent = Decision("approved", "Good", f"{seq}-0", "a key of a form")
        decide(session, supervisor, record.work_id, record.first, sent)
        saving = Saving(audit_forms()["case_file"], {}, "So far", 0, 0, "a key of a form")
        save(session, supervisor, record.work_id, saving)
    yield database
    database.close()


def count(database, table):
    with database.reader() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize("table", TABLES)
def test_the_table_asks_for_its_guards(table):
    assert Base.metadata.tables[table].info["append_only"] == "id"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET key = 'another key'",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_a_row_is_never_changed_or_removed(filled, table, statement):
    with pytest.raises(DBAPIError, match="append-only"), filled.writer() as session:
        session.execute(text(statement.format(table=table)))
    assert count(filled, table) == 1


def test_down_and_up_again_with_rows_keeps_the_record(settings, filled):
    entries = count(filled, "entry")
    downgrade(settings, "0002")
    with filled.read_engine.connect() as connection:
        assert not set(TABLES) & set(inspect(connection).get_table_names())
    upgrade(settings)
    check_schema(filled)
    assert [count(filled, table) for table in TABLES] == [0, 0]
    assert count(filled, "entry") == entries > 0
