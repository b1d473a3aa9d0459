"""What passes between a message and the record: the message, and the step that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from practice.asking.pointer import Pointer


@dataclass(frozen=True)
class Text:
    """Words as typed: the whole of a message, or parts of it, word for word."""

    message: str | None = None
    part: str | tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """The form the API reads: `{"typed": {message, part}}`; message None is this turn's."""
        return {"typed": {"message": self.message, "part": self.part}}


@dataclass(frozen=True)
class Draft:
    """One entry to write. `supersedes` continues (`change: continued`) or corrects one."""

    field: str
    change: str = "new"
    supersedes: str | None = None
    thread: str | None = None
    opens: str | None = None
    answer_state: str = "answered"
    value: Any = None
    words: Text | None = None
    parts: Mapping[str, Any] = dataclass_field(default_factory=dict)
    reason: Text | None = None
    kind: str = "observation"
    source_person: str = "adult"

    def to_json(self) -> dict[str, Any]:
        """As the API reads it."""
        parts = {k: v.to_json() if isinstance(v, Text) else v for k, v in self.parts.items()}
        row = {key: getattr(self, key) for key in self.__dataclass_fields__}
        for key in ("words", "reason"):
            row[key] = row[key].to_json() if row[key] else None
        return {**row, "parts": parts}

    def from_message(self, message_id: str) -> Draft:
        """The draft, with its words of this turn's message taken from an earlier one."""

        def earlier(text: Any) -> Any:
            typed = isinstance(text, Text)
            return replace(text, message=text.message or message_id) if typed else text

        parts = {key: earlier(value) for key, value in self.parts.items()}
        words, reason = earlier(self.words), earlier(self.reason)
        return replace(self, words=words, reason=reason, parts=parts)


@dataclass(frozen=True)
class Message:
    """What the person sent: typed `text`, tapped `choices` (values), and the message's id."""

    id: str
    text: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What follows from one message. `next` None means: the next open question.

    take_up: what was left for later is asked now.
    """

    drafts: tuple[Draft, ...] = ()
    settle: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    next: Pointer | None = None
    finish: str | None = None
    take_up: bool = False
    accepted: bool = True

    def from_message(self, message_id: str) -> Step:
        """The step, with what it says of "this message" meaning an earlier one."""
        return replace(self, drafts=tuple(draft.from_message(message_id) for draft in self.drafts))
