"""Works that were closed, as practitioners leave them, for the board report."""

from collections.abc import Mapping
from random import Random
from typing import Any

from api.chat.service import begin_conversation
from api.database import Database
from api.identity.actor import Actor
from api.works import age, queries, service
from api.works.models import Entry
from api.works.service import Filing
from practice.content import content
from tests.web.stand_in import draft

REASON = draft("E15", ["plan_in_place"], "They have a plan.", kind="decision")
ASKED = draft("A7", "asked_expressed", kind="action_taken")


class ClosedWork:
    """One work whose last conversation was finished. answers: drafts besides the closing reason."""

    def __init__(
        self, database: Database, actor: Actor, ref: str, *answers: Mapping[str, Any],
        section_42: str = "yes", age_band: str | None = None, finish: bool = True,
    ) -> None:  # fmt: skip
        self.database, self.actor, self.age_band = database, actor, age_band
        with database.writer() as session:
            work = service.create_work(session, actor, ref, section_42)
            self.work_id = work.id
            session.flush()
            self.contact_id = service.open_contact(session, actor, work, "end")[0].id
            if age_band:
                age.set_age_band(session, actor, work.id, age_band)
        self.entries = self.file(*answers, REASON)
        if finish:
            self.finish()

    def file(self, *drafts: Mapping[str, Any]) -> list[Entry]:
        """File answers in the last conversation."""
        with self.database.writer() as session:
            work = queries.work(session, self.actor, self.work_id)
            contact = queries.contact(session, self.actor, self.contact_id)
            conversation = begin_conversation(session, self.actor, self.work_id)
            filing = Filing(conversation.id, f"message-{conversation.id[:20]}", drafts)
            return list(service.file_entries(session, self.actor, work, contact, filing))

    def finish(self) -> None:
        """Finish the last conversation."""
        with self.database.writer() as session:
            contact = queries.contact(session, self.actor, self.contact_id)
            service.finish_contact(session, self.actor, contact)


def random_answers(random: Random) -> list[dict[str, Any]]:
    """Answers to what the report counts."""

    def one(name: str) -> str:
        return random.choice(content().choices(name)).value

    asked = one("asked")
    found = [draft("A7", asked, "as they told it", kind="action_taken")]
    if asked == "asked_expressed":
        found.append(draft("E3", one("achieved"), kind="decision"))
        wish = draft("A8", words="my own front door", kind="person_words", opens="outcome")
        found.append(wish)
    lacked = one("capacity_summary")
    support = {"support": one("capacity_support")} if lacked == "lacked" else {}
    found.append(draft("E11", lacked, parts=support, kind="professional_view"))
    found.append(draft("E9", one("risk_assessed"), kind="professional_view"))
    found.append(draft("E10", one("risk_outcome"), kind="professional_view"))
    parts = {"location": [one("abuse_location")], "source": [one("risk_source")]}
    found.append(draft("E12", [one("abuse_type")], parts=parts, kind="professional_view"))
    for field in ("E4", "E5", "E6", "E7"):
        found.append(draft(field, one("felt"), "they said", kind="person_words"))
    by = {"answered": one("feedback_by"), "asked": one("feedback_asker")}
    return [*found, draft("E14", by, kind="action_taken")]


def many_closed(database: Database, actor: Actor, number: int, seed: int = 1) -> list[ClosedWork]:
    """Works with random answers and ages."""
    random = Random(seed)
    bands = [row["value"] for row in age.age_bands()]
    return [
        ClosedWork(
            database, actor, f"SA-{n:04}", *random_answers(random),
            age_band=random.choice(bands),
        )
        for n in range(number)
    ]  # fmt: skip
