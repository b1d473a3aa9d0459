"""Plays a scenario in the terminal: `python -m bot.play SCENARIO.yml --model PATH`.

Reads lines from the terminal or a pipe, and answers as the pages do. Nothing is kept.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot import play_text  # noqa: E402
from practice.fictional import looks_real  # noqa: E402
from practice.rehearsal.debrief import debrief  # noqa: E402
from practice.rehearsal.engine import Turn, play  # noqa: E402
from practice.rehearsal.moves import sentences  # noqa: E402
from practice.rehearsal.scenario import Scenario, read_scenario  # noqa: E402
from practice.rehearsal.wording import say  # noqa: E402

HELP = (
    "Type what you would say. :why tells what was understood, :back takes your last line back,"
    " :debrief looks back on the talk, :quit ends."
)
Understand = Callable[[str], list[dict[str, Any]]]


@dataclass
class Talk:
    """A rehearsal in the terminal. understand: a line's sentences, as MoveModel reads them."""

    scenario: Scenario
    understand: Understand
    turns: list[Turn] = field(default_factory=list)

    def opening(self) -> list[str]:
        """What stands before the first line."""
        return play_text.opening(self.scenario)

    def hear(self, line: str) -> list[str]:
        """What is printed for a line: the reply, or what a command asks for."""
        line = line.strip()
        if line.startswith(":"):
            return COMMANDS.get(line, Talk._unknown)(self)
        if not line:
            return [say("empty")]
        if real := looks_real(line, self.scenario.fictional):
            kinds = ", ".join(dict.fromkeys(say(f"real.{one.kind}") for one in real))
            return [say("looks_real", kinds=kinds)]
        self.turns.append(sentences(self.understand(line)))
        reply, _ = play(self.scenario, self.turns)[-1]
        return [f"{self.scenario.name}: {reply.text}"]

    def _why(self) -> list[str]:
        return play_text.why(self.scenario, self.turns) if self.turns else [say("nothing_said")]

    def _debrief(self) -> list[str]:
        return play_text.debrief_lines(debrief(self.scenario, self.turns))

    def _back(self) -> list[str]:
        if not self.turns:
            return [say("nothing_to_take_back")]
        taken = " ".join(sentence.text for sentence in self.turns.pop())
        return [f"Taken back: {taken}"]

    def _unknown(self) -> list[str]:
        return [HELP]


COMMANDS: dict[str, Callable[[Talk], list[str]]] = {
    ":why": Talk._why,
    ":debrief": Talk._debrief,
    ":back": Talk._back,
}


def typed() -> Iterator[str]:
    """The lines of the terminal; those of a pipe are shown, so that the talk can be read."""
    asks = sys.stdin.isatty()
    while True:
        try:
            line = input("You: " if asks else "")
        except EOFError:
            return
        if not asks:
            print(f"You: {line}")
        yield line


def run(talk: Talk, lines: Iterable[str]) -> None:
    """Play until :quit, or until there are no more lines."""
    print("\n".join([*talk.opening(), HELP]), flush=True)
    for line in lines:
        if line.strip() == ":quit":
            return
        print("\n".join(talk.hear(line)), flush=True)


def understanding(scenario: Scenario, model: Path) -> Understand:
    """How the product understands a trainee's line. Raises NoMoves without a trained model."""
    from bot.archive import trained_moves
    from bot.channel import LONGEST_TEXT, harmless

    moves = trained_moves(model)
    return lambda line: moves.read(harmless(line)[:LONGEST_TEXT], scenario)


def main() -> int:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    chosen = parser.parse_args()
    try:
        scenario = read_scenario(chosen.scenario)
        talk = Talk(scenario, understanding(scenario, chosen.model))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"{chosen.scenario} cannot be played: {error}", file=sys.stderr)
        return 1
    run(talk, typed())
    return 0


if __name__ == "__main__":
    sys.exit(main())
