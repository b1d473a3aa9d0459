"""Choosing the piece of safeguarding work, or beginning one."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api_client import ApiRefused
from actions.base import AideAction
from actions.reply import put, say
from actions.safety import answer_safety
from actions.turn import ANSWER, WORK_FORM, Turn
from practice.asking.questions import Ask, Pointer
from practice.asking.work import CASE_REF, SECTION_42
from practice.content import Choice, content

MENU = ("prepare_visit", "record_visit", "review_closure")


def stage_title(stage: str) -> str:
    """A stage's name in plain words."""
    return content().stages[stage].title


def open_contacts(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The unfinished contacts the person may carry on with, latest first."""
    return [contact for work in state["works"] for contact in work["open_contacts"]]


def main_menu(state: dict[str, Any]) -> list[Choice]:
    """What can be done next: carry on, or begin a stage."""
    practice = content()
    cases = {work["id"]: work["case_ref"] for work in state["works"]}
    carry_on = [
        Choice(
            f"resume:{contact['id']}",
            practice.say(
                "menu.resume", stage=stage_title(contact["stage"]), case=cases[contact["work_id"]]
            ),
        )
        for contact in open_contacts(state)[:3]
    ]
    begin = [Choice(f"do:{intent}", practice.say(f"menu.{intent}")) for intent in MENU]
    return carry_on + begin


class WorkForm(AideAction):
    """Asks which piece of work, and for a new one its reference and kind."""

    form_call = True
    safety_first = False

    def name(self) -> str:
        """The name under which Rasa calls it."""
        return f"validate_{WORK_FORM}"

    async def act(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        """One of three questions, by the slot that is open."""
        active = turn.form == WORK_FORM
        if active and turn.fresh and turn.intent != ANSWER:
            return []
        if not (active and turn.fresh):
            return await self._ask_which(turn, dispatcher)
        answer_safety(turn, dispatcher)
        step = {
            "work__work": self._which,
            "work__case_ref": self._case_ref,
            "work__section_42": self._section_42,
        }[turn.requested_slot or "work__work"]
        return await step(turn, dispatcher)

    async def _ask_which(
        self, turn: Turn, dispatcher: CollectingDispatcher, before: str = ""
    ) -> list[dict[str, Any]]:
        works = (await self.api.state(turn))["works"]
        if not works:
            return self._ask_case_ref(dispatcher)
        choices = [Choice(f"work={work['id']}", work["case_ref"]) for work in works[:12]]
        choices.append(Choice("work=new", self.words("work.new")))
        return self._ask(dispatcher, "work__work", self.words("work.which"), choices, before)

    def _ask_case_ref(
        self, dispatcher: CollectingDispatcher, before: str = ""
    ) -> list[dict[str, Any]]:
        return self._ask(dispatcher, "work__case_ref", self.words("work.case_ref"), [], before)

    @staticmethod
    def _ask(
        dispatcher: CollectingDispatcher,
        slot: str,
        text: str,
        choices: list[Choice],
        before: str = "",
        **keep: Any,
    ) -> list[dict[str, Any]]:
        pointer = Pointer("", mode=slot, **keep)
        question = Ask(pointer, text, tuple(choices), takes_words=not choices)
        put(dispatcher, question, [before])
        return [SlotSet(slot, None), SlotSet("requested_slot", slot)]

    async def _which(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        works = (await self.api.state(turn))["works"]
        chosen = _chosen_work(turn, works)
        if chosen == "new":
            return self._ask_case_ref(dispatcher)
        if not chosen:
            return await self._ask_which(turn, dispatcher, self.words("choose.again"))
        try:
            await self.api.choose_work(turn, chosen)
        except ApiRefused as refused:
            return await self._ask_which(turn, dispatcher, refused.detail)
        return _done()

    async def _case_ref(self, turn: Turn, dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
        given = turn.message.text.strip()
        if not CASE_REF.fullmatch(given):
            return self._ask_case_ref(dispatcher, self.words("work.case_ref_bad"))
        choices = [Choice(value, self.words(f"work.section_42.{value}")) for value in SECTION_42]
        return self._ask(
            dispatcher,
            "work__section_42",
            self.words("work.section_42"),
            choices,
            state=given,
        )

    async def _section_42(
        self, turn: Turn, dispatcher: CollectingDispatcher
    ) -> list[dict[str, Any]]:
        labels = {self.words(f"work.section_42.{v}").casefold(): v for v in SECTION_42}
        said = turn.message.text.strip().casefold()
        value = next(iter(turn.message.choices), labels.get(said, said))
        case_ref = turn.pointer.state if turn.pointer else None
        if not case_ref:
            return self._ask_case_ref(dispatcher)
        if value not in SECTION_42:
            choices = [Choice(v, self.words(f"work.section_42.{v}")) for v in SECTION_42]
            return self._ask(
                dispatcher,
                "work__section_42",
                self.words("work.section_42"),
                choices,
                "",
                state=case_ref,
            )
        try:
            await self.api.new_work(turn, case_ref, value)
        except ApiRefused as refused:
            return self._ask_case_ref(dispatcher, refused.detail)
        say(dispatcher, self.words("work.ready", case=case_ref))
        return _done()


def _chosen_work(turn: Turn, works: list[dict[str, Any]]) -> str | None:
    """The work tapped, or named exactly by its reference; "new" for a new one."""
    for value in turn.message.choices:
        if value.startswith("work="):
            return value.partition("=")[2]
    said = turn.message.text.strip().casefold()
    if said in ("new", content().say("work.new").casefold()):
        return "new"
    return next((work["id"] for work in works if work["case_ref"].casefold() == said), None)


def _done() -> list[dict[str, Any]]:
    return [SlotSet("work__work", "chosen"), SlotSet("requested_slot", None)]
