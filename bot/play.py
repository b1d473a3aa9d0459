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

# spaCy loads TensorFlow when it is there, which then speaks.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot import play_text
from bot.archive import NoMoves, trained_moves
from bot.understanding.plain_text import LONGEST_TEXT, harmless
from practice.content import content
from practice.training.fictional import looks_real
from practice.training.rehearsal.debrief import SHOWN, debrief, states
from practice.training.rehearsal.engine import Turn, play
from practice.training.rehearsal.moves import sentences
from practice.training.rehearsal.rubric import rubric
from practice.training.rehearsal.scenario import BadScenario, Scenario, read_scenario
from practice.training.rehearsal.wording import say

HELP = (
    "Type what you would say. :why tells what was understood, :back takes your last line back,"
    " :debrief looks back on the talk, :examples tries the words that a debrief would offer,"
    " :quit ends."
)
Understand = Callable[[str], list[dict[str, Any]]]


@dataclass
class Talk:
    """A rehearsal in the terminal. understand: a line's sentences, as MoveModel reads them."""

    scenario: Scenario
    understand: Understand
    turns: list[Turn] = field(default_factory=list)

    def hear(self, line: str) -> list[str]:
        """What is printed for a line: the reply, or what a command asks for."""
        line = line.strip()
        if line.startswith(":"):
            return COMMANDS.get(line, Talk._unknown)(self)
        if not line:
            return [say("empty")]
        if real := looks_real(line, self.scenario.fictional):
            words = content().say
            kinds = ", ".join(dict.fromkeys(words(f"fictional.{one.kind}") for one in real))
            return [words("fictional.stopped", what=kinds)]
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

    def _examples(self) -> list[str]:
        """Each example that would not be read as showing its standard."""
        lost = []
        for standard in self.scenario.applies:
            own = self.scenario.examples.get(standard)
            line = own.line if own else rubric()[standard].example
            said = sentences(self.understand(line))
            if states([said], [standard])[standard] != SHOWN:
                lost.append(play_text.lost_example(standard, said))
        return lost or ["Every example is read as showing its standard."]

    def _unknown(self) -> list[str]:
        return [HELP]


COMMANDS: dict[str, Callable[[Talk], list[str]]] = {
    ":why": Talk._why,
    ":debrief": Talk._debrief,
    ":back": Talk._back,
    ":examples": Talk._examples,
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
    print("\n".join([*play_text.opening(talk.scenario), HELP]), flush=True)
    for line in lines:
        if line.strip() == ":quit":
            return
        print("\n".join(talk.hear(line)), flush=True)


def understanding(scenario: Scenario, model: Path) -> Understand:
    """How the product understands a trainee's line. Raises NoMoves without a trained model."""
    moves = trained_moves(model)
    return lambda line: moves.read(harmless(line)[:LONGEST_TEXT], scenario)


def main() -> int:
    """Read the command line and play."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    chosen = parser.parse_args()
    print("One moment, please.", file=sys.stderr, flush=True)
    try:
        scenario = read_scenario(chosen.scenario)
        talk = Talk(scenario, understanding(scenario, chosen.model))
    except (BadScenario, NoMoves, OSError) as error:
        print(f"{chosen.scenario} cannot be played: {error}", file=sys.stderr)
        return 1
    try:
        run(talk, typed())
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
