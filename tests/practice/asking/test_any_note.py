"""Whatever is heard in a note and whatever is chosen: no word is lost, and none is doubled."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from practice.asking.allowed import check_answer
from practice.asking.note_proposals import propose
from practice.content import content
from tests.practice.recorder import Recorder, Walk

FIELDS = [f for f in content().fields if f != "N1"]
TYPED = ["yes", "no", "keep it", "I rang him", "nobody", "Something else altogether"]
LONGEST = 80


@st.composite
def notes(draw):
    """Clauses of four words of their own, and rows about stretches of them."""
    count = draw(st.integers(1, 6))
    clauses = [" ".join(f"w{n}{letter}" for letter in "abcd") for n in range(count)]
    rows, heard = [], set()
    for _ in range(draw(st.integers(0, 7))):
        first = draw(st.integers(0, count - 1))
        last = draw(st.integers(first, min(count - 1, first + 2)))
        heard |= {*range(first, last + 1)}
        rows.append(
            {
                "field": draw(st.sampled_from(FIELDS)),
                "quote": ", ".join(clauses[first : last + 1]),
                "confidence": 0.9,
            }
        )
    for row in rows:
        row["value"] = draw(values(row["field"]))
    silent = (clauses[n] for n in range(count) if n not in heard)
    rows += [{"field": None, "quote": quote, "confidence": 0.0} for quote in silent]
    return ", ".join(clauses), rows


def values(field):
    """A value of the field, one of another field, or none."""
    main = content().field(field).main
    names = [c.value for c in main.choices] or ["home"]
    one = st.sampled_from(names)
    if main.grouped:
        shown = st.sampled_from([dict(c.sets) for c in main.choices])
    else:
        shown = st.lists(one, min_size=1, max_size=2, unique=True) if main.multiple else one
    return st.none() | shown | st.sampled_from(["home", "added", {}, ["family"]])


def answer(walk, data):
    """One turn: a tap, several, words, or both; or a skip."""
    kind = data.draw(st.sampled_from(["tap", "tap", "tap", "taps", "type", "both", "skip"]))
    if kind == "skip":
        return walk.skip()
    offered = st.sampled_from([choice.value for choice in walk.question.choices])
    taps = data.draw(st.lists(offered, min_size=1, max_size=3 if kind == "taps" else 1))
    text = data.draw(st.sampled_from(TYPED))
    return walk.say(text if kind in ("type", "both") else "", *(taps if kind != "type" else ()))


def check_words(walk, text):
    """Each word of the note stands in the record, in the note N1 or in answers, not in both."""
    entries = [e for e in walk.record.entries if e.words]
    kept = {w for e in entries if e.field != "N1" for w in e.words.replace(",", "").split()}
    noted = [w for e in entries if e.field == "N1" for w in e.words.replace(",", "").split()]
    ours = set(text.replace(",", "").split())
    assert ours <= kept | {*noted}
    assert not ours & kept & {*noted}
    assert len([w for w in noted if w in ours]) == len(ours & {*noted})


# Without shrinking, as in test_any_walk.
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.data())
def test_any_note_is_in_the_record_word_for_word(data):
    recorder = Recorder()
    if wishes := data.draw(st.lists(st.sampled_from(["To stay", "To go"]), max_size=2)):
        start = Walk("start", recorder).to("A8")
        for wish in wishes:
            start.say(wish)
        recorder.finish(start.contact_id)
    walk = Walk(data.draw(st.sampled_from(["prepare", "start", "during", "end"])), recorder)
    text, rows = data.draw(notes())
    note = recorder.receive(text)
    pointer = propose(rows, walk.record, walk.contact_id, note)
    if not pointer:
        return
    before = {e.id for e in walk.record.entries}
    walk._ask(pointer)
    for _ in range(LONGEST):
        if not walk.pointer.heard:
            break
        answer(walk, data)
    else:
        walk.skip()
    for entry in walk.record.entries:
        check_answer(entry.field, entry.answer_state, entry.value, entry.parts)
    assert {e.id for e in walk.record.heads} >= before
    check_words(walk, text)
    assert not [e for e in walk.record.entries if e.superseded_by and e.id not in before]
