"""Words that wait for a choice: what becomes of them when the question is left."""

from __future__ import annotations

from dataclasses import replace

from practice.asking import drafting
from practice.asking.note_confirmation import Hearing
from practice.asking.pointer import Pointer
from practice.asking.steps import Draft, Step, Text


def left_behind(pointer: Pointer | None, step: Step) -> Draft | None:
    """A note of words that waited for a choice and that `step` leaves without a place.

    None when nothing waited, when the step writes them, or when they go on waiting.
    """
    if pointer and pointer.heard:
        return _left_of_a_note(Hearing.from_json(pointer.heard), step)
    waiting = pointer.words_from if pointer and pointer.field else None
    if not waiting or (step.next and step.next.words_from == waiting):
        return None
    texts = [t for d in step.drafts for t in (d.words, d.reason, *d.parts.values())]
    if any(isinstance(text, Text) and text.message == waiting for text in texts):
        return None
    return drafting.note(Text(waiting))


def let_go(pointer: Pointer) -> Pointer:
    """The same question once the words that waited for it have gone into a note.

    What follows is stored without them, so that the record holds them once; what was heard in a
    told note may still be kept, as it may from any answer that is in the record.
    """
    if pointer.heard:
        stored = replace(Hearing.from_json(pointer.heard), stored=True)
        return replace(pointer, heard=stored.to_json())
    return replace(pointer, words_from=None, said=None)


def _left_of_a_note(note: Hearing, step: Step) -> Draft | None:
    """What `step` leaves undecided of what was heard in a note."""
    if step.next and step.next.heard or any(_is_from(note.message, d) for d in step.drafts):
        return None
    return note.note()


def _is_from(message: str, draft: Draft) -> bool:
    return isinstance(draft.words, Text) and draft.words.message == message
