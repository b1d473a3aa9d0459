"""What the value of a choice says: where it leads (`kind:rest`), or what an answer names.

The one place that knows how such a value is written: for whoever offers a choice (practice/asking,
actions/, pages), takes one in (api/chat) or acts on it (bot/channel.py). What a value that steers
means stands in KINDS. Values that are answers may name an outcome (`thread:<id>`), who said it
(`who=<whom>`), a piece of work (`work=<id>`) or a change that was heard (`amend:<number>`); the
first two are stored in records as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from practice.content import content

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANSWER = "inform"
STAGES = ("prepare_visit", "record_visit", "quick_capture", "review_closure")
NEW_WORK = "new"
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

    @property
    def ids(self) -> list[str]:
        """The identifiers that it names, in order: `heard:resume_work:<id>` names one.

        >>> parse("note:m1:w1").ids
        ['m1', 'w1']
        """
        named = self.rest.split(":") if self.kind else []
        return [one for one in (named if self.intent not in named[:1] else named[1:]) if one]


def do(command: str) -> str:
    """The value of the tap that gives a command."""
    return f"do:{command}"


def begin(stage: str, work_id: str) -> str:
    """Begins a stage, one of STAGES, of a work."""
    return f"begin:{stage}:{work_id}"


def resume(contact_id: str) -> str:
    """Carries on with a contact that was begun."""
    return f"resume:{contact_id}"


def correct(entry_id: str) -> str:
    """Changes an answer."""
    return f"correct:{entry_id}"


def ask(field_id: str) -> str:
    """Asks a question."""
    return f"ask:{field_id}"


def note(message_id: str, work_id: str) -> str:
    """Keeps the words of a message as a note in a work."""
    return f"note:{message_id}:{work_id}"


def heard(command: str, contact_id: str = "") -> str:
    """Takes what a note told to a stage (one of STAGES), or to a contact that was begun."""
    return f"heard:{command}:{contact_id}" if contact_id else f"heard:{command}"


def thread(thread_id: str) -> str:
    """Names an outcome as an answer."""
    return f"thread:{thread_id}"


def thread_in(value: object) -> str | None:
    """The id of the outcome that an answer names; None when it names none."""
    return _after("thread:", value)


def speaker_in(value: object) -> str | None:
    """Who said it, where an answer says that it was not the adult; None otherwise."""
    return _after("who=", value)


def work(work_id: str) -> str:
    """Names a piece of work; NEW_WORK begins one."""
    return f"work={work_id}"


def work_in(value: object) -> str | None:
    """The id of the work that an answer names, or NEW_WORK; None when it names none."""
    return _after("work=", value)


def amend(number: int) -> str:
    """Takes one of the changes that were heard, counted from 0."""
    return f"amend:{number}"


def amended_in(value: object) -> int | None:
    """The number of the change that an answer takes; None when it takes none."""
    number = _after("amend:", value)
    return int(number) if number else None


def _after(prefix: str, value: object) -> str | None:
    return value[len(prefix) :] if isinstance(value, str) and value.startswith(prefix) else None


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
