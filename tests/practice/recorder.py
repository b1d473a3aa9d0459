"""The record in memory, filed into by practice.asking.filing as in the API, and a walk through it.

`Recorder` takes drafts as the API does (JSON, text by reference). `Walk` plays the part of
the form of a stage: ask, interpret, file, ask on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import count
from typing import Any

from practice.asking.allowed import NotAllowedValue
from practice.asking.answers import interpret, left_behind
from practice.asking.filing import CannotFile, ContactFinished, file_drafts
from practice.asking.questions import (
    Ask,
    Pointer,
    ask,
    correction,
    next_question,
    previous_question,
    resolved,
)
from practice.asking.skip import skip
from practice.asking.steps import Draft, Message, Step
from practice.asking.undo import undo
from practice.content import content
from practice.record import Record

EMPTY = Record({})
DRAFT_KEYS = set(Draft.__dataclass_fields__)


class Refused(Exception):
    """The API would answer 404, 409 or 422 with this sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def quotation(typed: str, part: str | Sequence[str] | None) -> str:
    """As api.typed.quotation, and api.chat.turns for several parts."""
    if part is not None and not isinstance(part, str):
        return "\n".join(quotation(typed, piece) for piece in part)
    if part is None:
        return typed
    words = [re.escape(word).replace("'", "['’]") for word in part.replace("’", "'").split()]
    found = re.search(r"\s+".join(words), typed) if words else None
    if not found:
        raise Refused(422, "An entry may only hold words that were typed.")
    return found.group(0)


class Recorder:
    """One work: its contacts, its entries, and the messages that were typed for them."""

    ids = count(1)

    def __init__(self, case_ref: str = "A-1") -> None:
        self.work = {"id": self._id("work"), "case_ref": case_ref, "section_42": "yes"}
        self.contacts: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.messages: dict[str, str] = {}

    def _id(self, kind: str) -> str:
        return f"{kind}-{next(self.ids):06d}"

    def receive(self, text: str = "") -> str:
        """Keep a message as the inbox does; its id."""
        message_id = self._id("message")
        self.messages[message_id] = text
        return message_id

    def open(self, stage: str) -> tuple[str, bool]:
        """The unfinished contact of this stage, or a new one; True when it was there."""
        for contact in self.contacts:
            if contact["stage"] == stage and not contact["finished_at"]:
                return contact["id"], True
        fresh = {"id": self._id("contact"), "work_id": self.work["id"], "stage": stage}
        self.contacts.append({**fresh, "finished_at": None, "settled": [], "later": []})
        return fresh["id"], False

    def contact(self, contact_id: str) -> dict[str, Any]:
        return next(c for c in self.contacts if c["id"] == contact_id)

    def finish(self, contact_id: str) -> None:
        self.contact(contact_id)["finished_at"] = "2026-11-21T09:00:00Z"

    def flat(self) -> dict[str, Any]:
        """As `GET /internal/turns/{turn}` gives it under `record`."""
        newer = {e["supersedes"]: e["id"] for e in self.entries if e["supersedes"]}
        rows = [{**e, "superseded_by": newer.get(e["id"])} for e in self.entries]
        return {"work": self.work, "contacts": self.contacts, "entries": rows}

    @property
    def record(self) -> Record:
        return Record.from_json(self.flat())

    def file(
        self,
        message_id: str,
        contact_id: str | None,
        drafts: Sequence[Mapping[str, Any]] = (),
        settle: Sequence[str] = (),
        later: Sequence[str] = (),
        take_up: bool = False,
        batch: int = 0,
    ) -> list[str]:
        """As api.works.service.file_entries; all or nothing, and once per message and batch."""
        turn = (message_id, batch)
        written = [e["id"] for e in self.entries if (e["conversation_turn"], e["batch"]) == turn]
        if written:
            return written
        record = self.record
        try:
            filed = file_drafts(
                record,
                record.contact(contact_id) if contact_id else None,
                [self._resolved(draft, message_id) for draft in drafts],
                message_id,
                lambda: self._id("entry"),
                settle,
                later,
                take_up,
            )
        except ContactFinished as refusal:
            raise Refused(409, str(refusal)) from None
        except (CannotFile, NotAllowedValue) as refusal:
            raise Refused(422, str(refusal)) from None
        if contact_id:
            own = self.contact(contact_id)
            own["settled"], own["later"] = list(filed.settled), list(filed.later)
        self.entries += [{**asdict(entry), "batch": batch} for entry in filed.entries]
        return [entry.id for entry in filed.entries]

    def _resolved(self, draft: Mapping[str, Any], message_id: str) -> dict[str, Any]:
        if unknown := set(draft) - DRAFT_KEYS:
            raise Refused(422, f"unknown members {sorted(unknown)}")
        texts = {key: self._text(draft[key], message_id) for key in ("words", "reason")}
        parts = {k: self._text(v, message_id) for k, v in draft["parts"].items()}
        return {**draft, **texts, "parts": parts}

    def _text(self, value: Any, message_id: str) -> Any:
        if not isinstance(value, Mapping) or "typed" not in value:
            return value
        typed = value["typed"]
        if (typed["message"] or message_id) not in self.messages:
            raise Refused(404, "There is nothing here by that name.")
        return quotation(self.messages[typed["message"] or message_id], typed["part"])


class Walk:
    """One contact, walked question by question. `say` is a turn; the rest are commands."""

    def __init__(self, stage: str, recorder: Recorder | None = None) -> None:
        self.recorder = recorder or Recorder()
        self.contact_id, _ = self.recorder.open(stage)
        self.asked: list[str] = []
        self.finished: str | None = None
        self.step = Step()
        self._ask(None)

    @property
    def record(self) -> Record:
        return self.recorder.record

    @property
    def at(self) -> str:
        """The open question in short: "A7", "A7.reason_if_no", "skip A7", "FINISH"."""
        p = self.pointer
        name = f"{p.field}.{p.part}" if p.part else p.field
        return name if p.mode in ("answer", "finish") else f"{p.mode} {name}"

    def _ask(self, pointer: Pointer | None) -> None:
        record = self.record
        if pointer:
            pointer = resolved(pointer, record, self.contact_id)
        # What travels with a turn is JSON.
        found = pointer or next_question(record, self.contact_id)
        self.pointer = Pointer.from_json(found.to_json())
        self.question: Ask = ask(self.pointer, record, contact_id=self.contact_id)
        self.asked.append(self.at)

    def say(self, text: str = "", *choices: str) -> Step:
        """One turn: words, taps, or both."""
        assert not self.finished, "the conversation is over"
        message = Message(self.recorder.receive(text), text, choices)
        listed = self.pointer.mode in ("choose", "add")
        question = self.question if listed else ask(self.pointer, EMPTY)
        return self._take(interpret(question, message), message.id)

    def tap(self, *choices: str) -> Step:
        return self.say("", *choices)

    def skip(self) -> Step:
        return self._take(skip(self.pointer), self.recorder.receive("skip"))

    def back(self) -> None:
        self._ask(previous_question(self.record, self.contact_id, self.pointer))

    def correct(self, field: str) -> None:
        self._ask(correction(self.record.latest(field)))

    def undo(self) -> None:
        step = undo(self.record, self.contact_id)
        assert step, "there is nothing to take back"
        self._take(step, self.recorder.receive("undo"))

    def _take(self, step: Step, message_id: str) -> Step:
        self.step = step
        note = left_behind(self.pointer, step)
        self.filing = {
            "message_id": message_id,
            "contact_id": self.contact_id,
            "drafts": [d.to_json() for d in (*step.drafts, *([note] if note else []))],
            "settle": step.settle,
            "later": step.later,
            "take_up": step.take_up,
        }
        self.recorder.file(**self.filing)
        if step.finish:
            self.finished = step.finish
        else:
            self._ask(step.next)
        return step

    def to(self, field: str, **answers: Any) -> Walk:
        """Walk on with plausible answers until `field` is asked (at any of its parts)."""
        while self.pointer.field != field:
            self.answer(answers)
        return self

    def to_the_end(self, **answers: Any) -> Walk:
        """Walk on until the record is finished."""
        while not self.finished:
            self.answer(answers)
        return self

    def answer(self, answers: Mapping[str, Any]) -> Step:
        """Answer the open question from `answers` ("A7", "more_A8": a value, or a list of them)."""
        name = self.at.replace(".", "_").replace(" ", "_")
        given = answers.get(name)
        if isinstance(given, list):
            given = given.pop(0) if given else None
        text, *choices = given if isinstance(given, tuple) else ("", *plausible(self.question))
        if isinstance(given, str):
            offered = given in [c.value for c in self.question.choices]
            text, choices = ("", [given]) if offered else (given, [])
        elif given is None and not choices:
            text = f"something about {self.pointer.field}"
        return self.say(text, *choices)

    def entry(self, field: str) -> Any:
        return self.record.latest(field)


def plausible(question: Ask) -> list[str]:
    """Choices that answer a question: its end, a shortcut, one of each group, or the first."""
    pointer, choices = question.pointer, question.choices
    if pointer.mode == "more":
        return ["done"]
    if pointer.mode not in ("answer", "correct"):
        return [choices[0].value] if choices else []
    field = content().field(pointer.field)
    if pointer.part == "words":
        return []
    part = field.part(pointer.part)
    if part.key == "added":
        return [choices[0].value]
    if part.words == "required" or not choices:
        return []
    if part.grouped:
        exclusive = [c.value for c in choices if c.exclusive]
        groups = {c.group: c.value for c in reversed(choices) if c.group}
        return exclusive[:1] or list(groups.values())
    return [choices[0].value]
