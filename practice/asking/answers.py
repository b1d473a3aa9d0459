"""What a message means as an answer to the open question.

`interpret` returns a `Step`: what to write, what to say, and where to go. It never
invents: a value comes from a choice or from a field's own match words, and text is only
ever referred to (`Text`), so that the API can copy it from the message as typed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from practice.asking import corrections, drafting, note_confirmation
from practice.asking.note_confirmation import Hearing
from practice.asking.pointer import Ask, Pointer
from practice.asking.questions import ask
from practice.asking.skip import left_for_later, skipped
from practice.asking.steps import Draft, Message, Step, Text
from practice.content import Choice, Field, Part, Tags, content
from practice.record import Record


def interpret(question: Ask, message: Message) -> Step:
    """What `message` means as an answer to `question`."""
    pointer = question.pointer
    picked, unknown = _picked(question, message)
    if unknown:
        return _again(question, content().say("choose.stale"))
    handler = {
        "finish": _interpret_finish,
        "skip": _interpret_skip,
        "reason": _interpret_reason,
        "choose": _interpret_choose,
        "add": _interpret_choose,
        "more": _interpret_more,
        "heard": _interpret_heard,
        "hear": _interpret_heard,
        "amend": _interpret_amend,
    }.get(pointer.mode, _interpret_answer)
    return handler(question, picked, message)


def _picked(question: Ask, message: Message) -> tuple[list[Choice], bool]:
    """The choices tapped, or named exactly by the typed text; True when one is not offered."""
    offered = {choice.value: choice for choice in question.choices}
    if message.choices:
        found = [offered[v] if v in offered else _thread(question, v) for v in message.choices]
        return [choice for choice in found if choice], None in found
    named = [c for c in question.choices if c.is_named(message.text) and not c.group]
    return named[:1], False


def _thread(question: Ask, value: str) -> Choice | None:
    """An outcome chosen by its id; the API checks that it is one of this work's."""
    return Choice(value, value) if question.threads and value.startswith("thread:") else None


def _named_only(picked: list[Choice], message: Message) -> bool:
    """Whether the typed text was nothing but the name of a choice."""
    return bool(picked) and not message.choices


def _typed(picked: list[Choice], message: Message) -> Text | None:
    """The message's words, unless they only named a choice."""
    if not message.text.strip() or _named_only(picked, message):
        return None
    return Text()


def _again(question: Ask, text: str, **changes: Any) -> Step:
    return Step(say=(text,), next=replace(question.pointer, **changes), accepted=False)


def _interpret_finish(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not picked:
        return _unpicked(question, message)
    if picked[0].value in ("change", "add"):
        mode = "choose" if picked[0].value == "change" else "add"
        return Step(next=Pointer("FINISH", mode=mode))
    if picked[0].value == "left":
        return Step(take_up=True)
    return Step(finish=picked[0].value)


def _unpicked(question: Ask, message: Message) -> Step:
    """Words where only a tap counts: they wait, and become a note when the question is left."""
    kept = _kept(_typed([], message), message, question.pointer)
    said = content().say("words.kept") if kept else content().say("choose.again")
    return _again(question, said, words_from=kept)


def _interpret_choose(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not picked:
        return _unpicked(question, message)
    kind, _, named = picked[0].value.partition(":")
    if kind == "nothing":
        return Step()
    if kind == "ask":
        return Step(next=Pointer(named, mode="open"))
    return Step(next=Pointer("", mode="correct", entry=named))


def _interpret_skip(question: Ask, picked: list[Choice], message: Message) -> Step:
    """Why a question is left: a state, and a reason where the state needs one."""
    pointer = question.pointer
    text = _typed(picked, message)
    if not picked:
        return _again(question, content().say("words.pick"), words_from=message.id)
    state = picked[0].value
    if state == "later":
        return left_for_later(pointer)
    reason = text or (Text(pointer.words_from, pointer.said) if pointer.words_from else None)
    if state != "asked_no_answer" and not reason:
        return Step(next=replace(pointer, mode="reason", state=state))
    return skipped(pointer, state, reason)


def _interpret_reason(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not message.text.strip():
        return _again(question, content().say("words.needed"))
    return skipped(question.pointer, question.pointer.state or "", Text())


def _interpret_heard(question: Ask, picked: list[Choice], message: Message) -> Step:
    if not message.choices:
        picked = note_confirmation.named(question, message.text)
    step = note_confirmation.interpret(question.pointer, picked, message)
    if not message.choices or not message.text.strip():
        return step
    note, said = drafting.note(Text()), content().say("note.saved")
    return replace(step, drafts=(*step.drafts, note), say=(*step.say, said))


def _interpret_amend(question: Ask, picked: list[Choice], message: Message) -> Step:
    """A change to an earlier answer, or the words taken as an answer to the open question."""
    pointer = question.pointer
    picked = picked or corrections.named(question, message.text)
    if not picked:
        note, said = drafting.note(Text()), content().say("note.saved")
        return Step((note,), say=(said,), next=pointer, accepted=False)
    if picked[0].value != corrections.HERE:
        return corrections.change(pointer, picked[0])
    asked, waiting = corrections.asked_and_said(pointer)
    if not pointer.words_from:  # they are a note already (let_go)
        return Step(next=asked)
    return interpret(ask(asked, Record({})), waiting).from_message(waiting.id)


def _interpret_more(question: Ask, picked: list[Choice], message: Message) -> Step:
    """Another of a repeated field, tags for the last one, or the end of the list."""
    pointer = question.pointer
    field = content().field(pointer.field)
    drafts = _tagged(field, pointer, picked)
    text = _typed(picked, message)
    if text and not picked:
        picked = _matched(field.main, message.text)
    if text or any(drafting.answers(field, choice) for choice in picked):
        drafts.append(drafting.opened(field, text, picked))
    done = any(c.value == "done" for c in picked)
    if not drafts and not done:
        return _again(question, content().say("words.needed"))
    return Step(
        drafts=tuple(drafts),
        settle=(pointer.key,) if done else (),
        say=(content().say("saved"),) if drafts else (),
    )


def _tagged(field: Field, pointer: Pointer, picked: list[Choice]) -> list[Draft]:
    """What the taps say about the answer before: its tags, in the value or in parts."""
    order = [choice.value for choice in picked]
    given = {}
    for group in field.repeat.tags if field.repeat else ():
        values = {_tag_value(group, choice): choice.value for choice in group.choices}
        given[group.key] = [values[name] for name in order if name in values]
    value = given.pop("", None) or None
    parts = {key: values for key, values in given.items() if values}
    if not value and not parts:
        return []
    return [Draft(field.id, "continued", pointer.entry, value=value, parts=parts, kind=field.kind)]


def _tag_value(group: Tags, choice: Choice) -> str:
    return f"{group.key}={choice.value}" if group.key else choice.value


def _interpret_answer(question: Ask, picked: list[Choice], message: Message) -> Step:
    pointer = question.pointer
    field = content().field(pointer.field)
    if pointer.part == "words":
        return _interpret_words(question, picked, message)
    if pointer.part == "always":
        return _interpret_always(question, picked, message)
    part = field.part(pointer.part)
    text = _typed(picked, message)
    if not picked and text and not part.tap:
        picked = _matched(part, message.text)
    kept = _kept(text, message, pointer)
    if len(picked) > 1 and not part.multiple or _contradict(picked):
        return _again(question, content().say("choose.one"), words_from=kept)
    if part.words == "required":
        return _interpret_text(question, field, part, picked, text)
    if not picked:
        return _again(question, content().say("words.pick"), words_from=kept)
    words = text or (Text(pointer.words_from) if pointer.words_from else None)
    return _chosen(field, part, pointer, picked, words)


def _kept(text: Text | None, message: Message, pointer: Pointer) -> str | None:
    """The message whose words wait: this one's, else those that waited before."""
    return message.id if text else pointer.words_from


def _contradict(picked: list[Choice]) -> bool:
    return len(picked) > 1 and any(choice.exclusive for choice in picked)


def _matched(part: Part, text: str) -> list[Choice]:
    """Choices that the typed words pick by the content's own match words.

    Where the question wants words, only a message that is nothing else ("no, nothing") picks.
    """
    whole = part.words == "required"
    found = [c for c in part.choices if (c.is_all_of(text) if whole else c.matches(text))]
    if part.multiple:
        return [choice for choice in found if not choice.exclusive] or found
    return found if len(found) == 1 else []


def _interpret_text(
    question: Ask, field: Field, part: Part, picked: list[Choice], text: Text | None
) -> Step:
    """A question that wants words, or one of a few choices instead of them."""
    pointer = question.pointer
    answers = [c for c in picked if not c.value.startswith("who=") and not c.parts]
    if part.key == "added":
        return _interpret_added(question, field, answers, text)
    if not text and not answers:
        return _again(question, content().say("words.needed"))
    if part.key:
        given = {part.key: answers[0].value if answers else Text()}
        if answers and text:
            given[f"{part.key}_words"] = text
        return Step((_continued(field, pointer, parts=given),), say=_saved())
    if field.opens and pointer.mode == "answer" and not pointer.entry:
        return Step((drafting.opened(field, text, picked),), say=_saved())
    draft = drafting.worded(field, picked, text, **_place(pointer))
    return Step((draft,), say=_saved(pointer))


def _interpret_always(question: Ask, picked: list[Choice], message: Message) -> Step:
    """The answer that nobody had named: talked about, or not this time."""
    pointer, field = question.pointer, content().field(question.pointer.field)
    text = _typed(picked, message)
    if not picked and not text:
        return _again(question, content().say("choose.again"))
    if picked and picked[0].value == "not_named":
        return Step(settle=(pointer.key,))
    always = field.repeat.always if field.repeat else None
    return Step((drafting.opened(field, text, [always] if always else []),), say=_saved())


def _interpret_added(question: Ask, field: Field, answers: list[Choice], text: Text | None) -> Step:
    pointer = question.pointer
    if answers and pointer.mode == "answer":
        return Step(settle=(pointer.key,))
    if answers and not text and pointer.entry:
        return Step((_taken_back(field, pointer),), say=_saved(pointer))
    if not text:
        return _again(question, content().say("words.needed"))
    draft = Draft(
        field.id,
        change=_change(pointer),
        supersedes=pointer.entry,
        thread=pointer.thread,
        opens=None if pointer.thread else "outcome",
        value="added",
        words=text,
        kind=field.kind,
    )
    return Step((draft,), say=_saved(pointer))


def _taken_back(field: Field, pointer: Pointer) -> Draft:
    """An added wish turned into "nothing new"."""
    return Draft(
        field.id,
        "withdrawn",
        pointer.entry,
        thread=pointer.thread,
        answer_state="not_recorded",
        kind=field.kind,
    )


def _interpret_words(question: Ask, picked: list[Choice], message: Message) -> Step:
    """The words that go with a choice made just before."""
    pointer = question.pointer
    if picked and picked[0].value == "no_words":
        return Step(settle=(pointer.key,))
    if not message.text.strip():
        return _again(question, content().say("words.needed"))
    field = content().field(pointer.field)
    return Step((_continued(field, pointer, words=Text()),), say=_saved())


def _change(pointer: Pointer) -> str:
    if pointer.mode == "correct":
        return "corrected"
    return "continued" if pointer.entry else "new"


def _place(pointer: Pointer) -> dict[str, Any]:
    """Where an answer goes: its thread, and what it continues or corrects."""
    place = {"supersedes": pointer.entry, "thread": pointer.thread}
    return {"change": _change(pointer), **place}


def _saved(pointer: Pointer | None = None) -> tuple[str, ...]:
    corrected = pointer is not None and pointer.mode == "correct"
    return (content().say("correct.saved" if corrected else "saved"),)


def _continued(field: Field, pointer: Pointer, **given: Any) -> Draft:
    change = "continued" if pointer.entry else "new"
    return Draft(field.id, change, pointer.entry, thread=pointer.thread, kind=field.kind, **given)


def _chosen(
    field: Field, part: Part, pointer: Pointer, picked: list[Choice], words: Text | None
) -> Step:
    """An answer by choice; the words that came with it are kept beside it."""
    if part.key:
        given = {part.key: drafting.stored(part, picked)}
        if words:
            given[f"{part.key}_words"] = words
        said = (*_saved(), *drafting.told(picked))
        return Step((_continued(field, pointer, parts=given),), say=said)
    draft = drafting.chosen(field, picked, words, **_place(pointer))
    said = (*_saved(pointer), *drafting.told(picked))
    return Step((draft, *drafting.also(picked)), say=said)


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
