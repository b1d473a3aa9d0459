"""The tracker store: short working memory that fails closed and never loses a turn.

The record itself lives in the API. What is here may be lost; it may not be wrong. So what the
domain has no name for is left out when a conversation is read, as after an update: a form that is
gone asks nothing any more, and the channel finds its place again from what the API knows
(bot/channel.py).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.reliability import TurnAborted, spoken

BUSY_MILLISECONDS = 2000


def _sqlite_settings(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


class AideTrackerStore(SQLTrackerStore):
    """An SQL tracker store in which every error aborts the turn.

    A save is refused when another process has added to the conversation since it was
    read, and when the turn has said nothing to the person.
    """

    engine: sa.engine.Engine

    def __init__(self, domain: Any = None, event_broker: Any = None, **kwargs: Any) -> None:
        if kwargs.get("dialect", "sqlite") == "sqlite" and kwargs.get("db"):
            Path(kwargs["db"]).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain=domain, event_broker=event_broker, **kwargs)
        url = self.engine.url
        self.engine.dispose()
        self.engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _sqlite_settings)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    def _last_event_id(self, session: Any, sender_id: str) -> int:
        found = session.query(sa.func.max(self.SQLEvent.id)).filter(
            self.SQLEvent.sender_id == sender_id
        )
        return found.scalar() or 0

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The stored tracker with a mark of what was read, or None. Raises TurnAborted."""
        try:
            with self.session_scope() as session:
                rows = self._event_query(session, sender_id, False).all()
                return self._tracker(sender_id, rows) if rows else None
        except Exception as error:
            raise TurnAborted(f"tracker store read: {type(error).__name__}") from None

    def _tracker(self, sender_id: str, rows: list[Any]) -> DialogueStateTracker:
        slots = self.domain.slots
        names = {slot.name for slot in slots}
        events = [json.loads(row.data) for row in rows]
        known = [event for event in events if _is_known(event, names, self.domain.form_names)]
        tracker = DialogueStateTracker.from_dict(sender_id, known, slots)
        tracker.read_to, tracker.events_kept = rows[-1].id, len(known)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events in one transaction. Raises TurnAborted and stores nothing.

        A tracker in which nobody has spoken (Rasa saves one when it makes it) is left out.
        """
        if not any(isinstance(event, UserUttered) for event in tracker.events):
            return
        if spoken.get() == []:
            raise TurnAborted("the turn said nothing")
        try:
            self._save_if_unchanged(tracker)
        except Exception as error:
            raise TurnAborted(f"tracker store write: {type(error).__name__}") from None

    def _save_if_unchanged(self, tracker: DialogueStateTracker) -> None:
        with self.session_scope() as session:
            if self.engine.dialect.name == "sqlite":
                session.connection().connection.execute("BEGIN IMMEDIATE")
            else:
                lock = sa.text("SELECT pg_advisory_xact_lock(hashtext(:sender))")
                session.execute(lock, {"sender": tracker.sender_id})
            if self._last_event_id(session, tracker.sender_id) != getattr(tracker, "read_to", 0):
                raise TurnAborted("another process took this conversation's turn")
            for event in islice(tracker.events, getattr(tracker, "events_kept", 0), None):
                session.add(self._row(tracker.sender_id, event))
            session.commit()
            tracker.read_to = self._last_event_id(session, tracker.sender_id)
            tracker.events_kept = len(tracker.events)

    def _row(self, sender_id: str, event: Any) -> Any:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=(data.get("parse_data") or {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )


def _is_known(event: Mapping[str, Any], slots: Collection[str], forms: Collection[str]) -> bool:
    """Whether the domain has the form that a stored event names, or the slot."""
    name, value = event.get("name"), event.get("value")
    if event["event"] == "active_loop":
        return not name or name in forms
    if event["event"] != "slot":
        return True
    return name in slots and (name != REQUESTED_SLOT or not value or value in slots)
