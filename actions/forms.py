"""The form of a stage: an answer is understood, filed in the API at once, and the next is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_client import ApiRefused
from actions.base import AideAction
from actions.filing import file_step
from actions.reply import put
from actions.turn import ANSWER, CONTACT_FORM, Turn
from practice.asking import drafting
from practice.asking.corrections import amendment
from practice.asking.gaps import blocking, with_gaps
from practice.asking.modes import ask, interpret
from practice.asking.note_proposals import propose
from practice.asking.pointer import Ask, Pointer
from practice.asking.questions import next_question, resolved
from practice.asking.safety import safety_lines
from practice.asking.steps import Step, Text
from practice.asking.waiting_words import left_behind
from practice.content import content
from practice.record import Record
from practice.rules.checks import findings, new_findings

EMPTY = Record({})
# The one slot of the form. It is asked again and again, and never kept.
SLOT = "answer"
STILL_OPEN_SHOWN = 3
# Questions whose answer may hold more than was asked.
ANSWERED = ("answer", "more")


class ContactForm(AideAction):
    """Validation of a stage's form; the next question is worked out from the record."""

    form_call = True
    safety_first = False

    def name(self) -> str:
        """The name under which Rasa calls it."""
        return f"validate_{CONTACT_FORM}"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """An answer is filed; a command is left to the rules; else the question is asked."""
        active = turn.form == CONTACT_FORM
        if active and turn.fresh and turn.intent != ANSWER:
            return []
        if active and turn.fresh and turn.contact_id:
            return await self._answer(turn, dispatcher)
        state = await self.api.state(turn)
        record = Record.from_json(state["record"])
        pointer = turn.pointer_slot
        if pointer and pointer.mode == "next":
            pointer = None
        if turn.heard_before:
            return await self._hear(turn, state, dispatcher)
        return self._ask(record, state["contact_id"], pointer, dispatcher)

    async def _hear(
        self, turn: Turn, state: dict[str, Any], dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """Puts what was heard in an earlier note, now that its stage is open."""
        record, contact_id = Record.from_json(state["record"]), state["contact_id"]
        told = turn.heard_before or {}
        message, found = told["message"], told["found"]
        pointer, said = propose(found, record, contact_id, message), []
        if not pointer:
            note = Step((drafting.note(Text(message)),))
            record = Record.from_json(
                (await file_step(turn, note, contact_id=contact_id))["record"]
            )
            said = [self.words("note.saved")]
        events = self._ask(record, contact_id, pointer, dispatcher, said)
        return [*events, SlotSet("heard", None)]

    async def _answer(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        before = safety_lines(turn.safety, advised=turn.advised)
        if turn.early or not turn.pointer:
            step = self._note(turn)
        elif pointer := await self._amended(turn) or await self._heard_instead(turn):
            step = Step(next=pointer)
        else:
            step = interpret(self._offered(turn.pointer), turn.message)
        step = self._keeping_words(turn, step)
        if step.finish:
            return await self._finish(turn, step, dispatcher)
        try:
            record = Record.from_json((await file_step(turn, step))["record"])
        except ApiRefused as refused:
            record = Record.from_json((await self.api.state(turn))["record"])
            why = refused.detail or self.words("nothing_saved")
            return self._ask(
                record, turn.contact_id, turn.pointer, dispatcher, [*before, why], turn.safety
            )
        pointer = step.next and resolved(step.next, record, turn.contact_id or "")
        pointer = self._heard_beside(turn, step, record) or pointer
        pointer = pointer or next_question(record, turn.contact_id or "")
        said = [*before, *step.say, *_spoken_up(record, turn.id, pointer)]
        return self._ask(record, turn.contact_id, pointer, dispatcher, said, turn.safety)

    async def _amended(self, turn: Turn) -> Pointer | None:
        """Words that sound like a change to an earlier answer: whether they are is asked."""
        if not turn.amends or not turn.pointer or turn.message.choices:
            return None
        if turn.pointer.mode not in ANSWERED:
            return None
        record = Record.from_json((await self.api.state(turn))["record"])
        contact_id = turn.contact_id or ""
        return amendment(turn.amends, turn.message, turn.pointer, record, contact_id)

    async def _heard_instead(self, turn: Turn) -> Pointer | None:
        """A note told where a choice was asked for: what it says, this question included."""
        if not turn.heard or not turn.pointer or not _asks_for_a_choice(turn.pointer):
            return None
        record = Record.from_json((await self.api.state(turn))["record"])
        found = propose(turn.heard, record, turn.contact_id or "", turn.id)
        fields = {row["field"] for row in found.heard["rows"]} if found and found.heard else set()
        return found if fields - {turn.pointer.field} else None

    @staticmethod
    def _heard_beside(turn: Turn, step: Step, record: Record) -> Pointer | None:
        """What an answer says about other questions that are still open."""
        if not step.accepted or step.next or not turn.pointer:
            return None
        if turn.pointer.mode not in ANSWERED or not turn.heard:
            return None
        answered = turn.pointer.field
        return propose(turn.heard, record, turn.contact_id or "", turn.id, answered)

    async def _finish(
        self, turn: Turn, step: Step, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """Leaves the form, unless a check has to be put right first."""
        if step.finish == "finish":
            record = Record.from_json((await self.api.state(turn))["record"])
            if found := blocking(record):
                why = [finding.message for finding in found]
                return self._ask(record, turn.contact_id, turn.pointer, dispatcher, why)
        return [SlotSet("requested_slot", None), SlotSet("pointer", None)]

    def _note(self, turn: Turn) -> Step:
        """Words that answer no open question are kept as a note."""
        note = drafting.note(Text())
        return Step((note,), say=(self.words("early.note"),), next=turn.pointer)

    @staticmethod
    def _offered(pointer: Pointer) -> Ask:
        return ask(pointer, EMPTY)

    def _keeping_words(self, turn: Turn, step: Step) -> Step:
        """The step, with a note of words that it would leave without a place."""
        note = left_behind(turn.pointer, step)
        if not note:
            return step
        said = self.words("words.noted")
        return replace(step, drafts=(*step.drafts, note), say=(*step.say, said))

    def _ask(
        self,
        record: Record,
        contact: str | None,
        pointer: Pointer | None,
        dispatcher: CollectingDispatcher,
        before: list[str] | None = None,
        safety: tuple[str, ...] = (),
    ) -> list[dict[str, Any]]:
        contact_id = contact or ""
        pointer = pointer or next_question(record, contact_id)
        before = list(before or [])
        if pointer.mode == "finish":
            before += self._left_for_later(record, contact_id)
        question = ask(pointer, record, contact_id=contact_id)
        if pointer.mode == "finish":
            question = with_gaps(question, record, contact_id)
            before += _still_open(record, before)
        put(dispatcher, question, [*before, question.lead], safety)
        return [SlotSet("pointer", None), SlotSet(SLOT, None), SlotSet("requested_slot", SLOT)]

    def _left_for_later(self, record: Record, contact_id: str) -> list[str]:
        keys = record.contact(contact_id).later
        titles = [content().field(Pointer.field_of(key)).title for key in keys]
        return [self.words("finish.later", titles=", ".join(titles))] if titles else []


def _asks_for_a_choice(pointer: Pointer) -> bool:
    if not pointer.field or pointer.part or pointer.mode != "answer":
        return False
    main = content().field(pointer.field).main
    return bool(main.choices) and main.words != "required"


def _spoken_up(record: Record, turn_id: str, following: Pointer) -> list[str]:
    """Checks that speak up because of this answer, once its follow-ups are done."""
    if following.entry and following.mode == "answer":
        return []
    return [finding.message for finding in new_findings(record, turn_id)]


def _still_open(record: Record, said: list[str]) -> list[str]:
    """Checks that still speak up at the end, the first few, with those just said left out."""
    messages = [f.message for f in findings(record) if f.message not in said]
    head = [content().say("finish.look")] if messages else []
    return head + [f"- {message}" for message in messages[:STILL_OPEN_SHOWN]]
