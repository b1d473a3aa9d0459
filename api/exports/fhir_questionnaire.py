"""Our questions as a FHIR R4 Questionnaire, made from the practice content.

Each field is a group that may repeat, with the field's id as its linkId. In it stand what every
answer has (A7-state, A7-value, A7-words, A7-reason, A7-thread), and the field's own parts by their
names (A7.reason_if_no, and words beside a choice as A7.reason_if_no-words).
"""

import json
from collections.abc import Iterator
from typing import Any

from practice.choice_values import speaker_in
from practice.content import ANSWER_STATES, Choice, Field, Part, content
from practice.content.language import gettext, per_language
from practice.papers.lines import FIXED, STATE_LABELS

# Nobody need be able to open these addresses: they are names, and the questions go with each file.
BASE = "https://msp-aide.example/fhir"
QUESTIONNAIRE = f"{BASE}/Questionnaire/record"
CHOICES = f"{BASE}/CodeSystem/choices"
VERSION = "1"


@per_language
def questionnaire() -> dict[str, Any]:
    """The Questionnaire, without fields that are never exported."""
    practice = content()
    return {
        "resourceType": "Questionnaire",
        "id": "record",
        "url": QUESTIONNAIRE,
        "version": VERSION,
        "name": "SafeguardingConversations",
        "title": gettext("Record of safeguarding conversations"),
        "status": "active",
        "subjectType": ["Patient"],
        "item": [_field(field) for field in practice.fields.values() if field.exported],
    }


def as_published() -> str:
    """The Questionnaire as JSON."""
    return json.dumps(questionnaire(), ensure_ascii=False)


def _field(field: Field) -> dict[str, Any]:
    return {
        "linkId": field.id,
        "text": field.title,
        "type": "group",
        "repeats": True,
        "item": [
            _state(field),
            *_asked(field, "", field.main, f"{field.id}-value"),
            _text(f"{field.id}-words", field.words_title),
            *(item for part in field.parts for item in _part(field, part)),
            *_tags(field),
            _text(f"{field.id}-reason", gettext("Why it was not asked or does not apply")),
            _text(f"{field.id}-thread", gettext("The outcome or option it belongs to"), "string"),
        ],
    }


def _state(field: Field) -> dict[str, Any]:
    labels = {"answered": gettext("Answered"), **STATE_LABELS}
    options = [coding(state, labels[state]) for state in ANSWER_STATES]
    return _choice(
        f"{field.id}-state", gettext("Whether it was answered"), "choice", options, False
    )


def _part(field: Field, part: Part) -> Iterator[dict[str, Any]]:
    name = f"{field.id}.{part.key}"
    yield from _asked(field, part.key, part, name)
    yield _text(f"{name}-words", part.title)


def _asked(field: Field, key: str, part: Part, name: str) -> Iterator[dict[str, Any]]:
    """What a part may be answered with: one question for each group, else choices, else text."""
    title = part.title or field.title
    groups = {c.group: c for c in part.choices if c.group}
    for group, choice in groups.items():
        key_of = next(iter(choice.sets))
        own = [c for c in part.choices if c.group == group]
        options = [coding(c.sets[key_of], c.label) for c in own]
        yield _choice(f"{name}.{key_of}", str(group), "choice", options, False)
    if groups:
        return
    choices = [coding(c.value, c.label) for c in _answers(field, key, part)]
    # Typed text may stand where a choice could, and so may the name of an outcome.
    kind = "choice" if not key and part.words != "none" and not part.threads else "open-choice"
    if choices:
        yield _choice(name, title, kind, choices, True)
    elif key:
        yield _text(name, title)


def _answers(field: Field, key: str, part: Part) -> list[Choice]:
    groups = field.repeat.tags if field.repeat else ()
    fixed = [Choice(v, label) for (f, k, v), label in FIXED.items() if (f, k) == (field.id, key)]
    tags = [choice for group in groups if group.key == key for choice in group.choices]
    own = [c for c in part.choices if not speaker_in(c.value)]
    preset = [
        Choice(value, value)
        for choice in field.main.choices
        for k, value in choice.parts.items()
        if key and k == key and not part.choice(value)
    ]
    found = {choice.value: choice for choice in (*preset, *fixed, *own, *tags)}
    return list(found.values()) if own or tags or fixed else []


def _tags(field: Field) -> Iterator[dict[str, Any]]:
    for group in field.repeat.tags if field.repeat else ():
        if group.key:
            options = [coding(choice.value, choice.label) for choice in group.choices]
            yield _choice(f"{field.id}.{group.key}", group.label, "choice", options, True)


def coding(value: str, label: str) -> dict[str, str]:
    """A choice as FHIR codes it."""
    return {"system": CHOICES, "code": value, "display": label}


def _choice(
    name: str, text: str, kind: str, options: list[dict[str, str]], repeats: bool
) -> dict[str, Any]:
    answers = [{"valueCoding": option} for option in options]
    return {
        "linkId": name,
        "text": text,
        "type": kind,
        "repeats": repeats,
        "answerOption": answers,
    }


def _text(name: str, text: str, kind: str = "text") -> dict[str, Any]:
    return {"linkId": name, "text": text, "type": kind}
