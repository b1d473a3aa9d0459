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

from practice.content import Choice, Content, Field, Part, Tags, content
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
        "add": _interpret_choose,
        "more": _interpret_more,
    }.get(pointer.mode, _interpret_answer)
    return handler(question, picked, message, practice)


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


def _interpret_finish(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    if not picked:
        return _unpicked(question, message, practice)
    if picked[0].value in ("change", "add"):
        mode = "choose" if picked[0].value == "change" else "add"
        return Step(next=Pointer("FINISH", mode=mode))
    if picked[0].value == "left":
        return Step(take_up=True)
    return Step(finish=picked[0].value)


def _unpicked(question: Ask, message: Message, practice: Content) -> Step:
    """Words where only a tap counts: they wait, and become a note when the question is left."""
    kept = _kept(_typed([], message), message, question.pointer)
    said = practice.say("words.kept") if kept else practice.say("choose.again")
    return _again(question, said, words_from=kept)


def _interpret_choose(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    if not picked:
        return _unpicked(question, message, practice)
    kind, _, named = picked[0].value.partition(":")
    if kind == "nothing":
        return Step()
    if kind == "ask":
        return Step(next=Pointer(named, mode="open"))
    return Step(next=Pointer("", mode="correct", entry=named))


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
    drafts = _tagged(field, pointer, picked)
    text = _typed(picked, message)
    if text and not picked:
        picked = _matched(field.main, message.text)
    if text or any(_answers(field, choice) for choice in picked):
        drafts.append(_opened(field, text, picked))
    done = any(c.value == "done" for c in picked)
    if not drafts and not done:
        return _again(question, practice.say("words.needed"))
    return Step(
        drafts=tuple(drafts),
        settle=(pointer.key,) if done else (),
        say=(practice.say("saved"),) if drafts else (),
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


def _source(picked: list[Choice]) -> str:
    """Who said it: the adult, unless a choice says otherwise."""
    who = next((c.value.partition("=")[2] for c in picked if c.value.startswith("who=")), "adult")
    return who


def _opened(field: Field, text: Text | None, picked: list[Choice]) -> Draft:
    """A new answer of a repeated field, with its thread where it has one."""
    source = _source(picked)
    kind = field.kind if source == "adult" else "third_party_words"
    value = next((c.value for c in picked if _answers(field, c)), None)
    return Draft(
        field.id, opens=field.opens, value=value, words=text, kind=kind, source_person=source
    )


def _answers(field: Field, choice: Choice) -> bool:
    """Whether a choice is an answer of the field itself."""
    return bool(field.main.choice(choice.value)) and not choice.value.startswith("who=")


def _interpret_answer(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    pointer = question.pointer
    field = practice.field(pointer.field)
    if pointer.part == "words":
        return _interpret_words(question, picked, message, practice)
    if pointer.part == "always":
        return _interpret_always(question, picked, message, practice)
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
    answers = [c for c in picked if not c.value.startswith("who=") and not c.parts]
    parts = {key: value for choice in picked for key, value in choice.parts.items()}
    if part.key == "added":
        return _interpret_added(question, field, answers, text, practice)
    if not text and not answers:
        return _again(question, practice.say("words.needed"))
    if part.key:
        given = {part.key: answers[0].value if answers else Text()}
        if answers and text:
            given[f"{part.key}_words"] = text
        return Step((_continued(field, pointer, parts=given),), say=_saved(practice))
    if field.opens and pointer.mode == "answer" and not pointer.entry:
        return Step((_opened(field, text, picked),), say=_saved(practice))
    draft = Draft(
        field.id,
        change=_change(pointer),
        supersedes=pointer.entry,
        thread=pointer.thread,
        value=answers[0].value if answers else None,
        words=text,
        parts=parts,
        kind=field.kind,
        source_person=_source(picked),
    )
    return Step((draft,), say=_saved(practice, pointer))


def _interpret_always(
    question: Ask, picked: list[Choice], message: Message, practice: Content
) -> Step:
    """The answer that nobody had named: talked about, or not this time."""
    pointer, field = question.pointer, practice.field(question.pointer.field)
    text = _typed(picked, message)
    if not picked and not text:
        return _again(question, practice.say("choose.again"))
    if picked and picked[0].value == "not_named":
        return Step(settle=(pointer.key,))
    always = field.repeat.always if field.repeat else None
    return Step((_opened(field, text, [always] if always else []),), say=_saved(practice))


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
        said = (*_saved(practice), *_told(picked))
        return Step((_continued(field, pointer, parts=given),), say=said)
    parts: dict[str, Any] = {key: v for c in picked for key, v in c.parts.items()}
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
    said = (*_saved(practice, pointer), *_told(picked))
    return Step((draft, *_also(picked, practice)), say=said)


def _told(picked: list[Choice]) -> tuple[str, ...]:
    """What the chosen answers have the assistant say back."""
    return tuple(choice.tells for choice in picked if choice.tells)


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
    if pointer.mode in ("finish", "choose", "add"):
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
