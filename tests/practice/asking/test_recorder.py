"""The in-memory recorder files as the API does: the same walks through both, entry by entry."""

import secrets

import pytest

from api.database import Database
from api.identity.roles import Role
from api.identity.service import create_account
from api.migrations.upgrade import upgrade
from api.settings import Settings
from api.works import queries, service
from api.works.record import flat_record
from api.works.service import Filing
from tests.practice.recorder import Recorder, Walk

SAME = ("field", "stage", "answer_state", "value", "words", "parts", "reason", "kind",
        "source_person", "change", "seq")  # fmt: skip


class ApiRecorder(Recorder):
    """A recorder whose works, contacts and entries are the API's own, on SQLite."""

    def __init__(self, database):
        super().__init__()
        self.database = database
        with database.writer() as session:
            account = create_account(session, "walker", "a long enough password", Role.PRACTITIONER)
            self.actor = account.actor
            self.work_id = service.create_work(session, self.actor, "A-1", "yes").id

    def open(self, stage):
        with self.database.writer() as session:
            work = queries.work(session, self.actor, self.work_id)
            contact, resumed = service.open_contact(session, self.actor, work, stage)
            return contact.id, resumed

    def finish(self, contact_id):
        with self.database.writer() as session:
            service.finish_contact(
                session, self.actor, queries.contact(session, self.actor, contact_id)
            )

    def flat(self):
        with self.database.reader() as session:
            work = queries.work(session, self.actor, self.work_id)
            return flat_record(session, self.actor, work)

    def file(self, message_id, contact_id, drafts=(), **more):
        resolved = []
        for draft in drafts:
            parts = {k: self._text(v, message_id) for k, v in draft["parts"].items()}
            words, reason = (self._text(draft[key], message_id) for key in ("words", "reason"))
            resolved.append({**draft, "parts": parts, "words": words, "reason": reason})
        with self.database.writer() as session:
            work = queries.work(session, self.actor, self.work_id)
            contact = queries.contact(session, self.actor, contact_id)
            filing = Filing("conversation", message_id, resolved, **more)
            written = service.file_entries(session, self.actor, work, contact, filing)
            return [entry.id for entry in written]


@pytest.fixture
def api(tmp_path):
    settings = Settings(
        _env_file=None,
        home=tmp_path,
        bot_key=secrets.token_urlsafe(32),
        turn_key=secrets.token_urlsafe(32),
    )
    upgrade(settings)
    return ApiRecorder(Database(settings))


def everything(recorder):
    """A first, a later and a last conversation with skips, corrections and an undo."""
    walk = Walk("start", recorder).to("C2")
    walk.tap("family")
    walk.to("A5").skip()
    walk.say("She was tired", "not_asked_reason")
    walk.to("A8").say("Peace")
    walk.say("My key back", "safer", "done")
    walk.to("A12").back()
    walk.say("Changed my mind")
    walk.undo()
    walk.to_the_end(A12="signs_seen")
    recorder.finish(walk.contact_id)
    walk = Walk("during", recorder).to("D1")
    walk.say("A quiet life", "changed")
    walk.to_the_end()
    walk = Walk("end", recorder).to("E4")
    walk.skip()
    walk.tap("later")
    walk.to("FINISH").tap("left")
    walk.to_the_end()


def the_same_of(recorder):
    flat = recorder.flat()
    contacts = [(c["stage"], c["later"], len(c["settled"])) for c in flat["contacts"]]
    places = {entry["id"]: f"entry {i}" for i, entry in enumerate(flat["entries"])}
    return contacts, [{key: _placed(e[key], places) for key in SAME} for e in flat["entries"]]


def _placed(value, places):
    """The value with outcomes named by their place instead of their id."""
    if isinstance(value, dict):
        return {key: _placed(v, places) for key, v in value.items()}
    if isinstance(value, list):
        return [_placed(v, places) for v in value]
    if isinstance(value, str) and value.startswith("thread:"):
        return places[value.partition(":")[2]]
    return value


def test_recorder_files_as_the_api_does(api):
    memory = Recorder()
    everything(memory)
    everything(api)
    assert the_same_of(api) == the_same_of(memory)


def tagged_after_a_representative(recorder):
    walk = Walk("start", recorder).to("A8")
    walk.say("She wants peace", "who=representative")
    walk.tap("safer", "done")
    first = walk.record.outcomes[0].first
    return first.source_person, first.kind


def test_a_tag_does_not_change_who_said_it_in_the_api(api):
    assert tagged_after_a_representative(api) == ("representative", "third_party_words")
