"""How prompts read: short enough, and plain enough for a tired person at a desk.

The grade is Flesch and Kincaid's, by textstat, whose dictionary of syllables is on this machine.
"""

from collections.abc import Iterator
from functools import cache
from types import ModuleType

from authoring import Folder, Mistake, Spot
from practice.local.audit_sets import IN_CONTENT

LONGEST_PROMPT, HIGHEST_GRADE = 20, 7
KEYS = ("ask", "say", "words_ask")
# What is said of a step of a training exercise.
STEP_KEYS = ("lines", "hints", "facilitator")


def mistakes(folder: Folder) -> list[Mistake]:
    """Every prompt, and every line of help or of a tool, that is too long or too hard."""
    rows = [(spot, f"“{spot.key}” of {_asked_by(spot)}", text) for spot, text in prompts(folder)]
    rows += [(spot, "This line of help", spot.text) for spot in help_lines(folder)]
    rows += [(spot, "This line of the exercise", spot.text) for spot in exercise_lines(folder)]
    rows += [(spot, "This line of the tool", spot.text) for spot in tool_lines(folder)]
    rows += [(spot, f"“nudge” of {who}", spot.text) for who, spot in nudges(folder)]
    return [mistake for row in rows for mistake in too_much(*row)]


def prompts(folder: Folder) -> list[tuple[Spot, str]]:
    """Every prompt of the fields and audit forms, with its text as people read it."""
    forms = folder.root("assurance/audit_forms.yml").pairs
    return [
        (spot, _whole(spot, row))
        for part in (*folder.fields, *forms)
        for row in part.walk()
        for spot in map(row.get, KEYS)
        if spot.text.strip()
    ]


def nudges(folder: Folder) -> list[tuple[str, Spot]]:
    """What the audit sets give to ask oneself, with the id of the standard."""
    sets = folder.within(IN_CONTENT)
    rows = [row for source in sets for row in source.root.get("standards").items]
    found = [(row.get("id").text, row.get("nudge")) for row in rows]
    return [(who, spot) for who, spot in found if spot.text.strip()]


def help_lines(folder: Folder) -> list[Spot]:
    """What help.yml says of each page and each first step."""
    root = folder.root("help.yml")
    steps = [row.get("text") for row in root.get("first_steps").items]
    lines = [line for row in root.get("screens").items for line in row.get("lines").texts]
    return [spot for spot in steps + lines if spot.text.strip()]


def exercise_lines(folder: Folder) -> list[Spot]:
    """What is asked and said in the steps of the training exercises, and the labels of boxes."""
    steps = [
        step
        for file in folder.within("training/exercises")
        for step in file.root.get("steps").items
    ]
    lines = [line for step in steps for key in STEP_KEYS for line in step.get(key).texts]
    labels = [box.get("label") for step in steps for box in step.get("boxes").items]
    asked = [step.get("ask") for step in steps]
    return [spot for spot in [*asked, *lines, *labels] if spot.text.strip()]


def tool_lines(folder: Folder) -> list[Spot]:
    """What the tools of managers and boards ask and explain."""
    found = []
    for source in folder.within("assurance/tools"):
        found.append(source.root.get("lead"))
        for section in source.root.get("sections").items:
            found += section.get("about").texts
            for question in section.get("questions").items:
                found += [question.get("ask"), question.get("hint")]
    return [spot for spot in found if spot.text.strip()]


def _whole(spot: Spot, row: Spot) -> str:
    """With what is said about the groups, where there are any."""
    extra = row.get("groups_say").text if spot.key == "ask" and row.has("groups") else ""
    return f"{spot.text} {extra}".strip()


def too_much(
    prompt: Spot, who: str, text: str, longest: int = LONGEST_PROMPT, highest: int = HIGHEST_GRADE
) -> Iterator[Mistake]:
    """What is too long or too hard in a text. who: begins the sentence; longest: in words."""
    words, grade = len(text.split()), reading_grade(text)
    if words > longest:
        yield prompt.mistake(
            f"{who} has {words} words. Shorten it to {longest} at most: one thing at a time."
        )
    if grade > highest:
        yield prompt.mistake(
            f"{who} has the reading grade {grade:.1f}; at most {highest} is plain enough."
            " Use shorter words, or two short sentences."
        )


def _asked_by(prompt: Spot) -> str:
    form = prompt.source.root.get(str(prompt.path[0]))
    if form.has("questions"):
        return f"the audit question {form.get('questions').items[prompt.path[2]].get('id').text}"
    return _field(prompt)


def _field(prompt: Spot) -> str:
    rows = prompt.source.root.items
    field = rows[prompt.path[0]]
    part = prompt.path[1:-1]
    inside = f", {' '.join(str(step) for step in part if isinstance(step, str))}" if part else ""
    key = ""
    if part[:1] == ("parts",):
        inside, key = ", part", f" “{field.get('parts').items[part[1]].get('key').text}”"
    return f"{field.get('id').text or 'this field'}{inside}{key}"


def reading_grade(text: str) -> float:
    """The American school grade that a text can be read in."""
    return float(_textstat().flesch_kincaid_grade(text))


@cache
def _textstat() -> ModuleType:
    # It takes a second to load, so only this check does.
    import textstat

    return textstat
