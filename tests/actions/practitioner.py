"""Somebody who knows what they want recorded, and gets there whatever happens on the way.

What they know is a book: their answer to each question of a clean run. A slip
(tests/actions/slips.py) takes them off the straight path; `go_on` follows what is asked and so
comes back to it.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from bot.understanding.commands import read_command
from bot.understanding.safety import heard
from practice.asking.naming import find_field
from practice.asking.pointer import Pointer
from practice.content import content
from practice.record import Entry, Record
from tests.actions.dialogue import Dialogue
from tests.e2e.scenario import chosen

STEERING = {"resume": "resume_work", "correct": "correct_answer", "ask": "correct_answer"}
MOST_TURNS = 400
END = ("finish",)
MISSING = "an outcome that is not there"


@cache
def flags(text: str) -> list[str]:
    """The safety phrases heard in a text."""
    return heard(text, [], answering=True)


class Practitioner:
    """One person in one conversation stage.

    book: their messages, by question. last: what they tap at the end, in order. typed: all they
    typed that was no command. beside: what they mistyped and then tapped. wrong: their wrong
    answers that may still stand, with the turn in which they notice.
    """

    def __init__(self, dialogue: Dialogue, book: dict[Any, Any], last: list[str]) -> None:
        self.dialogue, self.book, self.last = dialogue, book, last
        self.typed: list[str] = []
        self.beside: list[str] = []
        self.wrong: dict[str, int] = {}
        self.turns = 0
        self.ended = False
        # The record as it is until the next turn.
        self._seen: Record | None = None

    # --- what they see ---

    @property
    def record(self) -> Record:
        if not self._seen:
            self._seen = self.dialogue.desk.record
        return self._seen

    @property
    def own(self) -> list[Entry]:
        """What stands in this conversation, in the order in which it was first answered."""
        record, contact_id = self.record, self.dialogue.desk.contact_id
        rows = [entry for entry in record.heads if entry.contact_id == contact_id]
        return sorted(rows, key=lambda entry: record.root(entry).seq)

    @property
    def asked(self) -> Pointer:
        """The open question; an empty pointer when there is none."""
        return Pointer.from_json(self.dialogue.asking or {})

    @property
    def question(self) -> tuple[Any, ...]:
        """The open question, named so that it is the same whenever it is asked again."""
        at = self.asked
        if at.mode == "more":
            return (at.mode, at.field, len([e for e in self.own if e.field == at.field]))
        if at.mode in ("answer", "correct"):
            return (at.field, at.part, self._place(at))
        return (at.mode,)

    def _place(self, at: Pointer) -> int:
        """Which of several it is: of the outcomes or options, or of the field's own answers."""
        if at.thread:
            record = self.record
            threads = record.threads("option") if at.field == "D2" else record.outcomes
            return [thread.id for thread in threads].index(at.thread)
        same = [entry.id for entry in self.own if entry.field == at.field]
        return same.index(at.entry) if at.entry in same else 0

    @property
    def choices(self) -> list[str]:
        return self.dialogue.choices

    def taps(self) -> list[str]:
        """What they would tap now."""
        wanted = self.book[self.question].get("choose", [])
        try:
            taps = chosen(wanted, self.choices)
        except IndexError:
            return [MISSING]
        return [taps] if isinstance(taps, str) else taps

    # --- what they do ---

    async def send(self, text: str = "", *choices: str, **more: Any) -> None:
        """Types, taps, or both; read as bot/channel.py and bot/components/turn_reader.py do."""
        self.turns += 1
        assert self.turns < MOST_TURNS, self.question
        read: dict[str, Any] = {"safety": flags(text)}
        command = None if choices else read_command(text)
        if choices:
            kind, _, rest = choices[0].partition(":")
            read["intent"] = rest if kind == "do" else STEERING.get(kind, "inform")
        elif command:
            read["intent"] = command.intent
            read["command"] = {"rest": command.rest, "state": command.state}
        if text and (not command or command.intent == "skip" and command.rest):
            self.typed.append(command.rest if command else text)
        await self.dialogue.say(text, *choices, **read)
        self._seen = None
        turn_id = self.dialogue.message["metadata"]["turn_id"]
        self.sent = (text, choices, {**read, "turn_id": turn_id})

    async def send_again(self) -> None:
        """The last message once more, under the same id."""
        text, choices, read = self.sent
        await self.dialogue.say(text, *choices, **read)
        self._seen = None

    async def command(self, text: str) -> None:
        """Types what must be a command."""
        assert read_command(text), text
        await self.send(text)

    async def tap(self, *choices: str) -> None:
        """Taps what is on offer."""
        assert set(choices) <= set(self.choices), (choices, self.dialogue.text)
        await self.send("", *choices)

    async def answer(self) -> None:
        """Gives their own answer to the open question."""
        at, taps = self.asked, self.taps()
        if MISSING in taps:
            # The wish it names was skipped: left blank, and given when the wish is there.
            self.wrong[self.root(at.entry)] = MOST_TURNS
            return await self.command("skip")
        assert set(taps) <= set(self.choices), (self.question, taps)
        if at.mode == "correct":
            self.wrong.pop(self.root(at.entry), None)
        await self.send(self.book[self.question].get("say", ""), *taps)

    def root(self, entry_id: str) -> str:
        """The first entry of a chain."""
        record = self.record
        return record.root(record.entry(entry_id)).id

    def note_as_wrong(self, turns: int = 3) -> None:
        """The answer just given is wrong, which they notice so many turns on."""
        turn = self.dialogue.message["metadata"]["turn_id"]
        fresh = [e for e in self.own if e.conversation_turn == turn and e.change == "new"]
        if fresh:
            self.wrong[fresh[0].id] = self.turns + turns

    async def go_on(self) -> None:
        """One step towards the end: by the book; where it says nothing, something was wrong."""
        noticed = [root for root, turn in self.wrong.items() if turn <= self.turns]
        if noticed:
            await self.put_right(noticed[0])
        elif self.question in self.book:
            await self.answer()
        elif self.question == END:
            await self._at_the_end()
        elif self.wrong:
            await self.put_right(next(iter(self.wrong)))
        else:
            raise AssertionError(f"{self.question} is not asked in the clean run")

    async def put_right(self, root: str) -> None:
        """Changes an answer that is wrong, if it still stands: by its name, or from the list."""
        del self.wrong[root]
        found = next((e for e in self.own if self.root(e.id) == root), None)
        if not found:
            return
        name = content().field(found.field).title.lower()
        if self.turns % 2 and self._goes_by(name, found):
            await self.command(f"change {name}")
        else:
            await self.command("change an answer")
            await self.tap(f"correct:{found.id}")
        await self.answer()

    def _goes_by(self, name: str, entry: Entry) -> bool:
        """Whether a name means just this answer."""
        means = find_field(name)
        only = means and means.id == entry.field and self.record.latest(means.id) == entry
        return bool(only and read_command(f"change {name}"))

    async def _at_the_end(self) -> None:
        """What was left for later, what is still wrong, what they note besides, and the end."""
        if self.record.contact(self.dialogue.desk.contact_id).later:
            return await self.tap("left")
        if self.wrong:
            return await self.put_right(next(iter(self.wrong)))
        noted = {entry.field for entry in self.own}
        left = [c for c in self.last if c.partition(":")[2] not in noted]
        self.ended = not left or left[0] == "finish"
        if left and left[0] not in self.choices:
            await self.command("add something")
        if left:
            await self.tap(left[0])

    def remember(self) -> dict[str, Any]:
        """The bot's memory, which a failed turn leaves as it was."""
        kept = ("form", "slots", "events", "asking", "replies")
        return deepcopy({key: getattr(self.dialogue, key) for key in kept})

    def set_back(self, memory: dict[str, Any]) -> None:
        """The bot's memory as it was."""
        vars(self.dialogue).update(memory)
