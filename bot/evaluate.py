"""Scores the shipped model: `python -m bot.evaluate KIND FILE --model PATH`.

KIND understanding: FILE holds JSON Lines, `{"text", "intent", "asked"?}`. A line with `asked`
(a field's id) is read as an answer to that open question. KIND extraction: FILE holds labelled
notes (bot/understanding/labelled_notes.py); both are described in docs/understanding.md. KIND
debrief: FILE holds rated talks (docs/rehearsal-rating.md). Prints a table, then one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.archive import NoMoves, trained_moves  # noqa: E402
from bot.understanding import debrief_scoring, extraction_scoring  # noqa: E402
from bot.understanding.debrief_scoring import BadTranscript, Read, Transcript  # noqa: E402
from bot.understanding.extraction_scoring import Heard  # noqa: E402
from bot.understanding.json_lines import read_rows  # noqa: E402
from bot.understanding.labelled_notes import BadNote, LabelledNote, read_notes  # noqa: E402
from bot.understanding.plain_text import LONGEST_TEXT, harmless  # noqa: E402
from bot.understanding.scoring import Case, by_intent, confusions, interval, scores  # noqa: E402
from practice.training.rehearsal.moves import sentences
from practice.training.rehearsal.scenario import scenarios

CONFUSIONS_SHOWN = 15


class BadFile(ValueError):
    """A line of the labelled file cannot be read; the message names the line."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The labelled lines. Raises BadFile for one without text or intent."""
    found = read_rows(path, BadFile, "lines")
    for where, row in found:
        if not isinstance(row.get("text"), str) or not isinstance(row.get("intent"), str):
            raise BadFile(f"{where}: it needs a text and an intent")
    return [row for _, row in found]


async def parsed(messages: list[tuple[str, dict[str, Any]]], model: Path) -> list[dict[str, Any]]:
    """What the product's own pipeline makes of (text, metadata), one by one."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from bot.quiet import quiet_rasa

    quiet_rasa()
    agent = Agent.load(str(model))
    return [
        await agent.processor.parse_message(UserMessage(harmless(text), metadata=metadata))
        for text, metadata in messages
    ]


async def understood(rows: list[dict[str, Any]], model: Path) -> list[Case]:
    """Each line as the product's own pipeline and gate understand it."""
    asking = [{"field": row["asked"]} if row.get("asked") else None for row in rows]
    messages = [(row["text"], {"asking": at}) for row, at in zip(rows, asking, strict=True)]
    found = await parsed(messages, model)
    return [
        Case(row["text"], row["intent"], _name(one), _safety(one))
        for row, one in zip(rows, found, strict=True)
    ]


async def heard(notes: list[LabelledNote], model: Path) -> list[Heard]:
    """Each note as the product's own pipeline hears it."""
    found = await parsed([(note.note, {"stage": note.stage}) for note in notes], model)
    return [Heard(note, one.get("heard") or ()) for note, one in zip(notes, found, strict=True)]


def note_table(cases: list[Heard]) -> str:
    """The figures for people: in all, and for each field."""
    found = extraction_scoring.scores(cases)
    lines = [f"{len(cases)} notes", ""]
    lines += [f"  {name:<18}{value:.3f}" for name, value in found.items() if value is not None]
    lines += ["", "  field   right  wrong  missed"]
    order = sorted(extraction_scoring.counts(cases).items(), key=lambda row: row[0])
    for field, count in order:
        cells = "".join(f"{count[key]:>7}" for key in ("right", "wrong", "missed"))
        lines.append(f"  {field:<5}{cells}")
    return "\n".join(lines)


def wrong_notes(cases: list[Heard]) -> list[dict[str, Any]]:
    """What was heard and labelled in every note where the two differ."""
    return [
        {"note": case.label.note, "labelled": case.label.fields, "heard": list(case.rows)}
        for case in cases
        if case.fields != set(case.label.fields) - set(case.label.optional)
    ]


def _name(parsed: dict[str, Any]) -> str:
    intent, topic = parsed["intent"]["name"] or "nlu_fallback", parsed.get("topic")
    return f"{intent}/{topic}" if topic else intent


def _safety(parsed: dict[str, Any]) -> tuple[str, ...]:
    return tuple(parsed.get("safety") or ())


def table(cases: list[Case]) -> str:
    """The figures for people, with Wilson's 95% intervals."""
    found = scores(cases)
    outside = sum(case.intent == "out_of_scope" for case in cases)
    sizes = {"accuracy": len(cases) - outside, "oos_recall": outside, "wrong_action": len(cases)}
    lines = [f"{len(cases)} messages", ""]
    for name, n in sizes.items():
        lines.append(f"  {name:<24}{_shown(found[name], n)}")
    counts = by_intent(cases)
    for name, value in found["safety_recall"].items():
        lines.append(f"  heard {name:<18}{_shown(value, counts.get(name, (0, 0))[1])}")
    lines += ["", "  right, by intent"]
    lines += [f"    {name:<24}{right}/{n}" for name, (right, n) in counts.items()]
    lines += ["", "  most often taken for another"]
    for wanted, got, count in confusions(cases)[:CONFUSIONS_SHOWN]:
        lines.append(f"    {count:>3}  {wanted} as {got}")
    return "\n".join(lines)


def _shown(value: float | None, n: int) -> str:
    found = interval(value, n)
    return f"{value:.3f}  ({found[0]:.3f} to {found[1]:.3f})" if found else "not labelled"


Report = tuple[str, dict[str, Any], list[dict[str, Any]]]


def understanding(file: Path, model: Path) -> Report:
    """Table, figures, and what went wrong, for labelled messages."""
    cases = asyncio.run(understood(read_lines(file), model))
    return table(cases), scores(cases), [vars(case) for case in cases if not case.right]


def extraction(file: Path, model: Path) -> Report:
    """Table, figures, and what went wrong, for labelled notes."""
    cases = asyncio.run(heard(read_notes(file), model))
    return note_table(cases), extraction_scoring.scores(cases), wrong_notes(cases)


def read_talks(talks: list[Transcript], model: Path) -> list[Read]:
    """Each talk as the product's own debrief reads it; its scenario need not be known."""
    moves = trained_moves(model)
    found = []
    for talk in talks:
        scenario = scenarios().get(talk.scenario)
        said = [moves.read(harmless(line)[:LONGEST_TEXT], scenario) for line in talk.lines]
        found.append(Read(talk, [sentences(rows) for rows in said]))
    return found


def debrief(file: Path, model: Path) -> Report:
    """Table, figures, and the standards on which the two differ, for rated talks."""
    cases = read_talks(debrief_scoring.read_transcripts(file), model)
    return debrief_scoring.table(cases), debrief_scoring.scores(cases), debrief_scoring.wrong(cases)


KINDS = {"understanding": understanding, "extraction": extraction, "debrief": debrief}


def main() -> int:
    """Read the command line, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--wrong", type=Path, help="write what went wrong here, as JSON Lines")
    chosen = parser.parse_args()
    try:
        text, figures, wrong = KINDS[chosen.kind](chosen.file, chosen.model)
    except (BadFile, BadNote, BadTranscript, NoMoves, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if chosen.wrong:
        lines = [json.dumps(row, ensure_ascii=False) for row in wrong]
        chosen.wrong.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(text)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
