"""Scenarios (training/scenarios): all that is named is there, all that is planted is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from authoring import spoken_lines
from authoring.fields import once
from authoring.folder import Folder
from authoring.mistake import Mistake, did_you_mean
from authoring.names import Names
from authoring.rehearsal import MOVES, Known
from authoring.rules import RuleCheck
from authoring.rungs import rungs
from authoring.source import Source, Spot
from practice.training.rehearsal.required import VOICES
from practice.training.rehearsal.scenario import BadScenario, scenario_from

FEWEST_QUESTIONS, FEWEST_NONSENSE = 4, 3
FILE_NAME = re.compile(r"[a-z][a-z0-9_]*\.yml")


def scenarios(names: Names, rules: RuleCheck) -> Iterator[Mistake]:
    """What is wrong with the scenarios of a folder."""
    known = Known.of(names.folder)
    for source in names.folder.within("training/scenarios"):
        yield from scenario(source, known)


def scenario(source: Source, known: Known) -> Iterator[Mistake]:
    """What is wrong with one scenario, besides its shape."""
    root = source.root
    yield from _file(source)
    yield from _standards(root, known)
    yield from _people(root)
    yield from _moves_named(root, known)
    yield from once(root.get("subjects"), "id", "The scenario has the subject")
    for subject in root.get("subjects").items:
        yield from _subject(subject, known)
        yield from rungs(subject, root, known)
    yield from _planted(root)
    yield from _voice(root.get("voice"), known)
    yield from spoken_lines.spoken_lines(root)


def _file(source: Source) -> Iterator[Mistake]:
    if not FILE_NAME.fullmatch(Path(source.file).name):
        yield Mistake(
            source.file,
            0,
            "The file's name is the scenario's id: small letters, digits and _ only, and .yml.",
        )


def _standards(root: Spot, known: Known) -> Iterator[Mistake]:
    applies = {code.text for code in root.get("applies").texts}
    for code in root.get("applies").texts:
        if code.text not in known.criteria:
            yield code.mistake(
                f"“applies” names “{code.text}”, which the rubric does not have."
                f"{did_you_mean(code.text, known.criteria)}"
            )
        else:
            yield from _can_be_shown(code, root, known)
    for code in (*root.get("key").texts, *root.get("examples").pairs):
        name = code.text or code.key
        if name not in applies:
            yield code.mistake(
                f"{name} stands here, but not in “applies”. Add it there, or take it out here."
            )
    subjects = _ids(root)
    for example in root.get("examples").pairs:
        spot = example.get("subject")
        yield from _unknown(spot, subjects, f"The example of {example.key}", "subject")


def _can_be_shown(code: Spot, root: Spot, known: Known) -> Iterator[Mistake]:
    """The debrief plays an example of what was missed, so something must answer it."""
    shown = known.criteria[code.text].get("shown").texts
    raised = {move.text for row in root.get("subjects").items for move in row.get("moves").texts}
    if shown and shown[0].text not in raised and not root.get("examples").has(code.text):
        yield code.mistake(
            f"{code.text} applies, but no subject has its move “{shown[0].text}”. Give one that"
            " move, or write an example of it under “examples”."
        )


def _unknown(spot: Spot, names: Iterable[str], who: str, what: str) -> Iterator[Mistake]:
    if spot.text and spot.text not in names:
        yield spot.mistake(
            f"{who} names the {what} “{spot.text}”, which this file does not have."
            f"{did_you_mean(spot.text, names)}"
        )


def _ids(root: Spot) -> set[str]:
    return {row.get("id").text for row in root.get("subjects").items}


def _people(root: Spot) -> Iterator[Mistake]:
    """Whoever is named is said to be made up."""
    made_up = {name.text for name in root.get("fictional").texts}
    named = [root.get("person").get("name"), root.get("company").get("name")]
    named += [one for fact in root.get("facts").pairs for one in fact.get("known_by").texts]
    for spot in named:
        if spot.text[:1].isupper() and spot.text not in made_up:
            yield spot.mistake(
                f"“{spot.text}” is not among the made-up names. Add it to “fictional”."
                f"{did_you_mean(spot.text, made_up)}"
            )


def _moves_named(root: Spot, known: Known) -> Iterator[Mistake]:
    company = root.get("company")
    yield from known.unknown(company.get("leaves_on").texts, f"“{company.get('name').text}”")
    yield from known.unknown(root.get("rests_on").texts, "“rests_on”")
    for cue in root.get("cues").pairs:
        yield from known.unknown(cue.get("noticed_by").texts, f"The sign “{cue.key}”")
    for effect in root.get("effects").pairs:
        if effect.key not in known.moves:
            yield effect.mistake(
                f"“effects” names the move “{effect.key}”, which is not in {MOVES}."
                f"{did_you_mean(effect.key, known.moves)}"
            )


def _subject(subject: Spot, known: Known) -> Iterator[Mistake]:
    who = f"The subject “{subject.get('id').text}”"
    yield from known.unknown(subject.get("moves").texts, who)
    asked = len(subject.get("asked_by").texts)
    if not subject.get("moves").texts and asked < FEWEST_QUESTIONS:
        yield subject.mistake(
            f"{who} is raised by no move and by {asked} questions. Write {FEWEST_QUESTIONS} at"
            " least in “asked_by”, each put in another way."
        )


def _planted(root: Spot) -> Iterator[Mistake]:
    """Every fact can come out, every sign can show."""
    said = [rung for row in root.get("subjects").items for rung in row.get("says").items]
    told = {fact.text for rung in said for fact in rung.get("tells").texts}
    shows = {rung.get("cue").text for rung in said}
    for fact in root.get("facts").pairs:
        if fact.key not in told:
            yield fact.mistake(
                f"The fact “{fact.key}” is never told. Let a subject tell it, or take it out."
            )
    for cue in root.get("cues").pairs:
        if cue.key not in shows:
            yield cue.mistake(
                f"The sign “{cue.key}” never shows. Write “cue: {cue.key}” beside a line, or take"
                " it out."
            )


def _voice(voice: Spot, known: Known) -> Iterator[Mistake]:
    for move in known.harms:
        if not voice.has(move):
            label = known.moves[move].get("label").text
            yield voice.mistake(
                f"“voice” has no “{move}”. Add what they say when the trainee did that ({label})."
            )
    spoken = {*VOICES, *known.harms}
    for lines in voice.pairs:
        if lines.key not in spoken:
            yield lines.mistake(
                f"“voice” has “{lines.key}”, which nothing asks for. Take it out, or correct it."
                f"{did_you_mean(lines.key, spoken)}"
            )
    few = voice.get("nonsense")
    if 0 < len(few.texts) < FEWEST_NONSENSE:
        yield few.mistake(
            f"“nonsense” has {len(few.texts)} lines. Write {FEWEST_NONSENSE} at least: it is said"
            " whenever something was not understood."
        )


def refused(folder: Folder) -> Iterator[Mistake]:
    """Scenarios that the product itself would not read, though every check let them pass."""
    for source in folder.within("training/scenarios"):
        yield from unreadable(source)


def unreadable(source: Source) -> Iterator[Mistake]:
    """Why the product itself cannot read a scenario's file; nothing when it can."""
    try:
        scenario_from(Path(source.file).stem, source.data)
    except BadScenario as error:
        yield Mistake(source.file, 0, f"The product cannot read it ({error}).")
