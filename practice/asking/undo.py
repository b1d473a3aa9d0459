"""Taking back the last answer; the history keeps it."""

from __future__ import annotations

from practice.asking.steps import Draft, Step
from practice.content import content
from practice.record import Entry, Record


def undo(record: Record, contact_id: str) -> Step | None:
    """Withdrawals of what was written last in a contact. None: there is nothing to take back.

    One tap may have answered several questions; what it wrote goes together. A continued or
    corrected answer goes by itself.
    """
    own = [entry for entry in record.heads if entry.contact_id == contact_id]
    if not own:
        return None
    latest = max(own, key=lambda entry: entry.seq)
    same = [entry for entry in own if entry.conversation_turn == latest.conversation_turn]
    last = same if latest.change == "new" else [latest]
    titles = dict.fromkeys(content().field(entry.field).title for entry in last)
    said = content().say("undo.done", title=", ".join(titles))
    return Step(tuple(_withdrawal(entry) for entry in last), say=(said,))


def _withdrawal(entry: Entry) -> Draft:
    kind = content().field(entry.field).kind
    state = "not_recorded"
    return Draft(entry.field, "withdrawn", entry.id, entry.thread_id, answer_state=state, kind=kind)
