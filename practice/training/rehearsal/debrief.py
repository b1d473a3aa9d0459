"""The debrief: standard by standard what a rehearsal shows, with the trainee's own lines.

Counts only what text can show (domain facts 5.3). For what was missed: the moment it could have
come, words for it, and what the person would have answered, played through the same engine.
The same rehearsal always gives the same debrief.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from practice.training.rehearsal.engine import Reply, Turn, answer, play, start, subject_of
from practice.training.rehearsal.moves import CLOSED, LEADING, OPEN, Sentence, moves
from practice.training.rehearsal.rubric import Criterion, rubric
from practice.training.rehearsal.scenario import Scenario

SHOWN, PARTLY, MISSED = "shown", "partly", "missed"
QUOTED = 3
NOTICED_WITHIN = 2


@dataclass(frozen=True)
class Quote:
    """A line of the trainee. turn: its number, from 1."""

    turn: int
    text: str


@dataclass(frozen=True)
class Moment:
    """Where something could have come: after turn number `after` (0: at the very beginning).

    said: the person's line before it; example: words for it; reply: what the person would have
    answered to them.
    """

    after: int
    said: str
    example: str
    reply: str


@dataclass(frozen=True)
class Finding:
    """One standard. state: shown, partly or missed; moment: for what was not shown."""

    standard: str
    title: str
    source: str
    state: str
    quotes: tuple[Quote, ...]
    advice: str
    moment: Moment | None


@dataclass(frozen=True)
class Counts:
    """What can be counted. before_wants: turns before asking what they want; None: never asked."""

    turns: int
    open: int
    closed: int
    leading: int
    several: int
    reflections: int
    before_wants: int | None


@dataclass(frozen=True)
class Noticed:
    """A planted sign, where it showed, and the line that took it up; None when none did."""

    what: str
    turn: int
    quote: Quote | None


@dataclass(frozen=True)
class Debrief:
    """All that is said about a rehearsal.

    strength and next: standards to look at first; closed_down: lines that made it harder, each
    with the move's label; told: what the person told, in the scenario's facts, of how many.
    """

    scenario: str
    findings: tuple[Finding, ...]
    strength: str | None
    next: str | None
    counts: Counts
    cues: tuple[Noticed, ...]
    closed_down: tuple[tuple[str, Quote], ...]
    told: tuple[str, ...]
    facts: int
    ended_early: bool

    def to_json(self) -> dict[str, Any]:
        """As plain values, for storing and sending."""
        return asdict(self)


def debrief(scenario: Scenario, turns: Sequence[Turn]) -> Debrief:
    """The debrief of a rehearsal: all turns of the trainee in order."""
    played = play(scenario, turns)
    replies = [reply for reply, _ in played]
    told = played[-1][1].told if played else frozenset()
    found = tuple(_finding(rubric()[key], scenario, turns, replies) for key in scenario.applies)
    return Debrief(
        scenario=scenario.id,
        findings=found,
        strength=_first(found, scenario, SHOWN) or _first(found, scenario, PARTLY),
        next=_first(found, scenario, MISSED) or _first(found, scenario, PARTLY),
        counts=_counts(scenario, turns),
        cues=tuple(_cues(scenario, turns, replies)),
        closed_down=tuple(_harms(turns)),
        told=tuple(fact.holds for key, fact in scenario.facts.items() if key in told),
        facts=len(scenario.facts),
        ended_early=any(reply.ended for reply in replies),
    )


def states(turns: Sequence[Turn], standards: Sequence[str]) -> dict[str, str]:
    """Only the states: each standard as shown, partly or missed."""
    return {key: _state(rubric()[key], turns)[0] for key in standards}


def _finding(
    criterion: Criterion, scenario: Scenario, turns: Sequence[Turn], replies: Sequence[Reply]
) -> Finding:
    state, quotes = _state(criterion, turns)
    moment = None if state == SHOWN else _moment(criterion, scenario, turns, replies)
    return Finding(
        criterion.id,
        criterion.title,
        criterion.source,
        state,
        tuple(quotes[:QUOTED]),
        criterion.advice,
        moment,
    )


def _state(criterion: Criterion, turns: Sequence[Turn]) -> tuple[str, list[Quote]]:
    """The state and the lines behind it."""
    shown = [q for q, s in _lines(turns) if _makes(s, criterion.shown) and LEADING not in s.moves]
    if shown:
        return SHOWN, shown
    weak = (*criterion.shown, *criterion.partly)
    partly = [quote for quote, sentence in _lines(turns) if _makes(sentence, weak)]
    return (PARTLY, partly) if partly else (MISSED, [])


def _lines(turns: Sequence[Turn]) -> Iterator[tuple[Quote, Sentence]]:
    for number, turn in enumerate(turns, start=1):
        for sentence in turn:
            yield Quote(number, sentence.text), sentence


def _makes(sentence: Sentence, wanted: Sequence[str]) -> bool:
    return any(move in sentence.moves for move in wanted)


def _moment(
    criterion: Criterion, scenario: Scenario, turns: Sequence[Turn], replies: Sequence[Reply]
) -> Moment:
    """Where it would have told most, and the earliest such place; played through the engine."""
    example = scenario.examples.get(criterion.id)
    line = example.line if example else criterion.example
    tried = _example_turn(criterion, scenario, line, example.subject if example else None)
    places = [
        (after, answer(scenario, state, tried)[0])
        for after, state in _places(criterion, scenario, turns, replies)
    ]
    after, reply = max(places, key=lambda place: (_frank(place[1]), -place[0]))
    before = replies[after - 1].text if after else scenario.voice["opening"][0]
    return Moment(after, before, line, reply.text)


def _example_turn(
    criterion: Criterion, scenario: Scenario, line: str, subject: str | None
) -> tuple[Sentence]:
    """The example as a turn: it makes a move of the standard, and raises its subject."""
    raised = scenario.subjects.get(subject or "") or scenario.raised_by(criterion.shown[0])
    raising = raised.moves if raised else ()
    made = [next((m for m in criterion.shown if m in raising), criterion.shown[0])]
    if raising and made[0] not in raising:
        made.append(raising[0])
    if line.rstrip().endswith("?"):
        made.append(OPEN)
    return (Sentence(line, tuple(made), ((raised.id, 1.0),) if raised else ()),)


def _frank(reply: Reply) -> int:
    return -1 if reply.rung is None else reply.rung


def _places(
    criterion: Criterion, scenario: Scenario, turns: Sequence[Turn], replies: Sequence[Reply]
) -> list[tuple[int, Any]]:
    """The turns after which it could have come, with how things stood; never after the end."""
    standing = [(0, start(scenario))]
    for number, (reply, state) in enumerate(play(scenario, turns), start=1):
        if reply.ended:
            break
        standing.append((number, state))
    if criterion.phase == "closing":
        return standing[-1:]
    if criterion.phase == "middle":
        began = [(n, s) for n, s in standing if n and any(r.tells for r in replies[:n])]
        return began or standing[-1:]
    return standing


def _first(found: Sequence[Finding], scenario: Scenario, state: str) -> str | None:
    """The standard in this state that matters most in the scenario."""
    having = [finding.standard for finding in found if finding.state == state]
    order = [*scenario.key, *having]
    return min(having, key=order.index, default=None)


def _counts(scenario: Scenario, turns: Sequence[Turn]) -> Counts:
    asked = [sentence for turn in turns for sentence in turn if sentence.asks]
    wants = (n for n, turn in enumerate(turns) if any("ask_wants" in s.moves for s in turn))
    return Counts(
        turns=len(turns),
        open=sum(OPEN in sentence.moves for sentence in asked),
        closed=sum(CLOSED in sentence.moves for sentence in asked),
        leading=sum(LEADING in sentence.moves for sentence in asked),
        several=sum(_asks_several(scenario, turn) for turn in turns),
        reflections=sum("reflect" in s.moves for turn in turns for s in turn),
        before_wants=next(wants, None),
    )


def _asks_several(scenario: Scenario, turn: Turn) -> bool:
    """Whether a turn asks about more than one thing."""
    topics = [subject_of(scenario, (sentence,)) for sentence in turn if sentence.asks]
    return len({topic.id if topic else None for topic in topics}) > 1


def _cues(scenario: Scenario, turns: Sequence[Turn], replies: Sequence[Reply]) -> Iterator[Noticed]:
    """Each planted sign where it first showed."""
    seen: set[str] = set()
    for number, reply in enumerate(replies, start=1):
        if not reply.cue or reply.cue in seen:
            continue
        seen.add(reply.cue)
        cue = scenario.cues[reply.cue]
        later = turns[number : number + NOTICED_WITHIN]
        quotes = (
            Quote(number + 1 + place, sentence.text)
            for place, turn in enumerate(later)
            for sentence in turn
            if _makes(sentence, cue.noticed_by)
        )
        yield Noticed(cue.what, number, next(quotes, None))


def _harms(turns: Sequence[Turn]) -> Iterator[tuple[str, Quote]]:
    """Lines that cost trust, with what each was."""
    known: Mapping[str, Any] = moves()
    for quote, sentence in _lines(turns):
        for move in sentence.moves:
            if known[move].trust < 0:
                yield known[move].label, quote
