"""The simulated person's replies: from the scenario and from how they were asked, nothing else.

The same sentences always give the same replies. Asking better never tells less: trust only grows
with better moves, and what a rung needs is only ever more trust, time alone or a good move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from practice.training.rehearsal.moves import CLOSED, LEADING, Sentence, moves
from practice.training.rehearsal.scenario import Rung, Scenario, Subject

# How likely a subject must be, and how much more it is when one of its moves was made. What is told
# must be likelier than what is asked, and likelier still when it makes another move.
LIKE_ENOUGH, MOVE_COUNTS, TOLD_LIKE_ENOUGH, TOLD_SURELY = 0.15, 0.10, 0.45, 0.85
# A closed, a leading question, or several at once, get a less frank answer.
GUARDED = {CLOSED: 8, LEADING: 15}
SEVERAL_GUARDED = 8
COUNTS_TWICE = 2
# Answered besides what was asked; the rest of the harmful moves are answered instead of it.
BESIDE = ("promise_secrecy", "false_reassurance")


@dataclass(frozen=True)
class State:
    """Where a rehearsal stands. trust: 0 to 100; told: the facts given away so far."""

    trust: int
    alone: bool
    made: Mapping[str, int] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    reached: Mapping[str, int] = field(default_factory=dict)
    voiced: Mapping[str, int] = field(default_factory=dict)
    since_rest: int = 0
    ended: bool = False


@dataclass(frozen=True)
class Reply:
    """What the person says to one turn. subject: what it is about; rung: how frank, from 0.

    kind: `tells` on a subject, else the key of the voice that answered. tells: the facts in it.
    """

    lines: tuple[str, ...]
    kind: str
    subject: str | None = None
    rung: int | None = None
    tells: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    cue: str | None = None
    ended: bool = False

    @property
    def text(self) -> str:
        """The reply as it is shown."""
        return " ".join(self.lines)


Turn = Sequence[Sentence]


def start(scenario: Scenario) -> State:
    """Before the trainee has said anything."""
    return State(trust=scenario.trust, alone=scenario.company is None)


def play(scenario: Scenario, turns: Iterable[Turn]) -> list[tuple[Reply, State]]:
    """The replies to all turns in order, each with how things stand after it."""
    state, found = start(scenario), []
    for turn in turns:
        reply, state = answer(scenario, state, turn)
        found.append((reply, state))
    return found


def answer(scenario: Scenario, state: State, turn: Turn) -> tuple[Reply, State]:
    """The reply to one turn, and how things stand after it."""
    if state.ended:
        return _voiced(scenario, state, "gone")
    made = set().union(*(sentence.moves for sentence in turn))
    before, state = state, _moved(scenario, state, made)
    if state.trust <= 0:
        reply, state = _voiced(scenario, replace(state, ended=True), "leaves")
        return replace(reply, ended=True), state
    known = moves()
    harm = next((move for move in known if move in made and known[move].harms), None)
    if harm:
        return _voiced(scenario, state, harm)
    lead, state = _beside(scenario, before, state, made)
    reply, state = _answered(scenario, state, turn, made)
    return replace(reply, lines=(*lead, *reply.lines)), state


def _moved(scenario: Scenario, state: State, made: set[str]) -> State:
    """Trust, company and rest after the moves of a turn."""
    known, trust = moves(), state.trust
    for move in sorted(made):
        effect = scenario.effects.get(move, known[move].trust)
        if effect < 0 or state.made.get(move, 0) < COUNTS_TWICE:
            trust += effect
    trust = max(0, min(100, trust))
    company = scenario.company
    left = company and made & set(company.leaves_on) and trust >= company.trust
    rested = bool(made & set(scenario.rests_on))
    return replace(
        state,
        trust=trust,
        alone=state.alone or bool(left),
        made=Counter(state.made) + Counter(made),
        since_rest=0 if rested else state.since_rest + 1,
    )


def _beside(
    scenario: Scenario, before: State, state: State, made: set[str]
) -> tuple[tuple[str, ...], State]:
    """What happens besides the answer: someone leaves, or a promise is taken up."""
    lines: list[str] = []
    if state.alone and not before.alone and scenario.company:
        lines.append(scenario.company.leaves_line)
    for key in BESIDE:
        if key in made:
            reply, state = _voiced(scenario, state, key)
            lines += reply.lines
    return tuple(lines), state


def _answered(scenario: Scenario, state: State, turn: Turn, made: set[str]) -> tuple[Reply, State]:
    subject = subject_of(scenario, turn)
    if subject:
        return _told(scenario, state, subject, _guard(scenario, turn, made))
    return _voiced(scenario, state, _unasked(turn, made))


def _unasked(turn: Turn, made: set[str]) -> str:
    """The voice that answers what is about no subject of the scenario."""
    if not turn or not any(sentence.text.strip() for sentence in turn):
        return "silence"
    asks = any(sentence.asks for sentence in turn)
    for move in ("nonsense", "out_of_role"):
        if move in made:
            return move
    for move in ("greet", "end_talk"):
        if move in made and not asks:
            return move
    if asks:
        return "dont_know" if any(sentence.topics for sentence in turn) else "nonsense"
    if not made and turn[-1].text.rstrip().endswith("?"):
        return "nonsense"
    return "acknowledge"


def subject_of(scenario: Scenario, turn: Turn) -> Subject | None:
    """What a turn is about: its last question about a subject, else its last such sentence.

    The manner of a turn raises a subject of its own only when nothing else does.
    """
    for raising in (lambda sentence: sentence.topics, lambda sentence: sentence.manners):
        raised = [(one, _likeliest(scenario, one, raising(one))) for one in turn]
        for wanted in (True, False):
            for sentence, subject in reversed(raised):
                if subject and (sentence.asks or not wanted):
                    return subject
    return None


def _likeliest(scenario: Scenario, sentence: Sentence, raising: Sequence[str]) -> Subject | None:
    """The subject of a sentence: the most like it, where moves count too; None when unsure."""
    like, shares = dict(sentence.subjects), {}
    for subject in scenario.subjects.values():
        share = like.get(subject.id, 0.0)
        if any(move in raising for move in subject.moves):
            shares[subject.id] = max(LIKE_ENOUGH, share + MOVE_COUNTS)
        elif sentence.asks or share >= (TOLD_SURELY if sentence.topics else TOLD_LIKE_ENOUGH):
            shares[subject.id] = share
    best = max(shares, key=lambda key: shares[key], default="")
    return scenario.subjects[best] if shares.get(best, 0.0) >= LIKE_ENOUGH else None


def _guard(scenario: Scenario, turn: Turn, made: set[str]) -> int:
    """How much less frank the answer is for the way it was asked, in points of trust."""
    asked = [_likeliest(scenario, s, s.topics) for s in turn if s.asks]
    several = len({subject.id for subject in asked if subject}) > 1
    worst = max((GUARDED[move] for move in made if move in GUARDED), default=0)
    return worst + (SEVERAL_GUARDED if several else 0)


def _told(scenario: Scenario, state: State, subject: Subject, guard: int) -> tuple[Reply, State]:
    """The frankest rung that may be said, or what was said before once more."""
    found = _rung(scenario, state, subject, guard)
    if found is None:
        return _voiced(scenario, state, "held_back")
    rung = subject.says[found]
    line, after = rung.line, state
    if state.reached.get(subject.id) == found:
        line, after = _again(scenario, state, subject, rung)
    reply = Reply((line,), "tells", subject.id, found, rung.tells, rung.hides, rung.cue)
    reached = {**after.reached, subject.id: found}
    return reply, replace(after, told=after.told | set(rung.tells), reached=reached)


def _rung(scenario: Scenario, state: State, subject: Subject, guard: int) -> int | None:
    tired = scenario.tires_after is not None and state.since_rest > scenario.tires_after
    fit = [
        number
        for number, rung in enumerate(subject.says)
        if state.trust - guard >= rung.trust
        and (state.alone or not rung.alone)
        and not (rung.rested and tired)
        and all(move in state.made for move in rung.after)
        and not state.told & set(rung.hides)
    ]
    # A first rung needs no trust, whatever the way of asking.
    first = subject.says[0]
    if not fit and first.trust == 0 and not (first.alone or first.rested or first.after):
        return None if state.told & set(first.hides) else 0
    return fit[-1] if fit else None


def _again(scenario: Scenario, state: State, subject: Subject, rung: Rung) -> tuple[str, State]:
    if subject.again:
        return subject.again, state
    reply, state = _voiced(scenario, state, "again")
    return f"{reply.text} {rung.line}", state


def _voiced(scenario: Scenario, state: State, key: str) -> tuple[Reply, State]:
    """The next line of a voice, in turn."""
    lines, count = scenario.voice[key], state.voiced.get(key, 0)
    voiced = {**state.voiced, key: count + 1}
    return Reply((lines[count % len(lines)],), key, ended=state.ended), replace(
        state, voiced=voiced
    )
