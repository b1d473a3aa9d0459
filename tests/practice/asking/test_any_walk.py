"""Whatever is typed or tapped: every walk ends, and nothing is invented on the way."""

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from practice.asking.allowed import check_answer
from practice.asking.gaps import gaps, open_at
from practice.content import content
from practice.papers.lines import FIXED, SOURCE_LABELS, STATE_LABELS, sections
from practice.rules.advocacy import advocacy_duty
from practice.rules.checks import findings
from practice.rules.consent import consent, matters
from practice.rules.coverage import coverage
from practice.rules.rule_language import typed_words
from tests.practice.recorder import Recorder, Walk, plausible

STAGES = ["prepare", "start", "during", "end"]
WORDS = st.sampled_from(
    ["no", "nothing", "yes", "Her son, at home", "She’d like /peace/ “now”", "skip?", "Ω", "a\nb"]
) | st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=12)
TURNS_BEFORE_STRAIGHT_ON = 30
LONGEST_WALK = 200


def labels():
    """Every text that the content may put on a line."""
    practice = content()
    fields = practice.fields.values()
    parts = [p for f in fields for p in (f.main, *f.parts, *([f.added] if f.added else []))]
    choices = [c for p in parts for c in p.choices]
    tags = [group for f in fields if f.repeat for group in f.repeat.tags]
    choices += [tag for group in tags for tag in group.choices]
    groups = {f"{c.group}: {c.label}" for c in choices if c.group}
    known = groups | {c.label for c in choices} | set(FIXED.values())
    titles = {f.title for f in fields} | {p.title for p in parts if p.title}
    titles |= {group.label for group in tags if group.key}
    return known, titles, {*STATE_LABELS.values(), *SOURCE_LABELS.values()}


def random_turn(walk, data):
    """One turn of any kind; most are words, taps, or both."""
    kind = data.draw(st.sampled_from(["say", "say", "say", "say", "plain", "skip", "back", "undo"]))
    event(kind)
    if kind == "skip" and walk.pointer.mode != "finish":
        return walk.skip()
    if kind == "back":
        return walk.back()
    if kind == "undo" and any(e.contact_id == walk.contact_id for e in walk.record.heads):
        return walk.undo()
    if kind == "plain":
        return walk.say("", *plausible(walk.question)) if plausible(walk.question) else None
    offered = [c.value for c in walk.question.choices] + ["no-such-choice"]
    choices = data.draw(st.lists(st.sampled_from(offered), max_size=3, unique=True))
    text = data.draw(WORDS if not choices else st.just("") | WORDS)
    return walk.say(text, *choices)


def check_turn(walk, before):
    """Nothing foreign is filed, replay changes nothing, no settled question is asked again."""
    for row in walk.step.drafts:
        parts = {
            k: v if isinstance(v, str | dict | list) else "typed" for k, v in row.parts.items()
        }
        check_answer(row.field, row.answer_state, row.value, parts)
    once = walk.recorder.flat()
    walk.recorder.file(**walk.filing)
    assert walk.recorder.flat() == once
    if walk.pointer.mode in ("answer", "more") and walk.step.next is None:
        contact = walk.record.contact(walk.contact_id)
        assert walk.pointer.key not in {*contact.settled, *contact.later}
    assert len(walk.recorder.entries) >= before


def check_lines(record, typed):
    known, titles, notes = labels()
    for section in sections(record):
        for line in section.lines:
            named = {f"“{thread.text}”" for thread in record.outcomes}
            assert set(line.chosen) <= known | named
            assert line.label in titles
            assert line.note is None or line.note in notes
            assert line.quoted is None or line.quoted in typed


def check_coverage(record):
    """What is said to be shown stands in the record, in words that somebody typed."""
    standing = {entry.id: entry for entry in record.heads}
    for found in [row for rows in coverage(record).values() for row in rows.values()]:
        assert set(found.entries) <= set(standing)
        if found.state == "evidenced":
            assert any(typed_words(standing[entry]) for entry in found.entries), found.id
        else:
            assert (found.state == "no_evidence") == (found.reason is None)


def check_workings(record, contact_id):
    """Whatever was said, it can be worked out; what is offered can be asked."""
    duty = advocacy_duty(record)
    shown = [*duty.entries, *(entry for found in findings(record) for entry in found.entries)]
    for matter in matters(record):
        shown += [e for part in consent(record, matter).parts.values() for e in part.entries]
    assert set(shown) <= {entry.id for entry in record.heads}
    assert duty.working
    assert all(open_at(gap.field, record, contact_id) for gap in gaps(record, contact_id))


# Without shrinking: a failing walk is told at once, not after five minutes.
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.data())
def test_any_walk_ends_and_holds_only_what_was_said(data):
    recorder = Recorder()
    for stage in data.draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=2)):
        walk = Walk(stage, recorder)
        walk.filing = {"message_id": recorder.receive(), "contact_id": walk.contact_id}
        for turn in range(LONGEST_WALK):
            if walk.finished:
                break
            before = len(recorder.entries)
            if turn < TURNS_BEFORE_STRAIGHT_ON:
                random_turn(walk, data)
            else:
                walk.answer({})
            check_turn(walk, before)
        assert walk.finished, walk.asked[-5:]
        check_workings(recorder.record, walk.contact_id)
        recorder.finish(walk.contact_id)
    check_lines(recorder.record, set(recorder.messages.values()))
    check_coverage(recorder.record)
