"""The open question: where it stands, and how it is put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from practice.content import Choice

FINISH = "FINISH"


@dataclass(frozen=True)
class Pointer:
    """The open question.

    mode: `answer`; `more` (another of a repeated field); `open` (a field by its name);
    `correct`; `skip` (why is it left?); `reason` (the words for that); `choose` (which answer
    to correct); `add` (what else to note); `heard` and `hear` (what was heard in a note, all of
    it or one by one); `amend` (do words change an earlier answer?); `finish`.
    entry: the entry that the answer continues or corrects. words_from: the message whose
    words wait for a choice; said: the part of them that counts, when not all do. state: the
    answer state that waits for its reason. heard: what waits to be kept
    (practice/asking/note_confirmation.py).
    amends: the change that was heard (practice/asking/corrections.py).
    """

    field: str = ""
    part: str = ""
    mode: str = "answer"
    thread: str | None = None
    entry: str | None = None
    words_from: str | None = None
    said: str | None = None
    state: str | None = None
    heard: Mapping[str, Any] | None = None
    amends: Mapping[str, Any] | None = None

    @property
    def key(self) -> str:
        """The name under which a contact notes that this question is settled.

        A follow-up goes with the answer it follows, as several answers of a field each have theirs.
        """
        name = f"{self.field}.{self.part}" if self.part else self.field
        owner = (self.entry if self.part else None) or self.thread
        return f"{name}@{owner}" if owner else name

    @staticmethod
    def field_of(key: str) -> str:
        """The field that a `key` is of.

        >>> Pointer.field_of("E2.reason@thread")
        'E2'
        """
        return key.partition("@")[0].partition(".")[0]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, without empty members."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Pointer:
        """Build from `to_json`'s form; unknown members are left out."""
        return cls(**{k: v for k, v in row.items() if k in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Ask:
    """A question as it is put: `choices` may be empty (words only).

    lead: what is said before it. threads: outcomes may be chosen, by `thread:<id>`.
    """

    pointer: Pointer
    text: str
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    takes_words: bool = True
    lead: str = ""
    threads: bool = False
