"""What a rehearsal in the terminal shows: its beginning, what was understood, the debrief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from practice.training.rehearsal.debrief import SHOWN, Debrief, Finding
from practice.training.rehearsal.engine import Reply, State, Turn, play, start
from practice.training.rehearsal.scenario import Scenario


def opening(scenario: Scenario) -> list[str]:
    """What a trainee reads first, and what they see."""
    opens = scenario.voice["opening"][0]
    return [
        f"{scenario.title} ({scenario.level})",
        scenario.about,
        f"Your aim: {scenario.aim}",
        "",
        f"{scenario.name}: {opens}",
    ]


def why(scenario: Scenario, turns: Sequence[Turn]) -> list[str]:
    """What was understood in the last line, and what came of it."""
    played = play(scenario, turns)
    reply, after = played[-1]
    before = played[-2][1] if len(played) > 1 else start(scenario)
    return [*_understood(turns[-1]), _answered(scenario, reply), *_moved(scenario, before, after)]


def _understood(turn: Turn) -> Iterator[str]:
    if not turn:
        yield "  nothing readable in it"
    for sentence in turn:
        moves = ", ".join(sentence.moves) or "no move"
        like = ", ".join(f"{name} {share:.2f}" for name, share in sentence.subjects)
        yield f"  “{sentence.text}”: {moves}; like: {like or 'no subject'}"


def _answered(scenario: Scenario, reply: Reply) -> str:
    if reply.subject is None or reply.rung is None:
        return f"  no subject; answered by “{reply.kind}” of the voice"
    rungs = len(scenario.subjects[reply.subject].says)
    return f"  subject {reply.subject}, line {reply.rung + 1} of {rungs}"


def _moved(scenario: Scenario, before: State, after: State) -> Iterator[str]:
    alone = "alone" if after.alone else "not alone"
    yield f"  trust {before.trust} to {after.trust}; {alone}"
    new = sorted(after.told - before.told)
    count = f"{len(after.told)} of {len(scenario.facts)} facts told"
    yield f"  {count}; new: {', '.join(new)}" if new else f"  {count}; nothing new"


def lost_example(standard: str, said: Turn) -> str:
    """An example that does not show its standard, with what was understood instead."""
    text = " ".join(sentence.text for sentence in said)
    moves = ", ".join(move for sentence in said for move in sentence.moves) or "no move"
    return f"  {standard}: “{text}” would not be read as showing it ({moves})"


def debrief_lines(found: Debrief) -> list[str]:
    """A debrief as text: one strength, one thing to try, then the rest."""
    by_id = {finding.standard: finding for finding in found.findings}
    lines = []
    if found.strength:
        lines += ["A strength", *_finding(by_id[found.strength])]
    if found.next:
        lines += ["One thing to try", *_finding(by_id[found.next])]
    rest = [f for key, f in by_id.items() if key not in (found.strength, found.next)]
    lines += ["The rest", *(line for finding in rest for line in _finding(finding))]
    return lines + [*_signs(found), *_counts(found)]


def _finding(finding: Finding) -> Iterator[str]:
    yield f"  {finding.standard} {finding.title}: {finding.state}"
    for quote in finding.quotes:
        yield f"    line {quote.turn}: “{quote.text}”"
    if finding.state == SHOWN or not finding.moment:
        return
    moment = finding.moment
    yield f"    {finding.advice}"
    yield f"    after line {moment.after}: “{moment.said}”"
    yield f"    you could have said: “{moment.example}”"
    yield f"    the answer would have been: “{moment.reply}”"


def _signs(found: Debrief) -> Iterator[str]:
    for cue in found.cues:
        taken = f"taken up in line {cue.quote.turn}" if cue.quote else "not taken up"
        yield f"Sign after line {cue.turn}, {taken}: {cue.what}"
    for label, quote in found.closed_down:
        yield f"May have closed them down, line {quote.turn} ({label}): “{quote.text}”"


def _counts(found: Debrief) -> Iterator[str]:
    yield f"Told: {len(found.told)} of {found.facts} facts"
    counts = found.counts
    yield (
        f"Lines {counts.turns}; questions: open {counts.open}, closed {counts.closed}, leading"
        f" {counts.leading}, several at once {counts.several}; said back {counts.reflections}"
    )
