"""What a message means as an answer to the open question.

`interpret` returns a `Step`: what to write, what to say, and where to go. It never
invents: a value comes from a choice or from a field's own match words, and text is only
ever referred to (`Text`), so that the API can copy it from the message as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from practice.content import Choice, Content, Field, Part, content
from practice.questions import Ask, Pointer


@dataclass(frozen=True)
class Text:
    """Words as typed: the whole of a message, or `part` of it, word for word."""

    message: str | None = None
    part: str | None = None

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


def interpret(question: Ask, message: Message, practice: Content | None = None) -> Step:
    """What `message` means as an answer to `question`."""
    practice = practice or content()
    pointer = question.pointer
    picked, unknown = _picked(question, message)
    if unknown:
        return _again(question, practice.say("choose.stale"))
    handler = {
        "finish": _interpret_finish,
        "skip": _interpret_skip,
        "reason": _interpret_reason,
        "choose": _interpret_choose,
        "more": _interpret_more,
    }.get(pointer.mode, _interpret_answer)
    return handler(question, picked, message, practice)


def _picked(question: Ask, message: Message) -> tuple[list[Choice], bool]:
    """The choices tapped, or named exactly by the typed text; True when one is not offered."""
    offered = {choice.value: choice for choice in question.choices}
    if message.choices:
        found = [offered[value] for value in message.choices if value in offered]
        return found, len(found) != len(message.choices)
    named = [c for c in question.choices if c.is_named(message.text) and not c.group]
    return named[:1], False


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


def _interpret_finish(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    if not picked:
        return _again(question, practice.say("choose.again"))
    if picked[0].value == "change":
        return Step(next=Pointer("FINISH", mode="choose"))
    if picked[0].value == "left":
        return Step(take_up=True)
    return Step(finish=picked[0].value)


def _interpret_choose(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    if not picked:
        return _again(question, practice.say("choose.again"))
    return Step(next=Pointer("", mode="correct", entry=picked[0].value.partition(":")[2]))


def _interpret_skip(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    """Why a question is left: a state, and a reason where the state needs one."""
    pointer = question.pointer
    text = _typed(picked, message)
    if not picked:
        return _again(question, practice.say("words.pick"), words_from=message.id)
    state = picked[0].value
    if state == "later":
        return Step(later=(pointer.key,), say=(practice.say("skip.later"),))
    reason = text or (Text(pointer.words_from, pointer.said) if pointer.words_from else None)
    if state != "asked_no_answer" and not reason:
        return Step(next=replace(pointer, mode="reason", state=state))
    return _skipped(pointer, state, reason, practice)


def _interpret_reason(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    if not message.text.strip():
        return _again(question, practice.say("words.needed"))
    return _skipped(question.pointer, question.pointer.state or "", Text(), practice)


def _skipped(pointer: Pointer, state: str, reason: Text | None, practice: Content) -> Step:
    field = practice.field(pointer.field)
    draft = Draft(
        field=field.id,
        change="corrected" if pointer.entry else "new",
        supersedes=pointer.entry,
        thread=pointer.thread,
        answer_state=state,
        reason=reason,
        kind=field.kind,
    )
    said = practice.say("skip.saved" if reason else "skip.noted")
    return Step(drafts=(draft,), say=(said,))


def _interpret_more(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    """Another of a repeated field, tags for the last one, or the end of the list."""
    pointer = question.pointer
    field = practice.field(pointer.field)
    tags = [c.value for c in picked if c in question.choices and _is_tag(field, c)]
    text = _typed(picked, message)
    drafts: list[Draft] = []
    if tags:
        drafts.append(Draft(field.id, "continued", pointer.entry, value=tags, kind=field.kind))
    if text:
        drafts.append(_opened(field, text, picked))
    done = any(c.value == "done" for c in picked)
    if not drafts and not done:
        return _again(question, practice.say("words.needed"))
    return Step(
        drafts=tuple(drafts),
        settle=(pointer.key,) if done else (),
        say=(practice.say("saved"),) if drafts else (),
    )


def _is_tag(field: Field, choice: Choice) -> bool:
    return bool(field.repeat) and any(tag.value == choice.value for tag in field.repeat.tags)


def _source(picked: list[Choice]) -> str:
    """Who said it: the adult, unless a choice says otherwise."""
    who = next((c.value.partition("=")[2] for c in picked if c.value.startswith("who=")), "adult")
    return who


def _opened(field: Field, text: Text, picked: list[Choice]) -> Draft:
    """A new thread of a repeated field."""
    source = _source(picked)
    own_words = field.kind if source == "adult" else "third_party_words"
    return Draft(field.id, opens=field.opens, words=text, kind=own_words, source_person=source)


def _interpret_answer(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    pointer = question.pointer
    field = practice.field(pointer.field)
    if pointer.part == "words":
        return _interpret_words(question, picked, message, practice)
    part = field.part(pointer.part)
    text = _typed(picked, message)
    if not picked and text and not part.tap:
        picked = _matched(part, message.text)
    kept = _kept(text, message, pointer)
    if len(picked) > 1 and not part.multiple or _contradict(picked):
        return _again(question, practice.say("choose.one"), words_from=kept)
    if part.words == "required":
        return _interpret_text(question, field, part, picked, text, practice)
    if not picked:
        return _again(question, practice.say("words.pick"), words_from=kept)
    words = text or (Text(pointer.words_from) if pointer.words_from else None)
    return _chosen(field, part, pointer, picked, words, practice)


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
    question: Ask,
    field: Field,
    part: Part,
    picked: list[Choice],
    text: Text | None,
    practice: Content,
) -> Step:
    """A question that wants words, or one of a few choices instead of them."""
    pointer = question.pointer
    answers = [c for c in picked if not c.value.startswith("who=")]
    if part.key == "added":
        return _interpret_added(question, field, answers, text, practice)
    if not text and not answers:
        return _again(question, practice.say("words.needed"))
    if part.key:
        value = Text() if text else answers[0].value
        return Step((_continued(field, pointer, parts={part.key: value}),), say=_saved(practice))
    if field.opens and pointer.mode == "answer":
        return Step((_opened(field, text or Text(), picked),), say=_saved(practice))
    draft = Draft(
        field.id,
        change=_change(pointer),
        supersedes=pointer.entry,
        thread=pointer.thread,
        value=answers[0].value if answers else None,
        words=text,
        kind=field.kind,
        source_person=_source(picked),
    )
    return Step((draft,), say=_saved(practice, pointer))


def _interpret_added(
    question: Ask, field: Field, answers: list[Choice], text: Text | None, practice: Content
) -> Step:
    pointer = question.pointer
    if answers and pointer.mode == "answer":
        return Step(settle=(pointer.key,))
    if answers and not text and pointer.entry:
        return Step((_taken_back(field, pointer),), say=_saved(practice, pointer))
    if not text:
        return _again(question, practice.say("words.needed"))
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
    return Step((draft,), say=_saved(practice, pointer))


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


def _interpret_words(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    """The words that go with a choice made just before."""
    pointer = question.pointer
    if picked and picked[0].value == "no_words":
        return Step(settle=(pointer.key,))
    if not message.text.strip():
        return _again(question, practice.say("words.needed"))
    field = practice.field(pointer.field)
    return Step((_continued(field, pointer, words=Text()),), say=_saved(practice))


def _change(pointer: Pointer) -> str:
    if pointer.mode == "correct":
        return "corrected"
    return "continued" if pointer.entry else "new"


def _saved(practice: Content, pointer: Pointer | None = None) -> tuple[str, ...]:
    corrected = pointer is not None and pointer.mode == "correct"
    return (practice.say("correct.saved" if corrected else "saved"),)


def _continued(field: Field, pointer: Pointer, **given: Any) -> Draft:
    change = "continued" if pointer.entry else "new"
    return Draft(field.id, change, pointer.entry, thread=pointer.thread, kind=field.kind, **given)


def _chosen(
    field: Field,
    part: Part,
    pointer: Pointer,
    picked: list[Choice],
    words: Text | None,
    practice: Content,
) -> Step:
    """An answer by choice; the words that came with it are kept beside it."""
    value = _stored(part, picked)
    if part.key:
        given = {part.key: value}
        if words:
            given[f"{part.key}_words"] = words
        return Step((_continued(field, pointer, parts=given),), say=_saved(practice))
    parts: dict[str, Any] = {key: v for c in picked for key, v in c.parts.items()}
    if part.words_part:
        parts[part.words_part["key"]] = words or part.words_part["stated"]
        words = None
    draft = Draft(
        field.id,
        change=_change(pointer),
        supersedes=pointer.entry,
        thread=pointer.thread,
        value=value,
        words=words,
        parts=parts,
        kind=field.kind,
    )
    return Step((draft, *_also(picked, practice)), say=_saved(practice, pointer))


def _stored(part: Part, picked: list[Choice]) -> Any:
    """The value as stored: an object for groups, a list for several, else the value."""
    if part.grouped:
        return {key: v for choice in picked for key, v in choice.sets.items()}
    values = [choice.value for choice in picked]
    return values if part.multiple else values[0]


def _also(picked: list[Choice], practice: Content) -> tuple[Draft, ...]:
    """Other fields that the same tap answers, as the content says."""
    return tuple(
        Draft(field_id, value=value, kind=practice.field(field_id).kind)
        for choice in picked
        for field_id, value in choice.also.items()
    )


def skip(pointer: Pointer, practice: Content | None = None) -> Step:
    """What "skip" means here: a follow-up is left blank, a question asks why."""
    practice = practice or content()
    if pointer.mode == "finish" or pointer.mode == "choose":
        return Step(finish="keep_open")
    if pointer.mode in ("skip", "reason"):
        return Step(later=(replace(pointer, part="").key,), say=(practice.say("skip.later"),))
    if pointer.part or pointer.mode == "more":
        return Step(settle=(pointer.key,), say=(practice.say("skip.part"),))
    if pointer.mode == "correct":
        return Step()
    return Step(next=replace(pointer, part="", mode="skip", words_from=None))


def left_behind(pointer: Pointer | None, step: Step) -> Draft | None:
    """A note of words that waited for a choice and that `step` leaves without a place.

    None when nothing waited, when the step writes them, or when they go on waiting.
    """
    waiting = pointer.words_from if pointer and pointer.field else None
    if not waiting or (step.next and step.next.words_from == waiting):
        return None
    texts = [t for d in step.drafts for t in (d.words, d.reason, *d.parts.values())]
    if any(isinstance(text, Text) and text.message == waiting for text in texts):
        return None
    return Draft("N1", words=Text(waiting), kind=content().field("N1").kind)
