"""Repair and navigation: skip, back, correct, undo, why, words, summary, gaps, write-up."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import AideAction
from actions.contact import leave_form
from actions.filing import file_step, keep_waiting_words
from actions.reply import say
from actions.turn import CONTACT_FORM, Turn
from actions.work import main_menu
from practice import choice_values
from practice.asking.gaps import OFFERED, Gap, gaps, open_at
from practice.asking.modes import cancel
from practice.asking.naming import find_field
from practice.asking.pointer import Pointer
from practice.asking.questions import correction, previous_question
from practice.asking.skip import skip_with_words
from practice.asking.undo import undo
from practice.content import Choice, content
from practice.content.language import gettext
from practice.papers.lines import answer_line, summary_text
from practice.record import Record


def at(pointer: Pointer | None) -> list[dict[str, Any]]:
    """Have the form ask at `pointer` next (the next open question when it is None)."""
    return [SlotSet("pointer", pointer.to_json() if pointer else None)]


def _next_pointer(events: list[dict[str, Any]]) -> Pointer | None:
    """Where `at` sends the form."""
    row = next((e["value"] for e in events if e.get("name") == "pointer"), None)
    return Pointer.from_json(row) if row else None


class NavigationAction(AideAction):
    """An action that only makes sense while a stage is open."""

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Steer, or say that nothing is open."""
        state = await self.api.state(turn)
        if not state["contact_id"] or turn.form != CONTACT_FORM:
            say(dispatcher, self.words("pause.empty"), main_menu(state))
            return []
        events = await self.steer(turn, Record.from_json(state["record"]), dispatcher)
        await keep_waiting_words(turn, _next_pointer(events), dispatcher)
        return events

    @abstractmethod
    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """What the action does within the open stage."""


class Skip(NavigationAction):
    """Leaves the open question, with the reason when it was given."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_skip"

    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """A reason said with it is kept; what is missing is asked."""
        if not turn.pointer:
            return at(None)
        if turn.command.get("state") == "cancel":
            return self._cancel(turn.pointer, dispatcher)
        if turn.pointer.mode == "finish":
            say(dispatcher, self.words("finish.kept_open"))
            return leave_form()
        state, said = turn.command.get("state"), turn.command.get("rest")
        step = skip_with_words(turn.pointer, turn.id, state, said)
        await file_step(turn, step)
        for line in step.say:
            say(dispatcher, line)
        return self._to(step.next)

    def _cancel(self, pointer: Pointer, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        step = cancel(pointer)
        say(dispatcher, self.words("cancel.done" if step else "cancel.nothing"))
        return self._to(step.next) if step else at(pointer)

    def _to(self, pointer: Pointer | None) -> list[dict[str, Any]]:
        # Without a next question the form looks the record up again.
        return at(pointer or Pointer("", mode="next"))


class GoBack(NavigationAction):
    """Asks the question before again."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_go_back"

    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """What is recorded now is shown, and asked again."""
        pointer = previous_question(record, turn.contact_id or "", turn.pointer)
        if not pointer:
            say(dispatcher, self.words("back.none"))
            return at(turn.pointer)
        return show_and_ask_again(self, pointer, record, dispatcher)


def show_and_ask_again(
    action: AideAction, pointer: Pointer, record: Record, dispatcher: CollectingDispatcher
) -> list[dict[str, Any]]:
    """Say what is recorded, then ask it again."""
    entry = record.entry(pointer.entry or "")
    if entry:
        say(dispatcher, action.words("correct.asking", now=answer_line(entry, record)))
    return at(pointer)


class CorrectAnswer(NavigationAction):
    """Changes an earlier answer, or asks a question that was named or tapped."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_correct_answer"

    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """By choice, by the name of the question, or by asking which."""
        kind, named = _tapped(turn)
        entry = record.entry(named) if kind == "correct" else None
        field = content().fields.get(named) if kind == "ask" else None
        if not named and (rest := turn.command.get("rest")):
            field = find_field(rest)
            entry = record.latest(field.id) if field else None
        if entry and entry.stands:
            return show_and_ask_again(self, correction(entry), record, dispatcher)
        if field and (pointer := open_at(field, record, turn.contact_id or "")):
            return at(pointer)
        if kind == "ask" or turn.command.get("state") == "add":
            return at(Pointer("FINISH", mode="add"))
        if not record.heads:
            say(dispatcher, self.words("correct.none"))
            return at(turn.pointer)
        return at(Pointer("FINISH", mode="choose"))


def _tapped(turn: Turn) -> tuple[str, str]:
    """What a tapped choice names: an entry to correct, or a field to ask."""
    for value in map(choice_values.parse, turn.message.choices):
        if value.kind in ("correct", "ask"):
            return value.kind, value.rest
    return "", ""


class Undo(NavigationAction):
    """Takes back the last answer of this stage; the history keeps it."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_undo"

    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """Writes a withdrawal that supersedes the last entry."""
        step = undo(record, turn.contact_id or "")
        if not step:
            say(dispatcher, self.words("undo.none"))
            return at(turn.pointer)
        await file_step(turn, step)
        for line in step.say:
            say(dispatcher, line)
        return at(Pointer("", mode="next"))


class ExplainWhy(NavigationAction):
    """Why the open question is asked, with its source."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_explain_why"

    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """Explains; the form then asks again."""
        field = content().fields.get(turn.pointer.field) if turn.pointer else None
        if field:
            say(dispatcher, self.words("why", why=field.why, source=field.source))
        return at(turn.pointer)


class SuggestWording(NavigationAction):
    """Words to use with the person, and ideas to think with."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_suggest_wording"

    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """Suggests; the form then asks again."""
        field = content().fields.get(turn.pointer.field) if turn.pointer else None
        lines = [self.words("say.words", say=field.say)] if field and field.say else []
        if field and field.ideas:
            lines.append("\n- ".join([self.words("say.ideas"), *field.ideas]))
        say(dispatcher, "\n".join(lines) or self.words("say.none"))
        return at(turn.pointer)


class Repeat(NavigationAction):
    """Asks the open question again."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_repeat"

    async def steer(
        self, turn: Turn, record: Record, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        """The form does the asking."""
        return at(turn.pointer)


class ShowSummary(AideAction):
    """What is recorded so far, in the words it was given."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_show_summary"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Shows the whole record of the work, newest stage last."""
        state = await self.api.state(turn)
        text = summary_text(Record.from_json(state["record"])) if state["record"] else ""
        if not text:
            say(dispatcher, self.words("summary.none"), () if turn.form else main_menu(state))
            return at(turn.pointer)
        head = self.words("summary.head", case=state["record"]["work"]["case_ref"])
        card = {
            "kind": "link",
            "href": f"/works/{state['work_id']}",
            "label": gettext("See the record"),
        }
        say(dispatcher, f"{head}\n{text}", card=card)
        return at(turn.pointer)


class ShowGaps(AideAction):
    """What has been missed: the three most useful questions first, each to tap."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_show_gaps"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Works it out from the coverage of the record (practice/asking/gaps.py)."""
        state = await self.api.state(turn)
        if not state["contact_id"]:
            say(dispatcher, self.words("pause.empty"), main_menu(state))
            return []
        found = gaps(Record.from_json(state["record"]), state["contact_id"])
        if not found:
            say(dispatcher, self.words("gaps.none"))
            return at(turn.pointer)
        say(dispatcher, self._told(found), [gap.choice for gap in found[:OFFERED]])
        return at(turn.pointer)

    def _told(self, found: list[Gap]) -> str:
        lines = [self.words("gaps.head")]
        for gap in found[:OFFERED]:
            shows = "; ".join(gap.shows[:2])
            lines.append("- " + self.words("gaps.each", title=gap.field.title, shows=shows))
            lines += [f"  {gap.nudge}"] if gap.nudge else []
        if len(found) > OFFERED:
            lines.append(self.words("gaps.more", count=len(found) - OFFERED))
        return "\n".join(lines)


class ExportRecord(AideAction):
    """Where the write-up is."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_export_record"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """Points to the API's export; the bot writes no prose of its own."""
        state = await self.api.state(turn)
        if not state["work_id"]:
            choices = [] if turn.form else main_menu(state)
            say(dispatcher, self.words("export.none"), choices)
            return at(turn.pointer)
        card = {
            "kind": "link",
            "href": f"/v1/works/{state['work_id']}/export?format=md",
            "label": self.words("menu.export"),
        }
        case = state["record"]["work"]["case_ref"]
        say(dispatcher, self.words("export.ready", case=case), card=card)
        return at(turn.pointer)


def do(intent: str, key: str) -> Choice:
    """A choice that steers."""
    return Choice(choice_values.do(intent), content().say(key))
