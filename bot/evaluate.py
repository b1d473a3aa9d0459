"""Scores the shipped model: `python -m bot.evaluate understanding FILE --model PATH`.

FILE holds JSON Lines, `{"text", "intent", "asked"?}` (docs/understanding.md). A line with
`asked` (a field's id) is read as an answer to that open question. Prints a table, then one
line of JSON.
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

from bot.understanding.scoring import Case, by_intent, confusions, interval, scores  # noqa: E402

CONFUSIONS_SHOWN = 15


class BadFile(ValueError):
    """A line of the labelled file cannot be read; the message names the line."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The labelled lines. Raises BadFile for one without text or intent."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadFile(f"{path} line {number}: not JSON ({error})") from None
        if not isinstance(row.get("text"), str) or not isinstance(row.get("intent"), str):
            raise BadFile(f"{path} line {number}: it needs a text and an intent")
        rows.append(row)
    if not rows:
        raise BadFile(f"{path} holds no lines")
    return rows


async def understood(rows: list[dict[str, Any]], model: Path) -> list[Case]:
    """Each line as the product's own pipeline and gate understand it."""
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from bot.channel import harmless
    from bot.quiet import quiet_rasa

    quiet_rasa()
    agent = Agent.load(str(model))
    cases = []
    for row in rows:
        asked = row.get("asked")
        metadata = {"asking": {"field": asked} if asked else None}
        parsed = await agent.processor.parse_message(
            UserMessage(harmless(row["text"]), metadata=metadata)
        )
        cases.append(Case(row["text"], row["intent"], _name(parsed), _safety(parsed)))
    return cases


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


def main() -> int:
    """Read the command line, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["understanding"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--wrong", type=Path, help="write what went wrong here, as JSON Lines")
    chosen = parser.parse_args()
    try:
        rows = read_lines(chosen.file)
    except (BadFile, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    cases = asyncio.run(understood(rows, chosen.model))
    if chosen.wrong:
        wrong = [json.dumps(vars(case)) for case in cases if not case.right]
        chosen.wrong.write_text("\n".join(wrong) + "\n", encoding="utf-8")
    print(table(cases))
    print(json.dumps(scores(cases)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
