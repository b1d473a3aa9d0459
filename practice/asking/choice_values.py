"""What the value of a tapped choice says beside the answers of a question: `kind:rest`.

One list for whoever takes choices in (api/chat) and whoever acts on them (bot/channel.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from practice.content import content

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANSWER = "inform"
STAGES = ("prepare_visit", "record_visit", "quick_capture", "review_closure")
# Commands that mean another thing at another question.
AT_THE_QUESTION = ("skip", "go_back", "repeat", "undo", "explain_why", "suggest_wording")
COMMANDS = (
    "greet", "goodbye", "thank", "help", "resume_work", "rehearse", "pause", "correct_answer",
    "show_summary", "show_gaps", "export_record", *STAGES, *AT_THE_QUESTION,
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """intent: what it means to the bot; None when the value names it.

    on_offer: it counts only when the last reply offered it; the others may be sent at any time.
    """

    intent: str | None = None
    on_offer: bool = False


KINDS = {
    "do": Kind(),
    "begin": Kind(),
    "resume": Kind("resume_work"),
    "correct": Kind("correct_answer"),
    "ask": Kind("correct_answer"),
    "note": Kind("save_note", on_offer=True),
    "heard": Kind(on_offer=True),
}


@dataclass(frozen=True)
class ChoiceValue:
    """A value in its parts: `do:skip` is kind `do`, rest `skip`; an answer has no kind."""

    kind: str
    rest: str

    @property
    def intent(self) -> str:
        """The intent that the tap stands for."""
        if not self.kind or not self.rest:
            return ANSWER
        return KINDS[self.kind].intent or self.rest.partition(":")[0]

    @property
    def steers(self) -> bool:
        """Whether it goes somewhere, so that no reply need have offered it."""
        return bool(self.kind) and not KINDS[self.kind].on_offer

    @property
    def is_known(self) -> bool:
        """Whether it can be: answers and offers always, steering only when it is on the list."""
        if self.kind == "do":
            return self.rest in COMMANDS
        if self.kind == "begin":
            stage, _, work = self.rest.partition(":")
            return stage in STAGES and bool(ID.fullmatch(work))
        if self.kind == "ask":
            return self.rest in content().fields
        return not self.steers or bool(ID.fullmatch(self.rest))

    @property
    def is_about_the_question(self) -> bool:
        """Whether it means something else when another question is open."""
        return not self.steers or (self.kind == "do" and self.rest in AT_THE_QUESTION)


def do(command: str) -> str:
    """The value of the tap that gives a command."""
    return f"do:{command}"


def label(value: str) -> str | None:
    """What a steering value is called when no reply offered it; None for an answer.

    >>> label("ask:C2")  # the title of the field that it asks
    'Who was there'
    """
    found = parse(value)
    if found.kind == "ask":
        field = content().fields.get(found.rest)
        return field.title if field else None
    key = found.rest if found.kind == "do" else found.kind
    return content().wording.get(f"choice.{key}")


def parse(value: str) -> ChoiceValue:
    """`value` in its parts; what has no kind of its own is an answer."""
    kind, colon, rest = value.partition(":")
    return ChoiceValue(kind, rest) if colon and kind in KINDS else ChoiceValue("", value)
